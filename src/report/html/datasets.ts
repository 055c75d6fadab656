/** How the model does on data sets that it was not trained on. */
import { formatCount, formatPercent } from '../numbers.js';
import { datasetRows } from '../result-rows.js';
import type { DatasetFigures, RunRecord } from '../run-record.js';
import { confusionTable } from './errors.js';
import { html } from './markup.js';
import type { Section } from './page.js';
import { resultsTable } from './results.js';

/** A table of all of them, and the confusion matrix of each, folded. */
export function datasetsSection(record: RunRecord): Section | undefined {
  const { datasets = {}, classes } = record;
  const rows = datasetRows(record);
  if (rows.length === 0) return undefined;
  return {
    id: 'datasets',
    title: 'Other data sets',
    body: html`${resultsTable('data set', rows)}
<p class="note">The same model, scored on other data sets than its own, with Wilson 95 % intervals. ${fitSentence(datasets)}</p>
${Object.entries(datasets).map(
  ([name, figures]) =>
    html`<details><summary>${name}: ${formatCount(figures.count - figures.correct)} wrong of ${formatCount(figures.count)} images (${formatPercent(figures.accuracy)})</summary>
${confusionTable(figures, classes)}</details>
`,
)}`,
  };
}

function fitSentence(datasets: Readonly<Record<string, DatasetFigures>>): string | undefined {
  const fitted = Object.entries(datasets).flatMap(([name, { fittedFrom }]) =>
    fittedFrom === undefined ? [] : [`${name} (${fittedFrom.join('×')} pixels)`],
  );
  if (fitted.length === 0) return undefined;
  return `Fitted to the model’s input, each image cut to its ink, scaled and centred by its mass: ${fitted.join(', ')}.`;
}
