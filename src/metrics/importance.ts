/**
 * Which parameters of a sweep mattered: the share of the objective's variance over the trials that each one explains by
 * itself. An additive model (a mean and one effect a level of each parameter) is fitted by least squares; a
 * parameter's share is the variance of its fitted effects, less what its number of levels would earn from noise, over the
 * variance of the objective. On a full grid these are the main effects of functional ANOVA.
 */
import type { SweepRecord } from '../report/sweep-record.js';
import { type Factor, type Fit, fitAdditive, pairEffect } from './additive-model.js';
import { trialCost } from './leaderboard.js';

export interface ParameterShare {
  readonly name: string;
  /** Of the variance, 0 to 1; absent where there are too few trials for its number of values. */
  readonly share?: number;
}

export interface Importance {
  /** How many trials it rests on. */
  readonly trials: number;
  /** Where some were stopped early: all are compared after this epoch. */
  readonly epoch?: number;
  /** The largest share first; of equals the earlier parameter. */
  readonly parameters: readonly ParameterShare[];
  /** The pair that matters most beyond the sum of its two effects, where that is a twentieth of the variance or more. */
  readonly interaction?: { readonly names: readonly [string, string]; readonly share: number };
}

/** Numbers with up to so many different values are levels by themselves. */
const MOST_VALUES = 6;
/** Trials that a bin of a range holds at least, where there are so many, and the most bins. */
const BIN = { trials: 6, most: 4 } as const;
const SMALLEST_INTERACTION = 0.05;

/** Undefined where nothing can be said: fewer than four trials with figures, or all of them equally good. */
export function parameterImportance(record: SweepRecord): Importance | undefined {
  const { costs, epoch } = comparableCosts(record);
  const observed = record.trials.flatMap((trial, i) => {
    const cost = costs[i];
    return cost === undefined ? [] : [{ trial, cost }];
  });
  if (observed.length < 4) return undefined;
  const values = observed.map(({ cost }) => cost);
  const factors = record.parameters.map(({ name, scale }) => {
    const settings = observed.map(({ trial }) => trial.parameters[name]);
    return factorOf(settings, scale === 'choice');
  });
  const fit = fitAdditive(
    values,
    factors,
    observed.map(({ trial }) => trial.configuration),
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
    trials: observed.length,
    ...(epoch !== undefined && { epoch }),
    parameters,
    ...(interaction && { interaction }),
  };
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

/** Levels of one parameter: choices and few numbers by value, ranges in bins of about as many trials each. */
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
