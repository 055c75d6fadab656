import { describe, expect, test } from 'vitest';
import type { Loss } from '#src/engine/engine.js';
import type { Activation, Model } from '#src/model/layer.js';
import {
  activation,
  analyze,
  conv,
  crossentropy,
  dense,
  dropout,
  flatten,
  model,
  pool,
  randomSet,
  randomWeights,
  referenceBatch,
  variablesOf,
} from './rig.js';

const end = [flatten, dense(3, 'softmax')];
const smooth: readonly Activation[] = ['linear', 'relu', 'sigmoid', 'tanh'];

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
  ...Object.fromEntries(
    smooth.map((name) => [
      `activation ${name}`,
      model([3, 3, 1], flatten, dense(5), activation(name), dense(3, 'softmax')),
    ]),
  ),
};

/** Of the other losses, one model is enough: they differ in the gradient of the logits alone. */
const cases: readonly (readonly [string, Model, Loss])[] = [
  ...Object.entries(models).map(([name, of]) => [name, of, crossentropy] as const),
  [
    'cross-entropy with label smoothing',
    model([2, 3, 1], flatten, dense(4, 'softmax')),
    { kind: 'categoricalCrossentropy', labelSmoothing: 0.3 },
  ],
  ['mean squared error', model([2, 3, 1], flatten, dense(4, 'softmax')), { kind: 'meanSquaredError' }],
];

const STEP = 1e-5;

describe.each(cases)('the reference: %s', (_name, of, lossKind) => {
  test('has the gradients that finite differences have', () => {
    const analysis = analyze(of);
    const set = randomSet(of.inputShape, 3, 3);
    const variables = variablesOf(randomWeights(analysis));
    const training = { step: 2, epoch: 1 };
    const { gradients } = referenceBatch(analysis, variables, set, training, 0, 3, lossKind);
    const lossWith = (values: Float64Array, index: number, value: number) => {
      const before = values[index]!;
      values[index] = value;
      const { loss } = referenceBatch(analysis, variables, set, training, 0, 3, lossKind);
      values[index] = before;
      return loss;
    };
    let largest = 0;
    for (const [name, values] of variables) {
      for (const [i, value] of values.entries()) {
        const slope = (lossWith(values, i, value + STEP) - lossWith(values, i, value - STEP)) / (2 * STEP);
        expect(Math.abs(gradients.get(name)![i]! - slope), `${name}[${i}]`).toBeLessThan(
          1e-8 + 1e-6 * Math.abs(slope),
        );
        largest = Math.max(largest, Math.abs(slope));
      }
    }
    expect(largest, 'zeros would pass').toBeGreaterThan(1e-3);
  });
});
