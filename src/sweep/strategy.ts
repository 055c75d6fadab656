import { onLogicalClock } from './clock.js';
import { gridPoints } from './grid.js';
import type { Search, Strategy } from './job.js';
import { RandomPoints } from './random.js';
import type { Point, Space } from './space.js';

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
    case 'asha':
      throw new Error('not yet');
  }
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
