/** What the run came to: headline, table, warnings. */
import {
  formatCount,
  formatInterval,
  formatLoss,
  formatLossDifference,
  formatPercent,
  formatPoints,
} from '../numbers.js';
import { headlineRow, type ResultRow, splitRows } from '../result-rows.js';
import type { RunRecord } from '../run-record.js';
import { seedText, testScoringsSentence, trainingSentence, verdict } from '../verdict.js';
import { verdictBox, warningsBox } from './boxes.js';
import { html, type Markup } from './markup.js';
import type { Section } from './page.js';
import { rangeOf, strip } from './strip.js';

/** Name, headline figures, verdict and warnings. */
export function headline(record: RunRecord): Markup {
  const row = headlineRow(record);
  return html`<p class="eyebrow">${record.dataset} · ${seedText(record)} · ${trainingSentence(record)} · ${record.engine.version}</p>
<h1>${record.name}</h1>
${record.description !== undefined && html`<p>${record.description}</p>`}
${
  row &&
  html`<div class="headline">
<div class="figure"><b>${formatPercent(row.figures.accuracy)}</b><span>${row.split} accuracy, 95 % interval ${formatInterval(row.figures.interval)}</span></div>
<div class="figure"><b>${formatCount(row.figures.count - row.figures.correct)}</b><span>wrong of ${formatCount(row.figures.count)} images</span></div>
<div class="figure"><b>${formatLoss(row.figures.loss)}</b><span>${row.split} loss</span></div>
</div>`
}
${judgement(record)}
${warningsBox(record.warnings)}`;
}

function judgement(record: RunRecord): Markup | undefined {
  const row = splitRows(record).find(({ split }) => split === 'test');
  const paper = row?.accuracy?.paper;
  return row && paper !== undefined ? verdictBox(verdict(record), { ours: row.figures, paper }) : undefined;
}

/** One row a split, with its interval drawn and the paper's figure beside it. */
export function resultsSection(record: RunRecord): Section {
  const rows = splitRows(record);
  const paperAccuracy = rows.some(({ accuracy }) => accuracy !== undefined);
  return {
    id: 'results',
    title: 'Results',
    body:
      rows.length === 0
        ? html`<p class="note">No split was evaluated.</p>`
        : html`${resultsTable('split', rows)}
<p class="note">Wilson 95 % intervals<span class="drawn">, drawn as a bar through the dot${paperAccuracy && '; the upright line is the paper’s figure'}</span>.${paperAccuracy && ' Differences are ours − the paper’s, of accuracies in percentage points.'} ${testScoringsSentence(record)}</p>`,
  };
}

/** One row for each thing that was scored. */
export function resultsTable(title: string, rows: readonly ResultRow[]): Markup {
  const paperAccuracy = rows.some(({ accuracy }) => accuracy !== undefined);
  const paperLoss = rows.some(({ loss }) => loss !== undefined);
  const range = rangeOf(
    rows.flatMap(({ figures, accuracy }) => [...figures.interval, ...(accuracy ? [accuracy.paper] : [])]),
  );
  const wrong = ({ count, correct }: ResultRow['figures']): string => formatCount(count - correct);
  return html`<div class="scroll"><table class="wide stacked">
<thead><tr><th scope="col">${title}</th><th scope="col" class="right">accuracy</th><th scope="col" class="right">95 % interval</th>
<th class="drawn" aria-hidden="true"><div class="ends"><span>${formatPercent(range[0])}</span><span>${formatPercent(range[1])}</span></div></th>
${paperAccuracy && html`<th scope="col" class="right">paper</th><th scope="col" class="right">difference</th>`}
<th scope="col" class="right">loss</th>
${paperLoss && html`<th scope="col" class="right">paper</th><th scope="col" class="right">difference</th>`}
<th scope="col" class="right">wrong</th><th scope="col" class="right">images</th></tr></thead>
<tbody>${rows.map(
    ({ split, figures, accuracy, loss }) => html`
<tr><th scope="row">${split}</th><td class="right" data-label="accuracy">${formatPercent(figures.accuracy)}</td>
<td class="right" data-label="95 % interval">${formatInterval(figures.interval)}</td><td class="drawn" aria-hidden="true">${strip(range, { ...figures, ...(accuracy && { mark: accuracy.paper }) })}</td>
${
  paperAccuracy &&
  html`<td class="right" data-label="paper’s accuracy">${accuracy && formatPercent(accuracy.paper)}</td><td class="right" data-label="difference">${accuracy && formatPoints(accuracy.difference)}</td>`
}
<td class="right" data-label="loss">${formatLoss(figures.loss)}</td>
${
  paperLoss &&
  html`<td class="right" data-label="paper’s loss">${loss && formatLoss(loss.paper)}</td><td class="right" data-label="difference">${loss && formatLossDifference(loss.difference)}</td>`
}
<td class="right" data-label="wrong">${wrong(figures)}</td><td class="right" data-label="images">${formatCount(figures.count)}</td></tr>`,
  )}</tbody></table></div>`;
}
