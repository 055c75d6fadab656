/** A comparison for spreadsheets and data frames: full precision, no units, one header line. */
import { stringify } from 'csv-stringify/sync';
import type { ComparedRow, ComparisonView } from './view.js';
import { letterOf } from './words.js';

const columns = [
  'split',
  'contestant',
  'name',
  'folder',
  'runs',
  'accuracy',
  'accuracyStd',
  'accuracyLow',
  'accuracyHigh',
  'loss',
  'lossStd',
  'count',
  'difference',
  'differenceLow',
  'differenceHigh',
  'moreReference',
  'moreThis',
  'p',
  'adjustedP',
] as const;

/** One row a split and contestant; `difference` and what follows are against the first contestant. */
export function comparisonCsv({ record, splits }: ComparisonView): string {
  const rows = splits.flatMap(({ split, rows }) =>
    rows.map((row) => {
      const contestant = record.contestants[row.contestant];
      return {
        split,
        contestant: letterOf(row.contestant),
        name: contestant?.label,
        folder: contestant?.folder,
        runs: contestant?.runs.length,
        accuracy: row.accuracy.mean,
        accuracyStd: row.accuracy.std,
        accuracyLow: row.interval[0],
        accuracyHigh: row.interval[1],
        loss: row.loss.mean,
        lossStd: row.loss.std,
        count: row.count,
        difference: row.difference,
        differenceLow: row.seeds?.[0],
        differenceHigh: row.seeds?.[1],
        ...testOf(row),
      };
    }),
  );
  return stringify(rows, { header: true, columns: [...columns], escape_formulas: true });
}

function testOf({ test }: ComparedRow) {
  if (test?.kind !== 'tested') return {};
  const { found, adjustedP } = test;
  return { moreReference: found.moreFirst, moreThis: found.moreSecond, p: found.midP, adjustedP };
}
