/** The tables of a sweep as text, for Markdown, page and terminal alike. */
import { type Spread, wilsonInterval } from '../metrics/intervals.js';
import type { LeaderboardRow } from '../metrics/leaderboard.js';
import { formatCount, formatInterval, formatLoss, formatPercent, meanText } from './numbers.js';
import type { SweepTrial } from './sweep-record.js';
import { formatP, formatShare, type SweepView, valueText } from './sweep-words.js';
import { type Column, plainText } from './text-table.js';

/** A column with what a narrow terminal leaves out first: the highest rank. */
export interface RankedColumn extends Column {
  readonly rank: number;
}

export interface TextTable {
  readonly columns: readonly RankedColumn[];
  readonly rows: readonly (readonly string[])[];
}

/** Of the leaderboard's columns: what a row is about stays longer than most of what is said of it; of many parameters the first. */
const RANKS = { p: 2, parameters: 10, epochs: 1001, interval: 1002, loss: 1003, seeds: 1004 } as const;

/** One row a configuration, best first; of all, or of the first `most`. */
export function leaderboardTable(view: SweepView, most = Number.POSITIVE_INFINITY): TextTable {
  const { record, rows } = view;
  const shown = rows.slice(0, most);
  const repeated = record.repeats > 1;
  const halved = record.trials.some(({ status }) => status === 'stopped');
  const unsure = rows.some(({ interval }) => interval);
  const compared = rows.some(({ comparison }) => comparison);
  const right = (title: string, rank: number): RankedColumn => ({ title, align: 'right', rank });
  return {
    columns: [
      right('#', 0),
      ...parameterColumns(view),
      right('accuracy', 0),
      ...(unsure ? [right('95 % interval', RANKS.interval)] : []),
      right('loss', record.objective === 'validation.loss' ? 0 : RANKS.loss),
      ...(compared ? [right('p', RANKS.p)] : []),
      ...(repeated ? [right('seeds', RANKS.seeds)] : []),
      ...(halved ? [right('epochs', RANKS.epochs)] : []),
    ],
    rows: shown.map((row) => [
      String(row.rank),
      ...record.parameters.map(({ name }) => valueText(row.parameters[name])),
      accuracyText(row),
      ...(unsure ? [row.interval ? formatInterval(row.interval) : ''] : []),
      lossText(row),
      ...(compared
        ? [row === view.best ? 'best' : row.comparison ? formatP(row.comparison.adjustedP) : '']
        : []),
      ...(repeated ? [`${row.trials.length - row.failed} of ${record.repeats}`] : []),
      ...(halved ? [String(Math.max(0, ...row.trials.map(({ epochs }) => epochs)))] : []),
    ]),
  };
}

function parameterColumns({ record: { parameters, trials } }: SweepView): RankedColumn[] {
  return parameters.map(({ name }, i) => {
    const numeric = trials.every(
      ({ parameters: set }) => set[name] === undefined || typeof set[name] === 'number',
    );
    return { title: plainText(name), align: numeric ? 'right' : 'left', rank: RANKS.parameters + i };
  });
}

function accuracyText({ accuracy }: LeaderboardRow): string {
  if (accuracy === undefined) return 'failed';
  return meanText(accuracy);
}

function lossText({ accuracy, loss }: LeaderboardRow): string {
  return accuracy === undefined ? '' : lossSpreadText(loss);
}

/** A mean loss with its standard deviation, where there are several; `∞` where one is no number. */
export function lossSpreadText(loss: Spread | undefined): string {
  if (loss === undefined) return '∞';
  return loss.std === undefined
    ? formatLoss(loss.mean)
    : `${formatLoss(loss.mean)} ± ${formatLoss(loss.std)}`;
}

/** Undefined where nothing can be said. */
export function importanceTable({ importance }: SweepView): TextTable | undefined {
  if (!importance?.parameters.some(({ share }) => share !== undefined)) return undefined;
  return {
    columns: [
      { title: 'parameter', align: 'left', rank: 0 },
      { title: 'explains', align: 'right', rank: 0 },
    ],
    rows: importance.parameters.map(({ name, share }) => [plainText(name), formatShare(share)]),
  };
}

/** One row a trial in plan order. */
export function trialsTable(view: SweepView): TextTable {
  const { record } = view;
  const right = (title: string): RankedColumn => ({ title, align: 'right', rank: 0 });
  return {
    columns: [
      right('trial'),
      ...parameterColumns(view),
      ...(record.repeats > 1 ? [right('seed')] : []),
      { title: 'status', align: 'left', rank: 0 },
      ...['epochs', 'kept', 'accuracy', 'loss'].map(right),
    ],
    rows: record.trials.map((trial) => [
      String(trial.number),
      ...record.parameters.map(({ name }) => valueText(trial.parameters[name])),
      ...(record.repeats > 1 ? [String(trial.seed)] : []),
      trial.status,
      ...figures(trial),
    ]),
  };
}

function figures({ epochs, keptEpoch, validation }: SweepTrial): string[] {
  return [
    String(epochs),
    keptEpoch === 0 ? '' : String(keptEpoch),
    validation ? formatPercent(validation.accuracy) : '',
    validation ? (Number.isFinite(validation.loss) ? formatLoss(validation.loss) : '∞') : '',
  ];
}

/** The failed trials with their reasons. */
export function failures({
  record,
}: SweepView): readonly { readonly trial: SweepTrial; readonly reason: string }[] {
  return record.trials
    .filter(({ status }) => status === 'failed')
    .map((trial) => ({ trial, reason: trial.reason ?? 'no reason is known' }));
}

/** The chosen configuration's figures by seed, one row a run and split; undefined where there are not several. */
export function seedsTable({ record: { chosen } }: SweepView): TextTable | undefined {
  const runs =
    chosen?.runs.flatMap(({ seed, splits }) => Object.entries(splits).map((split) => ({ seed, split }))) ??
    [];
  if (new Set(runs.map(({ seed }) => seed)).size < 2) return undefined;
  const right = (title: string): RankedColumn => ({ title, align: 'right', rank: 0 });
  return {
    columns: [
      { title: 'split', align: 'left', rank: 0 },
      ...['seed', 'accuracy', '95 % interval', 'loss', 'wrong', 'images'].map(right),
    ],
    rows: runs.map(({ seed, split: [name, { accuracy, loss, count }] }) => {
      const correct = Math.round(accuracy * count);
      return [
        plainText(name),
        String(seed),
        formatPercent(accuracy),
        formatInterval(wilsonInterval(correct, count)),
        Number.isFinite(loss) ? formatLoss(loss) : '∞',
        formatCount(count - correct),
        formatCount(count),
      ];
    }),
  };
}
