/** events.jsonl: what happened in a run folder, one JSON object a line, appended by every run. */
import { type FileHandle, mkdir, open } from 'node:fs/promises';
import path from 'node:path';
import { describeWriteError } from '../util/atomic-file.js';
import { fail, type Outcome, succeed } from '../util/outcome.js';
import type { RunEvent } from './events.js';

export interface Journal {
  write(event: RunEvent): void;
  /** Waits until all that was written is in the file. */
  close(): Promise<void>;
}

/** Opens a run folder's journal, making the folder if need be. */
export async function openJournal(folder: string): Promise<Outcome<Journal>> {
  const file = path.join(folder, 'events.jsonl');
  let handle: FileHandle;
  try {
    await mkdir(folder, { recursive: true });
    handle = await open(file, 'a');
  } catch (error) {
    return fail(describeWriteError(file, error as NodeJS.ErrnoException));
  }
  let pending: Promise<unknown> = Promise.resolve();
  return succeed({
    write(event) {
      // Progress within a stage is for the eye; the journal keeps what has happened.
      if (event.type === 'progress') return;
      const line = `${JSON.stringify({ time: new Date().toISOString(), ...event })}\n`;
      // The journal is a convenience: a disk that is full must not end the run here, the store will say so.
      pending = pending.then(() => handle.appendFile(line)).catch(() => undefined);
    },
    async close() {
      await pending;
      await handle.close();
    },
  });
}
