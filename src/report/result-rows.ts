/** The results table that every exporter shows in its own way. */
import type { RunSummary, Score, SplitName } from './run-record.js';

/** The splits in the order in which people read them. */
export const splitNames: readonly SplitName[] = ['train', 'validation', 'test'];

/** A figure of ours beside the paper's. */
export interface Comparison {
  readonly paper: number;
  /** Ours − the paper's. */
  readonly difference: number;
}

export interface ResultRow {
  /** What was scored: a split, or another data set. */
  readonly split: string;
  readonly figures: Score;
  readonly accuracy?: Comparison;
  readonly loss?: Comparison;
}

export interface SplitRow extends ResultRow {
  readonly split: SplitName;
}

/** One row a split that was evaluated. */
export function splitRows(record: RunSummary): SplitRow[] {
  const rows: SplitRow[] = [];
  for (const split of splitNames) {
    const figures = record.splits[split];
    if (figures === undefined) continue;
    const accuracy = compare(record, `${split}.accuracy`, figures.accuracy);
    const loss = compare(record, `${split}.loss`, figures.loss);
    rows.push({ split, figures, ...(accuracy && { accuracy }), ...(loss && { loss }) });
  }
  return rows;
}

/** One row a data set beside the model's own. */
export function datasetRows({ datasets = {} }: RunSummary): ResultRow[] {
  return Object.entries(datasets).map(([split, figures]) => ({ split, figures }));
}

/** All that was scored: the splits, then other data sets. */
export function resultRows(record: RunSummary): ResultRow[] {
  return [...splitRows(record), ...datasetRows(record)];
}

/** The split that the report's headline speaks of: test, else validation, else train. */
export function headlineRow(record: RunSummary): SplitRow | undefined {
  return splitRows(record).at(-1);
}

function compare(record: RunSummary, path: string, ours: number): Comparison | undefined {
  const paper = record.paper[path];
  return paper === undefined ? undefined : { paper, difference: ours - paper };
}
