/** What is in the store. */
import { readFile, stat } from 'node:fs/promises';
import type { BlobHash, StageKey } from '../util/hash.js';
import type { Outcome } from '../util/outcome.js';
import { decodeEntry } from './entry-file.js';
import { blobFiles, entryFiles, flatFiles, type Layout, layoutOf } from './layout.js';
import { attempt, codeOf } from './storage-failure.js';
import type { Entry } from './store.js';

export interface ListedEntry {
  readonly key: StageKey;
  /** The key record's `stage`; empty when it has none. */
  readonly stage: string;
  /** Bytes of the entry and its blobs; a blob that several entries share is counted for each. */
  readonly size: number;
  /** Bytes of the entry's own file. */
  readonly ownSize: number;
  /** When it was last looked up or made, to within ten minutes. */
  readonly lastUsed: Date;
  readonly entry: Entry;
}

export interface StoreStatistics {
  readonly entries: number;
  readonly blobs: number;
  /** Bytes on disk: entries, blobs (each once), and what was set aside. */
  readonly bytes: number;
  /** By stage name, in its order; `bytes` as in `ListedEntry.size`. */
  readonly stages: Readonly<Record<string, { readonly entries: number; readonly bytes: number }>>;
  readonly damaged: number;
}

/**
 * The sound entries in key order; the blobs' presence is not checked. A missing folder has none. Errors of the
 * operating system are thrown: wrap the loop in `attempt`.
 */
export async function* listEntries(dir: string): AsyncGenerator<ListedEntry> {
  for await (const { name, path } of entryFiles(layoutOf(dir))) {
    if (name === undefined) continue;
    const listed = await readListed(path, name as StageKey);
    if (typeof listed === 'object') yield listed;
  }
}

/** Reads an entry file: the entry, or what is wrong with it; undefined when it has gone. */
export async function readListed(path: string, key: StageKey): Promise<ListedEntry | string | undefined> {
  try {
    const { mtime: lastUsed } = await stat(path);
    const bytes = await readFile(path);
    const decoded = decodeEntry(bytes, key);
    if (!decoded.ok) return decoded.problem;
    const { entry } = decoded;
    const stage = typeof entry.record.stage === 'string' ? entry.record.stage : '';
    const size = Object.values(entry.blobs).reduce((sum, blob) => sum + blob.size, bytes.length);
    return { key, stage, size, ownSize: bytes.length, lastUsed, entry };
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    if (codeOf(error) === 'EIO') return 'cannot be read from the disk';
    throw error;
  }
}

/** Counts and sizes, without checking anything. */
export async function storeStatistics(dir: string): Promise<Outcome<StoreStatistics>> {
  return await attempt(dir, async () => {
    const layout = layoutOf(dir);
    const stages = new Map<string, { entries: number; bytes: number }>();
    let entries = 0;
    let bytes = 0;
    for await (const { stage, size, ownSize } of listEntries(dir)) {
      const sum = stages.get(stage) ?? { entries: 0, bytes: 0 };
      stages.set(stage, { entries: sum.entries + 1, bytes: sum.bytes + size });
      entries++;
      bytes += ownSize;
    }
    const blobs = await blobSizes(layout);
    for (const size of blobs.values()) bytes += size;
    let damaged = 0;
    for await (const { path } of flatFiles(layout.damaged)) {
      damaged++;
      bytes += await sizeOf(path);
    }
    const inOrder = [...stages].sort(([a], [b]) => (a < b ? -1 : 1));
    return { entries, blobs: blobs.size, bytes, stages: Object.fromEntries(inOrder), damaged };
  });
}

async function blobSizes(layout: Layout): Promise<Map<BlobHash, number>> {
  const sizes = new Map<BlobHash, number>();
  for await (const { name, path } of blobFiles(layout)) {
    if (name !== undefined) sizes.set(name as BlobHash, await sizeOf(path));
  }
  return sizes;
}

/** A file's bytes; 0 for one that has gone. */
export async function sizeOf(path: string): Promise<number> {
  return (await fileInfo(path))?.size ?? 0;
}

/** A file's size and last change; undefined for one that has gone. */
export async function fileInfo(path: string): Promise<{ size: number; mtimeMs: number } | undefined> {
  try {
    const { size, mtimeMs } = await stat(path);
    return { size, mtimeMs };
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}
