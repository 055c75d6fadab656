import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseDocument, visit } from 'yaml';
import { validate } from '#src/spec/experiment-validator.js';
import { loadSpec, type ResolvedSpec } from '#src/spec/load-spec.js';
import { originText } from '#src/spec/tree.js';
import { fullSpec, sameSpec } from './spec-texts.js';

test('two ways of writing one experiment have one hash', async () => {
  const [full, same] = [await resolve(fullSpec), await resolve(sameSpec)];
  const { description: _, sweep: __, ...figures } = full.spec;
  const { description: ___, sweep: ____, ...sameFigures } = same.spec;
  expect(sameFigures).toEqual(figures);
  expect(same.hash).toBe(full.hash);
});

test.each([
  'train.epochs=51',
  'build.layers.0.conv2d.kernelSize.1=5',
  'build.layers.4.dropout.rate=0.25',
  'augment.zoom.0=0.5',
  'seed=2',
  'report.paper.test.loss=0.1',
  'augment=null',
])('--set %s changes the hash', async (assignment) => {
  expect((await resolve(fullSpec, [assignment])).hash).not.toBe((await resolve(fullSpec)).hash);
});

test.each([
  ['a description', ['description=another']],
  ['a sweep', ['sweep.strategy=random', 'sweep.trials=3']],
  ['the size of a generated data set that is not used', ['load.synthetic.train=10']],
  ['an empty list of other data sets', ['evaluate.datasets=[]']],
  ['a default, written out', ['train.batchSize=32', 'augment.shear=0']],
])('%s leaves the hash as it is', async (_, sets) => {
  expect((await resolve(fullSpec, sets)).hash).toBe((await resolve(fullSpec)).hash);
});

test('other data sets: a name stands for its test set; what a generated set is made from counts, and only there', async () => {
  const short = await resolve(fullSpec, ['evaluate.datasets=[mnist, { dataset: synthetic, split: all }]']);
  expect(short.spec.evaluate.datasets).toEqual([
    { dataset: 'mnist', split: 'test', synthetic: null },
    { dataset: 'synthetic', split: 'all', synthetic: { train: 60_000, test: 10_000, seed: 1 } },
  ]);
  const long = await resolve(fullSpec, [
    'evaluate.datasets=[{ dataset: mnist, synthetic: { train: 5 } }, { dataset: synthetic, split: all, synthetic: {} }]',
  ]);
  expect(long.hash).toBe(short.hash);
  expect(short.hash).not.toBe((await resolve(fullSpec)).hash);
});

test('augmentation that moves nothing is none', async () => {
  const none = await resolve(fullSpec, ['augment=null']);
  expect(none.spec.augment).toBeNull();
  expect((await resolve(fullSpec, ['augment={ rotation: 0, fillMode: wrap }'])).hash).toBe(none.hash);
});

test('parts of augmentation have short forms, and a strength of 0 is none', async () => {
  const parts =
    'augment={ thickness: 1, contrast: 0.25, brightness: 0.5, elastic: 20, erasing: 0.25, mixup: 0 }';
  const { spec, hash } = await resolve(fullSpec, [parts]);
  expect(spec.augment).toEqual({
    rotation: 0,
    shift: [0, 0],
    zoom: [1, 1],
    shear: 0,
    fillMode: 'nearest',
    fillValue: 0,
    thickness: [-1, 1],
    elastic: { alpha: 20, sigma: 4 },
    contrast: [0.75, 1.25],
    brightness: [-0.5, 0.5],
    noise: 0,
    erasing: { probability: 0.25, area: [0.02, 0.4], aspect: [0.3, 3.3333], fill: 'random' },
    mixup: null,
    cutmix: null,
  });
  expect((await resolve(fullSpec, [parts, 'augment.cutmix.alpha=0'])).hash).toBe(hash);
  const idle = 'augment={ elastic: 0, erasing: { probability: 0 }, thickness: 0, noise: 0 }';
  expect((await resolve(fullSpec, [idle])).spec.augment).toBeNull();
});

test('defaults are filled in: Keras’s, and those that follow from other values', async () => {
  const text = `name: x\nload: { dataset: synthetic }\nbuild: { layers: [maxPooling2d: { poolSize: [3, 2] }, flatten] }\n`;
  const { spec } = await resolve(text);
  expect(spec.train).toEqual({
    loss: { sparseCategoricalCrossentropy: { labelSmoothing: 0 } },
    optimizer: {
      sgd: {
        learningRate: 0.01,
        momentum: 0,
        nesterov: false,
        weightDecay: null,
        clipNorm: null,
        globalClipNorm: null,
        clipValue: null,
      },
    },
    schedule: { constant: {} },
    warmup: 0,
    ema: null,
    batchSize: 32,
    epochs: 1,
    earlyStopping: null,
  });
  expect(spec.build.layers[0]).toEqual({
    maxPooling2d: { poolSize: [3, 2], strides: [3, 2], padding: 'valid' },
  });
  expect(spec.load.synthetic).toEqual({ train: 60_000, test: 10_000, seed: 1 });
  expect(spec.evaluate.splits).toEqual(['train', 'test']);
});

test('the resolved spec, rendered, is the same spec again', async () => {
  const sets = [
    'name="true"',
    'description="- \\u0007 # \\u2028: \'x\' "',
    'sweep.parameters.lr.values=[1e-7, 0.3]',
  ];
  const first = await resolve(fullSpec, sets);
  const again = await resolve(first.yaml);
  expect(again.spec).toEqual(first.spec);
  expect(again.hash).toBe(first.hash);
});

test('the resolved spec gives the origin of each value', async () => {
  const { yaml } = await resolve(fullSpec, ['train.epochs=5'], 7);
  const commentOf = (text: string) =>
    yaml
      .split('\n')
      .find((line) => line.trim().startsWith(text))
      ?.split('  # ')[1];
  expect(commentOf('epochs: 5')).toBe('--set train.epochs');
  expect(commentOf('batchSize: 32')).toBe('default');
  expect(commentOf('seed: 7')).toBe('--seed');
  expect(commentOf('kernelSize: [3, 3]')).toBe('spec.yaml:10:42');
  expect(commentOf('rate: 0.5')).toBe('spec.yaml:14:16');
});

test('a path is located where it is written, or at the nearest thing around it', async () => {
  const { locate } = await resolve(fullSpec, ['train.epochs=5', 'build.layers.0.conv2d.kernelSize.1=5'], 7);
  expect(locate('build.layers.0.conv2d.kernelSize')).toEqual({ file: 'spec.yaml', line: 10, col: 30 });
  expect(locate('build.layers.0.conv2d.kernelSize.0')).toEqual({ file: 'spec.yaml', line: 10, col: 42 });
  expect(locate('build.layers.0.conv2d.kernelSize.1').file).toBe('--set build.layers.0.conv2d.kernelSize.1');
  expect(locate('build.layers.0.conv2d.strides')).toEqual({ file: 'spec.yaml', line: 10, col: 7 });
  expect(locate('build.layers.1.maxPooling2d.poolSize')).toEqual({ file: 'spec.yaml', line: 11, col: 7 });
  expect(locate('build.layers.4.dropout.rate')).toEqual({ file: 'spec.yaml', line: 14, col: 16 });
  expect(locate('build.layers.99.dense')).toEqual({ file: 'spec.yaml', line: 9, col: 3 });
  expect(locate('report.paper.test.accuracy')).toEqual({ file: 'spec.yaml', line: 20, col: 57 });
  expect(locate('train.epochs')).toEqual({ file: '--set train.epochs' });
  expect(locate('seed')).toEqual({ file: '--seed' });
  expect(locate('evaluate.splits')).toEqual({ file: 'spec.yaml', line: 2, col: 1 });
});

test('the origin of a value is told apart from its place', async () => {
  const { origin } = await resolve(fullSpec, ['train.epochs=5']);
  const text = (path: string) => {
    const found = origin(path);
    return found && originText(found);
  };
  expect(text('train.batchSize')).toBe('default');
  expect(text('train.epochs')).toBe('--set train.epochs');
  expect(text('train.optimizer.sgd.momentum')).toBe('spec.yaml:17:53');
  expect(text('train.optimizer.adam')).toBeUndefined();
});

test('a later --set wins over an earlier one, and over the file', async () => {
  const { spec } = await resolve(fullSpec, [
    'train.epochs=5',
    'train={ epochs: 6 }',
    'train.batchSize=8',
    'train.batchSize=9',
  ]);
  expect(spec.train).toMatchObject({ epochs: 6, batchSize: 9, earlyStopping: null });
});

test('--set makes the maps that are not there', async () => {
  const { spec } = await resolve(fullSpec, [
    'train.earlyStopping=null',
    'train.earlyStopping.patience=3',
    'normalize.fit.size=32',
  ]);
  expect(spec.train.earlyStopping).toMatchObject({
    monitor: 'validation.loss',
    patience: 3,
    restoreBest: false,
  });
  expect(spec.normalize.fit).toEqual({ size: 32, box: 20, invert: 'auto' });
});

test('--set of one item of a list that is not there begins with the default', async () => {
  const { spec } = await resolve(fullSpec, ['augment={}', 'augment.zoom.0=0.8', 'augment.shift.1=0.5']);
  expect(spec.augment).toMatchObject({ zoom: [0.8, 1], shift: [0, 0.5] });
});

test('the canonical form is itself a valid spec', async () => {
  const { spec } = await resolve(fullSpec);
  expect(validate(spec)).toBe(true);
});

test('neither the order of keys nor comments nor style change the hash', async () => {
  const expected = (await resolve(fullSpec)).hash;
  await fc.assert(
    fc.asyncProperty(
      fc.infiniteStream(fc.nat(1000)),
      fc.constantFrom('flow', 'block'),
      async (randoms, style) => {
        const document = parseDocument(fullSpec);
        const next = () => randoms.next().value as number;
        visit(document, {
          Map(_key, node) {
            node.items = node.items
              .map((item) => ({ item, rank: next() }))
              .sort((a, b) => a.rank - b.rank)
              .map(({ item }) => item);
            node.flow = style === 'flow' && next() % 2 === 0;
            node.comment = next() % 2 === 0 ? ' a comment: { with: signs }' : null;
          },
        });
        expect((await resolve(String(document))).hash).toBe(expected);
      },
    ),
    { numRuns: 60 },
  );
});

test('any description survives rendering', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'grapheme' }), async (description) => {
      const first = await resolve(fullSpec, [`description=${JSON.stringify(description)}`]);
      expect((await resolve(first.yaml)).spec.description).toBe(description);
    }),
    { numRuns: 200 },
  );
});

async function resolve(text: string, sets: readonly string[] = [], seed?: number): Promise<ResolvedSpec> {
  const result = await loadSpec({ text, path: 'spec.yaml', sets, ...(seed !== undefined && { seed }) });
  if (!result.ok) throw new Error(JSON.stringify(result.failure));
  return result.value;
}
