/** hwr-run compare A B …: runs side by side, and whether they differ. */
import path from 'node:path';
import { comparisonJson } from '../report/compare/json.js';
import { terminalComparison } from '../report/compare/terminal.js';
import { type Comparison, compareRuns } from '../run/compare/compare-runs.js';
import { writeFileIfChanged } from '../util/atomic-file.js';
import { hashJson } from '../util/hash.js';
import { type Outcome, succeed } from '../util/outcome.js';
import { usage } from './flag-values.js';
import { type Command, done, type Session } from './session.js';

/** As many as there are letters for. */
const MOST_CONTESTANTS = 26;

export const compare: Command<[names: readonly string[], out: string | undefined]> = async (
  session,
  names,
  out,
) => {
  const { settings, signal } = session;
  const refusal = refusalOf(names);
  if (refusal !== undefined && !refusal.ok) return [refusal.failure];
  const compared = await compareRuns(names, { ...settings, signal });
  if (!compared.ok) return [compared.failure];
  const { view } = compared.value;
  const folders = view.record.contestants.map(({ folder }) => folder);
  const twice = folders.find((folder, i) => folders.indexOf(folder) !== i);
  if (twice !== undefined) {
    const advice = 'name two different ones; a spec’s name means its latest run, a folder exactly that run';
    return [{ kind: 'usage', message: `${twice} is named twice`, advice }];
  }
  const written = await writeFiles(session, compared.value, out);
  if (!written.ok) return [written.failure];
  session.printJson({ ...comparisonJson(view), folder: written.value });
  session.print(`\n${terminalComparison(view, { color: session.color, width: session.width })}`);
  session.print(`report: ${path.join(written.value, 'compare.html')}`);
  return done;
};

function refusalOf(names: readonly string[]): Outcome<never> | undefined {
  if (names.length < 2) return usage('compare needs two runs or more', 'write hwr-run compare RUN RUN…');
  if (names.length > MOST_CONTESTANTS)
    return usage(`${names.length} runs are too many to compare`, `name at most ${MOST_CONTESTANTS}`);
  return undefined;
}

/** Writes the files to `out`, or to a folder of the runs folder that belongs to these contestants alone. */
async function writeFiles(
  { settings }: Session,
  { view, pictures }: Comparison,
  out: string | undefined,
): Promise<Outcome<string>> {
  const identity = view.record.contestants.map(({ folder, runs }) => [
    folder,
    ...runs.map(({ weightsSha256 }) => weightsSha256),
  ]);
  const folder = path.resolve(
    out ?? path.join(settings.runsDir, `compare-${hashJson(identity).slice(0, 8)}`),
  );
  // The exporters bring the plotting library, which takes longer to load than all the rest.
  const { exportComparison } = await import('../report/compare/export-comparison.js');
  for (const [name, text] of Object.entries(await exportComparison(view, pictures))) {
    const written = await writeFileIfChanged(path.join(folder, name), text);
    if (!written.ok) return written;
  }
  return succeed(path.relative(process.cwd(), folder) || '.');
}
