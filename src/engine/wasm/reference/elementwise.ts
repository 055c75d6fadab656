/** The plain version of kernels/activation.ts. */
import type { Activation } from '../../../model/layer.js';
import { erf, exp } from '../../../util/portable-math.js';
import { read, type Values } from './array.js';

/** Slope of leakyRelu below zero. */
const LEAK = 0.2;

export function activate(activation: Activation, x: Values): Values {
  return x.map((value) => activateOne(activation, value));
}

/** dx = dy·f′(x) */
export function activateBackward(activation: Activation, x: Values, dy: Values): Values {
  return dy.map((gradient, i) => gradient * slopeOf(activation, read(x, i)));
}

/** The softmax of the output layer belongs to the loss: here it is linear. */
function activateOne(activation: Activation, x: number): number {
  switch (activation) {
    case 'linear':
    case 'softmax':
      return x;
    case 'relu':
      return Math.max(0, x);
    case 'leakyRelu':
      return x > 0 ? x : LEAK * x;
    case 'elu':
      return x > 0 ? x : exp(x) - 1;
    case 'gelu':
      return x * normalBelow(x);
    case 'silu':
      return x * sigmoid(x);
    case 'sigmoid':
      return sigmoid(x);
    case 'tanh':
      return tanh(x);
    default:
      return activation satisfies never;
  }
}

function slopeOf(activation: Activation, x: number): number {
  switch (activation) {
    case 'linear':
    case 'softmax':
      return 1;
    case 'relu':
      return x > 0 ? 1 : 0;
    case 'leakyRelu':
      return x > 0 ? 1 : LEAK;
    case 'elu':
      return x > 0 ? 1 : exp(x);
    case 'gelu':
      return normalBelow(x) + (x * exp((-x * x) / 2)) / Math.sqrt(2 * Math.PI);
    case 'silu':
      return sigmoid(x) * (1 + x * (1 - sigmoid(x)));
    case 'sigmoid':
      return sigmoid(x) * (1 - sigmoid(x));
    case 'tanh':
      return 1 - tanh(x) * tanh(x);
    default:
      return activation satisfies never;
  }
}

function sigmoid(x: number): number {
  return 1 / (1 + exp(-x));
}

function tanh(x: number): number {
  return 1 - 2 / (exp(2 * x) + 1);
}

/** The normal distribution function. */
function normalBelow(x: number): number {
  return (1 + erf(x / Math.SQRT2)) / 2;
}
