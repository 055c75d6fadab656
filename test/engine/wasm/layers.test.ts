import { describe, expect, test } from 'vitest';
import type { Model } from '#src/model/layer.js';
import { models as everyLayer } from './models.js';
import { models as pooled } from './pooled-models.js';
import {
  activation,
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

const end = [flatten, dense(5, 'softmax')];
const same = { padding: 'same' } as const;

/** Shapes that leave remainders everywhere: in tiles of 4 positions and 8 channels, in vectors of 4, in strides. */
const models: Record<string, Model> = {
  'one dense layer': model([3, 3, 1], flatten, dense(5, 'softmax')),
  'one pixel': model([1, 1, 1], flatten, dense(7, 'tanh'), dense(5, 'softmax')),
  'dense layers of odd sizes': model(
    [5, 5, 3],
    flatten,
    dense(9, 'relu'),
    dense(17, 'sigmoid'),
    dense(5, 'softmax'),
  ),
  'dense without bias': model([4, 4, 1], flatten, dense(8, 'relu', false), dense(5, 'softmax', false)),
  'softmax as a layer': model([4, 4, 1], flatten, dense(5), activation('softmax')),
  'valid convolution, one channel': model([7, 6, 1], conv(5, [3, 3], { activation: 'relu' }), ...end),
  'same convolution, one channel': model([7, 6, 1], conv(8, [3, 3], { activation: 'relu', ...same }), ...end),
  'convolution behind a convolution': model(
    [7, 8, 3],
    conv(9, [3, 3], { activation: 'relu', ...same }),
    conv(7, [3, 2], { activation: 'tanh' }),
    ...end,
  ),
  'even kernels': model([6, 7, 2], conv(5, [2, 4], same), conv(6, [4, 2], same), ...end),
  'stride 2': model(
    [9, 8, 1],
    conv(6, [3, 3], { strides: [2, 2], ...same }),
    conv(5, [3, 3], { strides: [2, 2], ...same }),
    ...end,
  ),
  'stride 3 over kernel 2': model(
    [11, 10, 2],
    conv(4, [2, 2], { strides: [3, 3] }),
    conv(9, [2, 2], { strides: [1, 2], ...same }),
    ...end,
  ),
  'stride 2, valid, twice': model(
    [13, 12, 1],
    conv(3, [5, 3], { strides: [2, 2] }),
    conv(8, [3, 3], { strides: [2, 1] }),
    ...end,
  ),
  'kernel as large as its map': model([5, 4, 2], conv(7, [5, 4], { activation: 'sigmoid' }), ...end),
  'kernel larger than its map, same': model([3, 3, 1], conv(4, [5, 5], same), conv(4, [5, 5], same), ...end),
  'convolutions of one cell': model(
    [4, 5, 3],
    conv(5, [1, 1], { activation: 'relu' }),
    conv(11, [1, 1], { useBias: false }),
    ...end,
  ),
  'a convolution without bias behind another': model(
    [6, 6, 1],
    conv(6, [3, 3]),
    conv(8, [3, 3], { useBias: false, activation: 'relu' }),
    ...end,
  ),
  'max pooling, odd map': model(
    [9, 7, 1],
    conv(6, [3, 3], { activation: 'relu', ...same }),
    pool('maxPooling2d', [2, 2]),
    ...end,
  ),
  'max pooling, same': model(
    [9, 7, 1],
    conv(6, [3, 3], { activation: 'relu' }),
    pool('maxPooling2d', [2, 2], [2, 2], 'same'),
    ...end,
  ),
  'overlapping max pooling': model(
    [9, 9, 1],
    conv(5, [3, 3], { activation: 'relu' }),
    pool('maxPooling2d', [3, 3], [2, 2]),
    conv(5, [2, 2]),
    ...end,
  ),
  'overlapping max pooling, same': model(
    [8, 9, 2],
    conv(9, [3, 3]),
    pool('maxPooling2d', [3, 2], [1, 1], 'same'),
    conv(5, [3, 3], same),
    ...end,
  ),
  'max pooling with gaps': model(
    [11, 11, 1],
    conv(4, [2, 2], { activation: 'relu' }),
    pool('maxPooling2d', [2, 2], [3, 3]),
    ...end,
  ),
  'max pooling between convolutions': model(
    [13, 13, 1],
    conv(5, [3, 3], { activation: 'relu', ...same }),
    pool('maxPooling2d', [2, 2]),
    conv(9, [3, 3], { activation: 'relu', ...same }),
    pool('maxPooling2d', [2, 2]),
    conv(7, [3, 3], { activation: 'relu', ...same }),
    pool('maxPooling2d', [2, 2]),
    ...end,
  ),
  'max pooling after tanh': model(
    [8, 8, 1],
    conv(6, [3, 3]),
    conv(5, [3, 3], { activation: 'tanh', ...same }),
    pool('maxPooling2d', [2, 2]),
    ...end,
  ),
  'max pooling of the image': model([8, 8, 3], pool('maxPooling2d', [2, 2]), conv(5, [3, 3]), ...end),
  'average pooling': model(
    [9, 8, 1],
    conv(6, [3, 3], { activation: 'relu', ...same }),
    pool('averagePooling2d', [2, 2]),
    ...end,
  ),
  'average pooling, same, overlapping': model(
    [7, 9, 1],
    conv(5, [3, 3]),
    pool('averagePooling2d', [3, 3], [2, 2], 'same'),
    conv(4, [2, 2]),
    ...end,
  ),
  'pooling behind pooling': model(
    [12, 12, 1],
    conv(5, [3, 3], same),
    pool('averagePooling2d', [2, 2]),
    pool('maxPooling2d', [2, 3]),
    ...end,
  ),
  'activations as layers': model(
    [6, 6, 1],
    conv(5, [3, 3], same),
    activation('relu'),
    conv(6, [3, 3]),
    activation('sigmoid'),
    flatten,
    dense(9),
    activation('tanh'),
    dense(5, 'softmax'),
  ),
  'dropout of a vector': model([5, 5, 1], flatten, dense(13, 'relu'), dropout(0.5), dense(5, 'softmax')),
  'dropout of a map': model(
    [7, 7, 1],
    conv(3, [3, 3], { activation: 'relu' }),
    dropout(0.3),
    conv(5, [3, 3], same),
    dropout(0.25),
    pool('maxPooling2d', [2, 2]),
    ...end,
  ),
  'dropout of the image': model([5, 5, 1], dropout(0.2), conv(4, [3, 3]), ...end),
};

/** Channels that are multiples of 8 go Winograd's way; tiles of 4, 3 and 2 outputs, whole and cut off. */
const tiled: Record<string, Model> = Object.fromEntries(
  ([4, 5, 6, 7, 8, 9, 11] as const).flatMap((side) =>
    (['same', 'valid'] as const).map((padding) => [
      `3×3 by tiles, ${side}×${side + 1}, ${padding}`,
      model(
        [side + 2, side + 3, 3],
        conv(8, [3, 3], { activation: 'relu' }),
        conv(16, [3, 3], { activation: 'relu', padding }),
        conv(8, [3, 3], { activation: 'tanh', padding: 'same', useBias: side % 2 === 0 }),
        ...end,
      ),
    ]),
  ),
);

describe.each(Object.entries({ ...models, ...tiled, ...pooled, ...everyLayer }))('%s', (_name, of) => {
  const analysis = analyze(of);
  const [classes = 1] = analysis.outputShape;
  const weights = randomWeights(analysis);

  test.each([1, 3, 33])('has the reference’s loss and gradients on a batch of %i', async (count) => {
    const set = randomSet(of.inputShape, count, classes, count);
    const trainable = await compile(of, set);
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
    const trainable = await compile(of, set, { batchSize: 16, threads: 2 });
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

test.each([
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
  const trainable = await compile(of, set);
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
