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
import { html, type Markup } from './markup.js';

/** Name, headline figures, verdict and warnings. */
export function headlineSection(record: RunRecord): Markup {
  const row = headlineRow(record);
  const judged = verdict(record);
  return html`<header>
<p class="eyebrow">${record.dataset} · ${seedText(record)} · ${trainingSentence(record)} · ${record.engine.version}</p>
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
${
  judged.kind !== 'none' &&
  html`<div class="verdict ${judged.kind}"><p>${judged.kind === 'below' ? '▼' : judged.kind === 'above' ? '▲' : '✓'} ${judged.sentence}</p></div>`
}
${
  record.warnings.length > 0 &&
  html`<div class="verdict warnings"><p><b>Warnings</b></p><ul>${record.warnings.map((warning) => html`<li>${warning}</li>`)}</ul></div>`
}
</header>`;
}

/** One row a split, with its interval drawn and the paper's figure beside it. */
export function resultsSection(record: RunRecord): Markup {
  const rows = splitRows(record);
  if (rows.length === 0) return html`<h2>Results</h2><p class="note">No split was evaluated.</p>`;
  const paperAccuracy = rows.some(({ accuracy }) => accuracy !== undefined);
  return html`<h2>Results</h2>
${resultsTable('split', rows)}
<p class="note">Wilson 95 % intervals<span class="drawn">, drawn as a bar through the dot${paperAccuracy && '; the upright line is the paper’s figure'}</span>.
Differences are ours − the paper’s, of accuracies in percentage points. ${testScoringsSentence(record)}</p>`;
}

/** One row for each thing that was scored. */
export function resultsTable(title: string, rows: readonly ResultRow[]): Markup {
  const paperAccuracy = rows.some(({ accuracy }) => accuracy !== undefined);
  const paperLoss = rows.some(({ loss }) => loss !== undefined);
  const range = rangeOf(rows);
  return html`<div class="scroll"><table class="wide">
<thead><tr><th scope="col">${title}</th><th scope="col" class="right">accuracy</th><th scope="col" class="right">95 % interval</th>
<th class="drawn" aria-hidden="true"><div class="ends"><span>${formatPercent(range[0])}</span><span>${formatPercent(range[1])}</span></div></th>
${paperAccuracy && html`<th scope="col" class="right">paper</th><th scope="col" class="right">difference</th>`}
<th scope="col" class="right">loss</th>
${paperLoss && html`<th scope="col" class="right">paper</th><th scope="col" class="right">difference</th>`}
<th scope="col" class="right">images</th></tr></thead>
<tbody>${rows.map(
    (row) => html`
<tr><th scope="row">${row.split}</th><td class="right">${formatPercent(row.figures.accuracy)}</td>
<td class="right">${formatInterval(row.figures.interval)}</td><td class="drawn" aria-hidden="true">${strip(row, range)}</td>
${
  paperAccuracy &&
  html`<td class="right">${row.accuracy && formatPercent(row.accuracy.paper)}</td><td class="right">${row.accuracy && formatPoints(row.accuracy.difference)}</td>`
}
<td class="right">${formatLoss(row.figures.loss)}</td>
${
  paperLoss &&
  html`<td class="right">${row.loss && formatLoss(row.loss.paper)}</td><td class="right">${row.loss && formatLossDifference(row.loss.difference)}</td>`
}
<td class="right">${formatCount(row.figures.count)}</td></tr>`,
  )}</tbody></table></div>`;
}

/** Ours as a dot, its interval as a bar, the paper's as an upright line. */
function strip({ figures, accuracy }: ResultRow, [low, high]: readonly [number, number]): Markup {
  const place = (share: number): string => (((share - low) / (high - low)) * 100).toFixed(2);
  const [from, to] = figures.interval;
  return html`<div class="strip"><i class="interval" style="left:${place(from)}%;right:${(100 - Number(place(to))).toFixed(2)}%"></i><i class="ours" style="left:${place(figures.accuracy)}%"></i>${accuracy && html`<i class="paper" style="left:${place(accuracy.paper)}%"></i>`}</div>`;
}

/** The range that all the strips show, with a little air, in whole steps of a tenth of a percent. */
function rangeOf(rows: readonly ResultRow[]): [number, number] {
  const ends = rows.flatMap(({ figures, accuracy }) => [
    ...figures.interval,
    ...(accuracy ? [accuracy.paper] : []),
  ]);
  const low = Math.min(...ends);
  const high = Math.max(...ends);
  const air = Math.max(0.0005, (high - low) * 0.05);
  return [
    Math.max(0, Math.floor((low - air) * 1000) / 1000),
    Math.min(1, Math.ceil((high + air) * 1000) / 1000),
  ];
}
