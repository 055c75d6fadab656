import { describe, expect, test } from 'vitest';
import type { Activation, Model } from '#src/model/layer.js';
import { models as everyLayer } from '../engine/wasm/models.js';
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
  layerNorm,
  model,
  pool,
  randomSet,
  randomWeights,
  spatialDropout,
  sum,
  zeroPad,
} from '../engine/wasm/rig.js';
import { python, scoreWithPython } from './python.js';
import { elsewhere, expectSameAnswers, exportable, scoreWithUs } from './rig.js';

const end = [flatten, dense(5, 'softmax')];
const same = { padding: 'same' } as const;
const activations: readonly Activation[] = ['leakyRelu', 'elu', 'gelu', 'silu', 'sigmoid', 'tanh', 'relu'];

/** What the engine's own small models leave out. */
const more: Record<string, Model> = {
  'steps larger than the window, same': model(
    [11, 10, 2],
    conv(3, [2, 3], { strides: [3, 4], ...same }),
    depthwise([2, 2], { strides: [2, 1], ...same }),
    ...end,
  ),
  'a kernel larger than its map, same': model([3, 4, 1], conv(3, [5, 7], same), ...end),
  'pools larger than their map, same': model(
    [5, 4, 2],
    conv(3, [2, 2]),
    pool('averagePooling2d', [5, 7], [2, 3], 'same'),
    pool('maxPooling2d', [5, 3], [1, 1], 'same'),
    ...end,
  ),
  'pooling of negative values over a border': model(
    [6, 7, 1],
    conv(3, [2, 2], { activation: 'relu' }),
    dropout(0.5),
    batchNorm({ scale: false }),
    pool('maxPooling2d', [3, 3], [2, 2], 'same'),
    ...end,
  ),
  'zeros on four different sides': model([4, 5, 2], zeroPad([1, 0], [3, 2]), conv(3, [3, 2]), ...end),
  'zeros on no side': model([4, 5, 2], zeroPad([0, 0], [0, 0]), conv(3, [3, 2]), ...end),
  // Side by side: one behind another would leave little to see of the first.
  'every activation inside a convolution': model(
    [4, 5, 1],
    beside(...activations.map((name) => [conv(2, [2, 2], { activation: name })])),
    ...end,
  ),
  'every activation inside a depthwise convolution': model(
    [4, 5, 2],
    beside(...activations.map((name) => [depthwise([2, 2], { activation: name })])),
    ...end,
  ),
  'every activation inside a dense layer': model(
    [4, 5, 1],
    flatten,
    beside(...activations.map((name) => [dense(3, name)])),
    dense(5, 'softmax'),
  ),
  'normalisation of rows, with and without what is learned': model(
    [3, 3, 2],
    flatten,
    flatten,
    dense(7, 'linear', false),
    batchNorm({ scale: false }),
    activation('relu'),
    layerNorm({ center: false }),
    dense(6),
    batchNorm({ center: false, epsilon: 0.1 }),
    layerNorm({ scale: false, epsilon: 0.1 }),
    dense(5),
    activation('softmax'),
  ),
  'normalisation of maps without anything learned': model(
    [5, 4, 3],
    batchNorm({ scale: false, center: false }),
    conv(4, [2, 2]),
    layerNorm({ scale: false, center: false }),
    spatialDropout(0.5),
    ...end,
  ),
  'three branches, summed and side by side': model(
    [5, 4, 2],
    beside([], [conv(3, [3, 3], same)], [depthwise([3, 1], same)]),
    sum([], [conv(7, [1, 1])], [depthwise([2, 2], same)]),
    flatten,
    beside([dense(3)], [], [dense(4, 'tanh')]),
    sum([dense(6)], [dense(6, 'gelu')], [dense(6, 'elu', false)]),
    dense(5, 'softmax'),
  ),
};

const models = Object.entries({ ...everyLayer, ...more });
const places = Object.entries(elsewhere);

async function scored(of: Model) {
  const set = randomSet(of.inputShape, 9, 3);
  const model = exportable(of, randomWeights(analyze(of)));
  const expected = await scoreWithUs(model, set);
  expect(new Set(expected).size).toBeGreaterThan(9);
  return { set, model, expected };
}

describe(`every layer means the same in ${places.map(([name]) => name).join(' and ')}`, () => {
  test.each(models)('%s', async (_name, of) => {
    const { set, model, expected } = await scored(of);
    for (const [, score] of places)
      expectSameAnswers(await score(model, set), expected, model.classes.length);
  });
});

test.skipIf(python === undefined)('every layer means the same in Python with NumPy', async () => {
  const ours = await Promise.all(models.map(([, of]) => scored(of)));
  const theirs = scoreWithPython(ours.map(({ model, set }) => [model, set]));
  for (const [i, { model, expected }] of ours.entries())
    expectSameAnswers(theirs[i]!, expected, model.classes.length);
});
