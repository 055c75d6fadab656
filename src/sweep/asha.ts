import { compare, type Job, type Source, type Strategy } from './job.js';
import type { Point } from './space.js';

/** Where ASHA compares trials. */
export interface Halving {
  /** Epochs of a full training. */
  readonly epochs: number;
  /** One trial in so many is promoted. */
  readonly reduction: number;
  /** Epochs that every trial gets; null: so few that there are four rungs, if the epochs suffice. */
  readonly minEpochs: number | null;
}

/**
 * Epochs at which trials are compared: minEpochs · reductionᵏ, the last being all epochs. A rung that is nearer to the
 * last than half a step is left out: 27 of 30 epochs would decide nothing.
 */
export function rungsOf({ epochs, reduction, minEpochs }: Halving): readonly number[] {
  const rungs: number[] = [];
  let rung = minEpochs ?? Math.max(1, Math.round(epochs / reduction ** 3));
  for (; rung * Math.sqrt(reduction) <= epochs; rung *= reduction) rungs.push(rung);
  return [...rungs, epochs];
}

/** A trial at a rung; null: it failed there. */
interface Standing {
  readonly trial: number;
  readonly value: number | null;
}

/**
 * Asynchronous successive halving (Li et al., "A system for massively parallel hyperparameter tuning", MLSys 2020,
 * algorithm 2): whenever work is wanted, the highest rung is sought whose best third holds a trial that has not been
 * promoted, and the best such trial trains on to the next; where there is none, a new trial begins.
 */
export class SuccessiveHalving implements Strategy {
  readonly #source: Source;
  readonly #trials: number | null;
  readonly #reduction: number;
  readonly #rungs: readonly number[];
  /** Of each rung, those that have been there, best first. */
  readonly #standings: Standing[][];
  readonly #promoted: Set<number>[];
  readonly #points: Point[] = [];
  #exhausted = false;

  constructor(source: Source, trials: number | null, halving: Halving) {
    this.#source = source;
    this.#trials = trials;
    this.#reduction = halving.reduction;
    this.#rungs = rungsOf(halving);
    this.#standings = this.#rungs.map(() => []);
    this.#promoted = this.#rungs.map(() => new Set());
  }

  propose(): Omit<Job, 'number'> | 'wait' | 'done' {
    for (let rung = this.#rungs.length - 2; rung >= 0; rung--) {
      const trial = this.#promotable(rung);
      const point = trial === null ? undefined : this.#points[trial];
      if (trial === null || point === undefined) continue;
      this.#promoted[rung]?.add(trial);
      return { trial, point, epochs: this.#rungs[rung + 1] ?? null };
    }
    const trial = this.#points.length;
    // Results that are still to come may promote a trial.
    if (this.#exhausted || trial === this.#trials) return 'wait';
    const point = this.#source.propose(trial, ...this.#known());
    if (point === null) {
      this.#exhausted = true;
      return 'wait';
    }
    this.#points.push(point);
    return { trial, point, epochs: this.#rungs[0] ?? null };
  }

  commit({ trial, epochs }: Job, value: number | null): void {
    const standings = this.#standings[this.#rungs.indexOf(epochs ?? 0)];
    if (standings === undefined) throw new RangeError(`no rung at ${epochs} epochs`);
    standings.push({ trial, value });
    standings.sort((a, b) => compare(a.value, b.value) || a.trial - b.trial);
  }

  #promotable(rung: number): number | null {
    const standings = this.#standings[rung] ?? [];
    const best = standings.slice(0, Math.floor(standings.length / this.#reduction));
    const found = best.find(({ trial, value }) => value !== null && !this.#promoted[rung]?.has(trial));
    return found?.trial ?? null;
  }

  /** A trial counts by the highest rung that it has reached, and there by its value. */
  #known(): [ranked: Point[], pending: Point[]] {
    const order = new Set<number>();
    for (const standings of [...this.#standings].reverse())
      for (const { trial, value } of standings) if (value !== null) order.add(trial);
    for (const standings of this.#standings) for (const { trial } of standings) order.add(trial);
    const ranked = [...order].map((trial) => this.#points[trial]).filter((point) => point !== undefined);
    return [ranked, this.#points.filter((_, trial) => !order.has(trial))];
  }
}
