/** Stores in temporary folders, and how tests look at them. */
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'vitest';
import { openStore } from '#src/store/folder-store.js';
import type { Output, Store } from '#src/store/store.js';
import type { Outcome } from '#src/util/outcome.js';

const made: string[] = [];

afterEach(async () => {
  for (const dir of made.splice(0)) await rm(dir, { recursive: true, force: true });
});

/** A new folder, removed after the test. */
export async function temporaryFolder(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'hwr-store-'));
  made.push(dir);
  return dir;
}

/** A store in a folder that does not exist yet. */
export async function temporaryStore(): Promise<{ dir: string; store: Store }> {
  const dir = join(await temporaryFolder(), 'cache');
  return { dir, store: unwrap(await openStore(dir)) };
}

/** The value of an outcome that must be a success. */
export function unwrap<T>(outcome: Outcome<T, unknown>): T {
  if (!outcome.ok) throw new Error(`unexpected failure: ${JSON.stringify(outcome.failure)}`);
  return outcome.value;
}

/** An output of one blob. */
export function outputOf(text: string, meta: Output['meta'] = {}): Output {
  return { meta, blobs: { text: Buffer.from(text) }, notes: {} };
}

/** Every file below a folder, relative to it, in order; empty for a missing folder. */
export async function filesBelow(dir: string): Promise<string[]> {
  if (!existsSync(dir)) return [];
  const items = await readdir(dir, { recursive: true, withFileTypes: true });
  return items
    .filter((item) => item.isFile())
    .map((item) => join(item.parentPath, item.name).slice(dir.length + 1))
    .sort();
}
