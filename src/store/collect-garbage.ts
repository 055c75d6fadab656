/** Garbage collection: safe beside running processes, which need not know of it. */
import type { BlobHash, StageKey } from '../util/hash.js';
import type { Outcome } from '../util/outcome.js';
import { removeIfThere, removeIfUnused, setAside } from './durable-file.js';
import { blobFiles, entryFiles, entryPath, flatFiles, type Layout, layoutOf } from './layout.js';
import { LeaseRequest, readLease, type SeenLease } from './lease.js';
import { fileInfo, type ListedEntry, readListed, sizeOf } from './list-entries.js';
import { livenessOf, livenessOfMaker } from './process-identity.js';
import { attempt } from './storage-failure.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

export interface GarbageOptions {
  /** Entries that are never removed, whatever their age. */
  readonly keep?: (entry: ListedEntry) => boolean;
  /** Removes entries that were not used for so many days. */
  readonly olderThanDays?: number;
  /** Removes the entries used least recently until what is left is no larger. */
  readonly maxBytes?: number;
  /** Only says what would go. */
  readonly dryRun?: boolean;
}

/** What was removed (or would be). */
export interface GarbageReport {
  readonly entries: number;
  readonly blobs: number;
  readonly temporary: number;
  readonly leases: number;
  readonly damaged: number;
  readonly bytes: number;
  /** Bytes of entries and blobs that stay. */
  readonly remainingBytes: number;
}

/**
 * Removes what interrupted processes left, blobs that no entry names and, where asked for, entries by age and size.
 * Anything used within the last hour, or since the oldest process that is computing began, stays.
 */
export async function collectGarbage(
  dir: string,
  options: GarbageOptions = {},
): Promise<Outcome<GarbageReport>> {
  return await attempt(dir, () => new Collection(layoutOf(dir), options).run());
}

class Collection {
  readonly #layout: Layout;
  readonly #options: GarbageOptions;
  readonly #now = Date.now();
  readonly #liveKeys = new Set<string>();
  /** What was used after this moment stays. */
  #cutoff = this.#now - HOUR_MS;
  #removed = { entries: 0, blobs: 0, temporary: 0, leases: 0, damaged: 0, bytes: 0 };

  constructor(layout: Layout, options: GarbageOptions) {
    this.#layout = layout;
    this.#options = options;
  }

  async run(): Promise<GarbageReport> {
    await this.#sweepLeases();
    await this.#sweepLeftovers();
    const entries = await this.#readEntries();
    const blobs = await this.#readBlobs();
    const { remainingBytes, uses } = await this.#sweepEntries(entries, blobs);
    const orphanBytes = await this.#sweepBlobs(blobs, uses);
    return { ...this.#removed, remainingBytes: remainingBytes + orphanBytes };
  }

  async #sweepLeases(): Promise<void> {
    for await (const { path, name } of flatFiles(this.#layout.leases)) {
      const seen = name === undefined ? undefined : await readLease(path);
      if (name === undefined || seen === undefined) continue;
      if (await this.#endLease(path, seen)) {
        // Those with a suffix were left in the middle of taking the first one over, and go with it.
        if (!name.includes('.')) this.#removed.leases++;
        continue;
      }
      this.#liveKeys.add(name.slice(0, 64));
      this.#cutoff = Math.min(this.#cutoff, seen.holder?.begun ?? Number.POSITIVE_INFINITY);
    }
  }

  /** Takes a dead process's lease over, as one who wants to compute would, and gives it up. */
  async #endLease(path: string, seen: SeenLease): Promise<boolean> {
    if (this.#options.dryRun) return seen.holder !== undefined && livenessOf(seen.holder) === 'dead';
    const request = await LeaseRequest.open(this.#layout, path);
    try {
      return (await request.claim()) === undefined;
    } finally {
      await request.close();
    }
  }

  /** Temporary files that nobody writes any more, and what has been set aside for an hour. */
  async #sweepLeftovers(): Promise<void> {
    for await (const { path, name } of flatFiles(this.#layout.temporary)) {
      const maker = name === undefined ? 'alive' : livenessOfMaker(name);
      if (maker === 'alive' || (maker === 'unknown' && !(await this.#isOld(path)))) continue;
      this.#removed.temporary++;
      await this.#remove(path);
    }
    for await (const { path, name } of flatFiles(this.#layout.damaged)) {
      if (name === undefined || !(await this.#isOld(path))) continue;
      this.#removed.damaged++;
      await this.#remove(path);
    }
  }

  async #isOld(path: string): Promise<boolean> {
    return ((await fileInfo(path))?.mtimeMs ?? 0) < this.#now - HOUR_MS;
  }

  async #remove(path: string): Promise<void> {
    this.#removed.bytes += await sizeOf(path);
    if (!this.#options.dryRun) await removeIfThere(path);
  }

  /** The sound entries, the least recently used first. Damaged ones count for nothing and are set aside. */
  async #readEntries(): Promise<ListedEntry[]> {
    const entries: ListedEntry[] = [];
    for await (const { name, path } of entryFiles(this.#layout)) {
      const listed = name === undefined ? undefined : await readListed(path, name as StageKey);
      if (typeof listed === 'object') entries.push(listed);
      else if (listed !== undefined && !this.#options.dryRun) await setAside(this.#layout, path);
    }
    return entries.sort((a, b) => a.lastUsed.getTime() - b.lastUsed.getTime() || (a.key < b.key ? -1 : 1));
  }

  async #readBlobs(): Promise<Map<BlobHash, { path: string; size: number; mtimeMs: number }>> {
    const blobs = new Map<BlobHash, { path: string; size: number; mtimeMs: number }>();
    for await (const { name, path } of blobFiles(this.#layout)) {
      const info = name === undefined ? undefined : await fileInfo(path);
      if (info !== undefined) blobs.set(name as BlobHash, { path, ...info });
    }
    return blobs;
  }

  /** Removes entries by age and size; returns how often each blob is named by those that stay, and their bytes. */
  async #sweepEntries(
    entries: readonly ListedEntry[],
    blobs: ReadonlyMap<BlobHash, { size: number }>,
  ): Promise<{ remainingBytes: number; uses: Map<BlobHash, number> }> {
    const uses = new Map<BlobHash, number>();
    for (const { entry } of entries)
      for (const hash of blobsOf(entry)) uses.set(hash, (uses.get(hash) ?? 0) + 1);
    let remainingBytes = entries.reduce((sum, { ownSize }) => sum + ownSize, 0);
    for (const hash of uses.keys()) remainingBytes += blobs.get(hash)?.size ?? 0;

    const { maxBytes = Number.POSITIVE_INFINITY, olderThanDays = Number.POSITIVE_INFINITY } = this.#options;
    for (const listed of entries) {
      const isTooOld = listed.lastUsed.getTime() < this.#now - olderThanDays * DAY_MS;
      if (!isTooOld && remainingBytes <= maxBytes) continue;
      if (!(await this.#evict(listed))) continue;
      this.#removed.entries++;
      this.#removed.bytes += listed.ownSize;
      remainingBytes -= listed.ownSize;
      for (const hash of blobsOf(listed.entry)) {
        const left = (uses.get(hash) ?? 0) - 1;
        uses.set(hash, left);
        if (left === 0) remainingBytes -= blobs.get(hash)?.size ?? 0;
      }
    }
    return { remainingBytes, uses };
  }

  async #evict(listed: ListedEntry): Promise<boolean> {
    const isKept =
      listed.lastUsed.getTime() > this.#cutoff ||
      this.#liveKeys.has(listed.key) ||
      this.#options.keep?.(listed);
    if (isKept) return false;
    if (this.#options.dryRun) return true;
    return await removeIfUnused(this.#layout, entryPath(this.#layout, listed.key), this.#cutoff);
  }

  /** Removes blobs that no entry names any more; returns the bytes of those that are too young to go. */
  async #sweepBlobs(
    blobs: ReadonlyMap<BlobHash, { path: string; size: number; mtimeMs: number }>,
    uses: ReadonlyMap<BlobHash, number>,
  ): Promise<number> {
    let orphanBytes = 0;
    for (const [hash, { path, size, mtimeMs }] of blobs) {
      if ((uses.get(hash) ?? 0) > 0) continue;
      const isYoung = mtimeMs > this.#cutoff;
      if (isYoung || (!this.#options.dryRun && !(await removeIfUnused(this.#layout, path, this.#cutoff)))) {
        orphanBytes += size;
        continue;
      }
      this.#removed.blobs++;
      this.#removed.bytes += size;
    }
    return orphanBytes;
  }
}

function blobsOf(entry: ListedEntry['entry']): Set<BlobHash> {
  return new Set(Object.values(entry.blobs).map((blob) => blob.sha256));
}
