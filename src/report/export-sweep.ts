/** The files of a sweep's folder that are made from its record. */
import { sweepHtml } from './html/sweep-html.js';
import { type DrawnPlot, drawSweepPlots } from './plots/sweep-plots.js';
import { leaderboardCsv, sweepResultsCsv } from './sweep-csv.js';
import { sweepResult } from './sweep-json.js';
import { sweepMarkdown } from './sweep-markdown.js';
import type { SweepRecord } from './sweep-record.js';
import { viewOf } from './sweep-words.js';

/**
 * results.csv, leaderboard.csv, results.md, result.json, report.html and plots/*.svg: bytes by file name, relative to
 * the sweep's folder. They hold no time, so they do not depend on the number of jobs.
 */
export async function exportSweep(
  record: SweepRecord,
  drawn: Promise<readonly DrawnPlot[]> = drawPlots(record),
): Promise<Readonly<Record<string, Uint8Array>>> {
  const view = viewOf(record);
  const plots = await drawn;
  const files: Record<string, string> = {
    'results.csv': sweepResultsCsv(view.record),
    'leaderboard.csv': leaderboardCsv(view),
    'results.md': sweepMarkdown(view),
    'result.json': `${JSON.stringify(sweepResult(view), undefined, 2)}\n`,
    'report.html': await sweepHtml(view, plots),
  };
  for (const { name, file } of plots) files[`plots/${name}.svg`] = file;
  const encoder = new TextEncoder();
  return Object.fromEntries(Object.entries(files).map(([name, text]) => [name, encoder.encode(text)]));
}

/** The plots of a record whose configuration may not have been scored yet. */
export function drawPlots(record: SweepRecord): Promise<readonly DrawnPlot[]> {
  return drawSweepPlots(viewOf(record));
}
