/** Published files and their traps, as a loader meets them: made here in the layout that their authors gave them. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { emnistLetters } from '#src/data/catalogue/emnist.js';
import type { CatalogueEntry, PublishedIdx } from '#src/data/catalogue/entry.js';
import { qmnist } from '#src/data/catalogue/qmnist.js';
import { semeion } from '#src/data/catalogue/semeion.js';
import { usps } from '#src/data/catalogue/usps.js';
import { getEntry } from '#src/data/get-dataset.js';
import { loadDataset, loadEntry, unvouchedSha256 } from '#src/data/load-dataset.js';
import { idxBytes, temporaryFolder } from './idx-files.js';

const env = { HWR_OFFLINE: '1', XDG_CACHE_HOME: '/nowhere' };

/** Loads an entry from files that are written for it. */
async function load(entry: CatalogueEntry, files: Readonly<Record<string, Uint8Array | string>>) {
  const dataDir = await temporaryFolder();
  const folder = join(dataDir, entry.folder ?? entry.name);
  await mkdir(folder, { recursive: true });
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
  const place = { dataDir, env };
  return { outcome: await loadEntry(entry, { ...place, seed: 1 }), folder, place };
}

async function complaintOf(...args: Parameters<typeof load>): Promise<string> {
  const { outcome, folder } = await load(...args);
  if (outcome.ok) throw new Error('should have failed');
  expect(outcome.failure.kind).toBe('data');
  expect(outcome.failure.advice).toBeDefined();
  return outcome.failure.message.replaceAll(`${folder}/`, '');
}

function idxContent({ content }: CatalogueEntry): PublishedIdx {
  if (content.kind !== 'idx') throw new Error('not IDX');
  return content;
}

/** An entry like another one, with fewer images of 2×3 pixels (3×2 in the file where that is transposed). */
function small(entry: CatalogueEntry, train: number, test: number, formerCount?: number): CatalogueEntry {
  const content = idxContent(entry);
  const bare = ({ name }: { readonly name: string }) => ({ name });
  const pair = ({ images, labels }: PublishedIdx['train'], count: number) => ({
    count,
    images: bare(images),
    labels: bare(labels),
    ...(formerCount !== undefined && { formerCount }),
  });
  const [height, width] = content.transposed === true ? [2, 2] : [2, 3];
  return {
    ...entry,
    height,
    width,
    content: { ...content, train: pair(content.train, train), test: pair(content.test, test) },
  };
}

describe('EMNIST', () => {
  const files = (labels: readonly number[]) => ({
    'emnist-letters-train-images-idx3-ubyte.gz': gzipSync(idxBytes([2, 2, 2], [1, 2, 3, 4, 5, 6, 7, 8])),
    'emnist-letters-train-labels-idx1-ubyte.gz': gzipSync(idxBytes([2], labels)),
    'emnist-letters-test-images-idx3-ubyte': idxBytes([1, 2, 2], [9, 10, 11, 12]),
    'emnist-letters-test-labels-idx1-ubyte': idxBytes([1], [1]),
  });

  it('is turned upright, and its letters count from 0', async () => {
    const { outcome } = await load(small(emnistLetters, 2, 1), files([1, 26]));
    if (!outcome.ok) throw new Error(outcome.failure.message);
    const { train, test, classes } = outcome.value;
    expect([...train.pixels]).toEqual([1, 3, 2, 4, 5, 7, 6, 8]);
    expect([...train.labels].map((label) => classes[label])).toEqual(['a', 'z']);
    expect([...test.pixels]).toEqual([9, 11, 10, 12]);
  });

  it('of its first release has fewer images', async () => {
    const { outcome } = await load(small(emnistLetters, 3, 4, 2), { ...files([1, 26]), ...oneMore });
    expect(outcome).toMatchObject({ ok: true, value: { train: { count: 2 }, test: { count: 2 } } });
  });
  const oneMore = {
    'emnist-letters-test-images-idx3-ubyte': idxBytes([2, 2, 2], [9, 10, 11, 12, 13, 14, 15, 16]),
    'emnist-letters-test-labels-idx1-ubyte': idxBytes([2], [1, 2]),
  };

  it.each([[0], [27]])('with a label of %i is refused', async (label) => {
    const complaint = await complaintOf(small(emnistLetters, 2, 1), files([1, label]));
    expect(complaint).toBe(
      `emnist-letters-train-labels-idx1-ubyte.gz: label ${label} at position 1, labels go from 1 to 26`,
    );
  });

  it('is not fetched, but it is told how it can be', async () => {
    const dataDir = await temporaryFolder();
    const gotten = await getEntry(emnistLetters, { dataDir, env });
    expect(gotten).toMatchObject({
      ok: false,
      failure: {
        kind: 'data',
        message: 'emnist-letters-test-labels-idx1-ubyte cannot be fetched by itself',
        advice: expect.stringMatching(
          /^in .*emnist: unzip gzip\.zip of https:.* there \(560 MB, MD5 58c8d27c/,
        ),
      },
    });
  });

  it('has no published checksums, so that what it is known by is its content', async () => {
    const entry = small(emnistLetters, 2, 1);
    const [one, other] = [await load(entry, files([1, 26])), await load(entry, files([1, 25]))];
    const hash = await unvouchedSha256(entry, one.place);
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
    expect(await unvouchedSha256(entry, other.place)).not.toBe(hash);
  });
});

describe('QMNIST', () => {
  const rows = (labels: readonly number[]) => {
    const bytes = Buffer.alloc(12 + labels.length * 8 * 4);
    bytes.set([0, 0, 0x0c, 2]);
    bytes.writeUInt32BE(labels.length, 4);
    bytes.writeUInt32BE(8, 8);
    for (const [i, label] of labels.entries()) {
      bytes.writeInt32BE(label, 12 + i * 32);
      bytes.writeInt32BE(1000 + i, 12 + i * 32 + 8);
    }
    return bytes;
  };
  const files = {
    'qmnist-train-images-idx3-ubyte.gz': gzipSync(
      idxBytes([2, 2, 3], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]),
    ),
    'qmnist-train-labels-idx2-int.gz': gzipSync(rows([7, 3])),
    'qmnist-test-images-idx3-ubyte.gz': gzipSync(idxBytes([1, 2, 3], [1, 2, 3, 4, 5, 6])),
    'qmnist-test-labels-idx2-int.gz': gzipSync(rows([9])),
  };

  it('has its classes in the first of eight numbers', async () => {
    const { outcome } = await load(small(qmnist, 2, 1), files);
    if (!outcome.ok) throw new Error(outcome.failure.message);
    expect([[...outcome.value.train.labels], [...outcome.value.test.labels]]).toEqual([[7, 3], [9]]);
  });

  it.each([
    [[7, 10], 'label 10 at position 1, labels go from 0 to 9'],
    [[7, -1], 'label -1 at position 1, labels go from 0 to 9'],
    [[7, 3, 2], '3 rows of 8 instead of 2 rows of 8'],
  ])('with the labels %j is refused', async (labels, message) => {
    const changed = { ...files, 'qmnist-train-labels-idx2-int.gz': gzipSync(rows(labels)) };
    expect(await complaintOf(small(qmnist, 2, 1), changed)).toBe(
      `qmnist-train-labels-idx2-int.gz: ${message}`,
    );
  });

  describe('whose MD5s were published, of the compressed files,', () => {
    const entry = small(qmnist, 2, 1);
    const content = idxContent(entry);
    const name = content.test.labels.name;
    const md5 = createHash('md5').update(files['qmnist-test-labels-idx2-int.gz']).digest('hex');
    const checked: CatalogueEntry = {
      ...entry,
      content: { ...content, test: { ...content.test, labels: { name, compressed: { md5 } } } },
    };
    it('is taken where they are right', async () => {
      expect((await load(checked, files)).outcome.ok).toBe(true);
    });

    it('is refused where one is wrong', async () => {
      // The same content, compressed by somebody else.
      const other = gzipSync(rows([9]), { level: 0 });
      const found = createHash('md5').update(other).digest('hex');
      expect(await complaintOf(checked, { ...files, [`${name}.gz`]: other })).toBe(
        `${name}.gz: wrong checksum, it has MD5 ${found} instead of ${md5}`,
      );
    });

    it('is taken as it is where somebody has uncompressed it, and known by its content', async () => {
      const { 'qmnist-test-labels-idx2-int.gz': _, ...others } = files;
      const { outcome, place } = await load(checked, { ...others, [name]: rows([9]) });
      expect(outcome.ok).toBe(true);
      expect(await unvouchedSha256(checked, place)).toMatch(/^[0-9a-f]{64}$/);
    });

    it('is refused where a file is not compressed though its name says so', async () => {
      expect(await complaintOf(checked, { ...files, [`${name}.gz`]: rows([9]) })).toBe(
        `${name}.gz: not compressed, though its name says so`,
      );
    });
  });
});

describe('USPS', () => {
  const entry: CatalogueEntry = {
    ...usps,
    height: 2,
    width: 2,
    content: { ...usps.content, counts: { train: 2, test: 1 } } as CatalogueEntry['content'],
  };
  const files = { usps: '10 1:-1 2:1 3:-0.5 4:0 \n1 1:-1 4:1\n', 'usps.t': '3 1:1\n' };

  it('counts digits from 1, and leaves out what is between paper and ink', async () => {
    const { outcome } = await load(entry, files);
    if (!outcome.ok) throw new Error(outcome.failure.message);
    expect([...outcome.value.train.labels]).toEqual([9, 0]);
    expect([...outcome.value.train.pixels]).toEqual([0, 255, 64, 128, 0, 128, 128, 255]);
    expect([...outcome.value.test.labels]).toEqual([2]);
  });

  it.each([
    ['a label that is no digit', '11 1:0\n1 1:0\n', 'usps:1: label "11", labels go from 1 to 10'],
    ['a pixel that is not there', '1 1:0\n1 5:0\n', 'usps:2: "5:0" is not index:value, 1 to 4 and −1 to 1'],
    [
      'a value outside its range',
      '1 1:0\n1 2:1.5\n',
      'usps:2: "2:1.5" is not index:value, 1 to 4 and −1 to 1',
    ],
    ['too few digits', '1 1:0\n', 'usps: 1 images instead of 2'],
    ['bzip2 around it', 'BZh91AY&SY', 'usps: still compressed by bzip2'],
  ])('with %s is refused', async (_, content, message) => {
    expect(await complaintOf(entry, { ...files, usps: content })).toBe(message);
  });
});

describe('Semeion', () => {
  const row = (label: number, ink = 1) =>
    [
      ...Array.from({ length: 256 }, (_, i) => (i === label ? ink.toFixed(4) : '0.0000')),
      ...Array.from({ length: 10 }, (_, i) => (i === label ? 1 : 0)),
    ].join(' ');
  const digits = (count: number) => Array.from({ length: count }, (_, i) => `${row(i % 10)} \r\n`);
  const entry: CatalogueEntry = {
    ...semeion,
    content: { ...semeion.content, counts: { train: 8, test: 2 } } as CatalogueEntry['content'],
  };

  it('gives every fifth digit to the test set, and ends in a stray letter', async () => {
    const { outcome } = await load(entry, { 'semeion.data': `${digits(10).join('')}E` });
    if (!outcome.ok) throw new Error(outcome.failure.message);
    const { train, test } = outcome.value;
    expect([...test.labels]).toEqual([4, 9]);
    expect([...train.labels]).toEqual([0, 1, 2, 3, 5, 6, 7, 8]);
    expect(test.pixels[4]).toBe(255);
    expect(test).toMatchObject({ height: 16, width: 16 });
  });

  const changed = (line: number, text: string) =>
    digits(10)
      .with(line - 1, `${text}\r\n`)
      .join('');
  it.each([
    ['a number too few', changed(3, row(2).slice(0, -2)), 'semeion.data:3: 265 numbers instead of 266'],
    [
      'a pixel between black and white',
      changed(3, row(2, 0.5)),
      'semeion.data:3: number 3 is neither 0 nor 1',
    ],
    ['no label', changed(3, row(11)), 'semeion.data:3: not exactly one of the last ten numbers is 1'],
    [
      'two labels',
      changed(3, row(2).replace(/0$/, '1')),
      'semeion.data:3: not exactly one of the last ten numbers is 1',
    ],
    ['digits missing at its end', digits(9).join(''), 'semeion.data: 9 images instead of 10'],
    ['nothing in it but a letter', 'E', 'semeion.data: there are no digits in it'],
  ])('with %s is refused', async (_, content, message) => {
    expect(await complaintOf(entry, { 'semeion.data': content })).toBe(message);
  });

  const realData = process.env.HWR_DATA_DIR ?? '../shared';
  it.skipIf(!existsSync(join(realData, 'semeion')))(
    'of UCI has 1 593 digits, a fair share of each in its test set',
    async () => {
      const outcome = await loadDataset({ name: 'semeion', dataDir: realData, env: {}, seed: 1 });
      if (!outcome.ok) throw new Error(outcome.failure.message);
      const counts = (labels: Uint8Array) =>
        Array.from({ length: 10 }, (_, c) => labels.filter((label) => label === c).length);
      const { train, test } = outcome.value;
      expect(counts(test.labels)).toEqual([32, 32, 32, 32, 32, 32, 32, 32, 30, 32]);
      expect(counts(train.labels)).toEqual([129, 130, 127, 127, 129, 127, 129, 126, 125, 126]);
      // The upper edge of a zero that leans to the right.
      const row = [...test.pixels.subarray(0, 16)].map((pixel) => (pixel === 255 ? '#' : '.')).join('');
      expect([row, new Set(test.pixels)]).toEqual(['.........######.', new Set([0, 255])]);
    },
  );
});
