/** An ensemble's members beside their average, as rows of text. */
import type { Summary } from './model-summary.js';
import { formatPercent } from './numbers.js';
import { resultRows } from './result-rows.js';
import type { RunSummary } from './run-record.js';
import { plainText } from './text-table.js';

/** A row a member with its accuracies, the average last; nothing for a run of one model. */
export function membersTable(record: RunSummary): Summary | undefined {
  const { members } = record;
  if (members === undefined) return undefined;
  const scored = resultRows(record);
  return {
    columns: [
      { title: 'member', align: 'left' },
      { title: 'seed', align: 'right' },
      ...scored.map(({ split }) => ({ title: split, align: 'right' }) as const),
      { title: 'weights', align: 'left' },
    ],
    rows: [
      ...members.map(({ name, seed, scores, weightsSha256 }) => [
        plainText(name),
        String(seed),
        ...scored.map(({ split }) => {
          const score = scores[split];
          return score === undefined ? '' : formatPercent(score.accuracy);
        }),
        weightsSha256.slice(0, 8),
      ]),
      ['average', '', ...scored.map(({ figures }) => formatPercent(figures.accuracy)), ''],
    ],
  };
}
