/** A sweep's results for a README, a wiki or a pull request. */
import { code, escapeInline, escapeLine, fence, markdownTable } from './markdown-text.js';
import { isRepetition, splitsNote, splitsTable } from './sweep-splits.js';
import {
  failures,
  importanceTable,
  leaderboardTable,
  seedsTable,
  type TextTable,
  trialsTable,
} from './sweep-tables.js';
import {
  importanceNote,
  interactionSentence,
  leaderboardNote,
  methodSentence,
  type SweepView,
  settingText,
  sweepReproduction,
  sweepVerdict,
  testSentence,
} from './sweep-words.js';

/** What a table has beyond so many rows is folded. */
export const MOST_ROWS_SHOWN = 50;

/** GitHub-flavoured Markdown, safe with any name, reason or value. */
export function sweepMarkdown(view: SweepView): string {
  const { record, best, importance } = view;
  const shares = importanceTable(view);
  const splits = splitsTable(view);
  const seeds = seedsTable(view);
  const tested = testSentence(view);
  const judged = sweepVerdict(view);
  const failed = failures(view);
  const again = sweepReproduction(record);
  const interaction = importance && interactionSentence(importance);
  const sections = [
    `# ${escapeInline(record.name)}`,
    record.description && escapeLine(record.description),
    escapeLine(methodSentence(view)),
    `Data set ${escapeInline(record.dataset)}, engine ${escapeInline(record.engine.version)}.`,
    best
      ? record.parameters.length > 0 && `**Best: ${escapeInline(settingText(best.parameters))}.**`
      : '**No trial succeeded.**',
    tested && escapeLine(tested),
    judged && `**${escapeInline(judged.verdict.sentence)}**`,
    ...(isRepetition(view)
      ? []
      : [
          '## Leaderboard',
          ...folded(leaderboardTable(view), 'configurations'),
          escapeLine(leaderboardNote(view)),
        ]),
    ...(shares && importance
      ? ['## Which parameters mattered', tableOf(shares), escapeLine(importanceNote(importance))]
      : []),
    interaction && escapeLine(interaction),
    ...(splits
      ? [
          isRepetition(view) ? '## Results' : '## The chosen configuration',
          tableOf(splits),
          escapeLine(splitsNote(view)),
          ...(seeds ? ['### By seed', tableOf(seeds)] : []),
          chosenFolders(view),
        ]
      : []),
    ...(failed.length > 0
      ? [
          '## Failures',
          failed
            .map(
              ({ trial, reason }) =>
                `- Trial ${trial.number} (${escapeInline(settingText(trial.parameters))}): ${escapeInline(reason)}`,
            )
            .join('\n'),
        ]
      : []),
    '## All trials',
    ...folded(trialsTable(view), 'trials'),
    '## Compute it again',
    fence('sh', again.command),
    `${escapeInline(again.check)} ${code(record.sweepHash.slice(0, 8))}.`,
    again.verification && escapeLine(again.verification.where),
    again.verification && fence('sh', again.verification.command),
  ];
  return `${sections.filter((section) => section !== undefined && section !== false && section !== '').join('\n\n')}\n`;
}

function tableOf({ columns, rows }: TextTable): string {
  return markdownTable(
    columns.map((column) => ({ ...column, title: escapeInline(column.title) })),
    rows,
  );
}

function folded({ columns, rows }: TextTable, noun: string): string[] {
  const rest = rows.slice(MOST_ROWS_SHOWN);
  const shown = tableOf({ columns, rows: rows.slice(0, MOST_ROWS_SHOWN) });
  if (rest.length === 0) return [shown];
  return [
    shown,
    `<details><summary>${rest.length} more ${noun}</summary>`,
    tableOf({ columns, rows: rest }),
    '</details>',
  ];
}

function chosenFolders({ record: { chosen } }: SweepView): string {
  const links = (chosen?.runs ?? []).map(({ seed, folder }) => `[seed ${seed}](<../${encodeURI(folder)}/>)`);
  return `The spec, [best.yaml](best.yaml), runs by itself. Its runs: ${links.join(', ')}.`;
}
