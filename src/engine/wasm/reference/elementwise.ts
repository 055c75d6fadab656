/** The plain versions of kernels/activation.ts and kernels/dropout.ts. */
import type { Activation } from '../../../model/layer.js';
import { exp } from '../../../util/portable-math.js';
import { philox, type RandomKey, uniformOf } from '../../../util/random.js';
import { read, type Values } from './array.js';

export function activate(activation: Activation, x: Values): Values {
  switch (activation) {
    case 'relu':
      return x.map((value) => Math.max(0, value));
    case 'sigmoid':
      return x.map((value) => 1 / (1 + exp(-value)));
    case 'tanh':
      return x.map((value) => 1 - 2 / (exp(2 * value) + 1));
    default:
      return x;
  }
}

/** dx = dy·f′(x) from y = f(x). */
export function activateBackward(activation: Activation, y: Values, dy: Values): Values {
  return dy.map((gradient, i) => {
    const value = read(y, i);
    switch (activation) {
      case 'relu':
        return value > 0 ? gradient : 0;
      case 'sigmoid':
        return gradient * value * (1 - value);
      case 'tanh':
        return gradient * (1 - value * value);
      default:
        return gradient;
    }
  });
}

/** The factors of a layer's inputs from element `first` of the batch on: 0 or 1 / (1 − rate). */
export function dropoutMask(
  key: RandomKey,
  counters: { readonly layer: number; readonly step: number; readonly epoch: number },
  rate: number,
  first: number,
  length: number,
): Values {
  const words = new Uint32Array(4);
  const keep = Math.fround(rate);
  return new Float64Array(length).map((_, i) => {
    const element = first + i;
    philox(key, Math.floor(element / 4), counters.layer, counters.step, counters.epoch, words);
    return uniformOf(read(words, element % 4)) >= keep ? 1 / (1 - rate) : 0;
  });
}
