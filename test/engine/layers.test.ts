/** Both engines on every layer, against the float64 reference. */
import { describe, expect, test } from 'vitest';
import { engines } from './engines.js';
import { everyModel } from './wasm/every-model.js';
import {
  analyze,
  compile,
  conv,
  dense,
  everyImage,
  expectClose,
  flatten,
  model,
  pool,
  randomSet,
  randomWeights,
  referenceBatch,
  variablesOf,
} from './wasm/rig.js';

const end = [flatten, dense(5, 'softmax')];

describe.each(engines)('%s', (engine, { missing }) => {
  describe.skipIf(missing).each(Object.entries(everyModel))('%s', (_name, of) => {
    const analysis = analyze(of);
    const [classes = 1] = analysis.outputShape;
    const weights = randomWeights(analysis);

    test.each([1, 3, 33])('has the reference’s loss and gradients on a batch of %i', async (count) => {
      const set = randomSet(of.inputShape, count, classes, count);
      const trainable = await compile(of, set, {}, engine);
      try {
        trainable.load({ weights });
        const expected = referenceBatch(analysis, variablesOf(weights), set, { step: 0, epoch: 3 });
        const result = await trainable.trainEpoch({ set: 'train', order: everyImage(set), epoch: 3 });
        expect(result.loss).toBeCloseTo(expected.loss, 5);
        for (const { name, data } of trainable.state().optimizer) {
          const variable = name.slice('sgd/'.length, -'/momentum'.length);
          const gradient = data.map((value) => -value);
          expectClose(gradient, expected.gradients.get(variable)!, `gradient of ${variable}`);
        }
      } finally {
        await trainable.dispose();
      }
    });

    test('has the reference’s probabilities', async () => {
      const set = randomSet(of.inputShape, 9, classes, 2);
      const trainable = await compile(of, set, { batchSize: 16, threads: 2 }, engine);
      try {
        trainable.load({ weights });
        const expected = referenceBatch(analysis, variablesOf(weights), set);
        const { probabilities, loss, count } = await trainable.evaluate({
          set: 'train',
          indices: everyImage(set),
        });
        expectClose(
          probabilities,
          expected.probabilities.flatMap((values) => [...values]),
          'probabilities',
        );
        expect(loss).toBeCloseTo(expected.loss, 5);
        expect(count).toBe(9);
      } finally {
        await trainable.dispose();
      }
    });
  });

  test.skipIf(missing).each([
    ['in a window', [conv(5, [2, 2]), pool('maxPooling2d', [3, 2], [2, 2], 'same')]],
    ['of the first convolution', [conv(8, [3, 3]), pool('maxPooling2d', [2, 2])]],
  ])('of equal values %s the first one wins', async (_where, layers) => {
    const of = model([7, 6, 1], ...layers, ...end);
    const analysis = analyze(of);
    // A kernel of zeros makes all values of a map equal; the gradient still tells the pixels apart.
    const weights = randomWeights(analysis).map((tensor) =>
      tensor.name === 'conv2d/kernel' ? { ...tensor, data: tensor.data.map(() => 0) } : tensor,
    );
    const set = randomSet(of.inputShape, 3, 5);
    const trainable = await compile(of, set, {}, engine);
    try {
      trainable.load({ weights });
      const expected = referenceBatch(analysis, variablesOf(weights), set, { step: 0, epoch: 1 });
      await trainable.trainEpoch({ set: 'train', order: everyImage(set), epoch: 1 });
      const momentum = trainable.state().optimizer.find(({ name }) => name === 'sgd/conv2d/kernel/momentum')!;
      expectClose(
        momentum.data.map((value) => -value),
        expected.gradients.get('conv2d/kernel')!,
        'gradient',
      );
    } finally {
      await trainable.dispose();
    }
  });
});
