/** The run or the sweep that a person names. */
import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { Outcome } from '../util/outcome.js';
import { succeed } from '../util/outcome.js';
import { findRun } from './find-run.js';
import { readStoredResult, type StoredResult } from './read-result.js';

export type FoundResult = StoredResult & { readonly folder: string };

/**
 * A run, named as `findRun` has it, or a sweep, named by its folder's path or its folder's name in the runs folder. Fails
 * with kind `usage` when there is none, with `data` when its result.json is missing or damaged.
 */
export async function findRunOrSweep(runsDir: string, name: string): Promise<Outcome<FoundResult>> {
  for (const folder of name === '' ? [] : [path.resolve(name), path.join(runsDir, name)]) {
    // Neither sweeps nor published runs have a journal.
    if ((await fileOf(folder, ['result.json'])) !== undefined) return withFolder(folder);
  }
  const found = await findRun(runsDir, name);
  return found.ok ? withFolder(found.value) : found;
}

/** The first of these files that a folder has. */
export async function fileOf(folder: string, names: readonly string[]): Promise<string | undefined> {
  for (const name of names) {
    const there = await stat(path.join(folder, name)).catch(() => undefined);
    if (there?.isFile()) return name;
  }
  return undefined;
}

async function withFolder(folder: string): Promise<Outcome<FoundResult>> {
  const read = await readStoredResult(folder);
  return read.ok ? succeed({ ...read.value, folder }) : read;
}
