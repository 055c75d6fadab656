/** The results for a README, a wiki or a pull request. */
import { code, escapeInline, escapeLine, fence, markdownTable } from './markdown-text.js';
import { membersTable } from './members-table.js';
import { modelSummary } from './model-summary.js';
import {
  formatCount,
  formatInterval,
  formatLoss,
  formatLossDifference,
  formatPercent,
  formatPoints,
} from './numbers.js';
import { resultRows } from './result-rows.js';
import type { RunRecord } from './run-record.js';
import type { Column } from './text-table.js';
import { reproduction, seedText, testScoringsSentence, trainingSentence, verdict } from './verdict.js';

/** GitHub-flavoured Markdown, safe with any name, description, warning or spec. */
export function resultsMarkdown(record: RunRecord): string {
  const judged = verdict(record);
  const scorings = testScoringsSentence(record);
  const again = reproduction(record);
  const members = membersTable(record);
  const model = modelSummary(record.layers);
  const sections = [
    `# ${escapeInline(record.name)}`,
    record.description && escapeLine(record.description),
    judged.kind !== 'none' && `**${judged.sentence}**`,
    '## Results',
    resultsTable(record),
    [
      `Data set ${escapeInline(record.dataset)}, ${seedText(record)}, ${escapeInline(trainingSentence(record))}.`,
      'Intervals are Wilson 95 % intervals; differences are ours − the paper’s, of accuracies in percentage points.',
      scorings,
    ]
      .filter((line) => line !== undefined)
      .join('\n'),
    members && '## Members',
    members && markdownTable(members.columns, members.rows),
    record.warnings.length > 0 && '## Warnings',
    record.warnings.map((warning) => `- ${escapeLine(warning)}`).join('\n'),
    '## Model',
    markdownTable(model.columns, model.rows),
    'FLOPs are the multiplications and additions of one image’s forward pass; the receptive field is in input pixels.',
    '## Compute it again',
    escapeLine(again.where),
    fence('sh', again.commands),
    `${again.check} \`${record.weightsSha256}\` (engine: ${escapeInline(record.engine.version)}; spec ${code(record.specHash.slice(0, 8))}).`,
    again.verification && escapeLine(again.verification.where),
    again.verification && fence('sh', again.verification.command),
    '<details><summary>The resolved spec</summary>',
    fence('yaml', record.specYaml),
    '</details>',
  ];
  return `${sections.filter((section) => section !== undefined && section !== false && section !== '').join('\n\n')}\n`;
}

function resultsTable(record: RunRecord): string {
  const rows = resultRows(record);
  const paperAccuracy = rows.some(({ accuracy }) => accuracy !== undefined);
  const paperLoss = rows.some(({ loss }) => loss !== undefined);
  const columns: Column[] = [{ title: 'split', align: 'left' }];
  const right = (...titles: string[]): void => {
    for (const title of titles) columns.push({ title, align: 'right' });
  };
  right('accuracy', '95 % interval');
  if (paperAccuracy) right('paper', 'difference');
  right('loss');
  if (paperLoss) right('paper', 'difference');
  right('wrong', 'images');
  return markdownTable(
    columns,
    rows.map(({ split, figures, accuracy, loss }) => [
      split,
      formatPercent(figures.accuracy),
      formatInterval(figures.interval),
      ...(paperAccuracy
        ? [accuracy ? formatPercent(accuracy.paper) : '', accuracy ? formatPoints(accuracy.difference) : '']
        : []),
      formatLoss(figures.loss),
      ...(paperLoss
        ? [loss ? formatLoss(loss.paper) : '', loss ? formatLossDifference(loss.difference) : '']
        : []),
      formatCount(figures.count - figures.correct),
      formatCount(figures.count),
    ]),
  );
}
