/** Which configuration of a sweep is best, how sure one can be of its figures, and which others are as good. */
import type { SweepRecord, SweepTrial } from '../report/sweep-record.js';
import { holmAdjusted } from './holm.js';
import { accuracyInterval, type Spread, spreadOf } from './intervals.js';
import { comparePaired, mcnemar } from './paired-test.js';

/** A configuration's answers against the best one's, to the same images. */
export interface BestComparison {
  /** Images that only the best, or only this one got right; over several seeds, their sums. */
  readonly onlyBest: number;
  readonly onlyThis: number;
  /** McNemar's two-sided mid-p, and the same after Holm's adjustment for all the comparisons of the sweep. */
  readonly p: number;
  readonly adjustedP: number;
}

/** One configuration. */
export interface LeaderboardRow {
  /** From 1, the best. */
  readonly rank: number;
  readonly configuration: number;
  readonly parameters: SweepTrial['parameters'];
  /** In plan order. */
  readonly trials: readonly SweepTrial[];
  /** Trials that were trained to their end, and those that failed; the others were stopped early. */
  readonly done: number;
  readonly failed: number;
  /** Of the validation split, over the trials that have figures; absent where none has. */
  readonly accuracy?: Spread;
  readonly loss?: Spread;
  /** 95 % interval of the accuracy, see `accuracyInterval`. */
  readonly interval?: readonly [number, number];
  /** Absent for the best itself, and where there are no answers to the same images. */
  readonly comparison?: BestComparison;
}

type Draft = Omit<LeaderboardRow, 'rank' | 'comparison'> & {
  readonly order: number;
  readonly objective: number;
};

/** What is to be made small: the loss, or the share of wrong answers. Undefined where a trial has no such figure. */
export function trialCost(record: SweepRecord, trial: SweepTrial): number | undefined {
  if (trial.status === 'failed' || trial.validation === undefined) return undefined;
  const { accuracy, loss } = trial.validation;
  const cost = record.objective === 'validation.loss' ? loss : 1 - accuracy;
  return Number.isFinite(cost) ? cost : undefined;
}

/**
 * One row a configuration, best first by the mean of the objective over its trials; of equals the earlier one. Those
 * that have all their repeats come before those of which successive halving stopped some, these before those of which
 * some failed or never ran, and last those without any figure.
 */
export function leaderboard(record: SweepRecord): LeaderboardRow[] {
  const groups = new Map<number, SweepTrial[]>();
  for (const trial of record.trials) {
    groups.set(trial.configuration, [...(groups.get(trial.configuration) ?? []), trial]);
  }
  const drafts = [...groups.values()]
    .map((trials) => draft(record, trials))
    .sort((a, b) => a.order - b.order || a.objective - b.objective || a.configuration - b.configuration);
  const [best] = drafts;
  const counts = drafts.map((row) =>
    best === undefined || row === best ? undefined : discordant(record, best, row),
  );
  const p = counts.map((count) => count && mcnemar(count.onlyBest, count.onlyThis).midP);
  const adjusted = holmAdjusted(p.filter((value) => value !== undefined));
  let next = 0;
  return drafts.map(({ order: _, objective: __, ...row }, i) => {
    const [count, raw] = [counts[i], p[i]];
    if (count === undefined || raw === undefined) return { rank: i + 1, ...row };
    return { rank: i + 1, ...row, comparison: { ...count, p: raw, adjustedP: adjusted[next++] ?? 1 } };
  });
}

function draft(record: SweepRecord, trials: readonly SweepTrial[]): Draft {
  const [first] = trials;
  const scored = trials.filter((trial) => trialCost(record, trial) !== undefined);
  const figures = scored.flatMap(({ validation }) => validation ?? []);
  const done = scored.filter(({ status }) => status === 'done').length;
  const costs = scored.map((trial) => trialCost(record, trial) ?? 0);
  const losses = figures.map(({ loss }) => loss);
  const order =
    scored.length === 0
      ? 3
      : scored.length < Math.max(record.repeats, trials.length)
        ? 2
        : done < scored.length
          ? 1
          : 0;
  const common = {
    configuration: first?.configuration ?? 0,
    parameters: first?.parameters ?? {},
    trials,
    done,
    failed: trials.length - scored.length,
    order,
    objective: costs.length === 0 ? Number.POSITIVE_INFINITY : spreadOf(costs).mean,
  };
  if (figures.length === 0) return common;
  const accuracy = spreadOf(figures.map((figure) => figure.accuracy));
  const interval = accuracyInterval(figures);
  return {
    ...common,
    accuracy,
    ...(interval && { interval }),
    ...(losses.every(Number.isFinite) && { loss: spreadOf(losses) }),
  };
}

/** Pairs each finished trial with the best configuration's of the same seed; undefined where no pair has answers. */
function discordant(
  record: SweepRecord,
  best: Draft,
  row: Draft,
): { readonly onlyBest: number; readonly onlyThis: number } | undefined {
  let pairs = 0;
  let onlyBest = 0;
  let onlyThis = 0;
  for (const trial of row.trials) {
    const other = best.trials.find(({ seed, status }) => seed === trial.seed && status === 'done');
    const labels = record.validationLabels[trial.seed];
    if (trial.status !== 'done' || !trial.predicted || !other?.predicted || !labels) continue;
    const paired = comparePaired(labels, other.predicted, trial.predicted);
    onlyBest += paired.onlyFirst;
    onlyThis += paired.onlySecond;
    pairs++;
  }
  return pairs === 0 ? undefined : { onlyBest, onlyThis };
}
