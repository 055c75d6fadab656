import { createHash } from 'node:crypto';
import { inflateSync } from 'node:zlib';
import { decode } from 'fast-png';
import { describe, expect, it } from 'vitest';
import { contactSheet } from '#src/data/images/contact-sheet.js';
import { pictureToPng } from '#src/data/images/png.js';
import type { Picture } from '#src/data/picture.js';
import { RandomStream } from '#src/util/random.js';

function randomPicture(height: number, width: number, channels: number, seed: number): Picture {
  const stream = new RandomStream([seed, 1]);
  const pixels = Uint8Array.from({ length: height * width * channels }, () => stream.below(256));
  return { height, width, channels, pixels };
}

describe('pictureToPng', () => {
  it.each([1, 3])('keeps every pixel of a picture of %d channels', (channels) => {
    const picture = randomPicture(5, 7, channels, 2);
    const decoded = decode(pictureToPng(picture));
    expect([decoded.height, decoded.width, decoded.channels]).toEqual([5, 7, channels]);
    expect(decoded.data).toEqual(picture.pixels);
  });

  it('writes a file that another decoder reads, the same bytes on every Node version', () => {
    const picture = { height: 2, width: 3, channels: 1, pixels: Uint8Array.of(1, 2, 3, 4, 5, 6) };
    const png = Buffer.from(pictureToPng(picture));
    const start = png.indexOf('IDAT') + 4;
    const idat = png.subarray(start, start + png.readUInt32BE(start - 8));
    expect([...inflateSync(idat)]).toEqual([0, 1, 2, 3, 0, 4, 5, 6]);
    const large = pictureToPng(randomPicture(60, 60, 1, 3));
    expect(createHash('sha256').update(large).digest('hex')).toMatchInlineSnapshot(
      `"124ddbdafc7727a9a9a0f21c00ab41ac04e44ecd9e9b2305bc9c4f424432e8ec"`,
    );
  });
});

describe('contactSheet', () => {
  it('draws each picture magnified, dark on white, gaps apart, twice the gap from the edge', () => {
    const rows = [[randomPicture(4, 3, 1, 1), randomPicture(4, 3, 1, 2)], [randomPicture(4, 3, 1, 3)]];
    const sheet = decode(contactSheet(rows, { scale: 2, gap: 5 }));
    expect([sheet.height, sheet.width, sheet.channels]).toEqual([
      10 + 8 + 5 + 8 + 10,
      10 + 6 + 5 + 6 + 10,
      1,
    ]);
    const expected = new Uint8Array(sheet.height * sheet.width).fill(255);
    for (const [r, row] of rows.entries()) {
      for (const [c, picture] of row.entries()) {
        for (let y = 0; y < 8; y++) {
          for (let x = 0; x < 6; x++) {
            const place = (10 + 13 * r + y) * sheet.width + 10 + 11 * c + x;
            expected[place] = 255 - picture.pixels[(y >> 1) * 3 + (x >> 1)]!;
          }
        }
      }
    }
    expect(sheet.data).toEqual(expected);
  });

  it('draws on black as the pixels are, and smaller pictures in the middle of their cells', () => {
    const rows = [
      [randomPicture(4, 4, 1, 1)],
      [{ height: 1, width: 2, channels: 1, pixels: Uint8Array.of(7, 8) }],
    ];
    const { data, width } = decode(contactSheet(rows, { scale: 1, gap: 0, paper: 'black' }));
    expect(width).toBe(4);
    expect([...data]).toEqual([...rows[0]![0]!.pixels, 0, 7, 8, 0]);
  });

  it('is in colour when a picture is, which keeps its colours', () => {
    const colour = randomPicture(2, 2, 3, 4);
    const grey = { height: 2, width: 1, channels: 1, pixels: Uint8Array.of(10, 250) };
    const { data, width, channels } = decode(contactSheet([[colour, grey]], { scale: 1, gap: 0 }));
    expect([width, channels]).toEqual([3, 3]);
    const at = (y: number, x: number) => [...data.subarray((y * 3 + x) * 3, (y * 3 + x) * 3 + 3)];
    expect([at(0, 0), at(1, 1)]).toEqual([
      [...colour.pixels.subarray(0, 3)],
      [...colour.pixels.subarray(9, 12)],
    ]);
    expect([at(0, 2), at(1, 2)]).toEqual([
      [245, 245, 245],
      [5, 5, 5],
    ]);
  });

  it('writes the label to the left of its row', () => {
    const white = { height: 9, width: 9, channels: 1, pixels: new Uint8Array(81) };
    const { data, width, height } = decode(contactSheet([[white]], { scale: 1, gap: 1, labels: ['a7'] }));
    const lines = Array.from({ length: height }, (_, y) =>
      Array.from({ length: width }, (_, x) => (data[y * width + x] === 255 ? '·' : '#')).join(''),
    );
    expect(lines.slice(2, -2).map((line) => line.slice(0, 16))).toMatchInlineSnapshot(`
      [
        "················",
        "···###··#####···",
        "··#···#·····#···",
        "··#···#····#····",
        "··#####···#·····",
        "··#···#··#······",
        "··#···#··#······",
        "··#···#··#······",
        "················",
      ]
    `);
  });

  it('can be empty', () => {
    const { height, width } = decode(contactSheet([], { scale: 2, gap: 4 }));
    expect([height, width]).toEqual([16, 16]);
  });
});
