import { describe, expect, test } from 'vitest';
import type { Loss } from '#src/engine/engine.js';
import type { Layer, Model } from '#src/model/layer.js';
import { models } from './models.js';
import {
  activation,
  analyze,
  conv,
  crossentropy,
  dense,
  dropout,
  flatten,
  globalPool,
  model,
  randomSet,
  randomWeights,
  referenceBatch,
  spatialDropout,
  variablesOf,
} from './rig.js';

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

const STEP = 1e-6;

/** Compares each gradient with the slope of the loss between two steps to both sides. */
function expectSlopes(
  of: Model,
  training?: { readonly step: number; readonly epoch: number },
  loss: Loss = crossentropy,
): void {
  const analysis = analyze(of);
  const set = randomSet(of.inputShape, 3, 3);
  const variables = variablesOf(randomWeights(analysis));
  const run = () => referenceBatch(analysis, variables, set, training, 0, set.count, loss);
  const { gradients } = run();
  const lossWith = (values: Float64Array, index: number, value: number) => {
    const before = values[index]!;
    values[index] = value;
    const { loss: there } = run();
    values[index] = before;
    return there;
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

describe.each(cases)('the reference: %s', (_name, of, loss) => {
  test('has the gradients that finite differences have', () => expectSlopes(of, { step: 2, epoch: 1 }, loss));
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
