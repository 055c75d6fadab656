/** A sweep's tables for spreadsheets and data frames: full precision, no units, no times. */
import { stringify } from 'csv-stringify/sync';
import type { Spread } from '../metrics/intervals.js';
import type { JsonValue } from '../util/json.js';
import type { SweepRecord } from './sweep-record.js';
import type { SweepView } from './sweep-words.js';

type Cell = string | number | undefined;

/** results.csv: one row a trial in plan order; a parameter that does not exist in a configuration is empty. */
export function sweepResultsCsv(record: SweepRecord): string {
  return table([
    [
      'trial',
      'configuration',
      'seed',
      ...record.parameters.map(({ name }) => name),
      'status',
      'reason',
      'epochs',
      'keptEpoch',
      'validationAccuracy',
      'validationLoss',
      'folder',
    ],
    ...record.trials.map((trial) => [
      trial.number,
      trial.configuration,
      trial.seed,
      ...record.parameters.map(({ name }) => valueCell(trial.parameters[name])),
      trial.status,
      trial.reason,
      trial.epochs,
      trial.keptEpoch,
      trial.validation?.accuracy,
      trial.validation?.loss,
      trial.folder,
    ]),
  ]);
}

/** leaderboard.csv: one row a configuration, best first; comparisons are with the first. */
export function leaderboardCsv({ record, rows }: SweepView): string {
  const spread = (value: Spread | undefined): Cell[] => [value?.mean, value?.std];
  return table([
    [
      'rank',
      'configuration',
      ...record.parameters.map(({ name }) => name),
      'trials',
      'done',
      'failed',
      'validationAccuracy',
      'validationAccuracyStd',
      'validationAccuracyLow',
      'validationAccuracyHigh',
      'validationLoss',
      'validationLossStd',
      'onlyBestRight',
      'onlyThisRight',
      'p',
      'pAdjusted',
    ],
    ...rows.map((row) => [
      row.rank,
      row.configuration,
      ...record.parameters.map(({ name }) => valueCell(row.parameters[name])),
      row.trials.length,
      row.done,
      row.failed,
      ...spread(row.accuracy),
      row.interval?.[0],
      row.interval?.[1],
      ...spread(row.loss),
      row.comparison?.onlyBest,
      row.comparison?.onlyThis,
      row.comparison?.p,
      row.comparison?.adjustedP,
    ]),
  ]);
}

function valueCell(value: JsonValue | undefined): Cell {
  return typeof value === 'string' || typeof value === 'number' || value === undefined
    ? value
    : JSON.stringify(value);
}

function table(rows: readonly (readonly Cell[])[]): string {
  return stringify(
    rows.map((row) => [...row]),
    { escape_formulas: true },
  );
}
