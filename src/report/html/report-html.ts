/** The report: one file that opens anywhere, asks the network for nothing and runs no script. */
import { curveSvg } from '../plots/learning-curves.js';
import { pageTheme } from '../plots/theme.js';
import type { RunRecord } from '../run-record.js';
import { calibrationSection } from './calibration.js';
import { datasetsSection } from './datasets.js';
import { membersSection, modelSection, stagesSection } from './details.js';
import { classesSection, mistakesSection } from './errors.js';
import { html, Markup } from './markup.js';
import { pageHtml, type Section } from './page.js';
import { picturesSection } from './pictures.js';
import { environmentSection, reproductionSection } from './reproduction.js';
import { headline, resultsSection } from './results.js';

/** Renders a finished run as a self-contained page. The same record gives the same bytes. */
export async function reportHtml(record: RunRecord): Promise<string> {
  return pageHtml({
    title: record.name,
    version: record.version,
    header: headline(record),
    sections: [
      resultsSection(record),
      membersSection(record),
      datasetsSection(record),
      await curvesSection(record),
      classesSection(record),
      await calibrationSection(record),
      mistakesSection(record),
      picturesSection(record),
      modelSection(record),
      stagesSection(record),
      reproductionSection(record),
      environmentSection(record),
    ],
  });
}

async function curvesSection(record: RunRecord): Promise<Section | undefined> {
  if (record.history.length === 0) return undefined;
  const loss = new Markup(await curveSvg(record, 'loss', pageTheme));
  const accuracy = new Markup(await curveSvg(record, 'accuracy', pageTheme));
  return {
    id: 'curves',
    title: 'Learning curves',
    body: html`<div class="pair">
<figure><h3>Loss</h3>${loss}</figure>
<figure><h3>Accuracy</h3>${accuracy}</figure>
</div>
<p class="note">Training figures are measured while an epoch runs, with the spec’s dropout and augmentation; validation figures after it, without them.</p>`,
  };
}
