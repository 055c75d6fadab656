import { philox, type RandomKey, uniformOf } from '../../../util/random.js';
import type { Erasing } from '../../engine.js';
import { ERASING_ATTEMPTS, STREAM_ERASED, STREAM_ERASING } from '../layout/augmentation.js';
import { wordField } from './random-reference.js';
import type { ImageShape } from './scratch.js';

const f = Math.fround;

/** Pixels of a rectangle. */
export interface Rectangle {
  readonly top: number;
  readonly left: number;
  readonly rows: number;
  readonly columns: number;
}

/** The rectangle that is erased of image `index`; `undefined` where none of those tried fits. */
export function drawRectangle(
  { area, aspect }: Erasing,
  { height, width }: Omit<ImageShape, 'channels'>,
  key: RandomKey,
  epoch: number,
  index: number,
): Rectangle | undefined {
  const words = new Uint32Array(4);
  const uniform = (lane: number) => uniformOf(words[lane] ?? 0);
  const within = ([low, high]: readonly [number, number], lane: number) =>
    f(low) + (f(high) - f(low)) * uniform(lane);
  for (let attempt = 0; attempt < ERASING_ATTEMPTS; attempt++) {
    philox(key, attempt, epoch, index, STREAM_ERASING, words);
    const size = within(area, 0) * (height * width);
    const ratio = within(aspect, 1);
    const rows = Math.floor(Math.sqrt(size * ratio) + 0.5);
    const columns = Math.floor(Math.sqrt(size / ratio) + 0.5);
    if (rows < 1 || columns < 1 || rows > height || columns > width) continue;
    const top = Math.floor(uniform(2) * (height - rows + 1));
    const left = Math.floor(uniform(3) * (width - columns + 1));
    return { top, left, rows, columns };
  }
  return undefined;
}

/** The plain version of kernels/erasing.ts, with the same bits: erases a rectangle of `values` in place. */
export function eraseRectangle(
  values: Float32Array,
  shape: ImageShape,
  erasing: Erasing,
  fillValue: number,
  key: RandomKey,
  epoch: number,
  index: number,
): void {
  const rectangle = drawRectangle(erasing, shape, key, epoch, index);
  if (rectangle === undefined) return;
  const { top, left, rows, columns } = rectangle;
  const length = columns * shape.channels;
  const words = wordField(key, [epoch, index, STREAM_ERASED], rows * length);
  for (let y = 0; y < rows; y++) {
    const start = ((top + y) * shape.width + left) * shape.channels;
    for (let i = 0; i < length; i++) {
      values[start + i] = erasing.fill === 'random' ? (words[y * length + i] ?? 0) >>> 24 : fillValue;
    }
  }
}
