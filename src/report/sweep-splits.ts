/** The chosen configuration's figures, a row a split, over all its seeds: what a paper's own table of results says. */
import { accuracyInterval, type Spread, spreadOf } from '../metrics/intervals.js';
import {
  formatCount,
  formatInterval,
  formatLoss,
  formatLossDifference,
  formatPercent,
  formatPoints,
  meanText,
} from './numbers.js';
import { type Comparison, splitNames } from './result-rows.js';
import type { SweepRecord } from './sweep-record.js';
import { lossSpreadText, type RankedColumn, type TextTable } from './sweep-tables.js';
import type { SweepView } from './sweep-words.js';

interface SplitFigures {
  readonly split: string;
  readonly accuracy: Spread;
  readonly interval: readonly [number, number];
  /** Absent where a loss is no number. */
  readonly loss?: Spread;
  /** Wrong answers, the mean over the seeds. */
  readonly wrong: number;
  readonly images: number;
  readonly paper: { readonly accuracy?: Comparison; readonly loss?: Comparison };
}

/** Whether a sweep varies nothing but the seed, and has figures of it: then there is one row to rank, and no use in that. */
export function isRepetition(view: SweepView): boolean {
  return view.record.parameters.length === 0 && splitFigures(view.record).length > 0;
}

/** One row a split, the paper's figures beside ours; undefined where no split was scored. */
export function splitsTable({ record }: SweepView): TextTable | undefined {
  const rows = splitFigures(record);
  if (rows.length === 0) return undefined;
  const paperAccuracy = rows.some(({ paper }) => paper.accuracy);
  const paperLoss = rows.some(({ paper }) => paper.loss);
  const right = (title: string, rank: number): RankedColumn => ({ title, align: 'right', rank });
  return {
    columns: [
      { title: 'split', align: 'left', rank: 0 },
      right('accuracy', 0),
      right('95 % interval', 4),
      ...(paperAccuracy ? [right('paper', 2), right('difference', 3)] : []),
      right('loss', 1),
      ...(paperLoss ? [right('paper’s loss', 5), right('difference', 6)] : []),
      right('wrong', 7),
      right('images', 7),
    ],
    rows: rows.map(({ split, accuracy, interval, loss, wrong, images, paper }) => [
      split,
      meanText(accuracy),
      formatInterval(interval),
      ...(paperAccuracy ? comparison(paper.accuracy, formatPercent, formatPoints) : []),
      lossSpreadText(loss),
      ...(paperLoss ? comparison(paper.loss, formatLoss, formatLossDifference) : []),
      accuracy.count > 1 ? wrong.toFixed(1) : formatCount(wrong),
      formatCount(images),
    ]),
  };
}

function comparison(
  compared: Comparison | undefined,
  figure: (value: number) => string,
  difference: (value: number) => string,
): string[] {
  return compared ? [figure(compared.paper), difference(compared.difference)] : ['', ''];
}

/** What the table's columns mean. */
export function splitsNote({ record }: SweepView): string {
  const seeds = record.chosen?.runs.length ?? 0;
  const figures =
    seeds > 1
      ? `Mean ± standard deviation over ${seeds} seeds; the 95 % interval covers both what other seeds (Student’s t) and what other images (Wilson) would change. Wrong answers are a mean, too.`
      : 'Wilson 95 % intervals.';
  const isCompared = splitFigures(record).some(({ paper }) => paper.accuracy ?? paper.loss);
  return isCompared
    ? `${figures} Differences are ours − the paper’s, of accuracies in percentage points.`
    : figures;
}

function splitFigures({ chosen, paper }: SweepRecord): SplitFigures[] {
  return splitNames.flatMap((split): SplitFigures[] => {
    const scores = chosen?.runs.flatMap(({ splits }) => splits[split] ?? []) ?? [];
    const interval = accuracyInterval(scores);
    if (interval === undefined) return [];
    const accuracy = spreadOf(scores.map((score) => score.accuracy));
    const losses = scores.map((score) => score.loss);
    const loss = losses.every(Number.isFinite) ? spreadOf(losses) : undefined;
    const compare = (figure: string, ours: number | undefined): Comparison | undefined => {
      const published = paper?.[`${split}.${figure}`];
      return published === undefined || ours === undefined
        ? undefined
        : { paper: published, difference: ours - published };
    };
    const [theirAccuracy, theirLoss] = [compare('accuracy', accuracy.mean), compare('loss', loss?.mean)];
    return [
      {
        split,
        accuracy,
        interval,
        ...(loss && { loss }),
        wrong: spreadOf(scores.map((score) => score.count - Math.round(score.accuracy * score.count))).mean,
        images: Math.min(...scores.map(({ count }) => count)),
        paper: {
          ...(theirAccuracy && { accuracy: theirAccuracy }),
          ...(theirLoss && { loss: theirLoss }),
        },
      },
    ];
  });
}
