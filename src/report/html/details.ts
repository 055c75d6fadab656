/** What was trained, where, and how to do it again. */
import { membersTable } from '../members-table.js';
import { modelSummary, type Summary } from '../model-summary.js';
import type { RunRecord } from '../run-record.js';
import { reproduction, seedsOf } from '../verdict.js';
import { html, type Markup } from './markup.js';

/** A table of more layers than this is folded, so that what comes after it is found. */
const MOST_LAYERS_SHOWN = 30;

/** The layers with shapes, parameters, cost and receptive field. */
export function modelSection({ layers }: RunRecord): Markup {
  const summary = modelSummary(layers);
  if (layers.length <= MOST_LAYERS_SHOWN) return html`<h2>Model</h2>${layerTable(summary)}`;
  const total = summary.rows.at(-1);
  return html`<h2>Model</h2><details><summary>${layers.length} layers, ${total?.[2]} parameters, ${total?.[3]} FLOPs</summary>
${layerTable(summary)}</details>`;
}

function layerTable(summary: Summary): Markup {
  return html`${summaryTable(summary)}
<p class="note">FLOPs are the multiplications and additions of one image’s forward pass; the receptive field is in input pixels.</p>`;
}

/** The members of an ensemble, the average below them. */
export function membersSection(record: RunRecord): Markup | undefined {
  const table = membersTable(record);
  if (table === undefined) return undefined;
  return html`<h2>Members</h2>${summaryTable(table)}
<p class="note">Accuracies of each member, a run of its own, and of the mean of their probabilities. The model below is the first one’s.</p>`;
}

function summaryTable({ columns, rows }: Summary): Markup {
  return html`<div class="scroll"><table class="wide">
<thead><tr>${columns.map(({ title, align }) => html`<th scope="col" class="${align}">${title}</th>`)}</tr></thead>
<tbody>${rows.map(
    ([name, ...cells], i) => html`
<tr${i === rows.length - 1 && html` class="total"`}><th scope="row">${name}</th>${cells.map((text, j) => html`<td class="${columns[j + 1]?.align}">${text}</td>`)}</tr>`,
  )}</tbody></table></div>`;
}

function startOf({ from }: RunRecord): readonly (readonly [string, string])[] {
  return from === undefined ? [] : [['started from', `${from.run}, weights ${from.weightsSha256}`]];
}

/** Command, expected weights, environment and the resolved spec, folded. */
export function reproductionSection(record: RunRecord): Markup {
  const again = reproduction(record);
  const environment = Object.entries(record.environment).map(
    ([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)] as const,
  );
  const facts = new Map<string, string>([
    ...environment,
    ['engine', record.engine.version],
    ['seed', seedsOf(record).join(', ')],
    ['spec', record.specHash],
    ['weights', record.weightsSha256],
    ...startOf(record),
  ]);
  return html`<h2>Compute it again</h2>
<pre>${again.command}</pre>
<p>${again.check} <span class="hash">${record.weightsSha256}</span>.</p>
<details><summary>The resolved spec</summary><pre>${record.specYaml.trimEnd()}</pre></details>
<h2>Environment</h2>
<dl>${[...facts].map(
    ([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>
`,
  )}</dl>`;
}
