import type { Job, JobResult, Jobs, Search, Strategy } from './job.js';

/**
 * The logical clock. At most `window` jobs are under way; a result counts only once those of all earlier jobs do, and
 * then at once. Which job comes next is therefore settled by the results alone: not by how long jobs take, nor by how
 * many processes do them.
 */
export function onLogicalClock(window: number, begin: () => Strategy): Search {
  let strategy = begin();
  let jobs: Job[] = [];
  let committed: JobResult[] = [];
  /** What was known after each number of results. */
  let known: { readonly count: number; readonly done: boolean }[] = [];

  const proposeAll = (): void => {
    let none: 'wait' | 'done' | null = null;
    while (none === null && jobs.length - committed.length < window) {
      const proposal = strategy.propose();
      if (typeof proposal === 'string') none = proposal;
      else jobs.push({ number: jobs.length, ...proposal });
    }
    const idle = none === 'wait' && jobs.length === committed.length;
    known.push({ count: jobs.length, done: none === 'done' || idle });
  };
  const restart = (): void => {
    strategy = begin();
    jobs = [];
    committed = [];
    known = [];
    proposeAll();
  };
  restart();

  return {
    jobs(results): Jobs {
      const shared = Math.min(results.length, committed.length);
      for (let i = 0; i < shared; i++) {
        if (results[i]?.value === committed[i]?.value) continue;
        restart();
        break;
      }
      for (let i = committed.length; i < results.length; i++) {
        const job = jobs[i];
        const result = results[i];
        if (job === undefined || result === undefined)
          throw new RangeError(`result ${i} of ${jobs.length} jobs`);
        committed.push({ value: result.value });
        strategy.commit(job, result.value);
        proposeAll();
      }
      const { count = 0, done = false } = known[results.length] ?? {};
      return { jobs: jobs.slice(0, count), done };
    },
  };
}
