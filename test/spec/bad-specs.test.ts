import { expect, test } from 'vitest';
import { formatFailure } from '#src/spec/diagnostic.js';
import { loadSpec } from '#src/spec/load-spec.js';
import { specsWithWrongAugmentation } from './bad-specs/augment.js';
import type { BadSpec } from './bad-specs/bad-spec.js';
import { specsWithWrongParts } from './bad-specs/combined.js';
import { misspeltSpecs } from './bad-specs/misspelt.js';
import { specsWithWrongSweeps } from './bad-specs/sweep.js';
import { wrongSweepFlags } from './bad-specs/sweep-flags.js';
import { specsWithWrongValues } from './bad-specs/values.js';
import { specsInBadYaml } from './bad-specs/yaml.js';

const cases = {
  ...misspeltSpecs,
  ...specsWithWrongValues,
  ...specsWithWrongAugmentation,
  ...specsInBadYaml,
  ...specsWithWrongParts,
  ...specsWithWrongSweeps,
  ...wrongSweepFlags,
};

test.each(Object.entries(cases))('%s is refused in so many words', async (_, badSpec) => {
  const result = await load(badSpec);
  expect(result.ok ? [] : result.failure.map(formatFailure)).toEqual(badSpec.says);
});

test('every case says something, on one line', () => {
  for (const [title, { says }] of Object.entries(cases)) {
    expect(says, title).not.toHaveLength(0);
    for (const line of says) expect(line, title).not.toContain('\n');
  }
});

test('a refused spec leaves no trace on objects', async () => {
  for (const badSpec of Object.values(cases)) await load(badSpec);
  expect(Object.keys(Object.prototype)).toEqual([]);
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
});

function load({ text, files = {}, sets = [], seed, sweep }: BadSpec) {
  const all: Readonly<Record<string, string>> = { ...files, 'spec.yaml': text };
  const readFile = async (path: string) => {
    const content = all[path.slice('/specs/'.length)];
    if (content === undefined) throw Object.assign(new Error('no such file'), { code: 'ENOENT' });
    return new TextEncoder().encode(content);
  };
  return loadSpec({
    path: 'spec.yaml',
    cwd: '/specs',
    readFile,
    sets,
    ...(seed !== undefined && { seed }),
    ...(sweep && { sweep }),
  });
}
