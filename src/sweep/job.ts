import type { Point } from './space.js';

/** A piece of work of a sweep. */
export interface Job {
  /** The place in the order of the plan, from 0; results are handed back in this order. */
  readonly number: number;
  /** Whose point it is: a promoted trial has several jobs. */
  readonly trial: number;
  readonly point: Point;
  /** Train on to this epoch, from wherever the trial's chain of epochs is; null: as many as the spec says. */
  readonly epochs: number | null;
}

/** The objective, larger is better; null: the trial failed, which counts as worst. */
export interface JobResult {
  readonly value: number | null;
}

/** What may be done, given what is known. */
export interface Jobs {
  readonly jobs: readonly Job[];
  /** No more will come, whatever the results of the jobs that have none yet. */
  readonly done: boolean;
}

/** The order of a sweep. */
export interface Search {
  /**
   * All jobs that are known once the results of jobs 0 … results.length − 1 are: a prefix of what more results give.
   * A pure function of the results, though it remembers where it was.
   */
  jobs(results: readonly JobResult[]): Jobs;
}

/** A strategy's state: told of jobs and results in the order of the logical clock, and of nothing else. */
export interface Strategy {
  /** The next piece of work; or that there is none before another result is known; or none ever. */
  propose(): Omit<Job, 'number'> | 'wait' | 'done';
  /** Takes the result of the earliest job that has none. */
  commit(job: Job, value: number | null): void;
}
