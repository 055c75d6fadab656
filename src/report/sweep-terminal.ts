/** What a sweep ends with on stdout. */
import { createColors } from 'picocolors';
import type { SweepRecord } from './sweep-record.js';
import { isRepetition, splitsTable } from './sweep-splits.js';
import { failures, importanceTable, leaderboardTable, type TextTable } from './sweep-tables.js';
import {
  interactionSentence,
  methodSentence,
  settingText,
  sweepVerdict,
  testSentence,
  viewOf,
} from './sweep-words.js';
import type { TerminalOptions } from './terminal.js';
import { layoutTable, plainText, truncate, wrap } from './text-table.js';

/** Configurations that the terminal shows, and reasons of failures. */
const MOST = { rows: 10, reasons: 3 } as const;

/** Leaderboard, importance, failures and the chosen configuration's test figures, a newline at the end. */
export function terminalSweep(record: SweepRecord, { color, width }: TerminalOptions): string {
  const colors = createColors(color);
  const view = viewOf(record);
  const splits = isRepetition(view) ? splitsTable(view) : undefined;
  const [titles = '', ...lines] = fittingTable(splits ?? leaderboardTable(view, MOST.rows), width);
  const more = view.rows.length - MOST.rows;
  const shares = importanceTable(view);
  const interaction = view.importance && interactionSentence(view.importance);
  const failed = failures(view);
  const tested = testSentence(view);
  const judged = sweepVerdict(view);
  const compared = view.rows.some(({ comparison }) => comparison);
  return [
    colors.bold(truncate(`${plainText(record.name)} · ${plainText(record.dataset)} · sweep`, width)),
    ...wrap(methodSentence(view), width).map(colors.dim),
    '',
    colors.dim(titles),
    ...lines.map((line, i) => {
      if (splits) return splits.rows[i]?.[0] === 'test' ? colors.bold(line) : line;
      const row = view.rows[i];
      return row?.accuracy === undefined ? colors.yellow(line) : row === view.best ? colors.bold(line) : line;
    }),
    ...(more > 0 ? [colors.dim(truncate(`and ${more} more, in leaderboard.csv`, width))] : []),
    ...(compared ? wrap('p: McNemar against the best, Holm-adjusted', width).map(colors.dim) : []),
    ...(shares
      ? ['', ...fittingTable(shares, width).map((line, i) => (i === 0 ? colors.dim(line) : line))]
      : []),
    ...(interaction === undefined ? [] : wrap(interaction, width)),
    ...(failed.length === 0 ? [] : ['']),
    ...failed
      .slice(0, MOST.reasons)
      .flatMap(({ trial, reason }) =>
        wrap(plainText(`trial ${trial.number} failed: ${reason}`), width).map(colors.yellow),
      ),
    ...(failed.length > MOST.reasons
      ? [colors.yellow(truncate(`and ${failed.length - MOST.reasons} more failed, in results.md`, width))]
      : []),
    '',
    ...(view.best
      ? record.parameters.length === 0
        ? []
        : wrap(`Best: ${settingText(view.best.parameters)}`, width).map(colors.green)
      : wrap('No trial succeeded.', width).map(colors.yellow)),
    ...(tested === undefined ? [] : wrap(tested, width)),
    ...(judged === undefined ? [] : wrap(judged.verdict.sentence, width)),
  ]
    .join('\n')
    .trimEnd()
    .concat('\n');
}

/** Leaves out columns until the lines fit, those of the highest rank first; what is then still too long is cut. */
export function fittingTable({ columns, rows }: TextTable, width: number): string[] {
  let kept = columns.map((_, i) => i);
  for (;;) {
    const lines = layoutTable(
      kept.map((c) => columns[c] ?? { title: '', align: 'left' }),
      rows.map((row) => kept.map((c) => row[c] ?? '')),
    );
    const last = Math.max(...kept.map((c) => columns[c]?.rank ?? 0));
    if (lines.every((line) => [...line].length <= width)) return lines;
    if (last <= 0) return lines.map((line) => truncate(line, width));
    kept = kept.filter((c) => columns[c]?.rank !== last);
  }
}
