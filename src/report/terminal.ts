/** The table that a run ends with on stdout. */
import { createColors } from 'picocolors';
import { membersTable } from './members-table.js';
import { formatInterval, formatLoss, formatPercent, formatPoints } from './numbers.js';
import { type ResultRow, resultRows } from './result-rows.js';
import type { RunSummary } from './run-record.js';
import { type Column, layoutTable, plainText, truncate, wrap } from './text-table.js';
import { seedText, testScoringsSentence, trainingSentence, verdict } from './verdict.js';

export interface TerminalOptions {
  readonly color: boolean;
  /** Columns of the terminal; what does not fit is left out, the least needed first. */
  readonly width: number;
}

interface ResultColumn extends Column {
  /** Columns with a higher number are left out first. */
  readonly rank: number;
  readonly cell: (row: ResultRow) => string | undefined;
}

const resultColumns: readonly ResultColumn[] = [
  { title: 'split', align: 'left', rank: 0, cell: ({ split }) => split },
  { title: 'accuracy', align: 'right', rank: 0, cell: ({ figures }) => formatPercent(figures.accuracy) },
  {
    title: '95 % interval',
    align: 'right',
    rank: 3,
    cell: ({ figures }) => formatInterval(figures.interval),
  },
  { title: 'loss', align: 'right', rank: 1, cell: ({ figures }) => formatLoss(figures.loss) },
  {
    title: 'paper',
    align: 'right',
    rank: 2,
    cell: ({ accuracy }) => accuracy && formatPercent(accuracy.paper),
  },
  {
    title: 'difference',
    align: 'right',
    rank: 4,
    cell: ({ accuracy }) => accuracy && formatPoints(accuracy.difference),
  },
  { title: 'paper loss', align: 'right', rank: 5, cell: ({ loss }) => loss && formatLoss(loss.paper) },
];

/** The results, the verdict and the warnings as lines of text, a newline at the end. */
export function terminalTable(record: RunSummary, { color, width }: TerminalOptions): string {
  const colors = createColors(color);
  const rows = resultRows(record);
  const [titles = '', ...lines] = fittingTable(rows, width);
  const judged = verdict(record);
  const paint = ['agrees', 'above'].includes(judged.kind) ? colors.green : colors.yellow;
  const scorings = testScoringsSentence(record);
  const heading = `${plainText(record.name)} · ${plainText(record.dataset)} · ${seedText(record)} · ${trainingSentence(record)}`;
  return [
    colors.bold(truncate(heading, width)),
    '',
    colors.dim(titles),
    ...lines.map((line, i) => (rows[i]?.split === 'test' ? colors.bold(line) : line)),
    '',
    ...membersLines(record, width),
    ...(judged.kind === 'none' ? [] : wrap(judged.sentence, width).map(paint)),
    ...(scorings === undefined ? [] : wrap(scorings, width).map(colors.dim)),
    ...record.warnings.flatMap((warning) => wrap(`warning: ${plainText(warning)}`, width).map(colors.yellow)),
  ]
    .join('\n')
    .trimEnd()
    .concat('\n');
}

/** The members of an ensemble, as much of each line as fits. */
function membersLines(record: RunSummary, width: number): string[] {
  const table = membersTable(record);
  if (table === undefined) return [];
  return [...layoutTable(table.columns, table.rows).map((line) => truncate(line, width)), ''];
}

function fittingTable(rows: readonly ResultRow[], width: number): string[] {
  let columns = resultColumns.filter(({ cell }) => rows.some((row) => cell(row) !== undefined));
  for (;;) {
    const lines = layoutTable(
      columns,
      rows.map((row) => columns.map(({ cell }) => cell(row) ?? '')),
    );
    const last = Math.max(...columns.map(({ rank }) => rank));
    if (last <= 0 || lines.every((line) => [...line].length <= width)) return lines;
    columns = columns.filter(({ rank }) => rank !== last);
  }
}
