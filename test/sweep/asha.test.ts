import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { JobResult } from '#src/sweep/job.js';
import { ashaRungs, openSearch } from '#src/sweep/strategy.js';
import { mixed } from './spaces.js';

const options = { strategy: 'asha', trials: 20, seed: 1, window: 3, epochs: 9 } as const;

test.each([
  [27, undefined, 3, [1, 3, 9, 27]],
  [81, undefined, 3, [3, 9, 27, 81]],
  [50, undefined, 3, [2, 6, 18, 50]],
  [30, 1, 3, [1, 3, 9, 30]],
  [5, undefined, 3, [1, 5]],
  [2, undefined, 3, [1, 2]],
  [1, undefined, 3, [1]],
  [16, 2, 2, [2, 4, 8, 16]],
  [10, 10, 3, [10]],
])('%i epochs, from %s, by %i: %j', (epochs, minEpochs, reduction, rungs) => {
  const more = minEpochs === undefined ? {} : { minEpochs };
  expect(ashaRungs({ ...options, epochs, reduction, ...more })).toEqual(rungs);
});

/** The paper's algorithm 2, written down anew and without memory: [trial, epochs] of the next job, or nothing. */
function nextOf(log: [trial: number, epochs: number, value: number | null | undefined][], trials: number) {
  const rungs = [9, 3, 1];
  for (const rung of [1, 2]) {
    const here = log.filter(([, epochs, value]) => epochs === rungs[rung] && value !== undefined);
    const worth = (value: number | null | undefined) => value ?? Number.NEGATIVE_INFINITY;
    here.sort((a, b) => (worth(a[2]) === worth(b[2]) ? a[0] - b[0] : worth(b[2]) - worth(a[2])));
    for (const [trial, , value] of here.slice(0, Math.floor(here.length / 3))) {
      const isPromoted = log.some(([other, epochs]) => other === trial && epochs === rungs[rung - 1]);
      if (!isPromoted && value !== null) return [trial, rungs[rung - 1]];
    }
  }
  const begun = new Set(log.map(([trial]) => trial)).size;
  return begun < trials ? [begun, 1] : null;
}

test('promotions are those of the algorithm', () => {
  const value = fc.option(fc.nat(6), { freq: 5 });
  fc.assert(
    fc.property(
      fc.array(value, { minLength: 80, maxLength: 80 }),
      fc.integer({ min: 1, max: 6 }),
      (values, window) => {
        const search = openSearch(mixed, { ...options, window });
        const log: [number, number, number | null | undefined][] = [];
        const expected: (readonly (number | undefined)[])[] = [];
        let committed = 0;
        for (;;) {
          const next = log.length - committed < window ? nextOf(log, 20) : null;
          if (next !== null) {
            log.push([next[0]!, next[1]!, undefined]);
            expected.push(next);
          } else if (committed < log.length) {
            log[committed]![2] = values[committed]!;
            committed++;
          } else break;
        }
        const results: JobResult[] = values.slice(0, log.length).map((one) => ({ value: one }));
        const { jobs, done } = search.jobs(results);
        expect(jobs.map(({ trial, epochs }) => [trial, epochs])).toEqual(expected);
        expect(done).toBe(true);
        for (const { trial, point } of jobs)
          expect(point).toEqual(jobs.find((job) => job.trial === trial)?.point);
      },
    ),
    { numRuns: 60 },
  );
});

test('where there are no rungs every trial is trained in full', () => {
  const { jobs } = openSearch(mixed, { ...options, epochs: 1 }).jobs([]);
  expect(jobs.map(({ epochs }) => epochs)).toEqual([1, 1, 1]);
});
