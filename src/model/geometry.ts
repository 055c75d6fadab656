/** One axis of a sliding window, as TensorFlow's `same` and `valid` rules place it. */
import type { Padding } from './layer.js';

/** A window of `size` that steps by `stride` over `input` positions with `before` and `after` zeros around them. */
export interface AxisWindow {
  readonly input: number;
  readonly output: number;
  readonly size: number;
  readonly stride: number;
  readonly before: number;
  readonly after: number;
}

/**
 * Places a window on an axis. `same`: output = ⌈input / stride⌉ and the odd zero goes behind; `valid`: no zeros, and
 * positions that do not fill a whole step are left over. `output` is 0 when the window does not fit.
 * Source: TensorFlow, `tf.nn`, "Notes on padding".
 */
export function placeWindow(input: number, size: number, stride: number, padding: Padding): AxisWindow {
  if (padding === 'valid') {
    const output = Math.max(0, Math.floor((input - size) / stride) + 1);
    return { input, output, size, stride, before: 0, after: 0 };
  }
  const output = Math.ceil(input / stride);
  const zeros = Math.max((output - 1) * stride + size - input, 0);
  const before = Math.floor(zeros / 2);
  return { input, output, size, stride, before, after: zeros - before };
}

/** Which positions of an axis are used: one flag a position. A window's rows and columns are independent, so two of these describe a region exactly. */
export type AxisMask = readonly boolean[];

/** A mask of `length` positions that are all used. */
export function allUsed(length: number): AxisMask {
  return new Array<boolean>(length).fill(true);
}

/** The input positions that the used outputs of a window read. */
export function readPositions(window: AxisWindow, usedOutputs: AxisMask): AxisMask {
  const read = new Array<boolean>(window.input).fill(false);
  for (const [output, used] of usedOutputs.entries()) {
    if (!used) continue;
    const start = output * window.stride - window.before;
    const end = Math.min(start + window.size, window.input);
    for (let i = Math.max(start, 0); i < end; i++) read[i] = true;
  }
  return read;
}

/** How many of a window's taps ever meet a position of the map rather than padding. */
export function usefulTaps(window: AxisWindow): number {
  let count = 0;
  for (let tap = 0; tap < window.size; tap++) {
    for (let output = 0; output < window.output; output++) {
      const position = output * window.stride - window.before + tap;
      if (position >= 0 && position < window.input) {
        count++;
        break;
      }
    }
  }
  return count;
}

/** The used part of an axis: positions start … end − 1, of which `count` are used (fewer than end − start only where strides skip some). */
export interface Extent {
  readonly start: number;
  readonly end: number;
  readonly count: number;
}

/** The extent of a mask. */
export function extentOf(mask: AxisMask): Extent {
  const start = mask.indexOf(true);
  if (start < 0) return { start: 0, end: 0, count: 0 };
  return { start, end: mask.lastIndexOf(true) + 1, count: mask.filter((used) => used).length };
}
