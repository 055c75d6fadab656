import type { RandomStream } from '../../util/random.js';

/** How one writer writes: everything about an image that is not in the digit's own drawing. */
export interface Style {
  /** Standard deviation of the control points, as a share of the height. */
  readonly jitter: number;
  /** Where between a way's two drawings this one lies: 0 is `from`, 1 is `to`. */
  readonly blend: number;
  /** How far the middle moves down against both ends, as a share of the height: small heads, large bellies. */
  readonly waist: number;
  /** How much wider the foot is than the middle, and the head narrower, as a share of the width. */
  readonly taper: number;
  /** How far the middle bends to the right against both ends, as a share of the height. */
  readonly bend: number;
  /** Width over height, relative to the digit's usual one. */
  readonly aspect: number;
  /** Shear: how far the top leans to the right for a height of 1. */
  readonly slant: number;
  /** Radians, clockwise. */
  readonly rotation: number;
  /** How far a stroke goes on past its end (or stops short, if negative), as a share of its last piece. */
  readonly overshoot: number;
  /** How often the pen cuts the corners: passes of a smoothing filter. */
  readonly haste: number;
  /** Amplitude of the elastic distortion, as a share of the height. */
  readonly elastic: number;
  /** Half the width of the ink, in pixels. */
  readonly pen: number;
  /** How much the width follows pressure along the stroke, 0 to 1. */
  readonly pressure: number;
  /** How much the width depends on the direction, as with a broad nib, 0 to 1. */
  readonly nib: number;
  /** Width of the soft edge of the ink, in pixels. */
  readonly edge: number;
  /** How rough that edge is, 0 to 1. */
  readonly roughness: number;
}

/** A number that is roughly normal (mean 0, deviation 1, never beyond ±3.5): the sum of a word's four bytes. */
export function bell(stream: RandomStream): number {
  const word = stream.word();
  const sum = (word & 255) + ((word >>> 8) & 255) + ((word >>> 16) & 255) + (word >>> 24);
  // four uniform bytes: mean 510, variance 4·(256² − 1)/12 = 21845
  return (sum - 510) / 147.80053;
}

/** Draws a writer. The figures are fitted to MNIST: widths, slant and ink of its digits, and by eye. */
export function drawStyle(stream: RandomStream): Style {
  const care = stream.uniform();
  const weight = bell(stream);
  const aspect = Math.max(0.55, 1 + 0.18 * bell(stream));
  // most hands are steady, a few are not
  const sloppiness = 0.55 + 1.1 * care * care * care;
  return {
    jitter: 0.026 * sloppiness,
    blend: -0.15 + 1.3 * stream.uniform(),
    waist: 0.08 * bell(stream),
    taper: 0.15 * bell(stream),
    bend: 0.06 * bell(stream),
    aspect,
    slant: 0.12 + 0.25 * bell(stream),
    rotation: 0.09 * bell(stream),
    overshoot: 0.14 * bell(stream),
    haste: stream.below(6),
    elastic: 0.032 * sloppiness,
    // more broad pens than thin ones; who writes narrowly with a broad pen leaves blots, and so does not
    pen: Math.max(0.75, 1.29 + 0.4 * weight + 0.08 * weight * weight) * Math.min(1, 0.4 + 0.65 * aspect),
    pressure: 0.25 * stream.uniform(),
    nib: 0.15 * stream.uniform(),
    edge: 1.05 + 0.4 * stream.uniform(),
    roughness: 0.35 * stream.uniform(),
  };
}
