import { expect, test } from 'vitest';
import { countTrials, type SweepDefinition, sweepDefinition, trialSpec } from '#src/plan/sweep/definition.js';
import { formatFailure } from '#src/spec/diagnostic.js';
import { loadSpec, type ResolvedSpec } from '#src/spec/load-spec.js';
import { openSearch } from '#src/sweep/strategy.js';

const plain = `name: x
load: { dataset: mnist, validation: 0.1 }
build:
  layers:
    - conv2d: { filters: 8, kernelSize: 3 }
    - maxPooling2d: { poolSize: 2 }
    - flatten
    - dense: { units: 10, activation: softmax }
train: { epochs: 9 }
`;
const section = (parameters: readonly string[], rest = 'repeats: 1'): string =>
  `${plain}sweep:\n  ${rest}\n  parameters:\n${parameters.map((line) => `    ${line}\n`).join('')}`;

async function load(text: string): Promise<ResolvedSpec> {
  const loaded = await loadSpec({ text, sweep: { words: [''] } });
  if (!loaded.ok) throw new Error(loaded.failure.map(formatFailure).join('\n'));
  return loaded.value;
}
async function define(parameters: readonly string[], rest?: string): Promise<SweepDefinition> {
  const definition = sweepDefinition(await load(section(parameters, rest)));
  if (!definition.ok) throw new Error(definition.failure.map(formatFailure).join('\n'));
  return definition.value;
}
async function refused(parameters: readonly string[], rest?: string): Promise<readonly string[]> {
  const definition = sweepDefinition(await load(section(parameters, rest)));
  return definition.ok ? [] : definition.failure.map(formatFailure);
}

const lr = 'lr: { path: train.optimizer.sgd.learningRate, values: [0.1, 0.03, 0.01, 0.003] }';
const momentum = 'momentum: { path: train.optimizer.sgd.momentum, values: [0, 0.5, 0.9, 0.95] }';
const pool = 'pool: { path: build.layers.1.maxPooling2d.poolSize, values: [2, 3] }';
const optimizer = 'optimizer: { path: train.optimizer, values: [sgd, { adam: { beta1: 0.5 } }] }';

// What a person would write by hand: `from` replaced by `to` in the plain spec.
test.each([
  [
    [lr, momentum],
    { lr: 0.03, momentum: 0.5 },
    'epochs: 9',
    'epochs: 9, optimizer: { sgd: { learningRate: 0.03, momentum: 0.5 } }',
  ],
  // strides follow the pool's size, as they do in a file
  [[pool], { pool: 3 }, 'poolSize: 2', 'poolSize: 3'],
  [
    [optimizer],
    { optimizer: { adam: { beta1: 0.5 } } },
    'epochs: 9',
    'epochs: 9, optimizer: { adam: { beta1: 0.5 } }',
  ],
  [
    ['layer: { path: build.layers.1, values: [flatten, { dropout: 0.5 }] }'],
    { layer: { dropout: 0.5 } },
    'maxPooling2d: { poolSize: 2 }',
    'dropout: 0.5',
  ],
  [
    ['augment: { path: augment, values: [null, { shift: 0.1 }] }'],
    { augment: { shift: 0.1 } },
    'train:',
    'augment: { shift: 0.1 }\ntrain:',
  ],
  [
    ['batch: { path: train.batchSize, logInt: [8, 64] }'],
    { batch: 13 },
    'epochs: 9',
    'epochs: 9, batchSize: 13',
  ],
])('the trial of %j at %j is the spec that one would write', async (parameters, point, from, to) => {
  const definition = await define(parameters);
  const byHand = await loadSpec({ text: `seed: 8\n${plain.replace(from, to)}` });
  const trial = trialSpec(definition, point, 8);
  if (!byHand.ok || !trial.ok) throw new Error('refused');
  expect(trial.value.hash).toBe(byHand.value.hash);
  expect(trial.value.spec).toEqual(byHand.value.spec);
});

test("a trial's values keep the place where the sweep has them", async () => {
  const trial = trialSpec(await define([lr, momentum]), { lr: 0.03, momentum: 0.5 }, 2);
  if (!trial.ok) throw new Error('refused');
  expect(trial.value.locate('train.optimizer.sgd.learningRate')).toEqual({
    file: 'spec.yaml',
    line: 13,
    col: 65,
  });
  expect(trial.value.yaml).toContain('learningRate: 0.03');
});

test('a combination that does not fit is told as such, though each of its values would', async () => {
  const definition = await define([
    'first: { path: build.layers.0.conv2d.kernelSize, values: [3, 20] }',
    'pool: { path: build.layers.1.maxPooling2d.poolSize, values: [2, 12] }',
  ]);
  expect(trialSpec(definition, { first: 20, pool: 2 }, 1).ok).toBe(true);
  expect(trialSpec(definition, { first: 3, pool: 12 }, 1).ok).toBe(true);
  const both = trialSpec(definition, { first: 20, pool: 12 }, 1);
  expect(both.ok ? '' : both.failure.message).toMatch(/12×12 pool does not fit its 9×9 input/);
});

test('a single value that does not fit is told at its place before any trial', async () => {
  expect(await refused(['k: { path: build.layers.0.conv2d.kernelSize, values: [3, 30] }'])).toEqual([
    'spec.yaml:13:62: the 30×30 kernel does not fit its 28×28 input; make it 28×28 or smaller, use padding: same, or pool less before it',
  ]);
  expect(await refused(['k: { path: build.layers.0.conv2d.kernelSize, int: [3, 28] }'])).toEqual([
    'spec.yaml:13:59: with k = 28, spec.yaml:6:23: the 2×2 pool does not fit its 1×1 input; make it 1×1 or smaller, use padding: same, or pool less before it',
  ]);
});

test('a value that depends on a condition is tried with it', async () => {
  const network = 'pool: { path: build.layers.1.maxPooling2d.poolSize, values: [2, 20] }';
  const kernel = (when: string) =>
    `k: { path: build.layers.0.conv2d.kernelSize, values: [3, 10], when: { pool: ${when} } }`;
  expect(await refused([network, kernel('2')])).toEqual([]);
  expect(await refused([network, kernel('20')])).toEqual([
    'spec.yaml:14:62: with k = 10, spec.yaml:13:69: the 20×20 pool does not fit its 19×19 input; make it 19×19 or smaller, use padding: same, or pool less before it',
  ]);
});

test.each([
  ['lr >', 'cannot be read at its column 5: something is missing at the end'],
  ['lr = 2', 'cannot be read at its column 4: unexpected =; did you mean "=="?'],
  ['lrr > 2', 'speaks of "lrr", which the sweep does not vary; did you mean "lr"?'],
  ['units > 2', 'speaks of "units", which the sweep does not vary; the sweep varies lr'],
  ['1 < 2', 'speaks of no parameter; remove it'],
])('the constraint %j is refused', async (text, says) => {
  expect(await refused([lr], `constraints: ["${text}"]`)).toEqual([
    `spec.yaml:11:17: the constraint "${text}" ${says}`,
  ]);
});

test('the strategy is a grid where that has an end, unless a number of trials is given', async () => {
  const strategyOf = async (parameters: readonly string[], rest?: string) => {
    const { strategy, trials } = (await define(parameters, rest)).search;
    return [strategy, trials];
  };
  expect(await strategyOf([lr, momentum])).toEqual(['grid', null]);
  expect(await strategyOf([lr], 'trials: 3')).toEqual(['random', 3]);
  expect(await strategyOf(['b: { path: train.batchSize, int: [8, 64], step: 8 }'])).toEqual(['grid', null]);
  expect(await strategyOf(['b: { path: train.batchSize, int: [8, 64] }'])).toEqual(['random', 20]);
  expect(await strategyOf([lr], 'strategy: tpe\n  trials: 5')).toEqual(['tpe', 5]);
});

test('what asha was not told it decides by itself', async () => {
  const { search } = await define([lr], 'strategy: asha\n  trials: 5\n  asha: { reduction: 2 }');
  expect(search).toMatchObject({ strategy: 'asha', epochs: 9, reduction: 2, proposals: 'random' });
  expect(search).not.toHaveProperty('minEpochs');
});

test('trials are counted without being made', async () => {
  expect(countTrials(await define([lr, momentum], 'repeats: 3'))).toEqual({ count: 48, exact: true });
  const many = (name: string, path: string) => `${name}: { path: ${path}, int: [1, 100000], step: 1 }`;
  const million = await define([many('a', 'train.batchSize'), many('b', 'train.epochs')]);
  expect(countTrials(million)).toEqual({ count: 1e10, exact: true });
  expect(countTrials(await define([lr], 'trials: 100'))).toEqual({ count: 4, exact: true });
  expect(
    countTrials(await define(['m: { path: train.optimizer.sgd.momentum, uniform: [0, 1] }'], 'trials: 9')),
  ).toEqual({ count: 9, exact: true });
});

test('the space is the one that the section describes', async () => {
  const definition = await define(
    [
      optimizer,
      'lr: { path: train.optimizer.sgd.learningRate, values: [0.1, 0.01], when: { optimizer: sgd } }',
      'beta: { path: train.optimizer.adam.beta1, values: [0.5, 0.9], when: { optimizer: adam } }',
      'units: { path: train.batchSize, int: [8, 24], step: 8 }',
    ],
    'constraints: [units <= 16]',
  );
  const { jobs } = openSearch(definition.space, definition.search).jobs([]);
  const adam = { adam: { beta1: 0.5 } };
  expect(jobs.map(({ point }) => point)).toEqual([
    { optimizer: 'sgd', lr: 0.1, units: 8 },
    { optimizer: 'sgd', lr: 0.1, units: 16 },
    { optimizer: 'sgd', lr: 0.01, units: 8 },
    { optimizer: 'sgd', lr: 0.01, units: 16 },
    { optimizer: adam, beta: 0.5, units: 8 },
    { optimizer: adam, beta: 0.5, units: 16 },
    { optimizer: adam, beta: 0.9, units: 8 },
    { optimizer: adam, beta: 0.9, units: 16 },
  ]);
  expect(definition.parameters.map(({ scale }) => scale)).toEqual(['choice', 'log', 'linear', 'linear']);
  for (const { point } of jobs) expect(trialSpec(definition, point, 1).ok).toBe(true);
});

test('the hash follows what decides the trials, and nothing else', async () => {
  const { hash } = await define([lr, momentum]);
  const other = async (parameters: readonly string[], rest?: string) => (await define(parameters, rest)).hash;
  const flags = { words: ['lr=0.1,0.03,0.01,0.003', 'momentum'] };
  const fromFlags = await loadSpec({ text: section([lr.replace('[0.1', '[0.2'), momentum]), sweep: flags });
  const sameByFlags = fromFlags.ok ? sweepDefinition(fromFlags.value) : undefined;
  expect(sameByFlags?.ok && sameByFlags.value.hash).toBe(hash);
  expect(await other([lr, momentum], 'repeats: 1\n  strategy: grid')).toBe(hash);
  expect(await other([lr, momentum], 'repeats: 1\n  parallel: 8')).toBe(hash);
  expect(await other([lr, momentum.replace('values', '"values"')], 'repeats: 1 # a remark')).toBe(hash);
  const hashes = [
    hash,
    await other([momentum, lr]),
    await other([lr]),
    await other([lr, momentum.replace('0.5', '0.6')]),
    await other([lr, momentum.replace('momentum:', 'm:')]),
    await other([lr, momentum], 'repeats: 2'),
    await other([lr, momentum], 'trials: 5'),
    await other([lr, momentum], 'maxEpochs: 50'),
    await other([lr, momentum], 'objective: validation.loss'),
    await other([lr, momentum], 'constraints: [lr < momentum]'),
    await other([lr, momentum], 'strategy: tpe\n  trials: 5'),
    await other([lr, momentum], 'strategy: tpe\n  trials: 5\n  parallel: 8'),
    await other([lr, momentum], 'strategy: asha\n  trials: 5'),
    await other([lr, momentum], 'strategy: asha\n  trials: 5\n  asha: { reduction: 2 }'),
  ];
  expect(new Set(hashes).size).toBe(hashes.length);
});

test('one value may go to several places', async () => {
  const also = 'size: { path: build.layers.0.conv2d.filters, also: [train.batchSize], values: [4, 6] }';
  const definition = await define([also]);
  const { jobs } = openSearch(definition.space, definition.search).jobs([]);
  expect(jobs.map(({ point }) => point)).toEqual([{ size: 4 }, { size: 6 }]);
  const trial = trialSpec(definition, { size: 6 }, 1);
  if (!trial.ok) throw new Error(trial.failure.message);
  const { build, train } = trial.value.spec;
  expect(JSON.stringify(build.layers)).toContain('"filters":6');
  expect(train.batchSize).toBe(6);
  // Another place is another sweep.
  const alone = await define([also.replace('also: [train.batchSize], ', '')]);
  expect(alone.hash).not.toBe(definition.hash);
});
