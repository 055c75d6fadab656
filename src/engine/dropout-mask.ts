import { philox, type RandomKey, uniformOf } from '../util/random.js';

/**
 * The factors of `length` of a dropout layer's inputs, 0 or 1 / (1 − rate), from element `first` of the batch on: the plain
 * version of kernels/dropout.ts, by which every engine drops the same units.
 */
export function dropoutMask(
  key: RandomKey,
  counters: { readonly layer: number; readonly step: number; readonly epoch: number },
  rate: number,
  first: number,
  length: number,
): Float64Array<ArrayBuffer> {
  const mask = new Float64Array(length);
  const words = new Uint32Array(4);
  const least = Math.fround(rate);
  const scale = 1 / (1 - least);
  for (let i = 0; i < length; i++) {
    const element = first + i;
    if (i === 0 || element % 4 === 0)
      philox(key, Math.floor(element / 4), counters.layer, counters.step, counters.epoch, words);
    if (uniformOf(words[element % 4] ?? 0) >= least) mask[i] = scale;
  }
  return mask;
}
