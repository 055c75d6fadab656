import { existsSync } from 'node:fs';
import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { openStore } from '#src/store/folder-store.js';
import type { Output } from '#src/store/store.js';
import { sha256 } from '#src/util/hash.js';
import { fail, succeed } from '#src/util/outcome.js';
import { filesBelow, outputOf, temporaryFolder, temporaryStore, unwrap } from './temporary-store.js';

const record = { stage: 'train', epoch: 3 };

describe('obtain', () => {
  it('computes once, then finds the same entry, in another process or store too', async () => {
    const { dir, store } = await temporaryStore();
    let computed = 0;
    const compute = async () => {
      computed++;
      const blobs = { weights: new Float32Array([1, 2, 3]), empty: new Uint8Array(0) };
      const bytes = { weights: new Uint8Array(blobs.weights.buffer), empty: blobs.empty };
      return succeed({ meta: { loss: 0.25, shape: [3] }, blobs: bytes, notes: { seconds: 1.5 } });
    };
    const first = unwrap(await store.obtain({ record, compute }));
    const again = unwrap(await store.obtain({ record, compute }));
    const elsewhere = unwrap(await unwrap(await openStore(dir)).obtain({ record, compute }));

    expect(computed).toBe(1);
    expect([first.cached, again.cached, elsewhere.cached]).toEqual([false, true, true]);
    expect(again.entry).toEqual(first.entry);
    expect(elsewhere.entry).toEqual(first.entry);
    expect(first.entry).toMatchObject({ record, meta: { loss: 0.25, shape: [3] }, notes: { seconds: 1.5 } });
    expect(first.entry.key).toBe(sha256('{"epoch":3,"stage":"train"}'));
    expect(unwrap(await store.read(first.entry.blobs.empty!))).toEqual(new Uint8Array(0));
    const weights = unwrap(await store.read(first.entry.blobs.weights!))!;
    expect(new Float32Array(weights.buffer, weights.byteOffset, 3)).toEqual(new Float32Array([1, 2, 3]));
  });

  it('gives calls at the same time one computation, and says nothing of waiting for itself', async () => {
    const { store } = await temporaryStore();
    let computed = 0;
    const compute = async () => {
      computed++;
      return succeed(outputOf('shared'));
    };
    const onWait = vi.fn();
    const obtained = await Promise.all(
      Array.from({ length: 10 }, () => store.obtain({ record, compute, onWait })),
    );
    expect(onWait).not.toHaveBeenCalled();
    expect(computed).toBe(1);
    expect(obtained.map((outcome) => unwrap(outcome).cached).filter((cached) => !cached)).toHaveLength(1);
  });

  it('stores nothing when computing fails, and lets the next one try', async () => {
    const { dir, store } = await temporaryStore();
    const failed = await store.obtain({ record, compute: async () => fail('diverged' as const) });
    expect(failed).toEqual({ ok: false, failure: 'diverged' });
    const left = (await filesBelow(dir)).filter((path) => !/README|CACHEDIR/.test(path));
    expect(left).toEqual([]);
    const next = await store.obtain({ record, compute: async () => succeed(outputOf('fine')) });
    expect(unwrap(next).cached).toBe(false);
  });

  it('gives its lease up when computing throws', async () => {
    const { dir, store } = await temporaryStore();
    const compute = () => Promise.reject(new TypeError('a bug'));
    await expect(store.obtain({ record, compute })).rejects.toThrow('a bug');
    expect(await filesBelow(join(dir, 'v1/leases'))).toEqual([]);
  });

  it('does not count notes as content', async () => {
    const [a, b] = [await temporaryStore(), await temporaryStore()];
    const outputs: Output[] = [1, 2].map((seconds) => ({ ...outputOf('same'), notes: { seconds } }));
    const first = unwrap(await a.store.obtain({ record, compute: async () => succeed(outputs[0]!) }));
    const other = unwrap(await b.store.obtain({ record, compute: async () => succeed(outputs[1]!) }));
    expect(other.entry.content).toBe(first.entry.content);
    expect(other.entry.notes).not.toEqual(first.entry.notes);
  });

  it.each([
    ['a blob', outputOf('other')],
    ['meta', outputOf('same', { loss: 1 })],
    ['a blob name', { ...outputOf('same'), blobs: { other: Buffer.from('same') } }],
  ])('throws when one key gives two contents that differ in %s', async (_, output) => {
    const [a, b] = [await temporaryStore(), await temporaryStore()];
    unwrap(await a.store.obtain({ record, compute: async () => succeed(output) }));
    const compute = async () => {
      // Meanwhile somebody else stores another result under the key.
      await cp(a.dir, b.dir, { recursive: true });
      return succeed(outputOf('same'));
    };
    await expect(b.store.obtain({ record, compute })).rejects.toThrow('the same key gave two contents');
    expect(await filesBelow(join(b.dir, 'v1/leases'))).toEqual([]);
  });

  it('keeps the entry that is there when somebody else has stored the same content meanwhile', async () => {
    const [a, b] = [await temporaryStore(), await temporaryStore()];
    const theirs: Output = { ...outputOf('same'), notes: { by: 'them' } };
    unwrap(await a.store.obtain({ record, compute: async () => succeed(theirs) }));
    const compute = async () => {
      await cp(a.dir, b.dir, { recursive: true });
      return succeed({ ...outputOf('same'), notes: { by: 'us' } });
    };
    expect(unwrap(await b.store.obtain({ record, compute })).entry.notes).toEqual({ by: 'them' });
  });

  it.each([
    Number.NaN,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
  ])('refuses a key and a result that hold %s', async (rate) => {
    const { dir, store } = await temporaryStore();
    expect(() => store.keyOf({ nested: [{ rate }] })).toThrow(RangeError);
    await expect(
      store.obtain({ record: { rate }, compute: async () => succeed(outputOf('x')) }),
    ).rejects.toThrow(RangeError);
    await expect(
      store.obtain({ record, compute: async () => succeed(outputOf('x', { rate })) }),
    ).rejects.toThrow(RangeError);
    expect((await filesBelow(dir)).filter((path) => /entries|blobs|leases|tmp/.test(path))).toEqual([]);
  });

  it('keeps odd names apart: __proto__ is a name like any other', async () => {
    const { store } = await temporaryStore();
    const blobs = JSON.parse('{"__proto__": 1, "constructor": 1, "": 1}') as Record<string, unknown>;
    const output = {
      meta: JSON.parse('{"__proto__":{"a":1}}'),
      blobs: Object.fromEntries(Object.keys(blobs).map((name) => [name, Buffer.from(name)])),
      notes: {},
    };
    unwrap(await store.obtain({ record, compute: async () => succeed(output) }));
    const entry = unwrap(await store.lookup(store.keyOf(record)))!;
    expect(Object.keys(entry.blobs).sort()).toEqual(['', '__proto__', 'constructor']);
    expect(Object.keys(entry.meta)).toEqual(['__proto__']);
  });

  it('is interrupted before it begins when its signal says so', async () => {
    const { dir, store } = await temporaryStore();
    const compute = () => Promise.reject(new Error('must not run'));
    const outcome = await store.obtain({ record, compute, signal: AbortSignal.abort() });
    expect(outcome).toMatchObject({ ok: false, failure: { kind: 'interrupted' } });
    expect(existsSync(dir)).toBe(false);
  });
});

describe('the folder', () => {
  it('is made by the first write, not by opening, looking up, or reading', async () => {
    const { dir, store } = await temporaryStore();
    expect(unwrap(await store.lookup(store.keyOf(record)))).toBeUndefined();
    expect(unwrap(await store.read({ sha256: sha256('x'), size: 1 }))).toBeUndefined();
    expect(existsSync(dir)).toBe(false);
    unwrap(await store.obtain({ record, compute: async () => succeed(outputOf('x')) }));
    expect(await filesBelow(dir)).toEqual([
      'v1/CACHEDIR.TAG',
      'v1/README.txt',
      `v1/blobs/2d/${sha256('x')}`,
      `v1/entries/${store.keyOf(record).slice(0, 2)}/${store.keyOf(record)}.json`,
    ]);
  });

  it('may hold files of other people', async () => {
    const { dir, store } = await temporaryStore();
    await mkdir(join(dir, 'v1/entries/zz'), { recursive: true });
    await writeFile(join(dir, 'v1/entries/zz/notes.txt'), 'mine');
    await writeFile(join(dir, 'v1/entries/.DS_Store'), 'theirs');
    unwrap(await store.obtain({ record, compute: async () => succeed(outputOf('x')) }));
    expect(unwrap(await store.lookup(store.keyOf(record)))).toBeDefined();
  });

  it.each([
    ['the folder itself', '.'],
    ['a folder above it', '..'],
  ])('that is a file (%s) cannot be opened', async (_, where) => {
    const dir = join(await temporaryFolder(), 'a', 'cache');
    if (where === '.') await mkdir(join(dir, '..'));
    await writeFile(join(dir, where), 'a file');
    const outcome = await openStore(dir);
    expect(outcome).toMatchObject({ ok: false, failure: { kind: 'storage' } });
    expect(JSON.stringify(outcome)).toContain('--cache-dir');
  });

  it.each([
    'v1',
    'v1/entries',
    'v1/leases',
    'v1/tmp',
  ])('with a file in place of %s is a storage failure that ends before computing', async (path) => {
    const { dir, store } = await temporaryStore();
    await mkdir(join(dir, path, '..'), { recursive: true });
    await writeFile(join(dir, path), 'a file');
    const compute = () => Promise.reject(new Error('must not run'));
    const outcome = await store.obtain({ record, compute });
    expect(outcome).toMatchObject({ ok: false, failure: { kind: 'storage' } });
  });

  it('that is deleted while a computation runs is made again', async () => {
    const { dir, store } = await temporaryStore();
    const compute = async () => {
      await rm(dir, { recursive: true });
      return succeed(outputOf('x'));
    };
    unwrap(await store.obtain({ record, compute }));
    expect(unwrap(await store.lookup(store.keyOf(record)))).toBeDefined();
  });
});
