import * as layout from '../layout/augmentation.js';

/** [height, width, channels] of an image. */
export interface ImageShape {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/** Where a thread's buffers lie in its scratch, in bytes from its start, and how many bytes all of it has. */
export interface ScratchLayout {
  /** By the parameter that holds the place. */
  readonly places: ReadonlyMap<number, number>;
  readonly strokesBytes: number;
  readonly bytes: number;
}

/** The kernels' last vectors reach over the end of a buffer. */
const SLACK = 128;

/** The scratch that any augmentation of images of this shape needs. */
export function scratchLayout({ height, width, channels }: ImageShape): ScratchLayout {
  const values = height * width * channels;
  const columns = roundUp(width, 4);
  const stride = roundUp(columns + layout.ROW_TAPS - 1, 4);
  const gridRows = height + layout.ROW_TAPS - 1;
  const strokesBytes = roundUp(roundUp((width + 1) * channels, 16) * (height + 3) + SLACK, 64);
  const places = new Map<number, number>();
  let bytes = 0;
  const reserve = (word: number, size: number) => {
    places.set(word, bytes);
    bytes += roundUp(size + SLACK, 64);
  };
  // What a stroke's first pixel reads lies before it.
  reserve(layout.SCRATCH_PIXELS, values);
  reserve(layout.SCRATCH_STROKES, 2 * strokesBytes);
  reserve(layout.SCRATCH_DISPLACEMENT, 2 * height * columns * 4);
  reserve(layout.SCRATCH_RANDOM, Math.max(2 * gridRows * stride, values) * 4);
  reserve(layout.SCRATCH_LINE, 2 * stride * 4);
  reserve(layout.SCRATCH_SAMPLER, (columns + height * width) * 4 + 256);
  reserve(layout.SCRATCH_VALUES, values * 4);
  reserve(layout.SCRATCH_PARTNER, values * 4);
  return { places, strokesBytes, bytes };
}

export function roundUp(value: number, unit: number): number {
  return Math.ceil(value / unit) * unit;
}
