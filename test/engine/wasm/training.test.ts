import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Augmentation, Sgd, Trainable } from '#src/engine/engine.js';
import { newOptimizerState, optimizerStep } from '#src/engine/wasm/reference/optimizer.js';
import type { Model } from '#src/model/layer.js';
import {
  analyze,
  compile,
  conv,
  dense,
  dropout,
  everyImage,
  expectClose,
  flatten,
  model,
  pool,
  randomSet,
  randomWeights,
  referenceBatch,
  variablesOf,
} from './rig.js';

const augmentation: Augmentation = {
  rotation: 10,
  shift: [0.1, 0.1],
  zoom: [0.9, 1.1],
  shear: 5,
  fillMode: 'nearest',
  fillValue: 0,
};

const same = { padding: 'same', activation: 'relu' } as const;
const pool2 = pool('maxPooling2d', [2, 2]);
const end = [flatten, dense(64, 'relu'), dense(64, 'relu'), dropout(0.5), dense(10, 'softmax')];
const paperModel = model(
  [28, 28, 1],
  conv(32, [3, 3], same),
  pool2,
  conv(64, [3, 3], same),
  pool2,
  conv(64, [3, 3], same),
  pool2,
  ...end,
);
const smallModelOf = (filters: number) =>
  model(
    [14, 14, 1],
    conv(filters, [3, 3], same),
    pool2,
    conv(8, [3, 3], same),
    pool2,
    flatten,
    dense(13, 'tanh'),
    dropout(0.3),
    dense(10, 'softmax'),
  );
const smallModel = smallModelOf(9);

function digest(trainable: Trainable): string {
  const hash = createHash('sha256');
  const { weights, optimizer } = trainable.state();
  for (const { name, data } of [...weights, ...optimizer])
    hash.update(name).update(new Uint8Array(data.buffer));
  return hash.digest('hex');
}

async function withTrainable<T>(
  compiling: Promise<Trainable>,
  use: (trainable: Trainable) => Promise<T>,
): Promise<T> {
  const trainable = await compiling;
  try {
    return await use(trainable);
  } finally {
    await trainable.dispose();
  }
}

describe('steps of SGD', () => {
  test('ten of the paper’s CNN are the reference’s', async () => {
    const analysis = analyze(paperModel);
    const batchSize = 3;
    const set = randomSet(paperModel.inputShape, 10 * batchSize, 10);
    const weights = randomWeights(analysis);
    const optimizer: Sgd = { kind: 'sgd', learningRate: 0.02, momentum: 0.9, nesterov: false };
    const variables = variablesOf(weights);
    const state = newOptimizerState();
    let lossSum = 0;
    for (let step = 0; step < 10; step++) {
      const { loss, gradients } = referenceBatch(
        analysis,
        variables,
        set,
        { step, epoch: 1 },
        step * batchSize,
        (step + 1) * batchSize,
      );
      lossSum += loss;
      optimizerStep(optimizer, variables, gradients, state);
    }
    await withTrainable(compile(paperModel, set, { batchSize, optimizer, threads: 2 }), async (trainable) => {
      trainable.load({ weights });
      const result = await trainable.trainEpoch({ set: 'train', order: everyImage(set), epoch: 1 });
      expect(result.loss).toBeCloseTo(lossSum / 10, 4);
      for (const { name, data } of trainable.state().weights) {
        expectClose(data, variables.get(name)!, name, { atol: 2e-5, rtol: 1e-3 });
        // Not only close to the reference: much closer than to where training began.
        const before = weights.find((tensor) => tensor.name === name)!.data;
        const moved = data.map((value, i) => value - before[i]!);
        expectClose(
          moved,
          variables.get(name)!.map((value, i) => value - before[i]!),
          `change of ${name}`,
          { atol: 2e-5, rtol: 1e-2 },
        );
      }
    });
  });

  test.each([
    { momentum: 0, nesterov: false },
    { momentum: 0.9, nesterov: true },
  ])('with momentum $momentum, nesterov $nesterov are Keras’s', async ({ momentum, nesterov }) => {
    const of = model([3, 3, 1], flatten, dense(7, 'relu'), dense(5, 'softmax'));
    const analysis = analyze(of);
    const set = randomSet(of.inputShape, 12, 5);
    const weights = randomWeights(analysis);
    const optimizer: Sgd = { kind: 'sgd', learningRate: 0.1, momentum, nesterov };
    const variables = variablesOf(weights);
    const state = newOptimizerState();
    for (let step = 0; step < 3; step++) {
      const { gradients } = referenceBatch(
        analysis,
        variables,
        set,
        { step, epoch: 1 },
        step * 5,
        Math.min(12, step * 5 + 5),
      );
      optimizerStep(optimizer, variables, gradients, state);
    }
    await withTrainable(compile(of, set, { batchSize: 5, optimizer }), async (trainable) => {
      trainable.load({ weights });
      await trainable.trainEpoch({ set: 'train', order: everyImage(set), epoch: 1 });
      for (const { name, data } of trainable.state().weights) expectClose(data, variables.get(name)!, name);
      expect(trainable.state().optimizer).toHaveLength(momentum === 0 ? 0 : 4);
    });
  });

  test('sum over lanes of several chunks', async () => {
    const of = model([13, 13, 1], conv(16, [3, 3], same), pool2, flatten, dense(5, 'softmax'));
    const analysis = analyze(of);
    const set = randomSet(of.inputShape, 700, 5);
    const weights = randomWeights(analysis);
    const expected = referenceBatch(analysis, variablesOf(weights), set, { step: 0, epoch: 1 });
    await withTrainable(compile(of, set, { threads: 2 }), async (trainable) => {
      trainable.load({ weights });
      await trainable.trainEpoch({ set: 'train', order: everyImage(set), epoch: 1 });
      for (const { name, data } of trainable.state().optimizer) {
        const variable = name.slice('sgd/'.length, -'/momentum'.length);
        expectClose(
          data.map((value) => -value),
          expected.gradients.get(variable)!,
          `gradient of ${variable}`,
        );
      }
    });
  });
});

describe('the same bits', () => {
  const analysis = analyze(smallModel);
  const set = randomSet(smallModel.inputShape, 70, 10);
  const weights = randomWeights(analysis);
  const optimizer: Sgd = { kind: 'sgd', learningRate: 0.05, momentum: 0.9, nesterov: false };
  // 70 images in batches of 33: the last batch has 4, in one lane.
  const options = { batchSize: 33, optimizer };

  async function train(of: Model, threads: number): Promise<string> {
    return withTrainable(compile(of, set, { ...options, threads }), async (trainable) => {
      trainable.load({ weights: randomWeights(analyze(of)) });
      const order = everyImage(set).reverse();
      for (const epoch of [1, 2]) await trainable.trainEpoch({ set: 'train', order, epoch, augmentation });
      const { loss, probabilities } = await trainable.evaluate({ set: 'train', indices: order });
      return `${digest(trainable)} ${loss} ${createHash('sha256').update(new Uint8Array(probabilities.buffer)).digest('hex')}`;
    });
  }

  test.each([9, 8])('come from 1, 2, 3 and 4 threads, %i filters first', async (filters) => {
    const of = smallModelOf(filters);
    const one = await train(of, 1);
    for (const threads of [2, 3, 4]) expect(await train(of, threads)).toBe(one);
  });

  test('come from a state that was saved and loaded', async () => {
    const through = await withTrainable(compile(smallModel, set, options), async (trainable) => {
      trainable.load({ weights });
      for (const epoch of [1, 2]) await trainable.trainEpoch({ set: 'train', order: everyImage(set), epoch });
      return digest(trainable);
    });
    const first = await withTrainable(compile(smallModel, set, options), async (trainable) => {
      trainable.load({ weights });
      await trainable.trainEpoch({ set: 'train', order: everyImage(set), epoch: 1 });
      return trainable.state();
    });
    const resumed = await withTrainable(compile(smallModel, set, options), async (trainable) => {
      trainable.load(first);
      await trainable.trainEpoch({ set: 'train', order: everyImage(set), epoch: 2 });
      return digest(trainable);
    });
    expect(resumed).toBe(through);
  });

  // Whatever changes this changes every result that people have: say so in the changelog.
  test('as when this was written', async () => {
    expect((await train(smallModel, 2)).split(' ')[0]).toBe(
      'f3ce49c7c94f21a6d160e26d26e7bd99024a5fc1e2b8930a1cfeac2d3587193c',
    );
  });
});

test('a call that is aborted rejects with the reason, and the trainable goes on from a loaded state', async () => {
  const optimizer: Sgd = { kind: 'sgd', learningRate: 0.01, momentum: 0.9, nesterov: false };
  const paperSet = randomSet(paperModel.inputShape, 64, 10);
  await withTrainable(
    compile(paperModel, paperSet, { threads: 2, batchSize: 8, optimizer }),
    async (trainable) => {
      const paperWeights = randomWeights(analyze(paperModel));
      trainable.load({ weights: paperWeights });
      const order = Uint32Array.from({ length: 64 }, (_, i) => i);
      const controller = new AbortController();
      const call = trainable.trainEpoch({ set: 'train', order, epoch: 1, signal: controller.signal });
      controller.abort(new Error('enough'));
      await expect(call).rejects.toThrow('enough');
      await expect(
        trainable.evaluate({ set: 'train', indices: order, signal: controller.signal }),
      ).rejects.toThrow('enough');
      trainable.load({ weights: paperWeights });
      expect((await trainable.trainEpoch({ set: 'train', order, epoch: 1 })).count).toBe(64);
    },
  );
});
