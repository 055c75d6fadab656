/** Checks every byte of a store. */
import type { BlobHash, StageKey } from '../util/hash.js';
import type { Outcome } from '../util/outcome.js';
import { checkBlob } from './blob-file.js';
import { setAside } from './durable-file.js';
import { blobFiles, blobPath, entryFiles, entryPath, flatFiles, type Layout, layoutOf } from './layout.js';
import { readLease } from './lease.js';
import { type ListedEntry, readListed, sizeOf } from './list-entries.js';
import { livenessOf } from './process-identity.js';
import { attempt } from './storage-failure.js';

/** Something that failed its check. It has been set aside, and is computed again when it is next needed. */
export interface Damage {
  readonly kind: 'entry' | 'blob';
  /** The entry's key or the blob's hash. */
  readonly name: string;
  /** Continues a sentence: `does not match its checksum`. */
  readonly problem: string;
  /** The stage of a damaged entry, where that can still be said. */
  readonly stage?: string;
}

export interface VerifyReport {
  /** Sound entries and blobs, and the bytes of those blobs. */
  readonly entries: number;
  readonly blobs: number;
  readonly bytes: number;
  readonly damage: readonly Damage[];
  /** Blobs that no entry names: no error, garbage collection takes them. */
  readonly orphans: number;
  /** Files that the store did not put there. */
  readonly foreign: readonly string[];
  /** Files left by writes in progress or interrupted. */
  readonly temporary: number;
  /** Leases of processes that are dead; they hold nobody up. */
  readonly staleLeases: number;
  /** What was set aside before. */
  readonly setAside: number;
}

/** Progress of `verifyStore`, in files. */
export interface VerifyProgress {
  readonly done: number;
  readonly total: number;
}

/** Rehashes everything. What is damaged is set aside, so that a second call finds the store clean. */
export async function verifyStore(
  dir: string,
  onProgress?: (progress: VerifyProgress) => void,
): Promise<Outcome<VerifyReport>> {
  return await attempt(dir, async () => {
    const layout = layoutOf(dir);
    const setAsideBefore = await count(layout.damaged);
    const foreign: string[] = [];
    const keys: StageKey[] = [];
    const hashes: BlobHash[] = [];
    for await (const { name, path } of entryFiles(layout)) {
      if (name === undefined) foreign.push(path);
      else keys.push(name as StageKey);
    }
    for await (const { name, path } of blobFiles(layout)) {
      if (name === undefined) foreign.push(path);
      else hashes.push(name as BlobHash);
    }
    const total = keys.length + hashes.length;
    let done = 0;
    const advance = (): void => onProgress?.({ done: ++done, total });

    const damage: Damage[] = [];
    const sound = new Map<BlobHash, number>();
    for (const hash of hashes) {
      const state = await checkBlob(layout, hash);
      if (state === 'whole') sound.set(hash, await sizeOf(blobPath(layout, hash)));
      if (state === 'damaged') {
        damage.push({ kind: 'blob', name: hash, problem: 'does not match its hash' });
        await setAside(layout, blobPath(layout, hash));
      }
      advance();
    }
    const named = new Set<BlobHash>();
    let entries = 0;
    for (const key of keys) {
      const path = entryPath(layout, key);
      const listed = await readListed(path, key);
      const problem = typeof listed === 'object' ? await problemWithBlobs(layout, listed, sound) : listed;
      if (problem !== undefined) {
        const stage = typeof listed === 'object' ? { stage: listed.stage } : {};
        damage.push({ kind: 'entry', name: key, problem, ...stage });
        await setAside(layout, path);
      } else if (typeof listed === 'object') {
        entries++;
        for (const blob of Object.values(listed.entry.blobs)) named.add(blob.sha256);
      }
      advance();
    }
    return {
      entries,
      blobs: sound.size,
      bytes: [...sound.values()].reduce((sum, size) => sum + size, 0),
      damage,
      orphans: [...sound.keys()].filter((hash) => !named.has(hash)).length,
      foreign,
      temporary: await count(layout.temporary),
      staleLeases: await countStaleLeases(layout),
      setAside: setAsideBefore,
    };
  });
}

async function problemWithBlobs(
  layout: Layout,
  { entry }: ListedEntry,
  sound: Map<BlobHash, number>,
): Promise<string | undefined> {
  for (const [name, blob] of Object.entries(entry.blobs)) {
    // One written since the blobs were listed is looked at now.
    if (!sound.has(blob.sha256) && (await checkBlob(layout, blob.sha256)) === 'whole') {
      sound.set(blob.sha256, await sizeOf(blobPath(layout, blob.sha256)));
    }
    const size = sound.get(blob.sha256);
    if (size === undefined) return `has lost its blob "${name}"`;
    if (size !== blob.size) return `gives its blob "${name}" a wrong size`;
  }
  return undefined;
}

async function count(folder: string): Promise<number> {
  let files = 0;
  for await (const _ of flatFiles(folder)) files++;
  return files;
}

async function countStaleLeases(layout: Layout): Promise<number> {
  let stale = 0;
  for await (const { path, name } of flatFiles(layout.leases)) {
    const seen = name === undefined ? undefined : await readLease(path);
    if (seen?.holder !== undefined && livenessOf(seen.holder) === 'dead') stale++;
  }
  return stale;
}
