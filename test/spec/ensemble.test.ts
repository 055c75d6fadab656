/** Ensembles: specs whose data, network and training are those of others. */
import { expect, test } from 'vitest';
import { formatFailure } from '#src/spec/diagnostic.js';
import { loadSpec, type ResolvedSpec } from '#src/spec/load-spec.js';

const base = `name: base
load: { dataset: mnist, validation: 0.1 }
build: { layers: [flatten, dense: { units: 10, activation: softmax }] }
train: { epochs: 3 }
evaluate: { splits: [train] }
report: { paper: { test.accuracy: 0.99 } }
sweep: { parameters: { lr: { path: train.optimizer.sgd.learningRate, values: [0.1, 0.01] } } }
`;

const files: Readonly<Record<string, string>> = {
  'specs/base.yaml': base,
  'specs/wide.yaml':
    'name: wide\nextends: base.yaml\nseed: 7\nbuild: { layers: [flatten, dense: { units: 20 }, dense: { units: 10, activation: softmax }] }\n',
  'specs/whole.yaml': 'name: whole\nextends: base.yaml\nload: { validation: 0 }\n',
};

async function load(text: string, sets: readonly string[] = [], more: Readonly<Record<string, string>> = {}) {
  const all: Readonly<Record<string, string>> = { ...files, ...more, 'specs/e.yaml': text };
  return loadSpec({
    path: 'specs/e.yaml',
    sets,
    cwd: '/w',
    readFile: async (file) => {
      const found = all[file.replace('/w/', '')];
      if (found === undefined) throw Object.assign(new Error(), { code: 'ENOENT' });
      return Buffer.from(found);
    },
  });
}

async function resolve(...given: Parameters<typeof load>): Promise<ResolvedSpec> {
  const spec = await load(...given);
  if (!spec.ok) throw new Error(spec.failure.map(formatFailure).join('\n'));
  return spec.value;
}

const seeds = 'name: e\nensemble: { of: base.yaml, seeds: [4, 5] }\n';

test('each file is a member once with each seed, and is then the very spec that it is by itself', async () => {
  const { members = [] } = await resolve(
    'name: e\nensemble: { of: [base.yaml, wide.yaml], seeds: [4, 5] }\n',
  );
  expect(members.map(({ spec: { name, seed } }) => [name, seed])).toEqual([
    ['base', 4],
    ['base', 5],
    ['wide', 4],
    ['wide', 5],
  ]);
  const alone = await loadSpec({ text: base, path: 'base.yaml', seed: 5 });
  expect(members[1]?.hash).toBe(alone.ok && alone.value.hash);
});

test('without seeds each file has its own', async () => {
  const { members = [] } = await resolve('name: e\nensemble: { of: [base.yaml, wide.yaml] }\n');
  expect(members.map(({ spec: { name, seed } }) => [name, seed])).toEqual([
    ['base', 1],
    ['wide', 7],
  ]);
});

test('what is scored and reported is its own affair', async () => {
  const { spec } = await resolve(seeds);
  expect(spec.name).toBe('e');
  expect(spec.train.epochs).toBe(3);
  expect(spec.report.paper).toEqual({});
  expect(spec.sweep).toBeUndefined();
});

test('by default it is scored on the splits that are the same for all members', async () => {
  expect((await resolve(seeds)).spec.evaluate.splits).toEqual(['test']);
  const whole = seeds.replace('base.yaml', 'whole.yaml');
  expect((await resolve(whole)).spec.evaluate.splits).toEqual(['train', 'test']);
  const same = await resolve('name: e\nensemble: { of: [base.yaml, wide.yaml], seeds: [4] }\n');
  expect(same.spec.evaluate.splits).toEqual(['train', 'validation', 'test']);
});

test("--set changes all members, but for what is the ensemble's own", async () => {
  const changed = await resolve(seeds, [
    'train.epochs=9',
    'evaluate.datasets=[usps]',
    'ensemble.seeds=[6, 8]',
  ]);
  expect(changed.members?.map(({ spec }) => [spec.train.epochs, spec.seed])).toEqual([
    [9, 6],
    [9, 8],
  ]);
  expect(changed.members?.[0]?.spec.evaluate.datasets).toBeUndefined();
  expect(changed.spec.evaluate.datasets).toHaveLength(1);
});

test('its hash is about its members and what is scored, not about where their files lie', async () => {
  const { hash } = await resolve(seeds);
  const listed = 'name: e\ndescription: another\nensemble: { of: [four.yaml, five.yaml] }\n';
  const moved = { 'specs/four.yaml': `${base}seed: 4\n`, 'specs/five.yaml': `seed: 5\n${base}` };
  expect((await resolve(listed, [], moved)).hash).toBe(hash);
  expect((await resolve(seeds, ['train.epochs=4'])).hash).not.toBe(hash);
  expect((await resolve(seeds, ['evaluate.datasets=[usps]'])).hash).not.toBe(hash);
  expect((await resolve(seeds.replace('[4, 5]', '[5, 4]'))).hash).not.toBe(hash);
});

test('the resolved spec finds its members beside it, and is the same ensemble', async () => {
  const spec = await resolve(seeds);
  const members = Object.fromEntries(
    (spec.members ?? []).map(({ yaml }, i) => [`specs/members/${i + 1}.yaml`, yaml]),
  );
  const again = await resolve(spec.yaml, [], members);
  expect(again.hash).toBe(spec.hash);
  expect(again.members).toHaveLength(2);
});

test.each([
  ['name: e\nensemble: {}\n', 'specs/e.yaml:2:11: missing key "of" in ensemble; add "of: base.yaml"'],
  [
    'name: e\nensemble: { of: [base.yaml, 5] }\n',
    'specs/e.yaml:2:29: ensemble.of must be a file or a list of files, found 5',
  ],
  [
    'name: e\nensemble: { of: base.yaml, seds: [1, 2] }\n',
    'specs/e.yaml:2:28: unknown key "seds" in ensemble; did you mean "seeds"?',
  ],
  [
    'name: e\nensemble: { of: base.yaml }\n',
    'specs/e.yaml:2:17: an ensemble of one member; name several files, or several seeds: "seeds: [1, 2, 3]"',
  ],
  [
    'name: e\nensemble: { of: [bse.yaml, base.yaml] }\n',
    'specs/e.yaml:2:18: there is no file specs/bse.yaml; check the path',
  ],
  [
    'name: e\nensemble: { of: [base.yaml, bse.yaml] }\n',
    'specs/e.yaml:2:29: there is no file specs/bse.yaml; check the path',
  ],
  [
    'name: e\nensemble: { of: base.yaml, seeds: [3, 3] }\n',
    'specs/e.yaml:2:17: specs/base.yaml is a member twice; give it seeds, or keep one of the two',
  ],
  [
    `${seeds}train: { epochs: 4 }\n`,
    'specs/e.yaml:3:1: an ensemble has no train of its own, its members have; write it in their specs, or change it for all with --set train',
  ],
  [
    'name: e\nensemble: { of: [base.yaml, inner.yaml] }\n',
    'specs/e.yaml:2:29: specs/inner.yaml is an ensemble itself; name its members here',
  ],
  [
    'name: e\nensemble: { of: [inner.yaml, base.yaml] }\n',
    'specs/e.yaml:2:18: specs/inner.yaml is an ensemble itself; name its members here',
  ],
  [
    'name: e\nensemble: { of: bad.yaml, seeds: [1, 2] }\n',
    'specs/bad.yaml:3:10: unknown key "epoch" in train; did you mean "epochs"?',
  ],
])('%j is refused', async (text, says) => {
  const more = {
    'specs/inner.yaml': seeds,
    'specs/bad.yaml': 'name: bad\nextends: base.yaml\ntrain: { epoch: 5 }\n',
  };
  const spec = await load(text, [], more);
  expect(spec.ok ? [] : spec.failure.map(formatFailure)).toEqual([says]);
});
