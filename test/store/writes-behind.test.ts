import { existsSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { openStore } from '#src/store/folder-store.js';
import { verifyStore } from '#src/store/verify-store.js';
import { succeed } from '#src/util/outcome.js';
import { filesBelow, outputOf, temporaryFolder, temporaryStore, unwrap } from './temporary-store.js';

async function behind() {
  const dir = join(await temporaryFolder(), 'cache');
  return { dir, store: unwrap(await openStore(dir, { writesBehind: true })) };
}

const obtain = (store: Awaited<ReturnType<typeof behind>>['store'], i: number, text = `output ${i}`) =>
  store.obtain({ record: { stage: 'train', epoch: i }, compute: async () => succeed(outputOf(text, { i })) });

it('hands out what is not on the disk yet, as it will be read from there', async () => {
  const { dir, store } = await behind();
  const [first, second] = [unwrap(await obtain(store, 1)), unwrap(await obtain(store, 2))];
  expect((await filesBelow(join(dir, 'v1/entries'))).length).toBeLessThan(2);
  expect(unwrap(await store.lookup(second.entry.key))).toEqual(second.entry);
  expect(unwrap(await store.read(second.entry.blobs.text!))).toEqual(Buffer.from('output 2'));
  unwrap(await store.settled());
  const other = unwrap(await openStore(dir));
  for (const { entry } of [first, second]) {
    expect(unwrap(await other.lookup(entry.key))).toEqual(entry);
    expect(Buffer.from(unwrap(await other.read(entry.blobs.text!))!).toString()).toBe(
      `output ${entry.meta.i}`,
    );
  }
  expect(await filesBelow(join(dir, 'v1/leases'))).toEqual([]);
  expect(await filesBelow(join(dir, 'v1/tmp'))).toEqual([]);
});

it('gives the same files as a store that waits for each', async () => {
  const [a, b] = [await behind(), await temporaryStore()];
  for (const { store } of [a, b]) {
    // Some share their blob, with one on its way and with one that has arrived.
    for (const [i, text] of ['x', 'y', 'x', 'z', 'y'].entries()) unwrap(await obtain(store, i, text));
    unwrap(await store.settled());
    unwrap(await obtain(store, 9, 'x'));
    unwrap(await store.settled());
  }
  expect(await filesBelow(a.dir)).toEqual(await filesBelow(b.dir));
  expect(unwrap(await verifyStore(a.dir, () => undefined))).toMatchObject({
    damage: [],
    orphans: 0,
    entries: 6,
  });
});

it('computes a key once, also while what was computed is on its way', async () => {
  const { store } = await behind();
  const compute = vi.fn(async () => succeed(outputOf('once')));
  const record = { stage: 'train' };
  const all = [
    store.obtain({ record, compute }),
    store.obtain({ record, compute }),
    store.obtain({ record, compute }).then(() => store.obtain({ record, compute })),
  ];
  const obtained = (await Promise.all(all)).map(unwrap);
  expect(compute).toHaveBeenCalledTimes(1);
  expect(new Set(obtained.map(({ entry }) => JSON.stringify(entry))).size).toBe(1);
  unwrap(await store.settled());
});

it('says that something could not be written: at the end, and to whoever goes on', async () => {
  const { dir, store } = await behind();
  unwrap(await obtain(store, 0));
  unwrap(await store.settled());
  const blobs = join(dir, 'v1/blobs');
  await rm(blobs, { recursive: true });
  // A file where a folder should be.
  await writeFile(blobs, '');
  unwrap(await obtain(store, 1));
  const settled = await store.settled();
  expect(settled).toMatchObject({ ok: false, failure: { kind: 'storage' } });
  expect(await obtain(store, 2)).toMatchObject({ ok: false, failure: { kind: 'storage' } });
  expect(await filesBelow(join(dir, 'v1/leases'))).toEqual([]);
  expect(await filesBelow(join(dir, 'v1/tmp'))).toEqual([]);
});

it('keeps a later computation waiting when much is on its way', async () => {
  const { dir, store } = await behind();
  const bytes = new Uint8Array(65 * 2 ** 20);
  const blobs = { bytes };
  const large = unwrap(
    await store.obtain({
      record: { large: true },
      compute: async () => succeed({ meta: {}, blobs, notes: {} }),
    }),
  );
  expect(existsSync(dir)).toBe(true);
  expect(unwrap(await unwrap(await openStore(dir)).lookup(large.entry.key))).toEqual(large.entry);
});
