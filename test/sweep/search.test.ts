import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { gridPoints } from '#src/sweep/grid.js';
import type { Job, JobResult, Search } from '#src/sweep/job.js';
import { pointKey } from '#src/sweep/space.js';
import { openSearch, type SearchOptions } from '#src/sweep/strategy.js';
import { RandomStream, randomKey } from '#src/util/random.js';
import { finite, mixed } from './spaces.js';

const options = { seed: 3, window: 4, epochs: 9, trials: 30 };
const kinds: Record<string, SearchOptions> = {
  random: { ...options, strategy: 'random' },
  'random without end': { ...options, strategy: 'random', trials: null },
  tpe: { ...options, strategy: 'tpe' },
  'asha with random points': { ...options, strategy: 'asha' },
  'asha with tpe': { ...options, strategy: 'asha', proposals: 'tpe' },
};

/** Few different values, so that there are ties, and failures. */
const someResults = fc.array(
  fc.record({
    value: fc.oneof({ weight: 5, arbitrary: fc.nat(9) }, { weight: 1, arbitrary: fc.constant(null) }),
  }),
  { minLength: 45, maxLength: 45 },
);

/** As many of the results as there are jobs for. */
function usable(search: Search, results: readonly JobResult[]): readonly JobResult[] {
  let count = 0;
  while (count < results.length && search.jobs(results.slice(0, count)).jobs.length > count) count++;
  return results.slice(0, count);
}

describe.each(Object.entries(kinds))('%s', (_, kind) => {
  test('what is known is a prefix of what is known later, whoever asks, and when', () => {
    fc.assert(
      fc.property(someResults, fc.array(fc.nat(45), { maxLength: 6 }), (drawn, asked) => {
        const search = openSearch(mixed, kind);
        const results = usable(openSearch(mixed, kind), drawn);
        const last = openSearch(mixed, kind).jobs(results);
        for (const count of asked) {
          const { jobs, done } = search.jobs(results.slice(0, count));
          expect(jobs).toEqual(last.jobs.slice(0, jobs.length));
          if (done) expect(jobs).toHaveLength(last.jobs.length);
          expect(jobs.length === results.length || jobs.length > Math.min(count, results.length)).toBe(true);
        }
      }),
      { numRuns: 6 },
    );
  });

  test('a result that changes changes what comes later alone', () => {
    fc.assert(
      fc.property(someResults, fc.nat(40), (drawn, at) => {
        const search = openSearch(mixed, kind);
        const results = usable(search, drawn);
        const before = search.jobs(results).jobs;
        const changed = usable(
          search,
          drawn.map((result, index) => (index === at ? { value: 100 } : result)),
        );
        const after = search.jobs(changed).jobs;
        // Job n is decided from results 0 … n − window; where no new trial may begin, promotions wait for later ones.
        const known = results.slice(0, at);
        const settled = search.jobs(known).jobs.length;
        expect(settled).toBeGreaterThanOrEqual(Math.min(before.length, known.length));
        expect(after.slice(0, settled)).toEqual(before.slice(0, settled));
        expect(openSearch(mixed, kind).jobs(changed).jobs).toEqual(after);
      }),
      { numRuns: 6 },
    );
  });

  test('processes that finish in any order see the same jobs', () => {
    const score = ({ point, epochs }: Job) => Number(point.lr) * 100 + (epochs ?? 0);
    const run = (processes: number, seed: number) => {
      const search = openSearch(mixed, kind);
      const stream = new RandomStream(randomKey(seed, 'preview'));
      const finished: (JobResult | undefined)[] = [];
      const running: Job[] = [];
      const started: Job[] = [];
      for (;;) {
        const gap = finished.indexOf(undefined);
        const results = (gap < 0 ? finished : finished.slice(0, gap)) as JobResult[];
        const { jobs } = search.jobs(results);
        while (running.length < processes && started.length < Math.min(60, jobs.length)) {
          const job = jobs[started.length]!;
          finished[started.length] = undefined;
          started.push(job);
          running.push(job);
        }
        const [job] = running.splice(stream.below(Math.max(1, running.length)), 1);
        if (job === undefined) return started;
        finished[job.number] = { value: score(job) };
      }
    };
    const alone = run(1, 0);
    expect(alone.length).toBeGreaterThanOrEqual(30);
    expect(run(3, 1)).toEqual(alone);
    expect(run(8, 2)).toEqual(alone);
  });

  test('no point comes twice, constraints hold, and a finite space is exhausted', () => {
    const search = openSearch(finite, { ...kind, trials: kind.trials === null ? null : 50 });
    const results: JobResult[] = [];
    for (;;) {
      const { jobs, done } = search.jobs(results);
      if (done && jobs.length === results.length) {
        const points = new Map(jobs.map(({ trial, point }) => [trial, pointKey(point)]));
        expect([...points.values()].sort()).toEqual([...gridPoints(finite)].map(pointKey).sort());
        return;
      }
      results.push({ value: results.length % 5 });
    }
  });
});

test('a result without a job is a bug of the caller', () => {
  const search = openSearch(finite, { ...options, strategy: 'tpe' });
  expect(() => search.jobs(Array.from({ length: 99 }, () => ({ value: 1 })))).toThrow(RangeError);
});

test('as many jobs are known beyond the results as may be under way', () => {
  const search = openSearch(mixed, { ...options, strategy: 'tpe', trials: 12 });
  const results = Array.from({ length: 12 }, (_, index) => ({ value: index }));
  const counts = results.map((_, index) => search.jobs(results.slice(0, index)).jobs.length);
  expect(counts).toEqual([4, 5, 6, 7, 8, 9, 10, 11, 12, 12, 12, 12]);
});
