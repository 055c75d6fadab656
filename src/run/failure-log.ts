/** The trials of a sweep that failed for a reason of their own: computed again they would fail again. */
import { appendFile, mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Failure } from '../util/outcome.js';

export interface FailureLog {
  find(identity: string): Failure | undefined;
  add(identity: string, failure: Failure): Promise<void>;
  close(): Promise<void>;
}

const FILE = 'failures.jsonl';

/** Opens the log of a sweep's folder; a line that a crash has cut off is passed over. */
export async function openFailureLog(folder: string): Promise<FailureLog> {
  const file = path.join(folder, FILE);
  const known = new Map<string, Failure>();
  const text = await readFile(file, 'utf8').catch(() => '');
  for (const line of text.split('\n')) {
    try {
      const { identity, failure } = JSON.parse(line) as { identity: string; failure: Failure };
      known.set(identity, failure);
    } catch {
      // An empty line, or half a one.
    }
  }
  let pending: Promise<unknown> = Promise.resolve();
  return {
    find: (identity) => known.get(identity),
    async add(identity, failure) {
      known.set(identity, failure);
      // It saves work the next time: where it cannot be written, that is done again.
      pending = pending
        .then(() => mkdir(folder, { recursive: true }))
        .then(() => appendFile(file, `\n${JSON.stringify({ identity, failure })}\n`))
        .catch(() => undefined);
      await pending;
    },
    async close() {
      await pending;
    },
  };
}
