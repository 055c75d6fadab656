import { expect, test } from 'vitest';
import { loadSpec, type ResolvedSpec } from '#src/spec/load-spec.js';
import type { SweepFlags } from '#src/spec/sweep/apply.js';
import { originText } from '#src/spec/tree.js';

const spec = `name: x
load: { dataset: mnist, validation: 0.1 }
build:
  layers:
    - conv2d: { filters: 8, kernelSize: 3 }
    - flatten
    - dense: { units: 32, activation: relu }
    - dense: { units: 10, activation: softmax }
sweep:
  parameters:
    optimizer: { path: train.optimizer, values: [sgd, { adam: {} }] }
    lr: { path: train.optimizer.sgd.learningRate, values: [0.1, 0.01], when: { optimizer: sgd } }
    units: { path: build.layers.2.dense.units, int: [16, 64], step: 16 }
    filters: { path: build.layers.0.conv2d.filters, values: [8, 16] }
  constraints: [units >= filters, filters < 64]
  repeats: 2
`;

async function load(words: readonly string[], flags: Omit<SweepFlags, 'words'> = {}): Promise<ResolvedSpec> {
  const loaded = await loadSpec({ text: spec, sweep: { words, ...flags } });
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.failure));
  return loaded.value;
}

const parametersOf = ({ spec: { sweep } }: ResolvedSpec): unknown => sweep?.parameters;

test('without a value, all that is declared is swept, in its order', async () => {
  const all = await load(['']);
  expect(Object.keys(parametersOf(all) as object)).toEqual(['optimizer', 'lr', 'units', 'filters']);
});

test('names choose among what is declared; constraints about the others are left out', async () => {
  const some = await load(['filters']);
  expect(parametersOf(some)).toEqual({ filters: { path: 'build.layers.0.conv2d.filters', values: [8, 16] } });
  expect(some.spec.sweep?.constraints).toEqual(['filters < 64']);
  expect((await load(['filters,units'])).spec.sweep?.constraints).toHaveLength(2);
});

test('values replace those of a declared parameter, its path and condition stay', async () => {
  const changed = await load(['optimizer', 'lr=0.3', 'units=8..32']);
  expect(parametersOf(changed)).toEqual({
    optimizer: { path: 'train.optimizer', values: ['sgd', { adam: {} }] },
    lr: { path: 'train.optimizer.sgd.learningRate', values: [0.3], when: { optimizer: 'sgd' } },
    units: { path: 'build.layers.2.dense.units', int: [8, 32] },
  });
});

test('values of the command line have no names any more', async () => {
  const named = spec.replace(
    'values: [sgd, { adam: {} }]',
    'values: [sgd, { adam: {} }], names: [slow, quick]',
  );
  const loadNamed = async (words: readonly string[]) => {
    const loaded = await loadSpec({ text: named, sweep: { words } });
    if (!loaded.ok) throw new Error(JSON.stringify(loaded.failure));
    return parametersOf(loaded.value) as Record<string, { names?: readonly string[] }>;
  };
  expect((await loadNamed(['optimizer'])).optimizer?.names).toEqual(['slow', 'quick']);
  expect((await loadNamed(['optimizer=sgd,{ rmsprop: {} }'])).optimizer).toEqual({
    path: 'train.optimizer',
    values: ['sgd', { rmsprop: {} }],
  });
});

test('a path, or the last key of one, is a parameter; the schema says which ranges are of whole numbers', async () => {
  const added = await load([
    'batchSize=16..64:16',
    'train.optimizer.sgd.momentum=0..0.9',
    'learningRate=log:1e-3..1e-1',
    'build.layers.3.dense.useBias=true,false',
    'rotation=5,10',
    'epochs=log:1..8',
    'build.layers.0.conv2d.filters=4,8',
  ]);
  expect(parametersOf(added)).toEqual({
    batchSize: { path: 'train.batchSize', int: [16, 64], step: 16 },
    momentum: { path: 'train.optimizer.sgd.momentum', uniform: [0, 0.9] },
    learningRate: { path: 'train.optimizer.sgd.learningRate', logUniform: [0.001, 0.1] },
    useBias: { path: 'build.layers.3.dense.useBias', values: [true, false] },
    rotation: { path: 'augment.rotation', values: [5, 10] },
    epochs: { path: 'train.epochs', logInt: [1, 8] },
    // `filters` is the name of another declared one.
    conv2d_filters: { path: 'build.layers.0.conv2d.filters', values: [4, 8] },
  });
});

test('flags replace what the section says, and are told as the origin', async () => {
  const flags = { strategy: 'random', trials: 7, repeats: 3, objective: 'validation.loss', maxEpochs: 50 };
  const changed = await load(['lr=0.3', 'optimizer'].reverse(), flags);
  expect(changed.spec.sweep).toMatchObject(flags);
  const origin = (path: string): string => originText(changed.origin(path) ?? { kind: 'default' });
  expect(origin('sweep.trials')).toBe('--trials');
  expect(origin('sweep.maxEpochs')).toBe('--max-epochs');
  expect(origin('sweep.parameters.lr.values.0')).toBe('--sweep lr');
  expect(origin('sweep.parameters.lr.path')).toBe('spec.yaml:12:17');
});

test('a sweep leaves the hash of the spec as it is', async () => {
  const plain = await loadSpec({ text: spec });
  expect(plain.ok && plain.value.hash).toBe((await load(['filters=4'])).hash);
});
