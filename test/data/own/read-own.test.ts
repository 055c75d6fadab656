/** Data of one's own as a data set: classes, the test set, sizes, ink and paper. */
import { mkdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readOwn } from '#src/data/own/read-own.js';
import { hashSource, type OwnSource } from '#src/data/own/source.js';
import { temporaryFolder } from '../idx-files.js';
import { csvOf, type Drawing, drawings, idxOf, pngOf, transposed } from './drawings.js';

const folderDefaults = { test: 0.25, channels: 1, invert: 'auto', seed: 1 } as const;
const csvDefaults = {
  test: 0.25,
  label: 'auto',
  header: 'auto',
  height: null,
  range: null,
  transposed: false,
  invert: 'auto',
  seed: 1,
} as const;
const idxDefaults = { test: 0.25, transposed: false, invert: 'auto', seed: 1 } as const;

async function load(source: OwnSource) {
  const outcome = await readOwn(source, {});
  if (!outcome.ok) throw new Error(outcome.failure.message);
  return outcome.value;
}

async function complaintOf(source: OwnSource, folder: string): Promise<string> {
  const outcome = await readOwn(source, {});
  if (outcome.ok) throw new Error('should have failed');
  expect(outcome.failure.kind).toBe('data');
  return outcome.failure.message.replace(`${folder}/`, '');
}

/** Writes each image as a PNG into the folder of its class. */
async function writeFolder(
  folder: string,
  images: readonly Drawing[],
  color: Parameters<typeof pngOf>[1] = 'grey',
): Promise<void> {
  for (const [i, image] of images.entries()) {
    await mkdir(path.join(folder, String(image.label)), { recursive: true });
    await writeFile(
      path.join(folder, String(image.label), `${String(i).padStart(4, '0')}.png`),
      pngOf(image, color),
    );
  }
}

const all = (images: readonly Drawing[]) => Buffer.concat(images.map(({ pixels }) => pixels));

describe('a folder of pictures', () => {
  it.each([
    'grey',
    'rgb',
    'grey16',
    'rgba',
  ] as const)('%s becomes grey images, one of each class in turn', async (color) => {
    const folder = await temporaryFolder();
    const images = drawings(12, 3, 8, 6);
    await writeFolder(path.join(folder, 'train'), images, color);
    await writeFolder(path.join(folder, 'test'), images.slice(0, 3), color);
    const { name, classes, train, test, needsFit } = await load({
      folder: { ...folderDefaults, train: folder },
    });
    expect({ name, classes, needsFit }).toEqual({
      name: path.basename(folder),
      classes: ['0', '1', '2'],
      needsFit: undefined,
    });
    expect(train).toMatchObject({ count: 12, height: 8, width: 6, channels: 1 });
    expect([...train.labels]).toEqual(images.map(({ label }) => label));
    // White ink on nothing is shown on black.
    expect(Buffer.compare(train.pixels, all(images))).toBe(0);
    expect(test.count).toBe(3);
  });

  it('keeps its colours where that is wanted', async () => {
    const folder = await temporaryFolder();
    await writeFolder(folder, drawings(8, 2, 8), 'rgb');
    const { train } = await load({ folder: { ...folderDefaults, train: folder, channels: 3 } });
    expect([train.channels, train.pixels.length]).toEqual([3, train.count * 8 * 8 * 3]);
  });

  it('dark on light is inverted, unless told otherwise', async () => {
    const folder = await temporaryFolder();
    const dark = drawings(8, 2, 8).map((image) => ({
      ...image,
      pixels: image.pixels.map((pixel) => 255 - pixel),
    }));
    await writeFolder(folder, dark);
    const whole = { ...folderDefaults, train: folder, test: 2 } as const;
    const [inverted, left] = [
      await load({ folder: whole }),
      await load({ folder: { ...whole, invert: false } }),
    ];
    expect(inverted.train.pixels[0]).toBe(0);
    expect(left.train.pixels[0]).toBe(255);
    expect(inverted.test.pixels).toEqual(left.test.pixels.map((pixel) => 255 - pixel));
  });

  it('of different sizes lies in the middle of the largest, and says that it has to be fitted', async () => {
    const folder = await temporaryFolder();
    await writeFolder(folder, drawings(8, 2, 8));
    const large = drawings(2, 2, 12, 10)[1]!;
    await writeFile(path.join(folder, '1', 'large.png'), pngOf(large));
    const { train, needsFit } = await load({ folder: { ...folderDefaults, train: folder, test: 1 } });
    expect([train.height, train.width]).toEqual([12, 10]);
    expect(needsFit?.replaceAll(`${folder}/`, '')).toBe(
      '1/large.png has 10×12 pixels, and 0/0000.png 8×8 pixels',
    );
    const first = drawings(1, 1, 8)[0]!;
    expect(train.pixels[(2 + 1) * 10 + 1 + 1]).toBe(first.pixels[8 + 1]);
  });

  it.each([
    ['nothing in it', async () => {}, 'there are no folders in it'],
    [
      'an empty class',
      (at: string) => mkdir(path.join(at, '2'), { recursive: true }),
      'there are no PNG files in it',
    ],
    [
      'a JPEG',
      (at: string) => writeFile(path.join(at, '0', 'a.jpg'), 'x'),
      '0/a.jpg: only PNG pictures are read',
    ],
    [
      'a file that is no PNG',
      (at: string) => writeFile(path.join(at, '0', 'b.png'), 'x'),
      '0/b.png is not a PNG image',
    ],
    [
      'a truncated PNG',
      (at: string) => writeFile(path.join(at, '0', 'b.png'), pngOf(drawings(1, 1, 8)[0]!).subarray(0, 40)),
      '0/b.png is truncated',
    ],
    [
      'one class alone',
      (at: string) => rename(path.join(at, '1'), path.join(at, '..', `${path.basename(at)}-gone`)),
      'there is only one label, "0" in it',
    ],
  ])('with %s is refused', async (what, change, message) => {
    const folder = await temporaryFolder();
    if (what !== 'nothing in it') await writeFolder(folder, drawings(4, 2, 8));
    await change(folder);
    expect(await complaintOf({ folder: { ...folderDefaults, train: folder } }, folder)).toContain(message);
  });

  it('with a test class that is not trained on is refused', async () => {
    const folder = await temporaryFolder();
    await writeFolder(path.join(folder, 'train'), drawings(4, 2, 8));
    await writeFolder(path.join(folder, 'test'), drawings(3, 3, 8));
    const message = await complaintOf({ folder: { ...folderDefaults, train: folder } }, folder);
    expect(message).toBe('test/2/0002.png: no training image has the label "2"');
  });
});

describe('without a test set', () => {
  it('a share of each class is one, the same whenever it is read, and another with another seed', async () => {
    const folder = await temporaryFolder();
    const file = path.join(folder, 'digits.csv');
    await writeFile(file, csvOf(drawings(80, 4, 8)));
    const read = (options: object) => load({ csv: { ...csvDefaults, train: file, ...options } });
    const one = await read({});
    expect([one.train.count, one.test.count]).toEqual([60, 20]);
    for (const label of [0, 1, 2, 3])
      expect(one.test.labels.filter((other) => other === label).length).toBe(5);
    expect(await read({})).toEqual(one);
    expect((await read({ seed: 2 })).test.pixels).not.toEqual(one.test.pixels);
    expect((await read({ test: 8 })).test.count).toBe(8);
  });

  it('one that would take all images of a class is refused, with the setting', async () => {
    const file = path.join(await temporaryFolder(), 'digits.csv');
    await writeFile(file, csvOf(drawings(4, 4, 8)));
    const outcome = await readOwn({ csv: { ...csvDefaults, train: file, test: 0.5 } }, {});
    expect(outcome).toMatchObject({
      ok: false,
      failure: {
        kind: 'spec',
        message: expect.stringMatching(/^load\.dataset\.csv\.test takes all 1 training images/),
      },
    });
  });
});

describe('a table and its test table', () => {
  async function both(train: string, test: string) {
    const folder = await temporaryFolder();
    const files = { train: path.join(folder, 'train.csv'), test: path.join(folder, 'test.csv') };
    await writeFile(files.train, train);
    await writeFile(files.test, test);
    return { folder, source: { csv: { ...csvDefaults, ...files } } };
  }

  it('have one range, that of the training table', async () => {
    const dim = drawings(3, 3, 8).map((image) => ({
      ...image,
      pixels: image.pixels.map((pixel) => (pixel > 0 ? 1 : 0)),
    }));
    const { source } = await both(csvOf(drawings(9, 3, 8)), csvOf(dim));
    expect(Math.max(...(await load(source)).test.pixels)).toBe(1);
  });

  it('have 47 classes, in the order of their numbers', async () => {
    const { source } = await both(csvOf(drawings(94, 47, 10)), csvOf(drawings(47, 47, 10)));
    const { classes, test } = await load(source);
    expect(classes).toEqual(Array.from({ length: 47 }, (_, i) => String(i)));
    expect([...test.labels]).toEqual(Array.from({ length: 47 }, (_, i) => i));
  });

  it.each([
    [
      'of another size',
      csvOf(drawings(3, 3, 9)),
      'train.csv: its training images have 8×8 pixels, its test images 9×9 pixels',
    ],
    [
      'with a wrong label',
      csvOf([{ ...drawings(1, 1, 8)[0]!, label: 7 }, ...drawings(2, 2, 8)]),
      'test.csv:1: no training image has the label "7"',
    ],
    ['out of the range', csvOf(drawings(3, 3, 8)), 'test.csv:1: column 11 is 250, but pixels go from 0 to 1'],
  ])('%s are refused', async (what, test, message) => {
    const train = csvOf(drawings(9, 3, 8), what === 'out of the range' ? { scale: 1 / 255 } : {});
    const { folder, source } = await both(train, test);
    expect(await complaintOf(source, folder)).toBe(message);
  });
});

describe('IDX files of one’s own', () => {
  async function written(images: readonly Drawing[], firstLabel = 0) {
    const folder = await temporaryFolder();
    const files = { images: path.join(folder, 'images'), labels: path.join(folder, 'labels') };
    const content = idxOf(images, firstLabel);
    await writeFile(files.images, content.images);
    await writeFile(files.labels, content.labels);
    return { folder, files };
  }

  it('have as many classes as labels, whatever they begin with', async () => {
    const images = drawings(24, 3, 12, 10);
    const { files } = await written(images, 1);
    const { classes, train, test } = await load({ idx: { ...idxDefaults, train: files, test: files } });
    expect(classes).toEqual(['1', '2', '3']);
    expect(train).toMatchObject({ count: 24, height: 12, width: 10 });
    expect([...test.labels]).toEqual(images.map(({ label }) => label));
  });

  it('that are transposed are turned back', async () => {
    const images = drawings(6, 3, 12, 10);
    const { files } = await written(images.map(transposed));
    const { train } = await load({ idx: { ...idxDefaults, train: files, test: files, transposed: true } });
    expect([train.height, train.width]).toEqual([12, 10]);
    expect(Buffer.compare(train.pixels, all(images))).toBe(0);
  });

  it('with a label too few are refused', async () => {
    const { files, folder } = await written(drawings(6, 3, 8));
    await writeFile(files.labels, idxOf(drawings(5, 3, 8)).labels);
    expect(await complaintOf({ idx: { ...idxDefaults, train: files } }, folder)).toBe(
      `images: 6 images, but 5 labels in ${files.labels}`,
    );
  });
});

describe('the content of files', () => {
  it('is the same wherever they lie, and another with another byte, name of a class, or role', async () => {
    const folder = await temporaryFolder();
    const at = (name: string): OwnSource => ({
      folder: { ...folderDefaults, train: path.join(folder, name) },
    });
    await writeFolder(path.join(folder, 'a'), drawings(6, 3, 8));
    const hashOf = async (source: OwnSource) => {
      const hash = await hashSource(source);
      return hash.ok ? hash.value : hash.failure.message;
    };
    const before = await hashOf(at('a'));
    expect(before).toMatch(/^[0-9a-f]{64}$/);
    await rename(path.join(folder, 'a'), path.join(folder, 'b'));
    expect(await hashOf(at('b'))).toBe(before);
    await rename(path.join(folder, 'b', '2'), path.join(folder, 'b', '3'));
    const renamed = await hashOf(at('b'));
    expect(renamed).not.toBe(before);
    await writeFile(path.join(folder, 'b', '0', '0000.png'), pngOf(drawings(7, 3, 8)[6]!));
    expect(await hashOf(at('b'))).not.toBe(renamed);
    expect(await hashOf(at('gone'))).toBe(`${path.join(folder, 'gone')}: there is no such folder`);
  });
});
