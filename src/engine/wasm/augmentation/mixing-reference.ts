import { philox, type RandomKey, uniformOf } from '../../../util/random.js';
import type { Augmentation } from '../../engine.js';
import { STREAM_MIXING, STREAM_PARTNER } from '../layout/augmentation.js';
import type { Rectangle } from './erasing-reference.js';
import { symmetricBeta } from './random-reference.js';
import type { ImageShape } from './scratch.js';

const f = Math.fround;

/** How an image is mixed with its partner: λ, its own share of the target, and the rectangle that CutMix pastes. */
export interface Mix {
  readonly ownShare: number;
  readonly pasted: Rectangle | null;
}

/** The place in a batch of `count` images of the partner of the image at `place`. */
export function partnerPlace(
  place: number,
  count: number,
  key: RandomKey,
  epoch: number,
  step: number,
): number {
  if (count < 2) return place;
  const [word = 0] = philox(key, 0, epoch, step, STREAM_PARTNER, new Uint32Array(4));
  return (place + 1 + Math.floor(uniformOf(word) * (count - 1))) % count;
}

/** Whether an augmentation mixes images. */
export function mixesImages({ mixup, cutmix }: Augmentation): boolean {
  return (mixup?.alpha ?? 0) > 0 || (cutmix?.alpha ?? 0) > 0;
}

/** The plain version of `drawMix` in kernels/mixing.ts, with the same bits. */
export function drawMix(
  { mixup, cutmix }: Augmentation,
  { height, width }: Omit<ImageShape, 'channels'>,
  key: RandomKey,
  epoch: number,
  index: number,
): Mix {
  const words = philox(key, 0, epoch, index, STREAM_MIXING, new Uint32Array(4));
  const [mixupAlpha, cutmixAlpha] = [mixup?.alpha ?? 0, cutmix?.alpha ?? 0];
  const pastes = cutmixAlpha > 0 && (mixupAlpha === 0 || (words[0] ?? 0) >>> 31 === 1);
  const share = symmetricBeta(f(pastes ? cutmixAlpha : mixupAlpha), key, [epoch, index, STREAM_MIXING]);
  if (!pastes) return { ownShare: f(share), pasted: null };
  const side = Math.sqrt(1 - share);
  const rows = Math.floor(height * side) >> 1;
  const columns = Math.floor(width * side) >> 1;
  const row = Math.floor(uniformOf(words[1] ?? 0) * height);
  const column = Math.floor(uniformOf(words[2] ?? 0) * width);
  const [top, left] = [Math.max(0, row - rows), Math.max(0, column - columns)];
  const pasted = {
    top,
    left,
    rows: Math.min(height, row + rows) - top,
    columns: Math.min(width, column + columns) - left,
  };
  return { ownShare: f(1 - (pasted.rows * pasted.columns) / (height * width)), pasted };
}

/** The plain version of `mixImages`, with the same bits. */
export function mixImages(
  values: Float32Array,
  partner: Float32Array,
  { width, channels }: ImageShape,
  { ownShare, pasted }: Mix,
): Float32Array {
  const other = f(1 - ownShare);
  return values.map((value, i) => {
    const theirs = partner[i] ?? 0;
    if (pasted === null) return f(f(value * ownShare) + f(theirs * other));
    const pixel = Math.floor(i / channels);
    const [y, x] = [Math.floor(pixel / width), pixel % width];
    const { top, left, rows, columns } = pasted;
    return y >= top && y < top + rows && x >= left && x < left + columns ? theirs : value;
  });
}
