/** A small network, its images and weights, and ways of learning, for tests of what engines do beside layers. */
import { createHash } from 'node:crypto';
import type { CompileOptions, EngineName, Optimizer, Trainable } from '#src/engine/engine.js';
import {
  analyze,
  compile,
  conv,
  dense,
  dropout,
  everyImage,
  flatten,
  model,
  pool,
  randomSet,
  randomWeights,
} from './wasm/rig.js';

/** Kernels of several blocks of squares, and sizes that leave remainders in vectors, rows and lanes. */
export const of = model(
  [9, 8, 1],
  conv(11, [3, 3], { padding: 'same', activation: 'relu' }),
  pool('maxPooling2d', [2, 2]),
  flatten,
  dense(13, 'tanh'),
  dropout(0.2),
  dense(7, 'softmax'),
);
export const analysis = analyze(of);
export const set = randomSet(of.inputShape, 50, 7);
export const weights = randomWeights(analysis);

const sgd: Optimizer = { kind: 'sgd', learningRate: 0.05, momentum: 0.9, nesterov: true };
export const adam: Optimizer = { kind: 'adam', learningRate: 0.003, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 };
const rmsprop: Optimizer = {
  kind: 'rmsprop',
  learningRate: 0.003,
  rho: 0.9,
  momentum: 0.5,
  epsilon: 1e-3,
  centered: true,
};
export const globalNorm = { by: 'globalNorm', limit: 0.1 } as const;
export const settings: Readonly<Record<string, Partial<CompileOptions>>> = {
  'sgd without momentum': { optimizer: { ...sgd, momentum: 0 } },
  'sgd, clipped by norm': { optimizer: { ...sgd, clipping: { by: 'norm', limit: 0.05 } } },
  'sgd, clipped by global norm': { optimizer: { ...sgd, clipping: globalNorm } },
  'sgd, clipped by value': { optimizer: { ...sgd, clipping: { by: 'value', limit: 0.003 } } },
  'adam, average': { optimizer: adam, emaMomentum: 0.7 },
  'adam, everything': {
    optimizer: { ...adam, weightDecay: 0.1, clipping: globalNorm },
    emaMomentum: 0.7,
    loss: { kind: 'categoricalCrossentropy', labelSmoothing: 0.1 },
  },
  rmsprop: { optimizer: rmsprop },
  'rmsprop, everything': {
    optimizer: { ...rmsprop, weightDecay: 0.1, clipping: globalNorm },
    loss: { kind: 'meanSquaredError' },
  },
};

export async function using<T>(
  options: Partial<CompileOptions>,
  use: (trainable: Trainable) => Promise<T>,
  images = set,
  engine: EngineName = 'wasm',
): Promise<T> {
  const trainable = await compile(of, images, { batchSize: 16, ...options }, engine);
  try {
    trainable.load({ weights });
    return await use(trainable);
  } finally {
    await trainable.dispose();
  }
}

/** Of all weights and of all that the optimizer keeps. */
export function digest(trainable: Trainable): string {
  const hash = createHash('sha256');
  const state = trainable.state();
  for (const { name, data } of [...state.weights, ...state.optimizer])
    hash.update(name).update(new Uint8Array(data.buffer));
  return hash.digest('hex');
}

export const epoch = (number: number) => ({ set: 'train', order: everyImage(set), epoch: number });
