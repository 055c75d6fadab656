import { philox, type RandomKey, uniformOf } from '../../util/random.js';

/**
 * The factors of the first `length` elements of a batch in a dropout layer, 0 or 1 / (1 − rate): the stream that the default
 * engine draws (kernels/dropout.ts), so that both drop the same units.
 */
export function dropoutMask(
  key: RandomKey,
  counters: { readonly layer: number; readonly step: number; readonly epoch: number },
  rate: number,
  length: number,
): Float32Array {
  const mask = new Float32Array(length);
  const words = new Uint32Array(4);
  const least = Math.fround(rate);
  const scale = 1 / (1 - least);
  for (let i = 0; i < length; i++) {
    if ((i & 3) === 0) philox(key, i >>> 2, counters.layer, counters.step, counters.epoch, words);
    if (uniformOf(words[i & 3] ?? 0) >= least) mask[i] = scale;
  }
  return mask;
}
