import { describe, expect, test } from 'vitest';
import type { Loss } from '#src/engine/engine.js';
import type { Activation, Layer, Model } from '#src/model/layer.js';
import {
  activation,
  analyze,
  batchNorm,
  beside,
  conv,
  dense,
  depthwise,
  dropout,
  flatten,
  globalPool,
  layerNorm,
  model,
  pool,
  randomSet,
  randomWeights,
  referenceBatch,
  residual,
  spatialDropout,
  sum,
  variablesOf,
  zeroPad,
} from './rig.js';

const end = [flatten, dense(3, 'softmax')];
const activations: readonly Activation[] = [
  'linear',
  'relu',
  'leakyRelu',
  'elu',
  'gelu',
  'silu',
  'sigmoid',
  'tanh',
];
const same = { padding: 'same' } as const;

const models: Record<string, Model> = {
  'dense, softmax, cross-entropy': model([2, 3, 1], flatten, dense(4, 'tanh'), dense(3, 'softmax')),
  'convolution, valid': model([5, 4, 2], conv(3, [3, 2]), ...end),
  'convolution, same, strides': model(
    [5, 6, 2],
    conv(3, [3, 3], { strides: [2, 3], padding: 'same' }),
    conv(2, [2, 2]),
    ...end,
  ),
  'max pooling, same, overlapping': model(
    [5, 6, 1],
    conv(2, [2, 2]),
    pool('maxPooling2d', [3, 2], [2, 1], 'same'),
    ...end,
  ),
  'average pooling, same': model(
    [5, 5, 1],
    conv(2, [2, 2]),
    pool('averagePooling2d', [3, 3], [2, 2], 'same'),
    ...end,
  ),
  'average pooling, valid': model([6, 5, 1], conv(2, [2, 2]), pool('averagePooling2d', [2, 2]), ...end),
  dropout: model([3, 3, 1], flatten, dense(8), dropout(0.5), dense(3, 'softmax')),
  'dropout of channels': model([3, 4, 2], conv(5, [2, 2]), spatialDropout(0.4), ...end),
  'depthwise convolution, valid': model([5, 4, 3], conv(3, [1, 1]), depthwise([3, 2]), ...end),
  'depthwise convolution, same, strides': model(
    [5, 6, 2],
    conv(3, [1, 1]),
    depthwise([3, 3], { strides: [2, 3], activation: 'tanh', ...same }),
    depthwise([2, 2], { useBias: false }),
    ...end,
  ),
  'zero padding': model(
    [3, 4, 2],
    conv(2, [2, 2]),
    zeroPad([1, 2], [0, 3]),
    conv(2, [3, 3], { strides: [2, 2] }),
    ...end,
  ),
  'global average pooling': model([4, 5, 1], conv(4, [2, 2]), globalPool, dense(3, 'softmax')),
  'batch normalisation of a map': model(
    [4, 4, 2],
    conv(3, [2, 2]),
    batchNorm(),
    activation('tanh'),
    conv(2, [2, 2]),
    batchNorm({ center: false }),
    batchNorm({ scale: false }),
    ...end,
  ),
  'batch normalisation of a vector, and of the image': model(
    [2, 2, 2],
    batchNorm(),
    flatten,
    dense(5),
    batchNorm(),
    activation('tanh'),
    dense(3, 'softmax'),
  ),
  'layer normalisation of a map': model(
    [4, 3, 1],
    conv(4, [2, 2]),
    layerNorm(),
    activation('tanh'),
    conv(3, [2, 2]),
    layerNorm({ center: false }),
    ...end,
  ),
  'layer normalisation of a vector': model(
    [2, 2, 1],
    flatten,
    dense(6),
    layerNorm({ scale: false }),
    activation('silu'),
    dense(3, 'softmax'),
  ),
  'a sum with the identity, and with the image': model(
    [4, 4, 2],
    sum([conv(2, [3, 3], { activation: 'tanh', ...same })], []),
    sum([], [conv(2, [2, 2], same)], [depthwise([3, 3], same)]),
    ...end,
  ),
  'branches side by side': model(
    [4, 5, 2],
    beside([conv(3, [2, 2], { activation: 'tanh', ...same })], [], [conv(1, [1, 1])]),
    beside([pool('averagePooling2d', [2, 2])], [conv(2, [2, 2], { strides: [2, 2] })]),
    ...end,
  ),
  'vectors side by side': model(
    [2, 2, 1],
    flatten,
    beside([dense(3, 'tanh')], [dense(4, 'gelu'), dense(2)], []),
    dense(3, 'softmax'),
  ),
  'a residual block with a projection': model(
    [4, 4, 2],
    residual([conv(3, [3, 3], { strides: [2, 2], ...same }), batchNorm(), activation('tanh')], {
      activation: 'elu',
    }),
    residual([batchNorm(), activation('silu'), conv(3, [3, 3], same)]),
    globalPool,
    dense(3, 'softmax'),
  ),
  'a dense block and a transition': model(
    [4, 4, 1],
    conv(2, [2, 2], same),
    {
      kind: 'denseBlock',
      growthRate: 2,
      layers: 2,
      bottleneck: true,
      dropout: 0.2,
      kernelInitializer: 'heNormal',
    },
    { kind: 'transition', compression: 0.5, kernelInitializer: 'heNormal' },
    ...end,
  ),
  ...Object.fromEntries(
    activations.map((name) => [
      `activation ${name}`,
      model([3, 3, 1], flatten, dense(5), activation(name), dense(3, 'softmax')),
    ]),
  ),
};

const STEP = 1e-6;

/** Compares each gradient with the slope of the loss between two steps to both sides. */
function expectSlopes(
  of: Model,
  training?: { readonly step: number; readonly epoch: number },
  lossKind?: Loss,
): void {
  const analysis = analyze(of);
  const set = randomSet(of.inputShape, 3, 3);
  const variables = variablesOf(randomWeights(analysis));
  const { gradients } = referenceBatch(analysis, variables, set, training, 0, 3, lossKind);
  const lossWith = (values: Float64Array, index: number, value: number) => {
    const before = values[index]!;
    values[index] = value;
    const { loss } = referenceBatch(analysis, variables, set, training, 0, 3, lossKind);
    values[index] = before;
    return loss;
  };
  let largest = 0;
  for (const [name, gradient] of gradients) {
    const values = variables.get(name)!;
    for (const [i, value] of values.entries()) {
      const slope = (lossWith(values, i, value + STEP) - lossWith(values, i, value - STEP)) / (2 * STEP);
      const error = Math.abs(gradient[i]! - slope);
      if (!(error < 1e-8 + 1e-6 * Math.abs(slope)))
        expect.fail(`${name}[${i}] has the gradient ${gradient[i]}, not ${slope}`);
      largest = Math.max(largest, Math.abs(slope));
    }
  }
  expect(largest, 'zeros would pass').toBeGreaterThan(1e-3);
}

describe.each(Object.entries(models))('the reference: %s', (_name, of) => {
  test('has the gradients that finite differences have', () => expectSlopes(of, { step: 2, epoch: 1 }));
});

/** One model is enough: losses differ in the gradient of the logits alone. */
test.each<Loss>([
  { kind: 'categoricalCrossentropy', labelSmoothing: 0.3 },
  { kind: 'meanSquaredError' },
])('the reference: $kind has the gradients that finite differences have', (lossKind) => {
  expectSlopes(model([2, 3, 1], flatten, dense(4, 'softmax')), undefined, lossKind);
});

test('scoring, batch normalisation has the gradients of what it computes with its moving statistics', () => {
  expectSlopes(models['batch normalisation of a map']!);
});

test('dropout of channels before a mean over positions is dropout of the means after it', () => {
  const of = (...middle: readonly Layer[]) =>
    model([3, 4, 2], conv(6, [2, 2], { activation: 'relu' }), ...middle, dense(3, 'softmax'));
  const before = of(activation('linear'), spatialDropout(0.4), globalPool);
  const after = of(globalPool, dropout(0.4));
  const set = randomSet(before.inputShape, 5, 3);
  const run = (which: Model, training?: { step: number; epoch: number }) =>
    referenceBatch(analyze(which), variablesOf(randomWeights(analyze(which))), set, training).loss;
  const training = { step: 3, epoch: 2 };
  expect(run(before, training)).toBeCloseTo(run(after, training), 12);
  expect(run(before, training)).not.toBeCloseTo(run(before), 3);
});
