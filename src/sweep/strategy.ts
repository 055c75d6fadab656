import { type Halving, rungsOf, SuccessiveHalving } from './asha.js';
import { onLogicalClock } from './clock.js';
import { gridPoints } from './grid.js';
import type { Search, Source, Strategy } from './job.js';
import { RandomPoints } from './random.js';
import type { Point, Space } from './space.js';
import { TpePoints, TpeSearch } from './tpe.js';

export type { Job, JobResult, Jobs, Search } from './job.js';

/** The names of the strategies. */
export const STRATEGIES = ['grid', 'random', 'tpe', 'asha'] as const;
export type StrategyName = (typeof STRATEGIES)[number];

/** What defines a search beside its space. */
export interface SearchOptions {
  readonly strategy: StrategyName;
  /** Configurations at most; null: until the space is exhausted. */
  readonly trials: number | null;
  readonly seed: number;
  /** How many jobs may be under way at once: part of the definition, and not the number of processes. */
  readonly window: number;
  /** Epochs of a full training. */
  readonly epochs: number;
  /** ASHA: one trial in so many is promoted; 3 if nothing is said. */
  readonly reduction?: number;
  /** ASHA: epochs that every trial gets; if nothing is said, a 27th of all, and at least 1. */
  readonly minEpochs?: number;
  /** ASHA: where new trials come from; random if nothing is said. */
  readonly proposals?: 'random' | 'tpe';
}

/** Begins a search. A grid needs a space without reals (`continuousParameters`). */
export function openSearch(space: Space, options: SearchOptions): Search {
  const { strategy, trials, seed, window } = options;
  switch (strategy) {
    case 'grid':
      return onLogicalClock(Number.POSITIVE_INFINITY, () => inTurn(gridPoints(space), trials));
    case 'random': {
      // Nothing depends on results; only a search without end is given out bit by bit.
      const all = trials === null ? window : Number.POSITIVE_INFINITY;
      return onLogicalClock(all, () => inTurn(randomPoints(space, seed), trials));
    }
    case 'tpe':
      return onLogicalClock(window, () => new TpeSearch(new TpePoints(space, seed), trials));
    case 'asha':
      return onLogicalClock(
        window,
        () => new SuccessiveHalving(sourceOf(space, options), trials, halvingOf(options)),
      );
  }
}

/** The epochs at which ASHA compares trials, the last being all of them. */
export function ashaRungs(options: SearchOptions): readonly number[] {
  return rungsOf(halvingOf(options));
}

function halvingOf({ epochs, reduction, minEpochs }: SearchOptions): Halving {
  return { epochs, reduction: reduction ?? 3, minEpochs: minEpochs ?? null };
}

function sourceOf(space: Space, { seed, proposals }: SearchOptions): Source {
  return proposals === 'tpe' ? new TpePoints(space, seed) : new RandomPoints(space, seed);
}

function* randomPoints(space: Space, seed: number): Generator<Point> {
  const points = new RandomPoints(space, seed);
  for (let trial = 0; ; trial++) {
    const point = points.propose(trial);
    if (point === null) return;
    yield point;
  }
}

function inTurn(points: Iterator<Point>, trials: number | null): Strategy {
  let trial = 0;
  return {
    propose() {
      if (trials !== null && trial >= trials) return 'done';
      const next = points.next();
      return next.done === true ? 'done' : { trial: trial++, point: next.value, epochs: null };
    },
    commit() {},
  };
}
