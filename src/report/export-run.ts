/** The files of a run's folder that are made from its record. */
import { contactSheet } from '../data/images/contact-sheet.js';
import { historyCsv, membersCsv, predictionsCsv, resultsCsv } from './csv.js';
import { reportHtml } from './html/report-html.js';
import { resultsMarkdown } from './markdown.js';
import { confusionSvg } from './plots/confusion.js';
import { learningCurvesSvg } from './plots/learning-curves.js';
import { splitRows } from './result-rows.js';
import type { RunRecord } from './run-record.js';

export type ReportFormat = 'csv' | 'markdown' | 'html';

/** Bytes by file name, relative to the run's folder, with `/` between folders. */
export type RunFiles = Readonly<Record<string, Uint8Array>>;

/** Enlargement of the contact sheets, and the space between their pictures. */
const SHEET = { scale: 2, gap: 4 } as const;

/**
 * Writes a record in each of `formats`: csv → results.csv, history.csv (members.csv of an ensemble), predictions-<split or data set>.csv; markdown → results.md;
 * html → report.html, and what it shows as files of its own: plots/*.svg, samples.png, augmented.png.
 */
export async function exportRun(record: RunRecord, formats: readonly ReportFormat[]): Promise<RunFiles> {
  const files: Record<string, string | Uint8Array> = {};
  for (const format of formats) Object.assign(files, await filesOf(record, format));
  const encoder = new TextEncoder();
  return Object.fromEntries(
    Object.entries(files).map(([name, content]) => [
      name,
      typeof content === 'string' ? encoder.encode(content) : content,
    ]),
  );
}

async function filesOf(
  record: RunRecord,
  format: ReportFormat,
): Promise<Record<string, string | Uint8Array>> {
  switch (format) {
    case 'csv':
      return csvFiles(record);
    case 'markdown':
      return { 'results.md': resultsMarkdown(record) };
    case 'html':
      return htmlFiles(record);
    default:
      return format satisfies never;
  }
}

function csvFiles(record: RunRecord): Record<string, string> {
  const files: Record<string, string> = {
    'results.csv': resultsCsv(record),
    ...(record.members === undefined
      ? { 'history.csv': historyCsv(record) }
      : { 'members.csv': membersCsv(record.members) }),
  };
  for (const [name, predictions] of Object.entries(record.predictions)) {
    files[`predictions-${name}.csv`] = predictionsCsv(predictions, record.classes);
  }
  return files;
}

async function htmlFiles(record: RunRecord): Promise<Record<string, string | Uint8Array>> {
  const files: Record<string, string | Uint8Array> = { 'report.html': await reportHtml(record) };
  if (record.history.length > 0) files['plots/learning-curves.svg'] = await learningCurvesSvg(record);
  for (const { split } of splitRows(record)) {
    files[`plots/confusion-${split}.svg`] = await confusionSvg(record, split);
  }
  if (record.samples.length > 0) {
    files['samples.png'] = contactSheet(record.samples, { ...SHEET, labels: record.classes });
  }
  if (record.augmented.length > 0) {
    files['augmented.png'] = contactSheet(
      record.augmented.map(({ pictures }) => pictures),
      { ...SHEET, labels: record.augmented.map(({ label }) => label) },
    );
  }
  return files;
}
