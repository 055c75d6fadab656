/** `load.dataset` and `units: classes`: how they are written, where their paths start, and what of them is hashed. */
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { contentOf, type DatasetFacts, type ReadData } from '#src/spec/dataset.js';
import { loadSpec } from '#src/spec/load-spec.js';
import type { DatasetSource } from '#src/spec/spec-types.generated.js';
import { succeed } from '#src/util/outcome.js';

const facts: DatasetFacts = {
  ...{ name: 'digits.csv', classes: ['a', 'b', 'c'], height: 8, width: 8, channels: 1, train: 9, test: 3 },
  sha256: 'a'.repeat(64),
};

/** Loads a spec with this data set; what it was asked for comes along. */
async function load(
  dataset: string,
  { units = 'classes', file = 'specs/x.yaml', sets = [] as string[] } = {},
) {
  const asked: DatasetSource[] = [];
  const readData: ReadData = async (source) => {
    asked.push(source);
    return succeed(facts);
  };
  const text = `name: x
load: { dataset: ${dataset} }
build:
  layers:
    - flatten
    - residual: { layers: [dense: { units: ${units} }, dense: { units: 64 }] }
    - dense: { units: ${units}, activation: softmax }
`;
  const spec = await loadSpec({ text, path: file, sets, readData });
  if (!spec.ok) throw new Error(spec.failure.map(({ message }) => message).join());
  return { spec: spec.value, asked };
}

const csvDefaults = {
  ...{ test: 0.2, label: 'auto', header: 'auto', height: null, range: null, transposed: false },
  ...{ invert: 'auto', seed: 1 },
};
const folderDefaults = { test: 0.2, channels: 1, invert: 'auto', seed: 1 };

describe('a data set of one’s own', () => {
  it.each([
    ['digits.csv', { csv: { train: 'specs/digits.csv', ...csvDefaults } }],
    ['../digits.csv.gz', { csv: { train: 'digits.csv.gz', ...csvDefaults } }],
    ['/data/digits.tsv', { csv: { train: '/data/digits.tsv', ...csvDefaults } }],
    ['./digits', { folder: { train: 'specs/digits', ...folderDefaults } }],
    ['digits/', { folder: { train: 'specs/digits/', ...folderDefaults } }],
    ['{ folder: digits }', { folder: { train: 'specs/digits', ...folderDefaults } }],
    [
      '{ csv: { train: a.csv, test: b.csv } }',
      { csv: { ...csvDefaults, train: 'specs/a.csv', test: 'specs/b.csv' } },
    ],
    ['{ csv: { train: a.csv, test: 12 } }', { csv: { ...csvDefaults, train: 'specs/a.csv', test: 12 } }],
    [
      '{ idx: { train: { images: i, labels: l } } }',
      {
        idx: {
          train: { images: 'specs/i', labels: 'specs/l' },
          ...{ test: 0.2, transposed: false, invert: 'auto', seed: 1 },
        },
      },
    ],
  ])('%s counts its paths from the spec', async (written, source) => {
    const { asked, spec } = await load(written);
    expect(asked).toEqual([source]);
    const [[kind = '', options] = []] = Object.entries(source);
    expect(spec.spec.load.dataset).toEqual({ [kind]: { ...options, sha256: facts.sha256 } });
  });

  it('given on the command line counts its paths from the working folder', async () => {
    const { asked } = await load('mnist', { sets: ['load.dataset=digits.csv'] });
    expect(asked).toMatchObject([{ csv: { train: 'digits.csv' } }]);
  });

  it('of a spec in another folder is where that says', async () => {
    const text = 'name: x\nextends: ../base.yaml\n';
    const base =
      'load: { dataset: digits.csv }\nbuild: { layers: [flatten, dense: { units: 3, activation: softmax }] }\n';
    const asked: DatasetSource[] = [];
    await loadSpec({
      path: 'specs/deep/x.yaml',
      readFile: async (file) => Buffer.from(file.endsWith('base.yaml') ? base : text),
      readData: async (source) => {
        asked.push(source);
        return succeed(facts);
      },
    });
    expect(asked).toMatchObject([{ csv: { train: path.join('specs', 'digits.csv') } }]);
  });

  it('of a resolved spec is looked for in the working folder first, and then where the spec lies', async () => {
    const asked: unknown[] = [];
    const sha256 = facts.sha256;
    const text = `name: x\nload: { dataset: { csv: { train: a/b.csv, sha256: ${sha256} } } }\nbuild: { layers: [flatten, dense: { units: 3, activation: softmax }] }\n`;
    const readData: ReadData = async (source) => {
      asked.push((source as { csv: { train: string } }).csv.train);
      return asked.length === 1 ? { ok: false, failure: { kind: 'data', message: 'no' } } : succeed(facts);
    };
    expect((await loadSpec({ text, path: 'runs/x-1/spec.yaml', readData })).ok).toBe(true);
    expect(asked).toEqual([path.join('a', 'b.csv'), path.join('runs', 'x-1', 'a', 'b.csv')]);
  });

  it('is hashed by what is in it and how it is read, not by where it lies', async () => {
    const hash = async (written: string) => (await load(written)).spec.hash;
    const one = await hash('digits.csv');
    expect(await hash('../elsewhere/other.csv')).toBe(one);
    expect(await hash('{ csv: { train: digits.csv, label: first } }')).not.toBe(one);
    expect(await hash('{ csv: { train: digits.csv, test: 0.3 } }')).not.toBe(one);
    expect(await hash('{ folder: digits }')).not.toBe(one);
    expect(contentOf('mnist')).toBe('mnist');
  });

  it('cannot be loaded where nobody can read it, and is told at its path where it cannot be read', async () => {
    const text =
      'name: x\nload: { dataset: { csv: { train: a.csv, test: b.csv } } }\nbuild: { layers: [flatten] }\n';
    expect(await loadSpec({ text })).toMatchObject({ ok: false, failure: [{ kind: 'usage' }] });
    const readData: ReadData = async () => ({
      ok: false,
      failure: { kind: 'data', message: 'b.csv:3: wrong' },
    });
    const failed = await loadSpec({ text, path: 'x.yaml', readData });
    expect(failed).toMatchObject({
      ok: false,
      failure: [{ kind: 'data', message: 'b.csv:3: wrong', place: { file: 'x.yaml', line: 2, col: 47 } }],
    });
  });
});

describe('another data set of one’s own to score', () => {
  const text = (datasets: string) =>
    `name: x\nload: { dataset: mnist }\nbuild: { layers: [flatten, dense: { units: 3, activation: softmax }] }\nevaluate: { datasets: ${datasets} }\n`;
  const read = async (datasets: string, written = text(datasets), file = 'specs/x.yaml') => {
    const spec = await loadSpec({ text: written, path: file, readData: async () => succeed(facts) });
    if (!spec.ok) throw new Error(spec.failure.map(({ message }) => message).join());
    return spec.value;
  };

  it.each([
    ['[semeion, digits.csv]', 'csv', 'specs/digits.csv'],
    ['[semeion, { dataset: ../digits/ }]', 'folder', 'digits/'],
    ['[semeion, { dataset: { csv: digits.csv } }]', 'csv', 'specs/digits.csv'],
  ])('%s counts its paths from the spec', async (written, kind, train) => {
    const { spec, otherDatasets } = await read(written);
    const source = { [kind]: { train, sha256: facts.sha256 } };
    expect(spec.evaluate.datasets).toMatchObject([
      { dataset: 'semeion' },
      { dataset: source, split: 'test' },
    ]);
    expect(otherDatasets).toEqual([facts, facts]);
  });

  it('is hashed by what is in it, how it is read and what it is called, not by where it lies', async () => {
    const { hash, yaml } = await read('[digits.csv]');
    expect((await read('[../elsewhere/other.csv]')).hash).toBe(hash);
    expect((await read('', yaml, 'runs/x-1/spec.yaml')).hash).toBe(hash);
    expect((await read('[{ dataset: digits.csv, name: mine }]')).hash).not.toBe(hash);
    expect((await read('[{ dataset: { csv: { train: digits.csv, label: last } } }]')).hash).not.toBe(hash);
  });

  it('stays with the spec when other values of it are tried', async () => {
    const spec = await read('[digits.csv]');
    const varied = spec.vary([{ path: 'train.batchSize', value: 7, from: 'x' }]);
    if (!varied.ok) throw new Error(varied.failure[0]?.message);
    expect(varied.value.spec.evaluate).toEqual(spec.spec.evaluate);
    expect(varied.value.otherDatasets).toEqual([facts]);
  });

  it('is told at its path where it cannot be read', async () => {
    const readData: ReadData = async (source) =>
      source === 'mnist'
        ? succeed(facts)
        : { ok: false, failure: { kind: 'data', message: 'specs/b.csv:3: wrong' } };
    const written = text('[{ dataset: { csv: { train: a.csv, test: b.csv } } }]');
    expect(await loadSpec({ text: written, path: 'specs/x.yaml', readData })).toMatchObject({
      ok: false,
      failure: [{ kind: 'data', place: { file: 'specs/x.yaml', line: 4, col: 64 } }],
    });
  });
});

describe('units: classes', () => {
  it('is as many units as the data set has classes, in the resolved spec and its hash', async () => {
    const { spec } = await load('mnist');
    expect(spec.spec.build.layers.at(-1)).toMatchObject({ dense: { units: 3 } });
    expect(JSON.stringify(spec.spec.build.layers)).not.toContain('classes');
    expect((await load('mnist', { units: '3' })).spec.hash).toBe(spec.hash);
    expect(spec.yaml).toContain('units: 3');
  });

  it('given by --set and by a sweep, too', async () => {
    const { spec } = await load('mnist', { units: '5', sets: ['build.layers.2.dense.units=classes'] });
    expect(spec.spec.build.layers.at(-1)).toMatchObject({ dense: { units: 3 } });
    const varied = spec.vary([
      { path: 'build.layers.1.residual.layers.0.dense.units', value: 'classes', from: 'x' },
    ]);
    expect(varied.ok && JSON.stringify(varied.value.spec.build.layers)).not.toContain('classes');
  });

  it('cannot be told where nobody knows the data set', async () => {
    const text =
      'name: x\nload: { dataset: mnist }\nbuild: { layers: [flatten, dense: { units: classes }] }\n';
    expect(await loadSpec({ text, path: 'x.yaml' })).toMatchObject({
      ok: false,
      failure: [{ kind: 'usage', place: { file: 'x.yaml', line: 3 } }],
    });
  });

  it.each([
    ['clases', 'unknown number of outputs "clases"'],
    ['true', 'build.layers.2.dense.units must be a whole number or "classes", found true'],
    ['0', 'build.layers.2.dense.units must be at least 1, found 0'],
    ['2.5', 'build.layers.2.dense.units must be a whole number or "classes", found 2.5'],
  ])('%s is refused', async (units, message) => {
    await expect(load('mnist', { units })).rejects.toThrow(message);
  });
});
