/** Pens: strokes far thinner or thicker than those a model was trained on are redrawn with a pen it knows. */
import { resizeGrey } from '../resize.js';
import { distanceTo } from './distance.js';
import type { Ink } from './ink.js';

/** The widths that strokes may have, as a share of the box's side. */
export interface PenRange {
  readonly thinnest: number;
  readonly thickest: number;
}

/** Widths are measured on digits of at least so many pixels. */
const WORKING_SIDE = 60;
const HALF = 128;

/**
 * Ink cut to what is written, its strokes made as thick as the range says where they are thinner or thicker: the outline is
 * moved, along the distance from it, by as much as it takes once the digit is scaled into the box.
 */
export function adaptStrokes(ink: Ink, { thinnest, thickest }: PenRange): Ink {
  const large = enlarge(ink);
  const measured = measureStrokes(large);
  if (measured === undefined) return ink;
  const { stroke, side } = measured;
  const wanted = Math.min(Math.max(stroke / side, thinnest), thickest);
  if (wanted === stroke / side) return ink;
  // With the outline moved by r, the stroke is w + 2r and the digit's side L + 2r; their ratio shall be `wanted`.
  const r = (wanted * side - stroke) / (2 * (1 - wanted));
  return moveOutline(large, r);
}

/** The mean width of ink's strokes as a share of its longer side; undefined where all of it is faint. */
export function penOf(ink: Ink): number | undefined {
  const measured = measureStrokes(enlarge(ink));
  return measured && measured.stroke / measured.side;
}

/** In a bar the mean distance from the edge is a quarter of its width. */
function measureStrokes({ height, width, pixels }: Ink) {
  const inside = distanceTo((i) => (pixels[i] ?? 0) < HALF, height, width);
  let [sum, count] = [0, 0];
  for (let i = 0; i < inside.length; i++) {
    if ((pixels[i] ?? 0) < HALF) continue;
    sum += (inside[i] ?? 0) - 0.5;
    count++;
  }
  // The margin is no part of the side.
  return count === 0 ? undefined : { stroke: (4 * sum) / count, side: Math.max(height, width) - 2 };
}

/** The ink with a margin of one pixel, enlarged where it is small. */
function enlarge({ height, width, pixels }: Ink): Ink {
  const factor = Math.max(1, WORKING_SIDE / Math.max(height, width));
  const [newHeight, newWidth] = [Math.round(height * factor), Math.round(width * factor)];
  const scaled = resizeGrey(pixels, height, width, newHeight, newWidth);
  return withMargin({ height: newHeight, width: newWidth, pixels: scaled }, 1);
}

function withMargin({ height, width, pixels }: Ink, margin: number): Ink {
  const wide = width + 2 * margin;
  const target = new Uint8Array((height + 2 * margin) * wide);
  for (let y = 0; y < height; y++)
    target.set(pixels.subarray(y * width, (y + 1) * width), (y + margin) * wide + margin);
  return { height: height + 2 * margin, width: wide, pixels: target };
}

/** Ink whose outline has moved outwards by r pixels, inwards where r < 0. */
function moveOutline(ink: Ink, r: number): Ink {
  const padded = withMargin(ink, Math.max(0, Math.ceil(r)) + 1);
  const { height, width, pixels } = padded;
  const inside = distanceTo((i) => (pixels[i] ?? 0) < HALF, height, width);
  const outside = distanceTo((i) => (pixels[i] ?? 0) >= HALF, height, width);
  const moved = pixels.map((pixel, i) => {
    const beyond = pixel < HALF ? (outside[i] ?? 0) - 0.5 : 0.5 - (inside[i] ?? 0);
    return Math.round(255 * Math.min(1, Math.max(0, 0.5 + r - beyond)));
  });
  return { height, width, pixels: moved };
}
