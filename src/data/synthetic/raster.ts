import type { RandomStream } from '../../util/random.js';
import type { Style } from './style.js';
import type { Trace } from './trace.js';

/** Side of an image, in pixels. */
export const SIDE = 28;
/** Side of the box that the ink is fitted into. */
export const BOX = 20;
/** Where MNIST puts the centre of mass: pixel (14, 14), counted from 0, to the nearest whole pixel. */
const CENTRE = 14;

/** Scales and moves the trace so that its ink, soft edge included, fills the box in its longer direction. */
export function fitIntoBox(trace: Trace, edge: number): void {
  const { x, y, radius, count } = trace;
  let scale = BOX;
  let midX = 0;
  let midY = 0;
  // the pen does not scale with the drawing, so the scale is found in three rounds: at once close, then exact
  for (let round = 0; round < 3; round++) {
    let left = Number.POSITIVE_INFINITY;
    let right = Number.NEGATIVE_INFINITY;
    let top = Number.POSITIVE_INFINITY;
    let bottom = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < count; i++) {
      const px = scale * (x[i] ?? 0);
      const py = scale * (y[i] ?? 0);
      const reach = (radius[i] ?? 0) + edge / 2;
      left = Math.min(left, px - reach);
      right = Math.max(right, px + reach);
      top = Math.min(top, py - reach);
      bottom = Math.max(bottom, py + reach);
    }
    midX = (left + right) / 2;
    midY = (top + bottom) / 2;
    if (round === 2) break;
    const size = Math.max(right - left, bottom - top);
    // d size / d scale is the extent of the points themselves
    const extent = Math.max(0.1, (size - 2 * (meanRadius(trace) + edge / 2)) / scale);
    const next = scale + (BOX - size) / extent;
    midX *= next / scale;
    midY *= next / scale;
    scale = next;
  }
  for (let i = 0; i < count; i++) {
    x[i] = scale * (x[i] ?? 0) - midX + BOX / 2;
    y[i] = scale * (y[i] ?? 0) - midY + BOX / 2;
  }
}

function meanRadius(trace: Trace): number {
  let sum = 0;
  for (let i = 0; i < trace.count; i++) sum += trace.radius[i] ?? 0;
  return sum / trace.count;
}

/**
 * Writes into `field` (BOX × BOX) how deep inside the ink each pixel's middle lies: the pen's half width minus
 * the distance to the pen's path, in pixels, negative outside.
 */
export function measureDepth(trace: Trace, edge: number, field: Float64Array): void {
  const { x, y, radius, begins } = trace;
  field.fill(-BOX);
  for (let stroke = 0; stroke < trace.strokes; stroke++) {
    const last = (begins[stroke + 1] ?? 0) - 1;
    for (let i = begins[stroke] ?? 0; i < last; i++) {
      const x0 = x[i] ?? 0;
      const y0 = y[i] ?? 0;
      const r0 = radius[i] ?? 0;
      const dx = (x[i + 1] ?? 0) - x0;
      const dy = (y[i + 1] ?? 0) - y0;
      const dr = (radius[i + 1] ?? 0) - r0;
      const inverse = 1 / (dx * dx + dy * dy + 1e-12);
      const reach = Math.max(r0, r0 + dr) + edge;
      const reach2 = reach * reach;
      const left = Math.max(0, Math.floor(Math.min(x0, x0 + dx) - reach));
      const right = Math.min(BOX - 1, Math.floor(Math.max(x0, x0 + dx) + reach));
      const top = Math.max(0, Math.floor(Math.min(y0, y0 + dy) - reach));
      const bottom = Math.min(BOX - 1, Math.floor(Math.max(y0, y0 + dy) + reach));
      for (let row = top; row <= bottom; row++) {
        const py = row + 0.5 - y0;
        for (let column = left; column <= right; column++) {
          const px = column + 0.5 - x0;
          const t = Math.min(1, Math.max(0, (px * dx + py * dy) * inverse));
          const ex = px - t * dx;
          const ey = py - t * dy;
          const distance2 = ex * ex + ey * ey;
          if (distance2 > reach2) continue;
          const depth = r0 + t * dr - Math.sqrt(distance2);
          const at = row * BOX + column;
          if (depth > (field[at] ?? 0)) field[at] = depth;
        }
      }
    }
  }
}

/** Turns depths into grey levels: a ramp as wide as the soft edge, roughened as the edges of a scan are. */
export function inkPixels(field: Float64Array, style: Style, stream: RandomStream, ink: Uint8Array): void {
  const slope = 1 / style.edge;
  const roughness = style.roughness / 255;
  for (let i = 0; i < BOX * BOX; i++) {
    const share = 0.5 + (field[i] ?? 0) * slope;
    if (share <= 0) ink[i] = 0;
    else if (share >= 1) ink[i] = 255;
    else {
      const noise = roughness * ((stream.word() & 255) - 127.5);
      // the noise fades out at both ends of the ramp, so that it neither dirties the paper nor eats the stroke
      const rough = share + 4 * share * (1 - share) * noise;
      ink[i] = Math.floor(255 * Math.min(1, Math.max(0, rough)) + 0.5);
    }
  }
}

/** Copies the box into an image (SIDE × SIDE, cleared by the caller), its centre of mass where MNIST has it. */
export function centreByMass(ink: Uint8Array, pixels: Uint8Array, offset: number): void {
  let mass = 0;
  let momentX = 0;
  let momentY = 0;
  let left: number = BOX;
  let right = 0;
  let top: number = BOX;
  let bottom = 0;
  for (let row = 0; row < BOX; row++) {
    for (let column = 0; column < BOX; column++) {
      const value = ink[row * BOX + column] ?? 0;
      if (value === 0) continue;
      mass += value;
      momentX += value * column;
      momentY += value * row;
      left = Math.min(left, column);
      right = Math.max(right, column);
      top = Math.min(top, row);
      bottom = Math.max(bottom, row);
    }
  }
  const shiftX = placeInk(momentX / mass, left, right);
  const shiftY = placeInk(momentY / mass, top, bottom);
  for (let row = top; row <= bottom; row++) {
    const target = offset + (row + shiftY) * SIDE + shiftX;
    for (let column = left; column <= right; column++) {
      pixels[target + column] = ink[row * BOX + column] ?? 0;
    }
  }
}

/**
 * How far to move ink in pixels `first` to `last`, in whole pixels, so that its mean comes to lie at the centre,
 * or as near to it as the image has room for: about one digit in 10 000, top-heavy, ends a quarter of a pixel short.
 */
function placeInk(mean: number, first: number, last: number): number {
  return Math.min(SIDE - 1 - last, Math.max(-first, Math.floor(CENTRE - mean + 0.5)));
}
