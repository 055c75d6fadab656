/** Frozen layers: what is left to learn has the reference's gradients, and what is frozen does not move by a bit. */
import { describe, expect, test } from 'vitest';
import type { Adam } from '#src/engine/engine.js';
import type { Layer, Model } from '#src/model/layer.js';
import {
  activation,
  analyze,
  batchNorm,
  beside,
  compile,
  conv,
  dense,
  depthwise,
  dropout,
  everyImage,
  expectClose,
  flatten,
  globalPool,
  layerNorm,
  model,
  pool,
  randomSet,
  randomWeights,
  referenceBatch,
  residual,
  sum,
  variablesOf,
} from './rig.js';

const end = [flatten, dense(3, 'softmax')];
const same = { padding: 'same' } as const;
const frozen = (layer: Layer): Layer => ({ ...layer, trainable: false }) as Layer;

const models: Record<string, Model> = {
  'a frozen convolution under a trained head': model(
    [7, 6, 1],
    frozen(conv(5, [3, 3], { activation: 'relu' })),
    pool('maxPooling2d', [2, 2]),
    ...end,
  ),
  'a frozen first convolution that is pooled': model(
    [8, 8, 1],
    frozen(conv(8, [3, 3], { activation: 'relu', ...same })),
    pool('maxPooling2d', [2, 2]),
    conv(8, [3, 3], same),
    ...end,
  ),
  'a frozen convolution between trained ones': model(
    [7, 8, 3],
    conv(9, [3, 3], { activation: 'relu', ...same }),
    frozen(conv(7, [3, 2], { activation: 'tanh', strides: [2, 1] })),
    conv(4, [2, 2], { useBias: false }),
    ...end,
  ),
  'a frozen convolution by tiles between trained ones': model(
    [9, 8, 2],
    conv(8, [3, 3], { activation: 'relu' }),
    frozen(conv(16, [3, 3], { activation: 'relu', ...same })),
    conv(8, [3, 3], { activation: 'tanh', useBias: false }),
    ...end,
  ),
  'a frozen convolution that is pooled, between trained ones': model(
    [9, 8, 8],
    conv(8, [3, 3], { activation: 'relu' }),
    frozen(conv(16, [3, 3], { activation: 'relu', ...same })),
    pool('maxPooling2d', [2, 2]),
    conv(8, [3, 3], { activation: 'relu', ...same }),
    pool('maxPooling2d', [2, 2]),
    ...end,
  ),
  'frozen convolutions by tiles below a trained one': model(
    [9, 8, 2],
    frozen(conv(8, [3, 3], { activation: 'relu' })),
    frozen(conv(16, [3, 3], { activation: 'relu', ...same })),
    conv(8, [3, 3], { activation: 'tanh' }),
    ...end,
  ),
  'a frozen head over a trained convolution': model(
    [6, 6, 1],
    conv(5, [3, 3], { activation: 'relu' }),
    flatten,
    frozen(dense(7, 'tanh')),
    frozen(dense(3, 'softmax')),
  ),
  'frozen batch normalisation in the middle': model(
    [6, 5, 2],
    conv(5, [3, 3]),
    frozen(batchNorm()),
    activation('relu'),
    conv(3, [2, 2]),
    frozen(batchNorm({ center: false })),
    frozen(batchNorm({ scale: false })),
    activation('tanh'),
    ...end,
  ),
  'frozen beside trained batch normalisation': model(
    [5, 5, 1],
    frozen(batchNorm()),
    conv(4, [3, 3]),
    frozen(batchNorm()),
    activation('elu'),
    conv(3, [2, 2]),
    batchNorm(),
    activation('tanh'),
    ...end,
  ),
  'frozen batch normalisation behind pooling and before a vector': model(
    [6, 6, 1],
    conv(9, [3, 3], same),
    pool('maxPooling2d', [2, 2]),
    frozen(batchNorm()),
    flatten,
    dense(6),
    frozen(batchNorm()),
    dense(3, 'softmax'),
  ),
  'frozen layer normalisation': model(
    [4, 3, 1],
    conv(4, [2, 2]),
    frozen(layerNorm()),
    activation('tanh'),
    ...end,
  ),
  'frozen depthwise convolutions': model(
    [5, 6, 2],
    frozen(depthwise([2, 2])),
    conv(3, [1, 1]),
    frozen(depthwise([3, 3], { strides: [2, 1], activation: 'tanh', ...same })),
    conv(3, [1, 1]),
    ...end,
  ),
  'one branch of a residual block frozen': model(
    [4, 4, 2],
    conv(2, [3, 3], same),
    sum([frozen(conv(2, [3, 3], { activation: 'tanh', ...same })), frozen(batchNorm())], []),
    beside([frozen(conv(3, [2, 2], same))], [conv(2, [1, 1])]),
    ...end,
  ),
  'a residual block frozen as a whole, with its projection': model(
    [4, 4, 2],
    conv(3, [2, 2], same),
    frozen(
      residual([conv(4, [3, 3], { strides: [2, 2], ...same }), batchNorm(), activation('tanh')], {
        activation: 'elu',
      }),
    ),
    conv(3, [1, 1]),
    batchNorm(),
    globalPool,
    dense(3, 'softmax'),
  ),
  'a frozen dense block below, dropout above': model(
    [4, 4, 1],
    frozen({
      kind: 'denseBlock',
      growthRate: 2,
      layers: 2,
      bottleneck: true,
      dropout: 0.2,
      kernelInitializer: 'heNormal',
    }),
    frozen({ kind: 'transition', compression: 0.5, kernelInitializer: 'heNormal' }),
    flatten,
    dropout(0.3),
    dense(3, 'softmax'),
  ),
};

/** Everything that could move a weight besides its gradient. */
const adam: Adam = {
  kind: 'adam',
  learningRate: 0.01,
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-7,
  weightDecay: 0.1,
  clipping: { by: 'globalNorm', limit: 0.5 },
};

describe.each(Object.entries(models))('%s', (_name, of) => {
  const analysis = analyze(of);
  const weights = randomWeights(analysis);
  const variables = analysis.layers.flatMap((layer) => layer.variables);
  const trained = variables.filter(({ trainable }) => trainable).map(({ name }) => name);

  test.each([1, 3, 33])('has the reference’s loss and gradients on a batch of %i', async (count) => {
    const set = randomSet(of.inputShape, count, 3, count);
    const trainable = await compile(of, set);
    try {
      trainable.load({ weights });
      const expected = referenceBatch(analysis, variablesOf(weights), set, { step: 0, epoch: 3 });
      const result = await trainable.trainEpoch({ set: 'train', order: everyImage(set), epoch: 3 });
      expect(result.loss).toBeCloseTo(expected.loss, 5);
      const { optimizer } = trainable.state();
      expect(optimizer.map(({ name }) => name)).toEqual(trained.map((name) => `sgd/${name}/momentum`));
      expect([...expected.gradients.keys()]).toEqual(trained);
      for (const [i, { data }] of optimizer.entries()) {
        const gradient = data.map((value) => -value);
        expectClose(gradient, expected.gradients.get(trained[i]!)!, `gradient of ${trained[i]}`);
      }
      for (const { name, data } of trainable.state().weights) {
        const moved = expected.moved.get(name);
        if (moved !== undefined) expectClose(data, moved, name);
      }
    } finally {
      await trainable.dispose();
    }
  });

  test('moves nothing that is frozen, and all else to the same bits with 1, 2 and 3 threads', async () => {
    const set = randomSet(of.inputShape, 30, 3, 5);
    const ends: string[] = [];
    for (const threads of [1, 2, 3]) {
      const options = { batchSize: 13, threads, optimizer: adam, emaMomentum: 0.9 };
      const trainable = await compile(of, set, options);
      try {
        trainable.load({ weights });
        await trainable.trainEpoch({ set: 'train', order: everyImage(set), epoch: 1 });
        const state = trainable.state();
        const moves = [...trained, ...movingStatistics(of)];
        for (const [i, { name, data }] of state.weights.entries()) {
          const before = weights[i]!.data;
          if (moves.includes(name)) expect(data, name).not.toEqual(before);
          else expect(data, name).toEqual(before);
        }
        const kept = ['adam/NAME/m', 'adam/NAME/v', 'ema/NAME'];
        expect(state.optimizer.map(({ name }) => name)).toEqual(
          kept.flatMap((pattern) => trained.map((name) => pattern.replace('NAME', name))),
        );
        ends.push(
          [...state.weights, ...state.optimizer]
            .map(({ data }) => Buffer.from(data.buffer).toString('base64'))
            .join(),
        );
      } finally {
        await trainable.dispose();
      }
    }
    expect(new Set(ends).size).toBe(1);
  });
});

/** Of batch normalisation that is not frozen. */
function movingStatistics(of: Model): readonly string[] {
  return analyze(of).layers.flatMap(({ name, layer }) =>
    layer.kind === 'batchNormalization' && layer.trainable !== false
      ? [`${name}/movingMean`, `${name}/movingVariance`]
      : [],
  );
}
