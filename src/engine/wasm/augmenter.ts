import type { ImageSet } from '../../data/dataset.js';
import type { RandomKey } from '../../util/random.js';
import type { Augmentation } from '../engine.js';
import { parameterBytes, writeAugmentation } from './augmentation/parameters.js';
import { scratchLayout } from './augmentation/scratch.js';
import { StaticMemory } from './compile/static-memory.js';
import * as control from './layout/control.js';
import { createMemory, PIXEL_SLACK } from './memory.js';
import { instantiateKernels, type Kernels, type Platform } from './platform.js';

/** Draws augmented images without training on them, in one thread: one instance of the kernels with a set's pixels. */
export interface Augmenter {
  /**
   * Draws images as training sees them in `epoch`, in grey levels (0 to 255, between whole ones too). Images are mixed
   * with others of their batch: each `batchSize` of the indices are one.
   *
   * @param indices at most `capacity` of them
   * @param firstStep number of the first batch in its epoch
   * @returns indices.length × height × width × channels values; they are overwritten by the next call
   */
  draw(
    augmentation: Augmentation,
    indices: Uint32Array,
    epoch: number,
    batchSize?: number,
    firstStep?: number,
  ): Float32Array;
}

/**
 * Opens a set for augmentation; its pixels are copied once.
 *
 * @param capacity images that one call of `draw` can be about
 * @throws EngineMemoryError
 */
export async function openAugmenter(
  platform: Platform,
  set: ImageSet,
  key: RandomKey,
  capacity: number,
): Promise<Augmenter> {
  const { count, height, width, channels } = set;
  const size = height * width * channels;
  const scratch = scratchLayout(set);
  const plan = new StaticMemory();
  const parameters = plan.reserve(parameterBytes(set));
  const scratchAddress = plan.reserve(scratch.bytes);
  const order = plan.reserve(capacity * 4);
  const pixels = plan.reserve(count * size + PIXEL_SLACK);
  const target = plan.reserve(capacity * size * 4 + PIXEL_SLACK);
  const memory = createMemory(plan.end);
  const module = await WebAssembly.compile(Uint8Array.from(await platform.readKernels()));
  const kernels: Kernels = await instantiateKernels(module, memory);
  const { buffer } = memory;
  new Uint8Array(buffer, pixels, count * size).set(set.pixels);
  const view = new DataView(buffer, control.CONTROL, control.CONTROL_BYTES);
  const int = (word: number, value: number) => view.setInt32(word, value, true);
  int(control.ORDER, order);
  int(control.PIXELS, pixels);
  int(control.HEIGHT, height);
  int(control.WIDTH, width);
  int(control.CHANNELS, channels);
  int(control.AUGMENT_PARAMETERS, parameters);
  int(control.AUGMENT_SCRATCH, scratchAddress);
  for (const [i, word] of key.entries()) int(control.AUGMENT_KEY + 4 * i, word);
  view.setFloat32(control.PIXEL_SCALE, 1, true);
  let written: Augmentation | undefined;
  return {
    draw(augmentation, indices, epoch, batchSize = indices.length, firstStep = 0) {
      if (indices.length > capacity)
        throw new RangeError(`${indices.length} images in one call, but at most ${capacity} fit`);
      const outside = indices.find((index) => index >= count);
      if (outside !== undefined) throw new RangeError(`image ${outside} of a set of ${count}`);
      if (augmentation !== written) writeAugmentation(buffer, parameters, augmentation, set);
      written = augmentation;
      new Uint32Array(buffer, order, indices.length).set(indices);
      int(control.COUNT, indices.length);
      int(control.BATCH_SIZE, Math.max(1, batchSize));
      int(control.EPOCH, epoch);
      kernels.augmentImages(target, firstStep);
      return new Float32Array(buffer, target, indices.length * size);
    },
  };
}
