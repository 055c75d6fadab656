/** The small files of a run or sweep, copied to where they are committed. */
import { cp, mkdir, readFile, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { dataReader } from '#src/run/data-reader.js';
import { findRun } from '#src/run/find-run.js';
import { runReader } from '#src/run/starting-run.js';
import { checkFiles } from '#src/run/verify/check-files.js';
import { describeDifference } from '#src/run/verify/difference.js';
import { readRecordedRun } from '#src/run/verify/recorded-run.js';
import { runsBehind } from '#src/run/verify/runs-behind.js';
import { formatFailure } from '#src/spec/diagnostic.js';
import { memberFile } from '#src/spec/ensemble.js';

/** No data, no weights, no predictions, no pictures. */
const FILES = ['result.json', 'results.md', 'results.csv', 'history.csv', 'members.csv', 'spec.yaml'];
const SWEEP_FILES = ['result.json', 'results.md', 'results.csv', 'leaderboard.csv', 'spec.yaml', 'best.yaml'];

const fine = (text) => ({ ok: true, text });
const wrong = (text) => ({ ok: false, text });

/**
 * Publishes a run, or a sweep and the runs that it chose, by name or folder.
 *
 * @returns {Promise<{ ok: boolean, text: string }[]>} what was done, and what was refused and why.
 */
export async function publishRun(name, published) {
  const folder = await findRun('runs', name);
  if (!folder.ok) return [wrong(formatFailure(folder.failure))];
  const runs = await runsBehind(folder.value);
  if (!runs.ok) return [wrong(formatFailure(runs.failure))];
  const lines = [];
  for (const run of runs.value) lines.push(await publishOne(run, published));
  if (runs.value[0] !== folder.value) lines.push(await copyFiles(folder.value, SWEEP_FILES, published));
  return lines;
}

/** A run whose files do not agree with each other is not published. */
async function publishOne(folder, published) {
  const run = await readRecordedRun(folder, runReader('runs'), dataReader({ env: process.env }));
  if (!run.ok) return wrong(formatFailure(run.failure));
  const { chain, members = [] } = run.value.result;
  if (chain === undefined && members.length === 0)
    return wrong(`${folder} has no chain of epochs, by which it could be verified: run its spec again`);
  const { differences } = await checkFiles(run.value);
  if (differences.length > 0) return wrong(`${folder}: ${describeDifference(differences[0], 'found')}`);
  return copyFiles(folder, [...FILES, ...members.map((_, i) => memberFile(i))], published);
}

async function copyFiles(folder, files, published) {
  const target = path.join(published, path.basename(folder));
  if (path.resolve(target) === path.resolve(folder)) return fine(`${target} is published`);
  for (const file of files) {
    const text = await readFile(path.join(folder, file), 'utf8').catch(() => '');
    const odd = machinePathIn(text);
    if (odd !== undefined)
      return wrong(
        `${path.join(folder, file)} names ${odd}, a path of this machine: run it from this folder, by relative paths`,
      );
  }
  await rm(target, { recursive: true, force: true });
  for (const file of files) {
    // A report may leave out the tables.
    if ((await stat(path.join(folder, file)).catch(() => undefined)) === undefined) continue;
    await mkdir(path.dirname(path.join(target, file)), { recursive: true });
    await cp(path.join(folder, file), path.join(target, file));
  }
  return fine(target);
}

/** A path that starts at a root, or a value's origin outside the folder: it means nothing elsewhere. */
export function machinePathIn(text) {
  return /(?<![\w.:/~*])(?:\/[\w.@-]+){2,}|\b[A-Za-z]:\\[\w\\.-]+|(?<=# )\.\.\/[\w./-]+/.exec(text)?.[0];
}
