/** The paper that something is written on: its colour everywhere in the picture, under uneven light too. */
import type { OpaquePicture } from './ground.js';
import { median, solve } from './statistics.js';

/** How far every pixel is from the paper under it: height × width × channels. */
export type Difference = Float32Array;

/** Grey levels that paper may always differ by: less than any ink, more than rounding. */
const LEAST_TOLERANCE = 6;
const ROUNDS = 6;
/** Pixels that a surface is fitted to: about so many along each axis. */
const SAMPLES = 48;

interface Samples {
  /** The six terms of the surface (1, x, y, x², xy, y²) at each sample; x and y run from −1 to 1. */
  readonly terms: Float64Array;
  readonly colors: Float64Array;
}
const TERMS = 6;
/** The paper is of one colour when so much of the rim is. */
const EVEN_SHARE = 0.8;

/**
 * Subtracts the paper. Per channel, a plane is fitted to the picture's rim, then a second-order surface to all pixels that
 * are near it, again and again, so that what is written has no part in it: least squares with outliers rejected.
 */
export function subtractPaper({ height, width, channels, colors }: OpaquePicture): Difference {
  const difference = new Float32Array(colors.length);
  for (let c = 0; c < channels; c++) {
    const at = (y: number, x: number) => colors[(y * width + x) * channels + c] ?? 0;
    const surface = fitSurface(height, width, at);
    for (let y = 0; y < height; y++) {
      const v = place(y, height);
      // The surface along one row is a polynomial in x.
      const [a = 0, b = 0, cy = 0, d = 0, e = 0, f = 0] = surface;
      const [constant, linear] = [a + cy * v + f * v * v, b + e * v];
      for (let x = 0; x < width; x++) {
        const u = place(x, width);
        const paper = Math.min(255, Math.max(0, constant + linear * u + d * u * u));
        difference[(y * width + x) * channels + c] = at(y, x) - paper;
      }
    }
  }
  return difference;
}

function fitSurface(height: number, width: number, at: (y: number, x: number) => number): readonly number[] {
  const rim = takeSamples(height, width, at, true);
  const middle = median(rim.colors);
  const same = rim.colors.reduce((count, color) => count + (color === middle ? 1 : 0), 0);
  if (same >= EVEN_SHARE * rim.colors.length) return [middle, 0, 0, 0, 0, 0];
  const all = takeSamples(height, width, at, false);
  const spread = median(rim.colors.map((color) => Math.abs(color - middle)));
  // Under a strong gradient of light the rim itself is wide.
  let tolerance = Math.max(LEAST_TOLERANCE, 3 * spread);
  let surface: readonly number[] = [middle, 0, 0, 0, 0, 0];
  for (let round = 0; round < ROUNDS; round++) {
    const samples = round < 3 ? rim : all;
    const fitted = refit(samples, surface, tolerance, round < 3 ? 3 : 6);
    if (fitted === undefined) break;
    surface = fitted.surface;
    tolerance = Math.max(LEAST_TOLERANCE, 4 * fitted.deviation);
  }
  return surface;
}

/** Fits the first `count` terms to the samples that are near a surface; nothing where there are too few to tell. */
function refit({ terms, colors }: Samples, near: readonly number[], tolerance: number, count: number) {
  const residuals = new Float64Array(colors.length);
  const rows = Array.from({ length: count }, () => new Float64Array(count + 1));
  const inside = new Uint8Array(colors.length);
  let found = 0;
  for (let i = 0; i < colors.length; i++) {
    const color = colors[i] ?? 0;
    if (Math.abs(color - surfaceAt(near, terms, i)) > tolerance) continue;
    inside[i] = 1;
    found++;
    for (const [a, row] of rows.entries()) {
      const term = terms[i * TERMS + a] ?? 0;
      for (let b = 0; b < count; b++) row[b] = (row[b] ?? 0) + term * (terms[i * TERMS + b] ?? 0);
      row[count] = (row[count] ?? 0) + term * color;
    }
  }
  if (found < Math.max(12, colors.length / 5)) return undefined;
  const solution = solve(rows);
  if (solution === undefined) return undefined;
  const surface = [...solution, 0, 0, 0].slice(0, TERMS);
  let kept = 0;
  for (let i = 0; i < colors.length; i++)
    if (inside[i] === 1) residuals[kept++] = Math.abs((colors[i] ?? 0) - surfaceAt(surface, terms, i));
  // A normal distribution's standard deviation is 1.4826 times its median absolute deviation.
  return { surface, deviation: 1.4826 * median(residuals.subarray(0, kept)) };
}

function takeSamples(
  height: number,
  width: number,
  at: (y: number, x: number) => number,
  rimOnly: boolean,
): Samples {
  const rim = Math.max(1, Math.round(Math.min(height, width) * 0.04));
  const step = rimOnly ? 1 : Math.max(1, Math.floor(Math.max(height, width) / SAMPLES));
  // The rim is sampled along its length, and across all of its pixels.
  const along = Math.max(1, Math.floor((height + width) / (4 * SAMPLES)));
  const terms: number[] = [];
  const colors: number[] = [];
  for (let y = 0; y < height; y += step) {
    const horizontal = y < rim || y >= height - rim;
    for (let x = 0; x < width; x += step) {
      const vertical = x < rim || x >= width - rim;
      if (rimOnly && !horizontal && !vertical) {
        // Nothing more before the right rim.
        x = Math.max(x, width - rim - 1);
        continue;
      }
      if (rimOnly && (horizontal ? x : y) % along !== 0) continue;
      const [u, v] = [place(x, width), place(y, height)];
      terms.push(1, u, v, u * u, u * v, v * v);
      colors.push(at(y, x));
    }
  }
  return { terms: Float64Array.from(terms), colors: Float64Array.from(colors) };
}

function surfaceAt(surface: readonly number[], terms: Float64Array, sample: number): number {
  let sum = 0;
  for (let t = 0; t < TERMS; t++) sum += (surface[t] ?? 0) * (terms[sample * TERMS + t] ?? 0);
  return sum;
}

function place(position: number, length: number): number {
  return length < 2 ? 0 : (2 * position) / (length - 1) - 1;
}
