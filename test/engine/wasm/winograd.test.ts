import { describe, expect, test } from 'vitest';
import type { CompileOptions } from '#src/engine/engine.js';
import {
  analyze,
  batchNorm,
  compile,
  conv,
  dense,
  everyImage,
  expectClose,
  globalPool,
  model,
  pool,
  randomSet,
  randomWeights,
  residual,
} from './rig.js';

const same = { padding: 'same' } as const;

/** Tiles of 4, 3 and 2 outputs, whole and cut off, several convolutions deep. */
const models = {
  'the paper’s three convolutions': model(
    [28, 28, 1],
    conv(16, [3, 3], { activation: 'relu', ...same }),
    pool('maxPooling2d', [2, 2]),
    conv(24, [3, 3], { activation: 'relu', ...same }),
    pool('maxPooling2d', [2, 2]),
    conv(24, [3, 3], { activation: 'relu', ...same }),
    pool('maxPooling2d', [2, 2]),
    globalPool,
    dense(10, 'softmax'),
  ),
  'residual blocks with batch normalisation': model(
    [13, 14, 1],
    conv(8, [3, 3]),
    residual([conv(8, [3, 3], same), batchNorm(), conv(8, [3, 3], same)], { activation: 'relu' }),
    residual([conv(16, [3, 3], same), batchNorm()]),
    globalPool,
    dense(10, 'softmax'),
  ),
};

/** The gradient of every variable, and the probabilities. */
async function resultsOf(of: (typeof models)[keyof typeof models], options: Partial<CompileOptions>) {
  const set = randomSet(of.inputShape, 12, 10, 5);
  const trainable = await compile(of, set, options);
  try {
    trainable.load({ weights: randomWeights(analyze(of)) });
    const { probabilities } = await trainable.evaluate({ set: 'train', indices: everyImage(set) });
    await trainable.trainEpoch({ set: 'train', order: everyImage(set), epoch: 1 });
    const gradients = trainable.state().optimizer.map(({ name, data }) => [name, data] as const);
    return new Map([['probabilities', probabilities], ...gradients]);
  } finally {
    await trainable.dispose();
  }
}

describe.each(Object.entries(models))('%s', (_name, of) => {
  test('by Winograd’s algorithm are within 2e-5 + 5e-4 of direct, at every layer', async () => {
    const tiled = await resultsOf(of, { convolution: 'winograd' });
    const direct = await resultsOf(of, { convolution: 'direct' });
    let differing = 0;
    for (const [name, expected] of direct) {
      const actual = tiled.get(name)!;
      const isIdle = expected.every((value) => Math.abs(value) < 1e-5);
      // A bias in front of a batch normalisation has no influence: its gradient is rounding alone.
      if (isIdle) continue;
      expectClose(actual, expected, name, { atol: 2e-5, rtol: 5e-4 });
      if (actual.some((value, i) => value !== expected[i])) differing++;
    }
    expect(differing, 'the two ways must not be one').toBeGreaterThan(3);
  });

  test('has the same bits for 1, 2 and 3 threads', async () => {
    const [one, ...others] = await Promise.all([1, 2, 3].map((threads) => resultsOf(of, { threads })));
    for (const other of others) expect(other).toEqual(one);
  });
});
