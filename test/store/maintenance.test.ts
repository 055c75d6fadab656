import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, truncate, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { collectGarbage, type GarbageOptions } from '#src/store/collect-garbage.js';
import { removeIfUnused } from '#src/store/durable-file.js';
import { blobPath, entryPath, type Layout, layoutOf, leasePath } from '#src/store/layout.js';
import { type ListedEntry, listEntries, storeStatistics } from '#src/store/list-entries.js';
import { currentProcess, temporaryName } from '#src/store/process-identity.js';
import type { Entry, Store } from '#src/store/store.js';
import { type VerifyProgress, verifyStore } from '#src/store/verify-store.js';
import { sha256 } from '#src/util/hash.js';
import { succeed } from '#src/util/outcome.js';
import { filesBelow, temporaryStore, unwrap } from './temporary-store.js';

const HOUR = 3600;
const DAY = 24 * HOUR;
let dir: string;
let store: Store;
let layout: Layout;

beforeEach(async () => {
  ({ dir, store } = await temporaryStore());
  layout = layoutOf(dir);
});

/** Stores an entry with blobs of so many bytes, last used so many days ago. */
async function put(name: string, sizes: readonly number[], daysAgo = 0): Promise<Entry> {
  const blobs = Object.fromEntries(sizes.map((size) => [`blob-${size}`, new Uint8Array(size)]));
  const { entry } = unwrap(
    await store.obtain({
      record: { stage: name.slice(0, 1), name },
      compute: async () => succeed({ meta: {}, blobs, notes: {} }),
    }),
  );
  if (daysAgo > 0) {
    await age(entryPath(layout, entry.key), daysAgo * DAY);
    for (const blob of Object.values(entry.blobs)) await age(blobPath(layout, blob.sha256), daysAgo * DAY);
  }
  return entry;
}

async function age(path: string, seconds: number): Promise<void> {
  const then = Date.now() / 1000 - seconds;
  await utimes(path, then, then);
}

async function write(path: string, text: string, seconds = 0): Promise<string> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
  await age(path, seconds);
  return path;
}

async function list(): Promise<ListedEntry[]> {
  const entries: ListedEntry[] = [];
  for await (const entry of listEntries(dir)) entries.push(entry);
  return entries;
}

async function names(): Promise<unknown[]> {
  return (await list()).map(({ entry }) => entry.record.name).sort();
}

const collect = async (options?: GarbageOptions) => unwrap(await collectGarbage(dir, options));

describe('a store that does not exist', () => {
  it('is empty and clean, and stays away', async () => {
    expect(await list()).toEqual([]);
    expect(unwrap(await verifyStore(dir))).toMatchObject({ entries: 0, blobs: 0, damage: [], foreign: [] });
    expect(unwrap(await storeStatistics(dir))).toEqual({
      entries: 0,
      blobs: 0,
      bytes: 0,
      stages: {},
      damaged: 0,
    });
    expect(await collect({ maxBytes: 0 })).toMatchObject({ entries: 0, blobs: 0, bytes: 0 });
    expect(existsSync(dir)).toBe(false);
  });

  it('cannot be maintained when it is a file', async () => {
    await writeFile(dir, '');
    for (const outcome of [await verifyStore(dir), await storeStatistics(dir), await collectGarbage(dir)]) {
      expect(outcome).toMatchObject({ ok: false, failure: { kind: 'storage' } });
    }
  });
});

describe('listEntries and storeStatistics', () => {
  it('tell stages, sizes and last use', async () => {
    const a = await put('a', [100, 200], 3);
    await put('b', [100]);
    const listed = await list();
    expect(listed).toHaveLength(2);
    const first = listed.find(({ key }) => key === a.key)!;
    expect(first).toMatchObject({ stage: 'a', size: 300 + first.ownSize, entry: a });
    expect(Date.now() - first.lastUsed.getTime()).toBeGreaterThan(2.9 * DAY * 1000);
    const own = listed.reduce((sum, { ownSize }) => sum + ownSize, 0);
    expect(unwrap(await storeStatistics(dir))).toMatchObject({
      entries: 2,
      blobs: 2,
      bytes: 300 + own,
      stages: { a: { entries: 1, bytes: first.size }, b: { entries: 1 } },
    });
  });

  it('see when an entry was last looked up', async () => {
    const { key } = await put('a', [1], 3);
    unwrap(await store.lookup(key));
    const [listed] = await list();
    expect(Date.now() - listed!.lastUsed.getTime()).toBeLessThan(HOUR * 1000);
  });
});

describe('verifyStore', () => {
  it('finds and sets aside what is damaged, and a second time finds nothing', async () => {
    const [a, b, c, d] = [
      await put('a', [1, 2]),
      await put('b', [3]),
      await put('c', [4]),
      await put('d', [5]),
    ];
    const flipped = blobPath(layout, a.blobs['blob-2']!.sha256);
    await writeFile(flipped, new Uint8Array([0, 1]));
    await truncate(entryPath(layout, b.key), 100);
    await rm(blobPath(layout, c.blobs['blob-4']!.sha256));
    const progress: VerifyProgress[] = [];
    const report = unwrap(await verifyStore(dir, (each) => progress.push(each)));

    expect(report).toMatchObject({ entries: 1, blobs: 3, orphans: 2, foreign: [], setAside: 0 });
    const byName = (x: { name: string }, y: { name: string }) => (x.name < y.name ? -1 : 1);
    expect([...report.damage].sort(byName)).toEqual(
      [
        { kind: 'blob', name: a.blobs['blob-2']!.sha256, problem: 'does not match its hash' },
        { kind: 'entry', name: a.key, stage: 'a', problem: 'has lost its blob "blob-2"' },
        { kind: 'entry', name: b.key, problem: 'is cut short or not an entry' },
        { kind: 'entry', name: c.key, stage: 'c', problem: 'has lost its blob "blob-4"' },
      ].sort(byName),
    );
    expect(progress.at(-1)).toEqual({ done: 8, total: 8 });
    expect(await names()).toEqual(['d']);
    expect(unwrap(await verifyStore(dir))).toMatchObject({ entries: 1, damage: [], setAside: 4 });
    expect(unwrap(await store.lookup(d.key))).toEqual(d);
  });

  it('tells of foreign files, leftovers and stale leases', async () => {
    const entry = await put('a', [1]);
    const foreign = await write(join(layout.entries, '00', 'notes.txt'), 'mine');
    const misplaced = join(layout.blobs, entry.blobs['blob-1']!.sha256.startsWith('0') ? 'ff' : '00');
    await write(join(misplaced, entry.blobs['blob-1']!.sha256), 'misplaced');
    await write(join(layout.temporary, 'x'), '');
    const dead = { ...currentProcess(), pid: 2 ** 22 + 1, token: '0123456789abcdef' };
    await write(leasePath(layout, entry.key), JSON.stringify(dead));
    const report = unwrap(await verifyStore(dir));
    expect(report).toMatchObject({ damage: [], temporary: 1, staleLeases: 1 });
    expect(report.foreign).toEqual([foreign, join(misplaced, entry.blobs['blob-1']!.sha256)]);
  });
});

describe('collectGarbage', () => {
  it('by itself removes only what nobody needs', async () => {
    await put('a', [10], 400);
    await put('b', [20]);
    const old = sha256(new Uint8Array([7]));
    const young = sha256(new Uint8Array([8]));
    const orphan = await write(blobPath(layout, old), '\x07', 2 * HOUR);
    const fresh = await write(blobPath(layout, young), '\x08');
    const foreign = await write(join(layout.blobs, 'notes.txt'), 'mine', 400 * DAY);
    const report = await collect();
    expect(report).toMatchObject({ entries: 0, blobs: 1, bytes: 1 });
    expect([orphan, fresh, foreign].map((path) => existsSync(path))).toEqual([false, true, true]);
    expect(unwrap(await verifyStore(dir))).toMatchObject({ entries: 2, damage: [], orphans: 1 });
  });

  it('removes entries by age, but no blob that another entry names', async () => {
    await put('old', [10, 20], 40);
    await put('kept', [20], 39);
    await put('new', [30], 1);
    const keep = ({ entry }: ListedEntry) => entry.record.name === 'kept';
    expect(await collect({ olderThanDays: 30, keep })).toMatchObject({ entries: 1, blobs: 1 });
    expect(await names()).toEqual(['kept', 'new']);
    expect(unwrap(await verifyStore(dir))).toMatchObject({ entries: 2, blobs: 2, damage: [] });
  });

  it('removes by size what was used least recently, and no more than it must', async () => {
    for (const [index, name] of ['e', 'd', 'c', 'b', 'a'].entries())
      await put(name, [10_000 + index], index + 1);
    unwrap(await store.lookup(store.keyOf({ stage: 'a', name: 'a' })));
    const report = await collect({ maxBytes: 35_000 });
    expect(report.remainingBytes).toBeLessThanOrEqual(35_000);
    expect(await names()).toEqual(['a', 'd', 'e']);
    expect(unwrap(await storeStatistics(dir)).bytes).toBe(report.remainingBytes);
    expect(unwrap(await verifyStore(dir))).toMatchObject({ entries: 3, blobs: 3, damage: [] });
  });

  it('spares what was used within the hour, even when that is too much', async () => {
    await put('a', [1000]);
    await put('b', [2000], 1);
    expect(await collect({ maxBytes: 0, olderThanDays: 0 })).toMatchObject({ entries: 1, blobs: 1 });
    expect(await names()).toEqual(['a']);
  });

  it('spares what was used since a process that is computing began, and its lease', async () => {
    await put('a', [1000], 2);
    await put('b', [2000], 4);
    const running = { ...currentProcess(), begun: Date.now() - 3 * DAY * 1000, token: '0123456789abcdef' };
    const lease = await write(leasePath(layout, store.keyOf({ other: 1 })), JSON.stringify(running));
    expect(await collect({ maxBytes: 0 })).toMatchObject({ entries: 1, leases: 0 });
    expect(await names()).toEqual(['a']);
    expect(existsSync(lease)).toBe(true);
  });

  it('removes what dead processes left, not what living ones write', async () => {
    const { space, pid, start } = currentProcess();
    const random = '0123456789abcdef';
    const dead = await write(join(layout.temporary, `${space}-${2 ** 22 + 1}-${start}-${random}`), 'dead');
    const reused = await write(join(layout.temporary, `${space}-${pid}-1-${random}`), 'reused');
    const living = await write(join(layout.temporary, temporaryName()), 'living', 30 * DAY);
    const distant = await write(join(layout.temporary, `${random}-1-1-${random}`), 'distant');
    const distantOld = await write(join(layout.temporary, `${random}-2-1-${random}`), 'old', 2 * HOUR);
    const aside = await write(join(layout.damaged, 'x'), 'aside');
    const asideOld = await write(join(layout.damaged, 'y'), 'aside', 2 * HOUR);
    const holder = { ...currentProcess(), pid: 2 ** 22 + 1, token: random };
    const lease = await write(join(layout.leases, 'a'.repeat(64)), JSON.stringify(holder));
    const chained = await write(`${lease}.${random}`, JSON.stringify({ ...holder, token: 'f'.repeat(16) }));

    const would = await collect({ dryRun: true });
    const paths = [dead, reused, distantOld, asideOld, lease, chained, living, distant, aside];
    expect(paths.map((path) => existsSync(path))).toEqual(paths.map(() => true));
    const did = await collect();
    expect(did).toEqual(would);
    expect(did).toMatchObject({ temporary: start === '' ? 2 : 3, damaged: 1, leases: 1 });
    const left = paths.filter((path) => existsSync(path));
    expect(left).toEqual([...(start === '' ? [reused] : []), living, distant, aside]);
  });

  it('does in a dry run what it would do, but for doing it', async () => {
    await put('a', [1000], 10);
    await put('b', [1000, 2000], 20);
    await put('c', [3000]);
    const before = await filesBelow(dir);
    const options = { olderThanDays: 15, maxBytes: 100 };
    const would = await collect({ ...options, dryRun: true });
    expect(await filesBelow(dir)).toEqual(before);
    expect(await collect(options)).toEqual(would);
    expect(would).toMatchObject({ entries: 2, blobs: 2 });
  });

  it('keeps ledgers', async () => {
    unwrap(await store.record('test scorings', 'a model'));
    await collect({ maxBytes: 0, olderThanDays: 0 });
    expect(unwrap(await store.record('test scorings', 'another'))).toBe(2);
  });

  it('puts back what was used at the last moment', async () => {
    const path = await write(join(layout.blobs, '00', 'x'), 'used', 2 * HOUR);
    expect(await removeIfUnused(layout, path, Date.now() - 3 * HOUR * 1000)).toBe(false);
    expect(await readFile(path, 'utf8')).toBe('used');
    expect(await removeIfUnused(layout, path, Date.now() - HOUR * 1000)).toBe(true);
    expect(await filesBelow(layout.root)).toEqual([]);
  });
});
