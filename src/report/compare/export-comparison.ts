/** The files of a comparison. */
import { comparisonHtml, type DisputedPictures } from '../html/compare-html.js';
import { comparisonCsv } from './csv.js';
import { comparisonJson } from './json.js';
import { comparisonMarkdown } from './markdown.js';
import type { ComparisonView } from './view.js';

/** compare.html, compare.md, compare.csv and compare.json: texts by file name. */
export async function exportComparison(
  view: ComparisonView,
  pictures: DisputedPictures,
): Promise<Readonly<Record<string, string>>> {
  return {
    'compare.html': await comparisonHtml(view, pictures),
    'compare.md': comparisonMarkdown(view),
    'compare.csv': comparisonCsv(view),
    'compare.json': `${JSON.stringify(comparisonJson(view), null, 2)}\n`,
  };
}
