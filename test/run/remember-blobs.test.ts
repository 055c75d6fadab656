import { expect, test } from 'vitest';
import { rememberBlobs } from '#src/run/remember-blobs.js';
import { storeAround } from '#src/run/store-around.js';
import type { Entry } from '#src/store/store.js';
import { succeed } from '#src/util/outcome.js';
import { temporaryStore, unwrap } from '../store/temporary-store.js';

test('large blobs are read once, the two that were used last are kept, and small ones are none of its business', async () => {
  const { store } = await temporaryStore();
  const entries: Entry[] = [];
  for (const size of [2 ** 20, 2 ** 20 + 1, 2 ** 20 + 2, 5]) {
    const compute = async () =>
      succeed({ meta: {}, blobs: { bytes: new Uint8Array(size).fill(size) }, notes: {} });
    entries.push(unwrap(await store.obtain({ record: { size }, compute })).entry);
  }
  const reads: number[] = [];
  const counting = storeAround(store, {
    read(blob) {
      reads.push(blob.size - 2 ** 20);
      return store.read(blob);
    },
  });
  const memory = new Map();
  const read = async (i: number) => {
    const blob = entries[i]!.blobs.bytes!;
    const bytes = unwrap(await rememberBlobs(counting, memory).read(blob))!;
    expect(Buffer.compare(bytes, new Uint8Array(blob.size).fill(blob.size))).toBe(0);
  };
  for (const i of [0, 1, 0, 1, 0, 2, 0, 2, 1]) await read(i);
  expect(reads).toEqual([0, 1, 2, 1]);
  await read(3);
  await read(3);
  expect(reads.slice(4)).toEqual([5 - 2 ** 20, 5 - 2 ** 20]);
});

test('what is missing is missing each time', async () => {
  const { store } = await temporaryStore();
  const blob = { sha256: 'a'.repeat(64) as never, size: 2 ** 21 };
  const remembering = rememberBlobs(store, new Map());
  for (let i = 0; i < 2; i++) expect(unwrap(await remembering.read(blob))).toBeUndefined();
});
