/** The run that a person names. */
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { suggest } from '../spec/suggest.js';
import { fail, type Outcome, succeed } from '../util/outcome.js';
import { listRuns } from './list-runs.js';

/**
 * The folder of a run that is named by its folder's path (a relative one starts from `base`), by its folder's name in the
 * runs folder (`baseline-1a2b3c4d`), or by its spec's name, which means the latest run of it that finished. Fails with kind
 * `usage`.
 */
export async function findRun(
  runsDir: string,
  name: string,
  base: string = process.cwd(),
): Promise<Outcome<string>> {
  const places = [path.resolve(base, name), path.join(runsDir, name), path.join(runsDir, 'published', name)];
  for (const folder of places) if (name !== '' && (await isRun(folder))) return succeed(folder);
  const runs = await listRuns(runsDir);
  const last = runs.filter(({ result }) => result?.name === name).at(-1);
  if (last !== undefined) return succeed(last.folder);
  const names = runs.flatMap(({ folder, result }) => [
    ...(result === undefined ? [] : [result.name]),
    path.basename(folder),
  ]);
  const near = suggest(name, names);
  return fail({
    kind: 'usage',
    message: `there is no run ${JSON.stringify(name)} in ${path.relative(process.cwd(), runsDir) || '.'}`,
    advice: near === undefined ? 'hwr-run runs lists what has run' : `did you mean ${JSON.stringify(near)}?`,
  });
}

/** A run's folder has a journal; one that was copied elsewhere may have its model alone, a published one its result. */
async function isRun(folder: string): Promise<boolean> {
  for (const file of ['events.jsonl', path.join('model', 'model.json'), 'result.json']) {
    const there = await stat(path.join(folder, file)).catch(() => undefined);
    if (there?.isFile()) return true;
  }
  return false;
}
