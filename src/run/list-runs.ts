/** The runs of a runs folder, from their result.json files and journals. */
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Result } from '../report/result-types.generated.js';
import { fail, type Outcome, succeed } from '../util/outcome.js';
import { readStoredResult } from './read-result.js';

export interface ListedRun {
  readonly folder: string;
  /** When it last ran. */
  readonly time: Date;
  readonly status: 'done' | 'failed' | 'interrupted' | 'unfinished';
  /** The result, where there is one. */
  readonly result?: Result;
}

/** The runs in a folder, the latest last. A missing folder has none; folders that are no runs are passed over. */
export async function listRuns(runsDir: string): Promise<ListedRun[]> {
  const entries = await readdir(runsDir, { withFileTypes: true }).catch(() => []);
  const runs: ListedRun[] = [];
  for (const entry of entries) {
    if (!entry.isDirectory() || entry.name.startsWith('.')) continue;
    const run = await readRun(path.join(runsDir, entry.name));
    if (run !== undefined) runs.push(run);
  }
  return runs.sort((a, b) => a.time.getTime() - b.time.getTime() || (a.folder < b.folder ? -1 : 1));
}

/** Fails with kind `storage` when the folder for results can be none: it, or a part of its path, is a file. */
export async function checkRunsDir(runsDir: string): Promise<Outcome<undefined>> {
  const there = await stat(runsDir).catch(({ code }: NodeJS.ErrnoException) => code);
  if (there !== 'ENOTDIR' && (typeof there !== 'object' || there.isDirectory())) return succeed(undefined);
  return fail({
    kind: 'storage',
    message: `${runsDir} cannot be used as the folder for results: it, or a part of its path, is a file`,
    advice: 'move that file away, or choose another folder with --runs-dir',
  });
}

/** The latest finished run of a name. */
export async function lastRunOf(
  runsDir: string,
  name: string,
): Promise<(Result & { readonly folder: string }) | undefined> {
  const runs = await listRuns(runsDir);
  const last = runs.filter(({ result }) => result?.name === name).at(-1);
  return last?.result && { ...last.result, folder: path.relative(process.cwd(), last.folder) };
}

async function readRun(folder: string): Promise<ListedRun | undefined> {
  const journal = path.join(folder, 'events.jsonl');
  const modified = await stat(journal).catch(() => undefined);
  if (modified === undefined) return undefined;
  const result = await readResult(folder);
  const status = await lastStatus(journal);
  return { folder, time: modified.mtime, status, ...(result === undefined ? {} : { result }) };
}

/** A result that somebody has damaged is none. */
async function readResult(folder: string): Promise<Result | undefined> {
  const read = await readStoredResult(folder);
  return read.ok && read.value.kind === 'run' ? read.value.result : undefined;
}

/** What the journal's last line says; a run that was killed has said nothing of its end. */
async function lastStatus(journal: string): Promise<ListedRun['status']> {
  const lines = (await readFile(journal, 'utf8')).trimEnd().split('\n');
  const last = lines.at(-1) ?? '';
  if (last.includes('"type":"run-finished"')) return 'done';
  if (!last.includes('"type":"run-failed"')) return 'unfinished';
  return last.includes('"kind":"interrupted"') ? 'interrupted' : 'failed';
}
