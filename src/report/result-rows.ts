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
  readonly split: SplitName;
  readonly figures: Score;
  readonly accuracy?: Comparison;
  readonly loss?: Comparison;
}

/** One row a split that was evaluated. */
export function resultRows(record: RunSummary): ResultRow[] {
  const rows: ResultRow[] = [];
  for (const split of splitNames) {
    const figures = record.splits[split];
    if (figures === undefined) continue;
    const accuracy = compare(record, `${split}.accuracy`, figures.accuracy);
    const loss = compare(record, `${split}.loss`, figures.loss);
    rows.push({ split, figures, ...(accuracy && { accuracy }), ...(loss && { loss }) });
  }
  return rows;
}

/** The split that the report's headline speaks of: test, else validation, else train. */
export function headlineRow(record: RunSummary): ResultRow | undefined {
  return resultRows(record).at(-1);
}

function compare(record: RunSummary, path: string, ours: number): Comparison | undefined {
  const paper = record.paper[path];
  return paper === undefined ? undefined : { paper, difference: ours - paper };
}
