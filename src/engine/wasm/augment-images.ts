import type { ImageSet } from '../../data/dataset.js';
import type { RandomKey } from '../../util/random.js';
import type { Augmentation } from '../engine.js';
import { affineParameters } from './affine-reference.js';
import { instantiateKernels, type Platform } from './platform.js';

const PAGE = 65536;
const PARAMETERS = 1024;
const SOURCE = 2048;

/**
 * Draws images as training sees them in `epoch`: the same kernel with the same random numbers, back to 8 bits.
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
  const { height, width, channels } = set;
  const size = height * width * channels;
  const target = Math.ceil((SOURCE + size + 64) / 64) * 64;
  const pages = Math.ceil((target + size * 4) / PAGE);
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
  const module = await WebAssembly.compile(Uint8Array.from(await platform.readKernels()));
  const kernels = await instantiateKernels(module, memory);
  new Float32Array(memory.buffer, PARAMETERS, 8).set(affineParameters(augmentation));
  const source = new Uint8Array(memory.buffer, SOURCE, size);
  const result = new Float32Array(memory.buffer, target, size);
  const pixels = new Uint8Array(indices.length * size);
  for (const [i, index] of indices.entries()) {
    source.set(set.pixels.subarray(index * size, (index + 1) * size));
    const rowStride = width * channels;
    kernels.affineSample(
      SOURCE,
      target,
      height,
      width,
      channels,
      rowStride,
      PARAMETERS,
      ...key,
      epoch,
      index,
      1,
      0,
    );
    for (const [j, value] of result.entries())
      pixels[i * size + j] = Math.max(0, Math.min(255, Math.round(value)));
  }
  return pixels;
}
