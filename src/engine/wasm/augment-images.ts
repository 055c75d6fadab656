import type { ImageSet } from '../../data/dataset.js';
import type { RandomKey } from '../../util/random.js';
import type { Augmentation } from '../engine.js';
import { openAugmenter } from './augmenter.js';
import type { Platform } from './platform.js';

/**
 * Draws images as training sees them in `epoch`, all of them one batch: the same kernels with the same random numbers,
 * back to 8 bits.
 *
 * @returns indices.length × height × width × channels pixels
 */
export async function augmentImages(
  platform: Platform,
  set: ImageSet,
  indices: readonly number[] | Uint32Array,
  epoch: number,
  augmentation: Augmentation,
  key: RandomKey,
): Promise<Uint8Array> {
  const augmenter = await openAugmenter(platform, set, augmentation, key);
  const values = augmenter.draw(Uint32Array.from(indices), epoch);
  return Uint8Array.from(values, (value) => Math.max(0, Math.min(255, Math.round(value))));
}
