/** Ink: how much of it every pixel has, from how far the pixel is from the paper. */
import type { OpaquePicture } from './ground.js';
import { subtractPaper } from './paper.js';
import { dropSpecks } from './specks.js';
import { median, quantile } from './statistics.js';

/** Ink as an image: light on black, 0 where there is none. */
export interface Ink {
  readonly height: number;
  readonly width: number;
  /** height × width, 0 to 255. */
  readonly pixels: Uint8Array;
}

/** Ink differs from the paper by at least so many grey levels, and by so many times the paper's own deviation. */
const LEAST_CONTRAST = 12;
const CONTRAST_TO_NOISE = 5;
/** Pictures whose ink is less than so many times the paper's deviation are smoothed, so often at most. */
const CLEAN = 12;
const SMOOTHINGS = 3;
/** Pixels that are asked how much paper deviates. */
const NOISE_SAMPLES = 8192;
/**
 * What share of full ink is still paper (ruled lines, shadows, what JPEG leaves around a stroke), and what share is full,
 * where a picture is large enough to have its edges redrawn when it is scaled down.
 */
const LARGE = { paper: 0.28, full: 0.8 };
/** Small pictures have nothing but soft edges: they are kept. */
const SMALL = { paper: 0.1, full: 1 };
/** From this length of the written part on a picture is large; twice MNIST's box. */
const LARGE_SIDE = 40;

/** The ink of a picture, whatever its colour and its paper's; undefined where there is none. */
export function findInk(picture: OpaquePicture): Ink | undefined {
  const { height, width, channels } = picture;
  let amounts = alongInk(subtractPaper(picture), channels);
  let { strong, typical, noise } = measure(amounts);
  const isLarge = sideOf(amounts, height, width, typical / 2) >= LARGE_SIDE;
  // A large picture has pixels to spare: the mean of nine has a third of their noise.
  for (let round = 0; isLarge && round < SMOOTHINGS && typical < CLEAN * noise; round++) {
    amounts = smooth(amounts, height, width);
    ({ strong, typical, noise } = measure(amounts));
  }
  if (typical < Math.max(LEAST_CONTRAST, CONTRAST_TO_NOISE * noise)) return undefined;
  const levels = isLarge ? LARGE : SMALL;
  const full = levels === SMALL ? quantile(strong, 0.9) : levels.full * typical;
  const paper = Math.min(0.6 * full, Math.max(levels.paper * typical, 3.5 * noise));
  const pixels = new Uint8Array(height * width);
  for (let i = 0; i < pixels.length; i++) {
    const share = ((amounts[i] ?? 0) - paper) / (full - paper);
    pixels[i] = Math.round(255 * Math.min(1, Math.max(0, share)));
  }
  return dropSpecks({ height, width, pixels });
}

/** What the strong half of the ink typically is, and the deviation of the paper. */
function measure(amounts: Float32Array) {
  const most = amounts.reduce((largest, amount) => Math.max(largest, amount), 0);
  const strong = amounts.filter((amount) => amount > most / 2);
  // Noise is what the paper's half of the pixels do; ink is seldom the larger half.
  const step = Math.ceil(amounts.length / NOISE_SAMPLES);
  const sampled = amounts.filter((_, i) => i % step === 0).map((amount) => Math.abs(amount));
  const noise = 1.4826 * median(sampled);
  return { strong, typical: median(strong), noise };
}

/** The mean of each pixel and its neighbours. */
function smooth(amounts: Float32Array, height: number, width: number): Float32Array {
  const smoothed = new Float32Array(amounts.length);
  for (let y = 0; y < height; y++) {
    const [top, bottom] = [Math.max(0, y - 1), Math.min(height - 1, y + 1)];
    for (let x = 0; x < width; x++) {
      const [left, right] = [Math.max(0, x - 1), Math.min(width - 1, x + 1)];
      let sum = 0;
      for (let row = top; row <= bottom; row++)
        for (let column = left; column <= right; column++) sum += amounts[row * width + column] ?? 0;
      smoothed[y * width + x] = sum / ((bottom - top + 1) * (right - left + 1));
    }
  }
  return smoothed;
}

/**
 * The part of each pixel's difference that goes from the paper's colour to the ink's. That direction is the mean of all
 * differences, the large ones counting most; so red ink on white is as dark as black, and noise of other colours is not ink.
 */
function alongInk(difference: Float32Array, channels: number): Float32Array {
  const count = difference.length / channels;
  let [a, b, c] = [0, 0, 0];
  for (let i = 0; i < count; i++) {
    const first = difference[i * channels] ?? 0;
    const second = channels === 1 ? 0 : (difference[i * channels + 1] ?? 0);
    const third = channels === 1 ? 0 : (difference[i * channels + 2] ?? 0);
    const size = first * first + second * second + third * third;
    a += first * size;
    b += second * size;
    c += third * size;
  }
  const length = Math.sqrt(a * a + b * b + c * c) || 1;
  const direction = [a / length, b / length, c / length];
  const amounts = new Float32Array(count);
  for (let i = 0; i < count; i++) {
    let sum = 0;
    for (let channel = 0; channel < channels; channel++)
      sum += (difference[i * channels + channel] ?? 0) * (direction[channel] ?? 0);
    amounts[i] = sum;
  }
  return amounts;
}

/** The longer side of the rectangle around what is above a level, 1 % of it cut off at each end: specks have no say. */
function sideOf(amounts: Float32Array, height: number, width: number, level: number): number {
  const rows: number[] = [];
  const columns: number[] = [];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if ((amounts[y * width + x] ?? 0) <= level) continue;
      rows.push(y);
      columns.push(x);
    }
  }
  const extent = (places: readonly number[]) => quantile(places, 0.99) - quantile(places, 0.01) + 1;
  return Math.max(extent(rows), extent(columns));
}
