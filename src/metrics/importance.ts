/**
 * Which parameters of a sweep mattered: the share of the objective's variance over the configurations (means of
 * their repeats, which are not independent of each other) that each one explains by itself. An additive model (a mean and one effect a level of each parameter) is fitted by least squares; a
 * parameter's share is the variance of its fitted effects, less what its number of levels would earn from noise, over the
 * variance of the objective. On a full grid these are the main effects of functional ANOVA.
 */
import type { SweepRecord, SweepTrial } from '../report/sweep-record.js';
import { type Factor, type Fit, fitAdditive, isFullGrid, pairEffect } from './additive-model.js';
import { type Spread, spreadOf } from './intervals.js';
import { trialCost } from './leaderboard.js';

export interface ParameterShare {
  readonly name: string;
  /** Of the variance, 0 to 1; absent where there are too few configurations for its number of values. */
  readonly share?: number;
}

export interface Importance {
  /** How many it rests on. */
  readonly configurations: number;
  /** Where some were stopped early: all are compared after this epoch. */
  readonly epoch?: number;
  /** How many were so much worse than most that they would have been the whole variance: they count as at Tukey's outer fence. */
  readonly clipped: number;
  /** The largest share first; of equals the earlier parameter. */
  readonly parameters: readonly ParameterShare[];
  /** The pair that matters most beyond the sum of its two effects, where that is a twentieth of the variance or more. */
  readonly interaction?: { readonly names: readonly [string, string]; readonly share: number };
}

/** Numbers with up to so many different values are levels by themselves. */
const MOST_VALUES = 6;
/** Configurations that a bin of a range holds at least, where there are so many, and the most bins. */
const BIN = { trials: 6, most: 4 } as const;
const SMALLEST_INTERACTION = 0.05;

/** Undefined where nothing can be said: fewer than four configurations with figures, or all of them equally good. */
export function parameterImportance(record: SweepRecord): Importance | undefined {
  const { costs, epoch } = comparableCosts(record);
  const groups = new Map<number, { readonly setting: SweepTrial['parameters']; readonly costs: number[] }>();
  record.trials.forEach(({ configuration, parameters }, i) => {
    const cost = costs[i];
    if (cost === undefined) return;
    const group = groups.get(configuration);
    if (group) group.costs.push(cost);
    else groups.set(configuration, { setting: parameters, costs: [cost] });
  });
  const observed = [...groups.values()].map((group) => ({ ...group, spread: spreadOf(group.costs) }));
  if (observed.length < 4) return undefined;
  const means = observed.map(({ spread }) => spread.mean);
  const fence = outerFence(means);
  const factors = record.parameters.map(({ name, scale }) => {
    const settings = observed.map(({ setting }) => setting[name]);
    return factorOf(settings, scale === 'choice');
  });
  const fit = fitAdditive(
    means.map((mean) => Math.min(mean, fence)),
    factors,
    isFullGrid(factors, observed.length)
      ? (noiseOfMeans(observed.map(({ spread }) => spread)) ?? samplingNoise(record))
      : undefined,
  );
  if (!(fit.total > 0)) return undefined;
  const parameters = record.parameters
    .map(({ name }, i) => {
      const share = shareOf(fit, fit.effects[i] ?? 0, (factors[i]?.count ?? 1) - 1);
      return { name, ...(share !== undefined && { share }) };
    })
    .sort((a, b) => (b.share ?? -1) - (a.share ?? -1));
  const interaction = strongestPair(record, factors, fit);
  return {
    configurations: observed.length,
    ...(epoch !== undefined && { epoch }),
    clipped: means.filter((mean) => mean > fence).length,
    parameters,
    ...(interaction && { interaction }),
  };
}

/** Variance of a configuration's mean by its seeds: their pooled variance; undefined where none has two. */
function noiseOfMeans(spreads: readonly Spread[]): number | undefined {
  let sum = 0;
  let degrees = 0;
  let parts = 0;
  for (const { std = 0, count } of spreads) {
    sum += std * std * (count - 1);
    degrees += count - 1;
    parts += 1 / count;
  }
  return degrees === 0 ? undefined : ((sum / degrees) * parts) / spreads.length;
}

/**
 * Variance of an accuracy by the choice of the images that it is taken of, p(1 − p)/n: all that can be told from a grid whose
 * configurations have one seed each. What is left of its main effects would otherwise pass for noise, interactions and all.
 */
function samplingNoise({ objective, trials }: SweepRecord): number | undefined {
  if (objective === 'validation.loss') return undefined;
  const variances = trials.flatMap(({ validation }) =>
    validation === undefined ? [] : [(validation.accuracy * (1 - validation.accuracy)) / validation.count],
  );
  return variances.reduce((sum, variance) => sum + variance, 0) / variances.length;
}

/** Third quartile + 3 interquartile ranges (Tukey, 1977): one training that diverged must not hide all other effects. */
function outerFence(costs: readonly number[]): number {
  const sorted = [...costs].sort((a, b) => a - b);
  const quartile = (quarter: number): number => {
    const place = ((sorted.length - 1) * quarter) / 4;
    const [below, above] = [sorted[Math.floor(place)] ?? 0, sorted[Math.ceil(place)] ?? 0];
    return below + (above - below) * (place - Math.floor(place));
  };
  const range = quartile(3) - quartile(1);
  return range > 0 ? quartile(3) + 3 * range : Number.POSITIVE_INFINITY;
}

function shareOf(fit: Fit, squares: number, degrees: number): number | undefined {
  if (degrees <= 0) return 0;
  if (fit.noise === undefined) return undefined;
  return Math.min(1, Math.max(0, (squares - degrees * fit.noise) / fit.total));
}

function strongestPair(record: SweepRecord, factors: readonly Factor[], fit: Fit): Importance['interaction'] {
  let strongest: Importance['interaction'];
  for (const [i, first] of factors.entries()) {
    for (const [j, second] of factors.entries()) {
      if (j <= i) continue;
      const share = pairEffect(fit, first, second);
      const names = [record.parameters[i]?.name ?? '', record.parameters[j]?.name ?? ''] as const;
      if (share >= Math.max(SMALLEST_INTERACTION, strongest?.share ?? 0)) strongest = { names, share };
    }
  }
  return strongest;
}

/** The objective of each trial; where some were stopped early, the best that each had reached after an epoch that all have. */
function comparableCosts(record: SweepRecord): { costs: (number | undefined)[]; epoch?: number } {
  const scored = record.trials.filter((trial) => trialCost(record, trial) !== undefined);
  if (scored.every(({ status }) => status === 'done')) {
    return { costs: record.trials.map((trial) => trialCost(record, trial)) };
  }
  const epoch = Math.min(...scored.map(({ epochs }) => epochs));
  const costs = record.trials.map((trial) => {
    if (trialCost(record, trial) === undefined) return undefined;
    const reached = trial.history
      .filter((row) => row.epoch <= epoch)
      .map(({ validation: { accuracy, loss } }) =>
        record.objective === 'validation.loss' ? loss : 1 - accuracy,
      )
      .filter(Number.isFinite);
    return reached.length === 0 ? undefined : Math.min(...reached);
  });
  return { costs, epoch };
}

/** Levels of one parameter: choices and few numbers by value, ranges in bins of about as many configurations each. */
function factorOf(settings: readonly unknown[], choice: boolean): Factor {
  const present = settings.filter((value) => value !== undefined);
  const numbers = present.filter((value) => typeof value === 'number').sort((a, b) => a - b);
  const binned = !choice && numbers.length === present.length && new Set(numbers).size > MOST_VALUES;
  const bins = Math.max(2, Math.min(BIN.most, Math.floor(numbers.length / BIN.trials)));
  const names = settings.map((value) => {
    if (value === undefined) return undefined;
    // Equal numbers share the bin of the first of them.
    if (binned) return Math.floor((numbers.indexOf(value as number) * bins) / numbers.length);
    return JSON.stringify(value);
  });
  const known = [...new Set(names.filter((name) => name !== undefined))];
  return {
    levels: names.map((name) => (name === undefined ? -1 : known.indexOf(name))),
    count: known.length,
  };
}
