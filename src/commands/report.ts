/** hwr-run report RUN: a run's table and report again; files that are missing are made again from what is stored. */
import path from 'node:path';
import type { ReportFormat } from '../report/export-run.js';
import { recordOfResult } from '../report/sweep-from-result.js';
import { terminalSweep } from '../report/sweep-terminal.js';
import { terminalTable } from '../report/terminal.js';
import { type FoundResult, fileOf, findRunOrSweep } from '../run/find-run-or-sweep.js';
import { mainFile, restoreReport } from '../run/restore-report.js';
import { either, quote } from '../spec/diagnostic.js';
import { suggest } from '../spec/suggest.js';
import { fail, type Outcome, succeed } from '../util/outcome.js';
import { usage } from './flag-values.js';
import { openFile } from './open-file.js';
import { type Command, done, type Session } from './session.js';
import { summaryOf } from './summary.js';

type Flags = Readonly<Record<string, string | boolean | undefined>>;

export const report: Command<[run: string, flags: Flags]> = async (session, run, flags) => {
  const formats = formatsOf(flags.format);
  if (!formats.ok) return [formats.failure];
  const opens = opensOf(flags.open, session);
  if (!opens.ok) return [opens.failure];
  const found = await findRunOrSweep(session.settings.runsDir, run);
  if (!found.ok) return [found.failure];
  const restored = await restore(session, found.value, formats.value);
  if (!restored.ok) return [restored.failure];
  const where = path.relative(process.cwd(), found.value.folder) || '.';
  for (const file of restored.value) session.note(`made again: ${path.join(where, file)}`);
  session.printJson({ ...found.value.result, folder: where, restored: restored.value });
  session.print(`\n${tableOf(session, found.value)}`);
  const file = await fileOf(found.value.folder, [mainFile.html, mainFile.markdown, mainFile.csv]);
  session.print(file === undefined ? `results: ${where}` : `report: ${path.join(where, file)}`);
  if (opens.value && file !== undefined && !(await openFile(path.join(found.value.folder, file))))
    session.note('nothing is here to open it with');
  return done;
};

function restore(
  { settings, signal }: Session,
  found: FoundResult,
  formats: readonly ReportFormat[] | undefined,
): Promise<Outcome<readonly string[]>> {
  return found.kind === 'run'
    ? restoreReport(found.folder, found.result, formats, { ...settings, signal })
    : checkSweep(found.folder, formats);
}

/** A sweep's files come from all its trials: its own command makes them again, in a second when all is cached. */
async function checkSweep(
  folder: string,
  formats: readonly ReportFormat[] = ['html'],
): Promise<Outcome<readonly string[]>> {
  for (const format of formats) {
    if ((await fileOf(folder, [mainFile[format]])) !== undefined) continue;
    const where = path.relative(process.cwd(), folder) || '.';
    const message = `${path.join(where, mainFile[format])} is missing`;
    const advice = `hwr-run ${path.join(where, 'spec.yaml')} --sweep makes a sweep's files again`;
    return fail({ kind: 'data', message, advice });
  }
  return succeed([]);
}

function tableOf({ color, width }: Session, found: FoundResult): string {
  return found.kind === 'run'
    ? terminalTable(summaryOf(found.result), { color, width })
    : terminalSweep(recordOfResult(found.result), { color, width });
}

function formatsOf(given: Flags[string]): Outcome<readonly ReportFormat[] | undefined> {
  if (typeof given !== 'string') return succeed(undefined);
  const names = Object.keys(mainFile) as ReportFormat[];
  const formats: ReportFormat[] = [];
  for (const word of given.split(',')) {
    const format = names.find((name) => name === word);
    if (format === undefined) {
      const near = suggest(word, names);
      const advice = near === undefined ? `write --format ${either(names)}` : `did you mean ${quote(near)}?`;
      return usage(`unknown format ${quote(word)}`, advice);
    }
    formats.push(format);
  }
  return succeed(formats);
}

/** By default a page is opened for a person at a terminal with a screen, and for nobody else. */
function opensOf(given: Flags[string], { settings: { env, json, quiet } }: Session): Outcome<boolean> {
  if (given === 'yes' || given === 'no') return succeed(given === 'yes');
  if (given !== undefined) return usage(`--open ${quote(String(given))} is neither yes nor no`);
  const hasScreen = process.platform !== 'linux' || Boolean(env.DISPLAY || env.WAYLAND_DISPLAY);
  return succeed(Boolean(process.stdout.isTTY) && hasScreen && !json && !quiet && !env.CI);
}
