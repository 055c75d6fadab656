/** The tables of a comparison as text, for Markdown, page and terminal alike. */
import { formatCount, formatInterval, formatLoss, formatPoints, meanText } from '../numbers.js';
import type { RankedColumn, TextTable } from '../sweep-tables.js';
import { formatP, longValueText } from '../sweep-words.js';
import { plainText } from '../text-table.js';
import type { ComparedRow, ComparedSplit, ComparisonView } from './view.js';
import { letterOf, severalRuns } from './words.js';

const right = (title: string, rank: number): RankedColumn => ({ title, align: 'right', rank });

/** One row a contestant that evaluated the split. */
export function splitTable(view: ComparisonView, { split, rows }: ComparedSplit): TextTable {
  const { contestants } = view.record;
  const tested = rows.some(({ test }) => test?.kind === 'tested');
  const only = severalRuns(view) ? 'more in' : 'only';
  return {
    columns: [
      { title: split, align: 'left', rank: 0 },
      right('accuracy', 0),
      right('95 % interval', 3),
      right('difference', 1),
      ...(tested ? [right(`${only} ${letterOf(0)}`, 6), right(`${only} this`, 6), right('p', 2)] : []),
      right('loss', 4),
      right('images', 7),
      ...(severalRuns(view) ? [right('seeds', 5)] : []),
    ],
    rows: rows.map((row) => [
      `${letterOf(row.contestant)}  ${plainText(contestants[row.contestant]?.label ?? '')}`,
      meanText(row.accuracy),
      formatInterval(row.interval),
      row.difference === undefined ? '' : formatPoints(row.difference),
      ...(tested ? testCells(row) : []),
      lossText(row),
      formatCount(row.count),
      ...(severalRuns(view) ? [String(contestants[row.contestant]?.runs.length ?? 0)] : []),
    ]),
  };
}

function testCells({ test }: ComparedRow): string[] {
  if (test?.kind !== 'tested') return ['', '', ''];
  const { found, adjustedP } = test;
  return [formatCount(found.moreFirst), formatCount(found.moreSecond), formatP(adjustedP)];
}

function lossText({ loss }: ComparedRow): string {
  return loss.std === undefined
    ? formatLoss(loss.mean)
    : `${formatLoss(loss.mean)} ± ${formatLoss(loss.std)}`;
}

/**
 * One row a path; undefined where the specs are the same, or not known.
 *
 * @param most characters of a value that are shown.
 */
export function differencesTable({ record }: ComparisonView, most?: number): TextTable | undefined {
  const { differences, contestants } = record;
  if (differences === undefined || differences.length === 0) return undefined;
  return {
    columns: [
      { title: 'path', align: 'left', rank: 0 },
      ...contestants.map((_, i): RankedColumn => ({ title: letterOf(i), align: 'left', rank: 0 })),
    ],
    rows: differences.map(({ path, values }) => [
      plainText(path),
      ...values.map((value) => longValueText(value, most)),
    ]),
  };
}
