/** A picture of something written → the image that a model was trained to read. */
import type { Raster } from '../decode/raster.js';
import { fitImages } from '../fit.js';
import { composite } from './ground.js';
import { findInk, type Ink } from './ink.js';
import { adaptStrokes, type PenRange } from './stroke-width.js';

/** What the model's images are like. */
export interface PrepareOptions {
  /** Height and width of the model's images. */
  readonly size: readonly [number, number];
  /** Height and width of the box that the run fitted its images into; undefined where it took them as they were. */
  readonly box?: readonly [number, number];
  /** The pens to allow; MNIST's where left out, null for whatever there is. */
  readonly pens?: PenRange | null;
}

/** MNIST's rule: its digits stand in a box of 20 of its 28 pixels. */
const MNIST_BOX = 20 / 28;
/** Nine tenths of MNIST's digits have strokes between these widths (`penOf` of 4 000 of its training images). */
const MNIST_PENS: PenRange = { thinnest: 0.084, thickest: 0.2 };

/**
 * The image in the model's form: light ink on black, cut out, scaled, centred, whatever the picture's size and colours.
 * Images that are in this form already are left as they are: of the model's size (any size where the run itself fitted its
 * images), grey, light on an even black ground.
 *
 * @returns height × width pixels; undefined where nothing is written
 */
export function prepareImage(raster: Raster, options: PrepareOptions): Uint8Array | undefined {
  const [height, width] = options.size;
  const box = options.box ?? [
    Math.max(1, Math.round(height * MNIST_BOX)),
    Math.max(1, Math.round(width * MNIST_BOX)),
  ];
  const plain = plainImage(raster, options);
  if (plain !== undefined) {
    if (!plain.pixels.some((pixel) => pixel > 0)) return undefined;
    return options.box === undefined ? plain.pixels : fitInk(plain, options.size, box);
  }
  const ink = findInk(composite(raster));
  if (ink === undefined) return undefined;
  const pens = options.pens === undefined ? MNIST_PENS : options.pens;
  const cut = cutOut(ink);
  return fitInk(pens === null ? cut : adaptStrokes(cut, pens), options.size, box);
}

/** The picture as an image of the model's data set; undefined where it is none. */
function plainImage(raster: Raster, { size, box }: PrepareOptions): Ink | undefined {
  const { height, width, fileHeight, fileWidth, channels, colors, alpha } = raster;
  if (alpha !== undefined || height !== fileHeight || width !== fileWidth) return undefined;
  if (box === undefined && (height !== size[0] || width !== size[1])) return undefined;
  const pixels = new Uint8Array(height * width);
  for (let i = 0; i < pixels.length; i++) {
    const value = colors[i * channels] ?? 0;
    for (let c = 1; c < channels; c++) if (colors[i * channels + c] !== value) return undefined;
    pixels[i] = Math.round(value);
  }
  const image = { height, width, pixels };
  return hasBlackRim(image) && (box === undefined || isEven(image)) ? image : undefined;
}

/** Whether more than half of the rim is black. */
function hasBlackRim({ height, width, pixels }: Ink): boolean {
  let [rim, black] = [0, 0];
  for (let i = 0; i < pixels.length; i++) {
    const [y, x] = [Math.floor(i / width), i % width];
    if (y > 0 && y < height - 1 && x > 0 && x < width - 1) continue;
    rim++;
    if (pixels[i] === 0) black++;
  }
  return black > rim / 2;
}

/** Whether everything that is not black is ink: full somewhere, and nothing faint lies away from it. */
function isEven(image: Ink): boolean {
  const strong = bounds(image, 64);
  const any = bounds(image, 1);
  if (strong === undefined || any === undefined) return any === undefined;
  return (
    any.top >= strong.top - 2 &&
    any.left >= strong.left - 2 &&
    any.bottom <= strong.bottom + 2 &&
    any.right <= strong.right + 2 &&
    image.pixels.some((pixel) => pixel >= 128)
  );
}

/** The rectangle of all pixels of at least a value. */
function bounds({ height, width, pixels }: Ink, least: number) {
  let [top, left, bottom, right] = [height, width, -1, -1];
  for (let i = 0; i < pixels.length; i++) {
    if ((pixels[i] ?? 0) < least) continue;
    const [y, x] = [Math.floor(i / width), i % width];
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
    left = Math.min(left, x);
    right = Math.max(right, x);
  }
  return bottom < 0 ? undefined : { top, left, bottom, right };
}

function cutOut(ink: Ink): Ink {
  const found = bounds(ink, 1);
  if (found === undefined) return ink;
  const { top, left, bottom, right } = found;
  const [height, width] = [bottom - top + 1, right - left + 1];
  const pixels = new Uint8Array(height * width);
  for (let y = 0; y < height; y++) {
    const start = (top + y) * ink.width + left;
    pixels.set(ink.pixels.subarray(start, start + width), y * width);
  }
  return { height, width, pixels };
}

function fitInk(
  { height, width, pixels }: Ink,
  size: readonly [number, number],
  box: readonly [number, number],
) {
  const set = { count: 1, height, width, channels: 1, pixels, labels: new Uint8Array(1) };
  return fitImages(set, { size, box, invert: false }).pixels;
}
