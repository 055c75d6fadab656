import { mkdir, readFile, rename, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { blobPath, entryPath, layoutOf } from '#src/store/layout.js';
import { sha256 } from '#src/util/hash.js';
import { succeed } from '#src/util/outcome.js';
import { filesBelow, outputOf, temporaryStore, unwrap } from './temporary-store.js';

const record = { stage: 'evaluate', split: 'test' };
const output = outputOf('the weights of a network', { accuracy: 0.99, history: [1, 0.5, 0.25] });

async function filledStore() {
  const { dir, store } = await temporaryStore();
  const compute = async () => succeed(output);
  const { entry } = unwrap(await store.obtain({ record, compute }));
  const layout = layoutOf(dir);
  const blob = entry.blobs.text!;
  return {
    dir,
    store,
    entry,
    blob,
    compute,
    entryFile: entryPath(layout, entry.key),
    blobFile: blobPath(layout, blob.sha256),
  };
}

it('an entry with any one bit flipped is a miss, set aside, and computed again', async () => {
  const { dir, store, entry, entryFile, compute } = await filledStore();
  const sound = await readFile(entryFile);
  await fc.assert(
    fc.asyncProperty(fc.nat(sound.length - 1), fc.nat(7), async (at, bit) => {
      const flipped = Buffer.from(sound);
      flipped[at] = flipped[at]! ^ (1 << bit);
      await writeFile(entryFile, flipped);
      expect(unwrap(await store.lookup(entry.key))).toBeUndefined();
      await expect(stat(entryFile)).rejects.toThrow('ENOENT');
      expect(unwrap(await store.obtain({ record, compute }))).toEqual({ entry, cached: false });
    }),
    { numRuns: 100 },
  );
  expect((await filesBelow(join(dir, 'v1/damaged'))).length).toBe(100);
});

it('an entry cut short anywhere is a miss', async () => {
  const { store, entry, entryFile } = await filledStore();
  const sound = await readFile(entryFile);
  for (let length = 0; length < sound.length; length += 7) {
    await writeFile(entryFile, sound);
    await truncate(entryFile, length);
    expect(unwrap(await store.lookup(entry.key))).toBeUndefined();
  }
});

it('an entry that was edited is a miss, even where the edit has a right checksum', async () => {
  const { store, entry, entryFile } = await filledStore();
  const text = await readFile(entryFile, 'utf8');
  const forge = (edit: (body: string) => string) => {
    const body = edit(text.slice(text.indexOf('"entry":') + 8, -2));
    return `{"checksum":"${sha256(body)}","entry":${body}}\n`;
  };
  expect(forge((body) => body)).toBe(text);
  const forgeries = [
    forge((body) => body.replace('0.99', '1')),
    forge((body) => body.replace('"split":"test"', '"split":"train"')),
    forge((body) => body.replace(/"sha256":"[^"]+"/, `"sha256":"${sha256('another')}"`)),
    forge((body) => body.replace(/"sha256":"[^"]+"/, '"sha256":"../../../../etc/passwd"')),
    forge((body) => body.replace('"format":1', '"format":2')),
    forge((body) => body.replace('"meta":{', '"meta":{"extra":1,')),
    forge(() => '[]'),
    forge(() => 'null'),
    forge(() => 'no JSON'),
    text.replace('0.99', '1'),
    `${text} `,
    '',
  ];
  for (const forgery of forgeries) {
    await writeFile(entryFile, forgery);
    expect(unwrap(await store.lookup(entry.key)), forgery).toBeUndefined();
  }
});

it('an entry under the name of another is a miss', async () => {
  const { dir, store, entryFile } = await filledStore();
  const other = store.keyOf({ stage: 'another' });
  await mkdir(dirname(entryPath(layoutOf(dir), other)), { recursive: true });
  await rename(entryFile, entryPath(layoutOf(dir), other));
  expect(unwrap(await store.lookup(other))).toBeUndefined();
});

it('a blob with any one bit flipped is set aside when read, and its entry then computed again', async () => {
  const { store, entry, blob, blobFile, compute } = await filledStore();
  const sound = await readFile(blobFile);
  await fc.assert(
    fc.asyncProperty(fc.nat(sound.length - 1), fc.nat(7), async (at, bit) => {
      const flipped = Buffer.from(sound);
      flipped[at] = flipped[at]! ^ (1 << bit);
      await writeFile(blobFile, flipped);
      expect(unwrap(await store.read(blob))).toBeUndefined();
      expect(unwrap(await store.lookup(entry.key))).toBeUndefined();
      expect(unwrap(await store.obtain({ record, compute })).cached).toBe(false);
      expect(Buffer.from(unwrap(await store.read(blob))!)).toEqual(sound);
    }),
    { numRuns: 60 },
  );
});

it.each([
  ['missing', async (path: string) => await rm(path)],
  ['cut short', async (path: string) => await truncate(path, 3)],
  ['too long', async (path: string) => await writeFile(path, 'longer', { flag: 'a' })],
  ['a folder', async (path: string) => await rm(path).then(() => mkdir(path))],
])('a blob that is %s makes its entry a miss', async (_, harm) => {
  const { store, entry, blob, blobFile, compute } = await filledStore();
  await harm(blobFile);
  expect(unwrap(await store.lookup(entry.key))).toBeUndefined();
  expect(unwrap(await store.read(blob))).toBeUndefined();
  expect(unwrap(await store.obtain({ record, compute })).cached).toBe(false);
  expect(unwrap(await store.read(blob))).toBeDefined();
});

it('a damaged blob is not taken for the same blob of a new entry', async () => {
  const { store, blob, blobFile } = await filledStore();
  const flipped = await readFile(blobFile);
  flipped[0]! ^= 1;
  await writeFile(blobFile, flipped);
  unwrap(await store.obtain({ record: { another: 1 }, compute: async () => succeed(output) }));
  expect(Buffer.from(unwrap(await store.read(blob))!).toString()).toBe('the weights of a network');
});

it('a folder in place of an entry is a miss', async () => {
  const { store, entry, entryFile, compute } = await filledStore();
  await rm(entryFile);
  await mkdir(entryFile);
  expect(unwrap(await store.lookup(entry.key))).toBeUndefined();
  expect(unwrap(await store.obtain({ record, compute })).cached).toBe(false);
});
