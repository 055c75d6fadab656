/** A comparison for a README, a wiki or a pull request. */
import { code, escapeInline, escapeLine, fence, markdownTable } from '../markdown-text.js';
import type { TextTable } from '../sweep-tables.js';
import { differencesTable, splitTable } from './tables.js';
import type { ComparisonView } from './view.js';
import {
  commandOf,
  contestantSentence,
  differencesSentence,
  figuresNote,
  letterOf,
  titleOf,
  verdictSentences,
} from './words.js';

/** GitHub-flavoured Markdown, safe with any name, path or value. */
export function comparisonMarkdown(view: ComparisonView): string {
  const { contestants } = view.record;
  const differences = differencesTable(view);
  const sections = [
    `# ${escapeInline(titleOf(view))}`,
    ...verdictSentences(view).map(escapeLine),
    contestants
      .map(
        (contestant, i) =>
          `- **${letterOf(i)}, ${escapeInline(contestant.label)}**: ${escapeInline(contestantSentence(contestant))}; ${code(contestant.folder)}`,
      )
      .join('\n'),
    ...view.splits.toReversed().map((split) => tableOf(splitTable(view, split))),
    escapeLine(figuresNote(view)),
    '## What differs',
    differences ? tableOf(differences) : escapeLine(differencesSentence(view)),
    '## Compare again',
    fence('sh', commandOf(view)),
  ];
  return `${sections.filter((section) => section !== '').join('\n\n')}\n`;
}

function tableOf({ columns, rows }: TextTable): string {
  return markdownTable(columns, rows);
}
