/** What was trained: the members of an ensemble, the layers, and the stages that the run is made of. */
import { membersTable } from '../members-table.js';
import { modelSummary, type Summary } from '../model-summary.js';
import { formatSeconds } from '../numbers.js';
import type { RunRecord } from '../run-record.js';
import { html, type Markup } from './markup.js';
import type { Section } from './page.js';

/** A table of more layers than this is folded, so that what comes after it is found. */
const MOST_LAYERS_SHOWN = 30;

/** Characters of a stage's key that are shown: as many as tell it from any other. */
const KEY_CHARACTERS = 16;

/** The layers with shapes, parameters, cost and receptive field. */
export function modelSection({ layers }: RunRecord): Section {
  const summary = modelSummary(layers);
  const table = layerTable(summary);
  const total = summary.rows.at(-1);
  const body =
    layers.length <= MOST_LAYERS_SHOWN
      ? table
      : html`<details><summary>${layers.length} layers, ${total?.[2]} parameters, ${total?.[3]} FLOPs</summary>
${table}</details>`;
  return { id: 'model', title: 'Model', body };
}

function layerTable(summary: Summary): Markup {
  return html`${summaryTable(summary, 'tight')}
<p class="note">FLOPs are the multiplications and additions of one image’s forward pass; the receptive field is what one output sees, in input pixels.</p>`;
}

/** The members of an ensemble, the average below them. */
export function membersSection(record: RunRecord): Section | undefined {
  const table = membersTable(record);
  if (table === undefined) return undefined;
  return {
    id: 'members',
    title: 'Members',
    body: html`${summaryTable(table)}
<p class="note">Accuracies of each member, a run of its own, and of the mean of their probabilities. The model below is the first one’s.</p>`,
  };
}

/** A table whose last row sums up the others. */
function summaryTable({ columns, rows }: Summary, kind = ''): Markup {
  return html`<div class="scroll"><table class="${`wide narrow ${kind}`.trim()}">
<thead><tr>${columns.map(({ title, align }) => html`<th scope="col" class="${align}">${title}</th>`)}</tr></thead>
<tbody>${rows.map(
    ([name, ...cells], i) => html`
<tr${i === rows.length - 1 && html` class="total"`}><th scope="row">${name}</th>${cells.map((text, j) => html`<td class="${columns[j + 1]?.align}">${text}</td>`)}</tr>`,
  )}</tbody></table></div>`;
}

/** What the run is made of: each stage with what its output is filed under, and how long that took to compute. */
export function stagesSection({ stages, members }: RunRecord): Section | undefined {
  if (stages.length === 0) return undefined;
  return {
    id: 'stages',
    title: 'Stages',
    body: html`<div class="scroll"><table class="wide narrow">
<thead><tr><th scope="col">stage</th><th scope="col" class="left">key</th><th scope="col" class="right">computed in</th></tr></thead>
<tbody>${stages.map(
      ({ name, key, seconds }) => html`
<tr><th scope="row">${name}</th><td class="left"><span class="hash" title="${key}">${key.slice(0, KEY_CHARACTERS)}</span></td><td class="right">${formatSeconds(seconds)}</td></tr>`,
    )}</tbody></table></div>
<p class="note">A key is the SHA-256 of all that a stage’s output depends on: its code, its parameters, the content of what it reads (result.json has it in full). The time is that of its computation, of training that of all its epochs; what is known already takes none.${members && ' The other stages are those of the members’ own runs.'}</p>`,
  };
}
