/** Whether the model is as often right as it says. */
import { calibrationOf, RELIABILITY_BINS } from '../../metrics/calibration.js';
import { formatCount, formatPercent, percentDigits } from '../numbers.js';
import { reliabilitySvg } from '../plots/reliability.js';
import { pageTheme } from '../plots/theme.js';
import { headlineRow } from '../result-rows.js';
import type { RunRecord } from '../run-record.js';
import { calibrationSentence } from '../verdict.js';
import { html, Markup } from './markup.js';
import type { Section } from './page.js';

/** Reliability diagram and expected calibration error of the headline's split. */
export async function calibrationSection(record: RunRecord): Promise<Section | undefined> {
  const split = headlineRow(record)?.split;
  const predictions = split && record.predictions[split];
  if (predictions === undefined || predictions.label.length === 0) return undefined;
  const calibration = calibrationOf(predictions);
  const plot = new Markup(await reliabilitySvg(calibration, pageTheme));
  return {
    id: 'calibration',
    title: 'Calibration',
    aside: `${split} split`,
    body: html`<div class="pair"><figure>${plot}</figure>
<div><div class="headline small">
<div class="figure"><b>${formatPercent(calibration.expectedError)}</b><span>expected calibration error</span></div>
<div class="figure"><b>${formatPercent(calibration.confidence)}</b><span>mean probability of the answers</span></div>
<div class="figure"><b>${formatPercent(calibration.accuracy)}</b><span>right answers</span></div>
</div>
<p>${calibrationSentence(calibration)}</p>
<p class="note">Answers in ${RELIABILITY_BINS} bins by the probability that the model gave them: above, the share of right ones with its Wilson 95 % interval; on the dashed line it is what the model says. Below, how many of the ${formatCount(calibration.count)} answers each bin has. The expected calibration error is the mean distance from the line, in points, each bin weighted by its answers; the largest is ${percentDigits(calibration.largestError)}.</p></div></div>`,
  };
}
