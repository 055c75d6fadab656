/** What a comparison ends with on stdout. */
import { createColors } from 'picocolors';
import { fittingTable } from '../sweep-terminal.js';
import type { TerminalOptions } from '../terminal.js';
import { plainText, truncate, wrap } from '../text-table.js';
import { differencesTable, splitTable } from './tables.js';
import type { ComparisonView } from './view.js';
import { contestantSentence, differencesSentence, letterOf, verdictSentences } from './words.js';

/** Characters of a value that are shown, however narrow the terminal is. */
const LEAST_OF_A_VALUE = 8;

/** Paths that the terminal shows. */
const MOST_PATHS = 20;

/** The contestants, their figures by split, what differs between their specs and the verdict, a newline at the end. */
export function terminalComparison(view: ComparisonView, { color, width }: TerminalOptions): string {
  const colors = createColors(color);
  const { contestants } = view.record;
  const paths = view.record.differences?.map(({ path }) => path.length) ?? [];
  const room = Math.floor((width - Math.max(...paths, 0)) / contestants.length) - 2;
  const differences = differencesTable(view, Math.max(LEAST_OF_A_VALUE, room));
  const table = (lines: readonly string[]): string[] =>
    lines.map((line, i) => (i === 0 ? colors.dim(line) : line));
  const shown = differences && { ...differences, rows: differences.rows.slice(0, MOST_PATHS) };
  const more = (differences?.rows.length ?? 0) - MOST_PATHS;
  return [
    ...contestants.map((contestant, i) =>
      truncate(
        `${colors.bold(`${letterOf(i)}  ${plainText(contestant.label)}`)}  ${contestantSentence(contestant)}`,
        width + (color ? 8 : 0),
      ),
    ),
    ...view.splits.flatMap((split) => ['', ...table(fittingTable(splitTable(view, split), width))]),
    '',
    ...(shown ? table(fittingTable(shown, width)) : wrap(differencesSentence(view), width).map(colors.dim)),
    ...(more > 0 ? [colors.dim(`and ${more} more paths, in compare.md`)] : []),
    '',
    ...verdictSentences(view).flatMap((sentence) => wrap(sentence, width)),
  ]
    .join('\n')
    .trimEnd()
    .concat('\n');
}
