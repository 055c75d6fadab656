/** What a reader must not miss, framed. */
import type { Measured } from '../../metrics/published.js';
import { formatPercent } from '../numbers.js';
import type { Verdict } from '../verdict.js';
import { html, type Markup } from './markup.js';
import { rangeOf, strip } from './strip.js';

const signs = { agrees: '✓', above: '▲', below: '▼', unclear: '≈', none: '' } as const;

/** The verdict against the paper, both figures drawn on one scale below it. */
export function verdictBox(
  { kind, sentence, paperInterval }: Verdict,
  { ours, paper }: { readonly ours: Measured; readonly paper: number },
): Markup {
  const theirs = { accuracy: paper, ...(paperInterval && { interval: paperInterval }) };
  const range = rangeOf([...ours.interval, paper, ...(paperInterval ?? [])]);
  return html`<div class="verdict ${kind}"><p>${signs[kind]} ${sentence}</p>
<div class="versus" aria-hidden="true"><span>ours</span>${strip(range, ours)}<span>paper</span>${strip(range, theirs, 'theirs')}<span></span><div class="ends"><span>${formatPercent(range[0])}</span><span>${formatPercent(range[1])}</span></div></div></div>`;
}

export function warningsBox(warnings: readonly string[]): Markup | undefined {
  if (warnings.length === 0) return undefined;
  return html`<div class="verdict warnings"><p><b>Warnings</b></p><ul>${warnings.map((warning) => html`<li>${warning}</li>`)}</ul></div>`;
}
