/** Tables of images: what their columns are taken for, and what is said of those that are wrong. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readCsv } from '#src/data/own/read-csv.js';
import { temporaryFolder } from '../idx-files.js';
import { csvOf, drawings } from './drawings.js';

const defaults = { label: 'auto', header: 'auto', height: null, range: null } as const;
type Options = Parameters<typeof readCsv>[1];

async function read(content: string | Uint8Array, options: Partial<Options> = {}) {
  const file = join(await temporaryFolder(), 'digits.csv');
  await writeFile(file, content);
  const outcome = await readCsv(file, { ...defaults, ...options }, {});
  return { outcome, file };
}

async function imagesOf(...args: Parameters<typeof read>) {
  const { outcome } = await read(...args);
  if (!outcome.ok) throw new Error(outcome.failure.message);
  return outcome.value;
}

/** The failure as a person reads it, from the file's name on. */
async function complaintOf(...args: Parameters<typeof read>): Promise<string> {
  const { outcome, file } = await read(...args);
  if (outcome.ok) throw new Error('should have failed');
  expect(outcome.failure.kind).toBe('data');
  expect(outcome.failure.advice).toBeDefined();
  expect(outcome.failure.message).not.toContain('\n');
  return outcome.failure.message.replace(file, 'digits.csv');
}

const three = drawings(9, 3, 4);
const pixels = Buffer.concat(three.map((image) => image.pixels));
const labels = three.map(({ label }) => String(label));
const names = ['one', 'three', 'two'];
const pixelNames = Array.from({ length: 16 }, (_, i) => `p${i}`).join(',');
const numbers = Array.from({ length: 16 }, (_, i) => i).join(',');

describe('a table', () => {
  const layouts: readonly (readonly [string, string, Partial<Options>?])[] = [
    ['with the label first', csvOf(three)],
    ['with the label last', csvOf(three, { labelLast: true })],
    ['with a header that names the label', csvOf(three, { header: `Label,${pixelNames}` })],
    ['with a header of numbers beside the label', csvOf(three, { header: `label,${numbers}` })],
    ['with a header that is nothing but numbers', csvOf(three, { header: `${numbers},16`, labelLast: true })],
    ['with a column that is named', csvOf(three, { header: `kind,${pixelNames}` }), { label: 'kind' }],
    ['with semicolons', csvOf(three, { separator: ';' })],
    [
      'with tabs, CR LF and a byte order mark',
      `\uFEFF${csvOf(three, { separator: '\t' }).replaceAll('\n', '\r\n')}`,
    ],
    ['with blank lines, and none at the end', `\n${csvOf(three).replace('\n', '\n\n').trimEnd()}`],
    ['with quotes and blanks', csvOf(three).replaceAll(/^(\d),(\d+),/gm, '"$1" , "$2" ,')],
    ['as numpy.savetxt writes it', csvOf(three).replaceAll(/\d+/g, (text) => Number(text).toExponential(18))],
    ['from 0 to 1', csvOf(three, { scale: 1 / 255 })],
    ['in a range of its own', csvOf(three, { scale: 16 / 255 }), { range: [0, 16] }],
  ];
  for (const [what, content, options] of layouts) {
    it(`${what} is read`, async () => {
      const images = await imagesOf(content, options);
      expect(images).toMatchObject({ height: 4, width: 4, channels: 1, labels });
      expect(Buffer.compare(images.pixels, pixels)).toBe(0);
    });
  }

  it('compressed by gzip is read', async () => {
    expect((await imagesOf(gzipSync(csvOf(three)))).labels).toEqual(labels);
  });

  it('has labels that are words, in either column', async () => {
    const wanted = three.map(({ label }) => names[label]);
    expect((await imagesOf(csvOf(three, { names }))).labels).toEqual(wanted);
    expect((await imagesOf(csvOf(three, { names, labelLast: true }))).labels).toEqual(wanted);
  });

  it('has images that are not square, where their height is given', async () => {
    const wide = drawings(6, 3, 4, 6);
    expect(await imagesOf(csvOf(wide), { height: 4 })).toMatchObject({ height: 4, width: 6 });
  });

  it('whose images are sorted by class has its label found all the same', async () => {
    const many = drawings(900, 3, 4).toSorted((a, b) => a.label - b.label);
    expect((await imagesOf(csvOf(many, { labelLast: true }))).labels.slice(-1)).toEqual(['2']);
  });

  it('of zeros and ones is black and white, not almost black', async () => {
    const { pixels, range } = await imagesOf('0,0,1,1,0\n1,0,0,1,0\n');
    expect([...pixels]).toEqual([0, 255, 255, 0, 0, 0, 255, 0]);
    expect(range).toEqual([0, 1]);
  });
});

describe('of a table it is told, with the line,', () => {
  const lines = csvOf(three).split('\n');
  const changed = (line: number, from: string | RegExp, to: string): string =>
    lines.map((text, i) => (i === line - 1 ? text.replace(from, to) : text)).join('\n');
  const bad: readonly (readonly [string, string, string, Partial<Options>?])[] = [
    [
      'a cell that is no number',
      changed(5, /,0,/, ',oops,'),
      'digits.csv:5: column 2 is "oops", not a number',
    ],
    ['a cell that is empty', changed(5, /,0,/, ',,'), 'digits.csv:5: column 2 is empty'],
    ['a hexadecimal number', changed(2, /,0,/, ',0x1,'), 'digits.csv:2: column 2 is "0x1", not a number'],
    ['an infinite one', changed(9, /,0,/, ',inf,'), 'digits.csv:9: column 2 is "inf", not a number'],
    ['a cell too few', changed(4, ',0', ''), 'digits.csv:4: 16 cells instead of 17'],
    ['a cell too many', changed(4, ',0', ',0,0'), 'digits.csv:4: 18 cells instead of 17'],
    ['an empty label', changed(3, /^\d/, ''), 'digits.csv:3: the label is empty'],
    [
      'a pixel above 255',
      changed(7, ',0,', ',256,'),
      'digits.csv:7: column 2 is 256, but pixels go from 0 to 255',
    ],
    [
      'a pixel below 0',
      changed(7, ',0,', ',-1,'),
      'digits.csv:7: column 2 is -1, but pixels go from 0 to 255',
    ],
    [
      'a word in the first line that is no header',
      changed(1, ',0,', ',oops,'),
      'digits.csv:1: column 2 is "oops", not a number',
    ],
    [
      'images that are no squares',
      csvOf(drawings(3, 3, 4, 6)),
      'digits.csv:1: 25 columns are a label and 24 pixels, which make no square',
    ],
    [
      'a height that does not divide them',
      csvOf(three),
      'digits.csv:1: 17 columns are a label and 16 pixels, which make no rows of an image of height 5',
      { height: 5 },
    ],
    [
      'a column that is not there',
      csvOf(three, { header: `label,${pixelNames}` }),
      'digits.csv:1: there is no column "kind", its header begins with label, p0, p1',
      { label: 'kind' },
    ],
    [
      'a column that no header names',
      csvOf(three),
      'digits.csv:1: there is no column "kind", it has no header',
      { label: 'kind' },
    ],
    [
      'that the label could be in either column',
      '1,5,0,0,2\n2,9,0,0,3\n',
      'digits.csv:1: whether the first or the last column has the labels cannot be told from what is in them',
    ],
    [
      'a file of another kind',
      'hello\nworld\n',
      'digits.csv:1: one column, and no comma, semicolon or tab between more',
    ],
    ['a header alone', `label,${pixelNames}\n`, 'digits.csv: there are no images in it'],
  ];
  for (const [what, content, message, options] of bad) {
    it(what, async () => expect(await complaintOf(content, options)).toBe(message));
  }
});
