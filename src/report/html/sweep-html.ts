/** A sweep as a page of the same kind as a run's. */
import { formatInterval, formatPercent, percentDigits } from '../numbers.js';
import { sweepPlotFigure, sweepPlots } from '../plots/sweep-plots.js';
import { pageTheme } from '../plots/theme.js';
import { MOST_ROWS_SHOWN } from '../sweep-markdown.js';
import { chosenTable, failures, leaderboardTable, type TextTable, trialsTable } from '../sweep-tables.js';
import {
  formatShare,
  importanceNote,
  interactionSentence,
  leaderboardNote,
  methodSentence,
  type SweepView,
  settingText,
  sweepReproduction,
  testSentence,
} from '../sweep-words.js';
import { html, Markup } from './markup.js';
import { pageHtml } from './page.js';

/** Renders a sweep as a self-contained page. The same record gives the same bytes. */
export async function sweepHtml(view: SweepView): Promise<string> {
  const { record } = view;
  const figures = await plotFigures(view);
  return pageHtml(
    record,
    html`${headline(view)}
<main>
<h2>Leaderboard</h2>
${foldable(leaderboardTable(view), 'configurations', (i) => rowClass(view.rows[i]?.accuracy === undefined, view.rows[i] === view.best))}
<p class="note">${leaderboardNote(view)}</p>
${importanceSection(view)}
${figures}
${chosenSection(view)}
${failuresSection(view)}
<h2>All trials</h2>
${foldable(
  trialsTable(view),
  'trials',
  (i) => rowClass(record.trials[i]?.status === 'failed', false),
  (i) => record.trials[i]?.folder,
)}
${againSection(view)}
</main>`,
  );
}

function headline(view: SweepView): Markup {
  const { record, best } = view;
  const accuracy = best?.accuracy;
  const failed = failures(view).length;
  const tested = testSentence(view);
  return html`<header>
<p class="eyebrow">${record.dataset} · ${record.engine.version}</p>
<h1>${record.name}</h1>
${record.description !== undefined && html`<p>${record.description}</p>`}
<p>${methodSentence(view)}</p>
${
  best &&
  accuracy &&
  html`<div class="headline">
<div class="figure"><b>${accuracy.std === undefined ? formatPercent(accuracy.mean) : html`${percentDigits(accuracy.mean)} ± ${percentDigits(accuracy.std)} %`}</b><span>validation accuracy of the best${best.interval && html`, 95 % interval ${formatInterval(best.interval)}`}</span></div>
</div>
<p><b>Best:</b> ${settingText(best.parameters)}</p>`
}
${best === undefined && html`<div class="verdict below"><p>No trial succeeded.</p></div>`}
${tested !== undefined && html`<div class="verdict agrees"><p>${tested}</p></div>`}
${failed > 0 && best && html`<div class="verdict warnings"><p>${failed} of ${record.trials.length} trials failed; the reasons are below.</p></div>`}
</header>`;
}

function rowClass(failed: boolean, best: boolean): string {
  return failed ? 'failed' : best ? 'best' : '';
}

function foldable(
  table: TextTable,
  noun: string,
  classOf: (row: number) => string = () => '',
  linkOf: (row: number) => string | undefined = () => undefined,
): Markup {
  const shown = tableMarkup(table, classOf, linkOf);
  if (table.rows.length <= MOST_ROWS_SHOWN) return shown;
  return html`<details><summary>${table.rows.length} ${noun}</summary>${shown}</details>`;
}

function tableMarkup(
  { columns, rows }: TextTable,
  classOf: (row: number) => string = () => '',
  linkOf: (row: number) => string | undefined = () => undefined,
): Markup {
  const cell = (text: string, column: number, row: number): Markup | string => {
    const link = column === 0 ? linkOf(row) : undefined;
    return link === undefined ? text : html`<a href="./${encodeURI(link)}/">${text}</a>`;
  };
  return html`<div class="scroll"><table class="wide">
<thead><tr>${columns.map(({ title, align }) => html`<th scope="col" class="${align}">${title}</th>`)}</tr></thead>
<tbody>${rows.map(
    (cells, i) => html`
<tr class="${classOf(i)}">${cells.map((text, c) => html`<td class="${columns[c]?.align}">${cell(text, c, i)}</td>`)}</tr>`,
  )}</tbody></table></div>`;
}

function importanceSection({ importance }: SweepView): Markup | undefined {
  if (importance === undefined) return undefined;
  const interaction = interactionSentence(importance);
  return html`<h2>Which parameters mattered</h2>
<div class="scroll"><table>
<tbody>${importance.parameters.map(
    ({ name, share }) => html`
<tr><th scope="row">${name}</th><td class="right">${formatShare(share)}</td><td><div class="share" style="width:min(46vw,420px)" aria-hidden="true"><i style="width:${((share ?? 0) * 100).toFixed(1)}%"></i></div></td></tr>`,
  )}</tbody></table></div>
<p class="note">${importanceNote(importance)}${interaction !== undefined && html` ${interaction}`}</p>`;
}

async function plotFigures(view: SweepView): Promise<Markup> {
  const sections: Markup[] = [];
  const curves: Markup[] = [];
  for (const plot of sweepPlots(view)) {
    const svg = new Markup(await sweepPlotFigure(plot, pageTheme));
    const curve = plot.name.startsWith('learning-curves');
    const broad = plot.name === 'parallel-coordinates' && ' broad';
    if (curve) curves.push(html`<figure><h3>${plot.title}</h3>${svg}</figure>`);
    else
      sections.push(
        html`<h2>${plot.title}</h2><figure class="plot${broad}">${svg}</figure><p class="note">${plot.note}</p>`,
      );
    if (curves.length === 2) {
      sections.push(
        html`<h2>Learning curves</h2><div class="pair">${curves.splice(0)}</div><p class="note">${plot.note}</p>`,
      );
    }
  }
  return html`${sections}`;
}

function chosenSection(view: SweepView): Markup | undefined {
  const table = chosenTable(view);
  if (table === undefined) return undefined;
  const runs = view.record.chosen?.runs ?? [];
  return html`<h2>The chosen configuration</h2>
${tableMarkup(table)}
<p class="note">Wilson 95 % intervals. Its spec runs by itself: ${runs.map(({ seed, folder }, i) => html`${i > 0 && ', '}<a href="./${encodeURI(folder)}/spec.yaml">seed ${seed}</a>`)}.</p>`;
}

function failuresSection(view: SweepView): Markup | undefined {
  const failed = failures(view);
  if (failed.length === 0) return undefined;
  return html`<h2>Failures</h2><ul class="failures">${failed.map(
    ({ trial, reason }) => html`
<li>Trial ${trial.number} (${settingText(trial.parameters)}): ${reason}</li>`,
  )}</ul>`;
}

function againSection({ record }: SweepView): Markup {
  const again = sweepReproduction(record);
  return html`<h2>Compute it again</h2>
<pre>${again.command}</pre>
<p>${again.check} <span class="hash">${record.sweepHash}</span>.</p>
<dl>
<dt>engine</dt><dd>${record.engine.version}</dd>
${record.parameters.map(
  ({ name, path }) => html`<dt>${name}</dt><dd><code>${path}</code></dd>
`,
)}</dl>`;
}
