/** A comparison as a page of the same kind as a run's. */
import { type Disagreement, type DisputedImages, disagreements } from '../compare/disagreements.js';
import { differencesTable, splitTable } from '../compare/tables.js';
import { type ComparedSplit, type ComparisonView, mainSplit } from '../compare/view.js';
import {
  commandOf,
  contestantSentence,
  differencesSentence,
  figuresNote,
  letterOf,
  nameOf,
  severalRuns,
  titleOf,
  verdicts,
} from '../compare/words.js';
import { formatCount, formatPercent } from '../numbers.js';
import { comparedCurvesSvg, hasComparedCurves } from '../plots/compare-curves.js';
import { pageTheme } from '../plots/theme.js';
import type { Picture } from '../run-record.js';
import { plainText } from '../text-table.js';
import { html, Markup } from './markup.js';
import { pageHtml, type Section } from './page.js';
import { pictureImage } from './pictures.js';
import { factList } from './reproduction.js';
import { rangeOf, strip } from './strip.js';
import { textTable } from './text-table.js';

/** Pictures of disputed images, by their number in the split's file. */
export type DisputedPictures = ReadonlyMap<number, Picture>;

/** Renders a comparison as a self-contained page. The same comparison gives the same bytes. */
export async function comparisonHtml(view: ComparisonView, pictures: DisputedPictures): Promise<string> {
  return pageHtml({
    title: titleOf(view),
    version: view.record.version,
    header: headline(view),
    sections: [
      figuresSection(view),
      differencesSection(view),
      await curvesSection(view),
      ...disagreements(view).map((found) => disagreementSection(view, found, pictures)),
      runsSection(view),
      againSection(view),
    ],
  });
}

function headline(view: ComparisonView): Markup {
  const signs = { better: '▲', worse: '▼', same: '≈', unknown: '' } as const;
  const classes = { better: 'above', worse: 'below', same: '', unknown: '' } as const;
  return html`<p class="eyebrow">comparison of ${view.record.contestants.length}</p>
<h1>${titleOf(view)}</h1>
${view.record.contestants.map((contestant, i) => html`<p class="contestant"><b>${swatch(i)}${letterOf(i)}, ${plainText(contestant.label)}</b><br><span class="muted">${contestantSentence(contestant)}</span></p>`)}
${verdicts(view).map(({ kind, sentence }) => html`<div class="${`verdict ${classes[kind]}`.trim()}"><p>${signs[kind]} ${sentence}</p></div>`)}`;
}

function swatch(contestant: number): Markup {
  return html`<i class="swatch" style="background:${colourOf(contestant)}" aria-hidden="true"></i>`;
}

/** The colour that a contestant has in the plots. */
function colourOf(contestant: number): string {
  return pageTheme.series[contestant % pageTheme.series.length] ?? pageTheme.text;
}

function figuresSection(view: ComparisonView): Section {
  const body =
    view.splits.length === 0
      ? html`<p class="note">No split was evaluated.</p>`
      : html`${view.splits.toReversed().map((split) => html`<h3>${split.split}</h3>${drawn(split)}${textTable(splitTable(view, split), { isStacked: true })}`)}
<p class="note">${figuresNote(view)}</p>`;
  return { id: 'figures', title: 'Figures', body };
}

/** The accuracies of a split on one scale. */
function drawn({ rows }: ComparedSplit): Markup {
  const range = rangeOf(rows.flatMap(({ interval, accuracy }) => [...interval, accuracy.mean]));
  return html`<div class="versus" aria-hidden="true">${rows.map(({ contestant, accuracy, interval }) => html`<span>${swatch(contestant)}${letterOf(contestant)}</span>${strip(range, { accuracy: accuracy.mean, interval, colour: colourOf(contestant) })}`)}<span></span><div class="ends"><span>${formatPercent(range[0])}</span><span>${formatPercent(range[1])}</span></div></div>`;
}

function differencesSection(view: ComparisonView): Section {
  const table = differencesTable(view);
  const body =
    table === undefined
      ? html`<p>${differencesSentence(view)}</p>`
      : html`${textTable(table)}
<p class="note">Values of the resolved specs, defaults included; – is a value that a spec does not have.</p>`;
  return { id: 'differences', title: 'What differs', body };
}

async function curvesSection({ record }: ComparisonView): Promise<Section | undefined> {
  const { contestants } = record;
  if (!hasComparedCurves(contestants)) return undefined;
  const svg = async (curve: 'error' | 'loss'): Promise<Markup> =>
    new Markup(await comparedCurvesSvg(contestants, curve, pageTheme, letterOf));
  return {
    id: 'curves',
    title: 'Learning curves',
    body: html`<div class="pair">
<figure><h3>Validation error, %</h3>${await svg('error')}</figure>
<figure><h3>Validation loss</h3>${await svg('loss')}</figure>
</div>
<p class="note">After each epoch, a line for each run; of a run without a validation split, what it had on the training images.</p>`,
  };
}

function disagreementSection(
  view: ComparisonView,
  { contestant, onlyFirst, onlyOther }: Disagreement,
  pictures: DisputedPictures,
): Section {
  const split = mainSplit(view)?.split ?? '';
  const letter = letterOf(contestant);
  const onlyRight = severalRuns(view) ? 'Right more often with' : 'Right only with';
  return {
    id: `disputed-${letter.toLowerCase()}`,
    title: `Where ${letterOf(0)} and ${letter} part`,
    short: `${letterOf(0)} or ${letter}`,
    aside: `${split} split`,
    body: html`<h3>${onlyRight} ${nameOf(view, 0)}: ${formatCount(onlyFirst.total)}</h3>${disputed(onlyFirst, letter, pictures)}
<h3>${onlyRight} ${nameOf(view, contestant)}: ${formatCount(onlyOther.total)}</h3>${disputed(onlyOther, letter, pictures)}`,
  };
}

function disputed({ shown, total }: DisputedImages, letter: string, pictures: DisputedPictures): Markup {
  if (total === 0) return html`<p class="note">None.</p>`;
  const figures = shown.map(({ index, label, first, other }) => {
    const picture = pictures.get(index);
    return html`<figure>${picture ? pictureImage(picture, `image ${index}: ${label}`) : html`<span class="frame missing">no picture</span>`}<figcaption>is <b>${label}</b><br>${letterOf(0)}: ${first}<br>${letter}: ${other}<br><span class="muted">no. ${index}</span></figcaption></figure>
`;
  });
  const rest = total - shown.length;
  return html`<div class="digits">${figures}</div>${rest > 0 && html`<p class="note">And ${formatCount(rest)} more.</p>`}${
    pictures.size === 0 &&
    html`<p class="note">The images are no longer in the cache, so they are named by their number alone.</p>`
  }`;
}

function runsSection({ record }: ComparisonView): Section {
  const facts = record.contestants.flatMap(({ runs }, i) =>
    runs.map(
      ({ folder, seed, weightsSha256 }) =>
        [
          `${letterOf(i)}, seed ${seed}`,
          html`<code>${folder}</code><br><span class="hash">${weightsSha256}</span>`,
        ] as const,
    ),
  );
  return {
    id: 'runs',
    title: 'Runs',
    body: html`${factList(facts)}<p class="note">Folder, and SHA-256 of the weights.</p>`,
  };
}

function againSection(view: ComparisonView): Section {
  return {
    id: 'again',
    title: 'Compare again',
    short: 'Again',
    body: html`<pre>${commandOf(view)}</pre>`,
  };
}
