/** Puts back the files of a run's folder that are missing, from what the store has. */
import path from 'node:path';
import type { ReportFormat } from '../report/export-run.js';
import type { Result } from '../report/result-types.generated.js';
import { inputOf, type StageFailure, type StageRequest } from '../stages/stage.js';
import { writeFileAtomically } from '../util/atomic-file.js';
import { fail, type Outcome, succeed } from '../util/outcome.js';
import { fileOf } from './find-run-or-sweep.js';
import { openStoredRun, type StoredRun, type StoredRunOptions, withStored } from './stored-run.js';

/** The file of each format that a person looks for. */
export const mainFile: Readonly<Record<ReportFormat, string>> = {
  html: 'report.html',
  markdown: 'results.md',
  csv: 'results.csv',
};

/**
 * Makes the files of `formats` that a run's folder lacks; without formats those of its spec. Files that are there are left
 * alone, whatever is in them.
 *
 * @returns their names. Fails with kind `data` when one is missing and the store does not have what it is made from.
 */
export async function restoreReport(
  folder: string,
  result: Result,
  formats: readonly ReportFormat[] | undefined,
  options: StoredRunOptions,
): Promise<Outcome<readonly string[]>> {
  const opened = await openStoredRun(folder, result, options);
  if (!opened.ok) {
    // Without its spec nothing can be made; what is asked for may be there all the same.
    return (await lacks(folder, formats ?? [])) === undefined ? succeed([]) : opened;
  }
  const { spec } = opened.value.spec;
  const wanted = formats ?? spec.report.formats;
  const run = withFormats(opened.value, wanted);
  const restored = await withStored(
    run,
    'report',
    options,
    (request) => placeMissing(folder, request),
    'report',
  );
  if (!restored.ok || restored.value !== undefined) return restored as Outcome<readonly string[]>;
  const missing = await lacks(folder, wanted);
  if (missing === undefined) return succeed([]);
  const where = path.relative(process.cwd(), folder) || '.';
  return fail({
    kind: 'data',
    message: `${path.join(where, missing)} is missing, and what it is made from is not in the cache`,
    advice: `hwr-run ${path.join(where, 'spec.yaml')} computes it again`,
  });
}

/** The same spec, as its hash says too, with other files made of it. */
function withFormats({ spec, ...run }: StoredRun, formats: readonly ReportFormat[]): StoredRun {
  const report = { ...spec.spec.report, formats: [...formats] };
  return { ...run, spec: { ...spec, spec: { ...spec.spec, report } } };
}

async function placeMissing(
  folder: string,
  request: StageRequest,
): Promise<Outcome<readonly string[], StageFailure>> {
  const placed: string[] = [];
  const report = inputOf(request, 'report');
  for (const name of Object.keys(report.entry.blobs)) {
    const file = path.join(folder, name);
    if ((await fileOf(folder, [name])) !== undefined) continue;
    const bytes = await report.read(name);
    if (!bytes.ok) return bytes;
    const written = await writeFileAtomically(file, bytes.value);
    if (!written.ok) return written;
    placed.push(name);
  }
  return succeed(placed);
}

async function lacks(folder: string, formats: readonly ReportFormat[]): Promise<string | undefined> {
  for (const format of formats) {
    if ((await fileOf(folder, [mainFile[format]])) === undefined) return mainFile[format];
  }
  return undefined;
}
