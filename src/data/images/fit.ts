import type { ImageSet } from '../dataset.js';
import { toGrey } from './grey.js';
import { resizeGrey } from './resize.js';

/** How `fitImages` places digits. */
export interface FitOptions {
  /** Height and width of the result; MNIST's are [28, 28]. */
  readonly size: readonly [number, number];
  /** Height and width that the ink is scaled into, at most `size`; MNIST's are [20, 20]. */
  readonly box: readonly [number, number];
  /** Whether the images are dark on light; `auto` asks `isDarkOnLight`. */
  readonly invert: 'auto' | boolean;
}

/**
 * Brings images of any size into MNIST's form, by MNIST's own rule: light ink on black, cropped to the ink, scaled into
 * `box` with its proportions kept, and moved by whole pixels until the centre of mass is nearest to the pixel
 * (height / 2, width / 2), as far as all of the ink stays inside. MNIST itself comes out as it went in, but for a few
 * images in ten thousand.
 *
 * Ink is whatever is not black, so the background must be even. Images without ink stay black. Colour becomes luminance.
 *
 * @param set grey (1 channel) or RGB (3 channels)
 * @returns count × size × 1 channel, with the same labels
 * @throws RangeError for other channel counts and a box larger than the size
 */
export function fitImages(set: ImageSet, options: FitOptions): ImageSet {
  const [height, width] = options.size;
  if (options.box[0] > height || options.box[1] > width) {
    throw new RangeError(`the box ${options.box.join('×')} is larger than the image ${height}×${width}`);
  }
  const grey = toGrey(set);
  const invert = options.invert === 'auto' ? isDarkOnLight(grey) : options.invert;
  const pixels = new Uint8Array(set.count * height * width);
  const area = set.height * set.width;
  const image = new Uint8Array(area);
  for (let i = 0; i < set.count; i++) {
    image.set(grey.pixels.subarray(i * area, (i + 1) * area));
    if (invert) for (let p = 0; p < area; p++) image[p] = 255 - (image[p] ?? 0);
    const target = pixels.subarray(i * height * width, (i + 1) * height * width);
    fitOne(image, set.height, set.width, options, target);
  }
  return { count: set.count, height, width, channels: 1, pixels, labels: set.labels };
}

/**
 * Whether a set's images are dark on light: whether their borders are light on average. It is asked of a whole set,
 * because a digit that fills its image covers most of its own border (2 % of Semeion's do).
 */
export function isDarkOnLight(set: ImageSet): boolean {
  const { count, height, width, pixels } = toGrey(set);
  let sum = 0;
  let seen = 0;
  for (let i = 0; i < count; i++) {
    for (let y = 0; y < height; y++) {
      const step = y === 0 || y === height - 1 ? 1 : Math.max(width - 1, 1);
      for (let x = 0; x < width; x += step) {
        sum += pixels[(i * height + y) * width + x] ?? 0;
        seen++;
      }
    }
  }
  return seen > 0 && sum / seen > 127.5;
}

/** Fits one light-on-dark image into `target`, which is black. */
function fitOne(
  image: Uint8Array,
  height: number,
  width: number,
  options: FitOptions,
  target: Uint8Array,
): void {
  const ink = boundingBox(image, height, width);
  if (ink === undefined) return;
  const crop = new Uint8Array(ink.height * ink.width);
  for (let y = 0; y < ink.height; y++) {
    const start = (ink.top + y) * width + ink.left;
    crop.set(image.subarray(start, start + ink.width), y * ink.width);
  }
  const scale = Math.min(options.box[0] / ink.height, options.box[1] / ink.width);
  const newHeight = Math.max(1, Math.round(ink.height * scale));
  const newWidth = Math.max(1, Math.round(ink.width * scale));
  const scaled = resizeGrey(crop, ink.height, ink.width, newHeight, newWidth);
  const centre = centreOfMass(scaled, newHeight, newWidth);
  const [targetHeight, targetWidth] = options.size;
  const top = place(targetHeight / 2 - centre.y, targetHeight - newHeight);
  const left = place(targetWidth / 2 - centre.x, targetWidth - newWidth);
  for (let y = 0; y < newHeight; y++) {
    target.set(scaled.subarray(y * newWidth, (y + 1) * newWidth), (top + y) * targetWidth + left);
  }
}

/** The whole pixel nearest to `position` at which all of the ink stays inside. */
function place(position: number, last: number): number {
  return Math.min(Math.max(Math.round(position), 0), last);
}

/** The smallest rectangle with all pixels that are not black; undefined when there are none. */
function boundingBox(image: Uint8Array, height: number, width: number) {
  let [top, left, bottom, right] = [height, width, -1, -1];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (image[y * width + x] === 0) continue;
      top = Math.min(top, y);
      bottom = y;
      left = Math.min(left, x);
      right = Math.max(right, x);
    }
  }
  return bottom < 0 ? undefined : { top, left, height: bottom - top + 1, width: right - left + 1 };
}

/** The centre of mass in pixel coordinates; the middle of an image that scaling has made black. */
function centreOfMass(image: Uint8Array, height: number, width: number): { y: number; x: number } {
  let [mass, momentY, momentX] = [0, 0, 0];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const value = image[y * width + x] ?? 0;
      mass += value;
      momentY += value * y;
      momentX += value * x;
    }
  }
  return mass === 0 ? { y: height / 2, x: width / 2 } : { y: momentY / mass, x: momentX / mass };
}
