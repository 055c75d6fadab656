/** NPZ files, those that NumPy itself writes and those that nobody should. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readNpyHeader, readNpyValues } from '#src/data/own/npy.js';
import { readNpz } from '#src/data/own/read-npz.js';
import { findPython } from '../../../scripts/find-python.mjs';
import { temporaryFolder } from '../idx-files.js';
import { npyOf } from './drawings.js';

const python = findPython();

describe.skipIf(python === undefined)('an NPZ file of NumPy (python)', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'hwr-npz-'));
  let wrote: Readonly<Record<'x' | 'y' | 'rgb' | 'square', readonly number[]>>;
  beforeAll(() => {
    const script = fileURLToPath(new URL('write_npz.py', import.meta.url));
    wrote = JSON.parse(execFileSync(python ?? '', [script, folder], { encoding: 'utf8' }));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const fileOf = (name: string): string => path.join(folder, `${name}.npz`);
  async function read(name: string, channels: 1 | 3 = 1) {
    const outcome = await readNpz(fileOf(name), { channels, range: null });
    if (!outcome.ok) throw new Error(outcome.failure.message);
    return outcome.value;
  }

  const orders = ['True', 'False'];
  const kinds = ['i1', 'i2', 'i4', 'i8', 'u1', 'u2', 'u4', 'u8'];
  const images = [
    ...['plain', 'compressed', 'fortran', 'column', 'with-channel', 'int64-pixels'],
    ...orders.flatMap((order) => ['float32', 'float64'].map((type) => `${type}-${order}`)),
    ...orders.flatMap((order) => kinds.map((kind) => `labels-${kind}-${order}`)),
  ];
  it.each(images)('%s has the images and the labels that were written', async (name) => {
    const { train, test } = await read(name);
    expect([train.height, train.width, train.channels]).toEqual([5, 4, 1]);
    expect([...train.pixels, ...(test?.pixels ?? [])]).toEqual(wrote.x);
    expect([...train.labels, ...(test?.labels ?? [])]).toEqual(wrote.y.map(String));
  });

  it.each(['rgb', 'fortran-rgb'])('%s keeps its colours, or becomes grey', async (name) => {
    const colour = await read(name, 3);
    expect([...colour.train.pixels, ...(colour.test?.pixels ?? [])]).toEqual(wrote.rgb);
    const { train } = await read(name, 1);
    const [red = 0, green = 0, blue = 0] = wrote.rgb;
    expect(train.channels).toBe(1);
    expect(train.pixels.length).toBe(9 * 5 * 4);
    expect(train.pixels[0]).toBe(Math.round(0.299 * red + 0.587 * green + 0.114 * blue));
  });

  it('grey images become colour where that is wanted', async () => {
    const { train } = await read('plain', 3);
    expect([...train.pixels.subarray(0, 6)]).toEqual([0, 0, 0, 1, 1, 1].map((i) => wrote.x[i]));
  });

  it('rows of pixels are square images', async () => {
    const { train } = await read('squares');
    expect([train.height, train.width]).toEqual([4, 4]);
    expect([...train.pixels]).toEqual(wrote.square.slice(0, 9 * 16));
  });

  it('may have no test set', async () => {
    const { train, test } = await read('train-only');
    expect(train.labels.length).toBe(12);
    expect(test).toBeUndefined();
  });

  it.each([
    ['other-names', 'there is no array x_train in it; it has images, labels'],
    ['no-test-labels', 'there is no array y_test in it; it has x_train, y_train, x_test'],
    ['objects', 'y_train holds Python objects, which are not read'],
    ['text', 'y_train holds text, not numbers'],
    ['float-labels', 'y_train does not hold whole numbers'],
    ['half', 'x_train holds numbers of type <f2, which are not read'],
    ['one-hot', 'y_train has the shape (12, 3), not one label for each image'],
    ['fewer-labels', '12 images in x_train, but 11 labels in y_train'],
    [
      'four-channels',
      'x_train has the shape (12, 5, 4, 4), which is neither images × height × width (× 1 or 3 channels) nor images × pixels of squares',
    ],
    ['negative', /^x_train\[0\] has a pixel of -\d+, but pixels go from 0 to 255$/],
    ['nan', 'x_train[0] has a pixel of NaN, but pixels go from 0 to 255'],
  ])('%s is refused', async (name, message) => {
    const outcome = await readNpz(fileOf(name), { channels: 1, range: null });
    if (outcome.ok) throw new Error('should have failed');
    expect(outcome.failure.kind).toBe('data');
    expect(outcome.failure.advice).toBeDefined();
    expect(outcome.failure.message.replace(`${fileOf(name)}: `, '')).toMatch(message);
  });

  it.each([
    ['cut off', (bytes: Buffer) => bytes.subarray(0, bytes.length - 100)],
    [
      'with a changed byte among its pixels',
      (bytes: Buffer) => Buffer.from(bytes).fill(bytes[300]! ^ 1, 300, 301),
    ],
    ['that is no archive', () => Buffer.from('hello')],
    ['that promises more than it holds', promisingMore],
  ])('a file %s is refused', async (_, change) => {
    const file = path.join(await temporaryFolder(), 'digits.npz');
    await writeFile(file, change(readFileSync(fileOf('plain'))));
    const outcome = await readNpz(file, { channels: 1, range: null });
    expect(outcome).toMatchObject({
      ok: false,
      failure: { kind: 'data', message: expect.stringContaining(`${file}: cannot be read as NPZ (`) },
    });
  });
});

/** The archive's list says that every file has 1 GiB. */
function promisingMore(bytes: Buffer): Buffer {
  const changed = Buffer.from(bytes);
  for (let at = changed.indexOf('PK\x01\x02'); at >= 0; at = changed.indexOf('PK\x01\x02', at + 1)) {
    changed.writeUInt32LE(2 ** 30, at + 24);
  }
  return changed;
}

describe('an NPY array', () => {
  it('in Fortran’s order comes out in C’s, whatever its rank', () => {
    // The array [[0, 1, 2], [3, 4, 5]] column by column.
    const bytes = npyOf([2, 3], Uint8Array.of(0, 3, 1, 4, 2, 5), { fortran: true });
    const header = readNpyHeader(bytes);
    if (!header.ok) throw new Error(header.failure);
    const array = readNpyValues(header.value, bytes);
    expect(array.ok && [...array.value.values]).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it.each([
    ['is no NPY array', Buffer.from('hello world')],
    ['is truncated in its header', npyOf([2], Uint8Array.of(1, 2)).subarray(0, 60)],
    ['is truncated in its header', npyOf([2], Uint8Array.of(1, 2)).subarray(0, 9)],
    ['has version 9 of the NPY format, which is not known', npyOf([2], Uint8Array.of(1, 2)).fill(9, 6, 7)],
    ['is truncated: 2 bytes of values instead of 3', npyOf([3], Uint8Array.of(1, 2))],
    ['has too many bytes: 2 bytes of values instead of 1', npyOf([1], Uint8Array.of(1, 2))],
    [
      'is made of records, not of numbers',
      npyOf([1], new Uint8Array(1), { header: "{'descr': [('a', '|u1')], }" }),
    ],
    [
      'has a header without a shape and an order',
      npyOf([1], new Uint8Array(1), { header: "{'descr': '|u1', 'fortran_order': False, }" }),
    ],
  ])('that %s is refused', (reason, bytes) => {
    const header = readNpyHeader(bytes);
    const read = header.ok ? readNpyValues(header.value, bytes) : header;
    expect(read).toEqual({ ok: false, failure: reason });
  });
});
