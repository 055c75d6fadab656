/** A sweep as a page of the same kind as a run's. */
import { formatInterval, formatLoss, meanText } from '../numbers.js';
import { type DrawnPlot, drawSweepPlots } from '../plots/sweep-plots.js';
import { MOST_ROWS_SHOWN } from '../sweep-markdown.js';
import { isRepetition, splitsNote, splitsTable } from '../sweep-splits.js';
import { failures, leaderboardTable, seedsTable, type TextTable, trialsTable } from '../sweep-tables.js';
import {
  formatShare,
  importanceNote,
  interactionSentence,
  leaderboardNote,
  methodSentence,
  type SweepView,
  settingText,
  sweepReproduction,
  sweepVerdict,
  testedOf,
  testSentence,
} from '../sweep-words.js';
import { verdictBox } from './boxes.js';
import { html, Markup } from './markup.js';
import { pageHtml, type Section } from './page.js';
import { factList, verifyingMarkup } from './reproduction.js';
import { textTable } from './text-table.js';

/** Renders a sweep as a self-contained page. The same record gives the same bytes. */
export async function sweepHtml(view: SweepView, drawn?: readonly DrawnPlot[]): Promise<string> {
  const { record } = view;
  return pageHtml({
    title: record.name,
    version: record.version,
    header: headline(view),
    sections: [
      isRepetition(view) ? chosenSection(view) : leaderboardSection(view),
      importanceSection(view),
      ...plotSections(drawn ?? (await drawSweepPlots(view))),
      isRepetition(view) ? undefined : chosenSection(view),
      failuresSection(view),
      trialsSection(view),
      ...againSections(view),
    ],
  });
}

function headline(view: SweepView): Markup {
  const { record, best } = view;
  const accuracy = best?.accuracy;
  const failed = failures(view).length;
  const tested = testSentence(view);
  const judged = sweepVerdict(view);
  const repeated = repeatedHeadline(view);
  return html`<p class="eyebrow">${record.dataset} · ${record.engine.version}</p>
<h1>${record.name}</h1>
${record.description !== undefined && html`<p>${record.description}</p>`}
<p>${methodSentence(view)}</p>
${repeated}
${
  repeated === undefined &&
  best &&
  accuracy &&
  html`<div class="headline">
<div class="figure"><b>${meanText(accuracy)}</b><span>validation accuracy of the best${best.interval && html`, 95 % interval ${formatInterval(best.interval)}`}</span></div>
${best.loss && html`<div class="figure"><b>${formatLoss(best.loss.mean)}</b><span>validation loss</span></div>`}
</div>
${record.parameters.length > 0 && html`<p><b>Best:</b> ${settingText(best.parameters)}</p>`}`
}
${best === undefined && html`<div class="verdict below"><p>No trial succeeded.</p></div>`}
${tested !== undefined && html`<div class="verdict"><p>${tested}</p></div>`}
${judged && verdictBox(judged.verdict, judged)}
${failed > 0 && best && html`<div class="verdict warnings"><p>${failed} of ${record.trials.length} trials failed; the reasons are below.</p></div>`}`;
}

/** What the spec comes to on the test images, where only its seed varies. */
function repeatedHeadline(view: SweepView): Markup | undefined {
  const tested = testedOf(view);
  if (tested === undefined || view.record.parameters.length > 0) return undefined;
  return html`<div class="headline">
<div class="figure"><b>${meanText(tested.spread)}</b><span>test accuracy, 95 % interval ${formatInterval(tested.interval)}</span></div>
<div class="figure"><b>${tested.spread.count}</b><span>seeds</span></div>
</div>`;
}

function leaderboardSection(view: SweepView): Section {
  const table = foldable(leaderboardTable(view), 'configurations', (i) =>
    rowClass(view.rows[i]?.accuracy === undefined, view.rows[i] === view.best),
  );
  return {
    id: 'leaderboard',
    title: 'Leaderboard',
    body: html`${table}
<p class="note">${leaderboardNote(view)}</p>`,
  };
}

function trialsSection(view: SweepView): Section {
  const { trials } = view.record;
  const body = foldable(
    trialsTable(view),
    'trials',
    (i) => rowClass(trials[i]?.status === 'failed', false),
    (i) => trials[i]?.folder,
  );
  return { id: 'trials', title: 'All trials', body };
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
  const { columns, rows } = table;
  const rest = rows.slice(MOST_ROWS_SHOWN);
  const after = (row: number): number => row + MOST_ROWS_SHOWN;
  return html`${textTable({ columns, rows: rows.slice(0, MOST_ROWS_SHOWN) }, { classOf, linkOf })}${
    rest.length > 0 &&
    html`<details><summary>${rest.length} more ${noun}</summary>${textTable({ columns, rows: rest }, { classOf: (i) => classOf(after(i)), linkOf: (i) => linkOf(after(i)) })}</details>`
  }`;
}

function importanceSection({ importance }: SweepView): Section | undefined {
  if (!importance?.parameters.some(({ share }) => share !== undefined)) return undefined;
  const interaction = interactionSentence(importance);
  const body = html`<div class="scroll"><table>
<tbody>${importance.parameters.map(
    ({ name, share }) => html`
<tr><th scope="row">${name}</th><td class="right">${formatShare(share)}</td><td><div class="share" style="width:min(46vw,420px)" aria-hidden="true"><i style="width:${((share ?? 0) * 100).toFixed(1)}%"></i></div></td></tr>`,
  )}</tbody></table></div>
<p class="note">${importanceNote(importance)}${interaction !== undefined && html` ${interaction}`}</p>`;
  return { id: 'importance', title: 'Which parameters mattered', short: 'Importance', body };
}

function plotSections(plots: readonly DrawnPlot[]): Section[] {
  const sections: Section[] = [];
  const curves: Markup[] = [];
  for (const { name, title, note, figure } of plots) {
    const svg = new Markup(figure);
    const described = html`<p class="note">${note}</p>`;
    if (name.startsWith('learning-curves')) {
      curves.push(html`<figure><h3>${title}</h3>${svg}</figure>`);
      if (curves.length < 2) continue;
      const body = html`<div class="pair">${curves.splice(0)}</div>${described}`;
      sections.push({ id: 'curves', title: 'Learning curves', body });
      continue;
    }
    const broad = name === 'parallel-coordinates' && ' broad';
    sections.push({ id: name, title, body: html`<figure class="plot${broad}">${svg}</figure>${described}` });
  }
  return sections;
}

function chosenSection(view: SweepView): Section | undefined {
  const table = splitsTable(view);
  if (table === undefined) return undefined;
  const seeds = seedsTable(view);
  const runs = view.record.chosen?.runs ?? [];
  const body = html`${textTable(table, { isStacked: true })}
<p class="note">${splitsNote(view)}</p>
${seeds && html`<details><summary>By seed</summary>${textTable(seeds, { isStacked: true })}</details>`}
<p class="note">The spec, <a href="./best.yaml">best.yaml</a>, runs by itself. Its runs: ${runs.map(({ seed, folder }, i) => html`${i > 0 && ', '}<a href="../${encodeURI(folder)}/">seed ${seed}</a>`)}.</p>`;
  return isRepetition(view)
    ? { id: 'results', title: 'Results', body }
    : { id: 'chosen', title: 'The chosen configuration', short: 'Chosen', body };
}

function failuresSection(view: SweepView): Section | undefined {
  const items = failures(view).map(
    ({ trial, reason }) => html`
<li>Trial ${trial.number} (${settingText(trial.parameters)}): ${reason}</li>`,
  );
  if (items.length === 0) return undefined;
  const rest = items.slice(MOST_ROWS_SHOWN);
  const body = html`<ul class="failures">${items.slice(0, MOST_ROWS_SHOWN)}</ul>${
    rest.length > 0 &&
    html`<details><summary>${rest.length} more</summary><ul class="failures">${rest}</ul></details>`
  }`;
  return { id: 'failures', title: 'Failures', body };
}

function againSections({ record }: SweepView): Section[] {
  const again = sweepReproduction(record);
  const facts = record.parameters.map(({ name, path }) => [name, html`<code>${path}</code>`] as const);
  return [
    {
      id: 'again',
      title: 'Compute it again',
      short: 'Again',
      body: html`<pre>${again.command}</pre>
<p>${again.check} <span class="hash">${record.sweepHash}</span>.</p>
${verifyingMarkup(again.verification)}`,
    },
    {
      id: 'environment',
      title: 'Environment',
      body: factList([['engine', record.engine.version], ...facts]),
    },
  ];
}
