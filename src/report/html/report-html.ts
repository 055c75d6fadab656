/** The report: one file that opens anywhere, asks the network for nothing and runs no script. */
import { curveSvg } from '../plots/learning-curves.js';
import { pageTheme } from '../plots/theme.js';
import type { RunRecord } from '../run-record.js';
import { modelSection, reproductionSection } from './details.js';
import { classesSection, mistakesSection } from './errors.js';
import { html, Markup } from './markup.js';
import { picturesSection } from './pictures.js';
import { headlineSection, resultsSection } from './results.js';
import { style } from './style.js';

/** The policy that makes the promise hold in the browser too: images from the file itself, styles, nothing else. */
const policy =
  "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/** Renders a finished run as a self-contained page. The same record gives the same bytes. */
export async function reportHtml(record: RunRecord): Promise<string> {
  const curves = await curvesSection(record);
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="generator" content="hwr-run ${record.version}">
<title>${record.name} · hwr-run</title>
<style>${new Markup(style)}</style>
</head>
<body>
${headlineSection(record)}
<main>
${resultsSection(record)}
${curves}
${classesSection(record)}
${mistakesSection(record)}
${picturesSection(record)}
${modelSection(record)}
${reproductionSection(record)}
</main>
<footer>Made by hwr-run ${record.version}.</footer>
</body>
</html>
`;
  return page.text;
}

async function curvesSection(record: RunRecord): Promise<Markup | undefined> {
  if (record.history.length === 0) return undefined;
  const loss = new Markup(await curveSvg(record, 'loss', pageTheme));
  const accuracy = new Markup(await curveSvg(record, 'accuracy', pageTheme));
  return html`<h2>Learning curves</h2><div class="pair">
<figure><h3>Loss</h3>${loss}</figure>
<figure><h3>Accuracy</h3>${accuracy}</figure>
</div>
<p class="note">Training figures are measured while an epoch runs, with the spec’s dropout and augmentation; validation figures after it, without them.</p>`;
}
