/** A sweep's folder: tables, plots and page, the spec of every trial, and the best one's. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { DrawnPlot } from '../report/plots/sweep-plots.js';
import type { SweepRecord } from '../report/sweep-record.js';
import type { ResolvedSpec } from '../spec/load-spec.js';
import { sweepReportCode } from '../stages/code.js';
import { writeFileIfChanged } from '../util/atomic-file.js';
import { sha256 } from '../util/hash.js';
import { type Outcome, succeed } from '../util/outcome.js';
import type { FinishedSearch } from './run-search.js';
import { trialFolder } from './sweep-record.js';

/** What the files were made from, and their hashes: as long as both hold, they need not be made again. */
const RECEIPT = 'files.json';

interface Receipt {
  readonly madeFrom: string;
  readonly files: Readonly<Record<string, string>>;
}

/**
 * Puts every file in its place; those that are there with the right content are left alone.
 *
 * @param base the spec that the sweep is of, its sweep included
 * @param drawn its plots, where they are being drawn already
 */
export async function fillSweepFolder(
  folder: string,
  record: SweepRecord,
  { jobs }: FinishedSearch,
  base: ResolvedSpec,
  drawn?: Promise<readonly DrawnPlot[]>,
): Promise<Outcome<void>> {
  const specs: Record<string, string> = { 'spec.yaml': base.yaml };
  for (const { job, ends } of jobs) {
    for (const [repeat, { spec }] of ends.entries()) {
      if (spec === undefined) continue;
      specs[`${trialFolder(job.trial * record.repeats + repeat + 1)}/spec.yaml`] = spec.yaml;
      if (repeat === 0 && job.trial + 1 === record.chosen?.configuration) specs['best.yaml'] = spec.yaml;
    }
  }
  for (const [name, text] of Object.entries(specs)) {
    const written = await writeFileIfChanged(path.join(folder, name), text);
    if (!written.ok) return written;
  }
  const madeFrom = sha256(`${sweepReportCode()} ${JSON.stringify(record, bytesAsText)}`);
  if (await isUpToDate(folder, madeFrom)) return succeed(undefined);
  // The exporters bring the plotting library, which takes longer to load than a cached sweep takes in all.
  const { exportSweep } = await import('../report/export-sweep.js');
  const files: Record<string, string> = {};
  for (const [name, bytes] of Object.entries(await exportSweep(record, drawn))) {
    const written = await writeFileIfChanged(path.join(folder, name), bytes);
    if (!written.ok) return written;
    files[name] = sha256(bytes);
  }
  const receipt: Receipt = { madeFrom, files };
  return writeFileIfChanged(path.join(folder, RECEIPT), `${JSON.stringify(receipt, null, 2)}\n`);
}

async function isUpToDate(folder: string, madeFrom: string): Promise<boolean> {
  try {
    const receipt = JSON.parse(await readFile(path.join(folder, RECEIPT), 'utf8')) as Receipt;
    if (receipt.madeFrom !== madeFrom) return false;
    for (const [name, hash] of Object.entries(receipt.files)) {
      if (sha256(await readFile(path.join(folder, name))) !== hash) return false;
    }
    return true;
  } catch {
    return false;
  }
}

function bytesAsText(_key: string, value: unknown): unknown {
  return value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value;
}
