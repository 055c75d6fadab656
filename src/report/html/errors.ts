/** Where the model goes wrong: confusion matrix, per-class figures, the most confident mistakes. */
import { formatCount, formatPercent, percentDigits } from '../numbers.js';
import { headlineRow } from '../result-rows.js';
import type { Mistake, RunRecord, SplitFigures } from '../run-record.js';
import { html, type Markup } from './markup.js';
import type { Section } from './page.js';
import { pictureImage } from './pictures.js';

/** Confusion matrix and per-class table of the headline's split. */
export function classesSection(record: RunRecord): Section | undefined {
  const split = headlineRow(record)?.split;
  const figures = split && record.splits[split];
  if (figures === undefined) return undefined;
  return {
    id: 'classes',
    title: 'Classes',
    aside: `${split} split`,
    body: html`<div class="pair"><div><h3>Confusion</h3>${confusionTable(figures, record.classes)}
<p class="note">Rows are the true class, columns what the model said. Only errors are coloured.</p></div>
<div><h3>Per class</h3>${perClassTable(figures)}
<p class="note">Precision: of the answers with this class, how many are right. Recall: of the images of this class, how many are found. F1: their harmonic mean.</p></div></div>`,
  };
}

export function confusionTable({ confusion }: SplitFigures, classes: readonly string[]): Markup {
  const most = Math.max(
    1,
    ...confusion.flatMap((row, actual) => row.filter((_, predicted) => predicted !== actual)),
  );
  const cell = (count: number, actual: number, predicted: number): Markup => {
    if (actual === predicted) return html`<td class="right-answer">${count}</td>`;
    if (count === 0) return html`<td></td>`;
    // The area of a colour is what the eye compares: the root keeps single errors visible.
    const share = (0.15 + 0.85 * Math.sqrt(count / most)).toFixed(2);
    return html`<td class="error" style="--share:${share}" title="${classes[actual]} taken for ${classes[predicted]}: ${count}">${count}</td>`;
  };
  return html`<div class="scroll"><table class="confusion">
<thead><tr><td aria-hidden="true" style="background:none"></td>${classes.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>
<tbody>${confusion.map(
    (row, actual) =>
      html`<tr><th scope="row">${classes[actual]}</th>${row.map((count, predicted) => cell(count, actual, predicted))}</tr>`,
  )}</tbody></table></div>`;
}

function perClassTable({ perClass }: SplitFigures): Markup {
  return html`<div class="scroll"><table class="wide narrow">
<thead><tr><th scope="col">class</th><th scope="col" class="right">precision %</th><th scope="col" class="right">recall %</th><th scope="col" class="right">F1 %</th><th scope="col" class="right">images</th></tr></thead>
<tbody>${perClass.map(
    ({ name, precision, recall, f1, support }) => html`
<tr><th scope="row">${name}</th><td class="right">${percentDigits(precision)}</td><td class="right">${percentDigits(recall)}</td><td class="right">${percentDigits(f1)}</td><td class="right">${formatCount(support)}</td></tr>`,
  )}</tbody></table></div>`;
}

/** The wrong answers that the model was surest of. */
export function mistakesSection({ mistakes }: RunRecord): Section | undefined {
  const [first] = mistakes;
  if (first === undefined) return undefined;
  return {
    id: 'mistakes',
    title: 'Most confidently wrong',
    short: 'Mistakes',
    aside: `${first.split} split`,
    body: html`<p class="note">The wrong answers that the model gave the highest probability.</p>
<div class="digits">${mistakes.map(mistakeFigure)}</div>`,
  };
}

function mistakeFigure({ split, index, label, predicted, confidence, picture }: Mistake): Markup {
  return html`<figure title="${split} image ${index}">${pictureImage(picture, `${split} image ${index}: ${label}`)}<figcaption>is <b>${label}</b>, said <b>${predicted}</b><br>${formatPercent(confidence)}<br><span class="muted">no. ${index}</span></figcaption></figure>
`;
}
