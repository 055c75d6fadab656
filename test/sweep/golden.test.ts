import { expect, test } from 'vitest';
import type { JobResult } from '#src/sweep/job.js';
import { openSearch, type SearchOptions } from '#src/sweep/strategy.js';
import { mixed } from './spaces.js';

const options = { seed: 1, window: 4, epochs: 9, trials: 40 };

test.each<[string, Partial<SearchOptions> & Pick<SearchOptions, 'strategy'>]>([
  ['random', { strategy: 'random' }],
  ['tpe', { strategy: 'tpe' }],
  ['asha', { strategy: 'asha', proposals: 'tpe' }],
])('%s proposes these very numbers on every machine', (_, kind) => {
  const search = openSearch(mixed, { ...options, ...kind });
  const results: JobResult[] = [];
  while (results.length < 36) results.push({ value: (results.length * 7) % 11 });
  const { jobs } = search.jobs(results);
  expect(
    jobs.slice(0, 40).map(({ trial, epochs, point }) => JSON.stringify([trial, epochs, point])),
  ).toMatchSnapshot();
});
