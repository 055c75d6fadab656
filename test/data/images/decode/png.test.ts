import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { decode } from 'fast-png';
import { describe, expect, it } from 'vitest';
import { decodePng } from '#src/data/images/decode/png.js';
import type { Raster } from '#src/data/images/decode/raster.js';
import { chunk, header, type PngSpec, samplesOf, signature, writePng } from '../write-png.js';

const kinds = [
  ...[1, 2, 4, 8, 16].map((depth) => ({ colorType: 0, depth })),
  ...[8, 16].flatMap((depth) => [2, 4, 6].map((colorType) => ({ colorType, depth }))),
  ...[1, 2, 4, 8].map((depth) => ({ colorType: 3, depth })),
] as Pick<PngSpec, 'colorType' | 'depth'>[];

/** Any small picture of any kind. */
const pictures: fc.Arbitrary<PngSpec> = fc
  .record({
    kind: fc.constantFrom(...kinds),
    width: fc.integer({ min: 1, max: 19 }),
    height: fc.integer({ min: 1, max: 19 }),
    interlaced: fc.boolean(),
    filters: fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 7 }),
  })
  .chain(({ kind, width, height, ...rest }) => {
    const length = width * height * samplesOf[kind.colorType];
    return fc
      .array(fc.nat(2 ** kind.depth - 1), { minLength: length, maxLength: length })
      .map((samples) => ({ ...kind, width, height, samples, ...rest, ...paletteOf(kind) }));
  });

function paletteOf({ colorType, depth }: Pick<PngSpec, 'colorType' | 'depth'>) {
  if (colorType !== 3) return {};
  const palette = Array.from({ length: 2 ** depth }, (_, i) => [i, 255 - i, (i * 7) % 256] as const);
  return { palette, transparency: [0, 128] };
}

/** What a raster of these samples must hold: colour times alpha, and alpha. */
function expected({ colorType, depth, samples, palette, transparency }: PngSpec) {
  const n = samplesOf[colorType];
  const most = 2 ** depth - 1;
  const colors: number[] = [];
  const alphas: number[] = [];
  for (let i = 0; i < samples.length; i += n) {
    let pixel = Array.from({ length: n }, (_, s) => samples[i + s]! / most);
    if (palette !== undefined) {
      pixel = [...palette[samples[i]!]!, transparency?.[samples[i]!] ?? 255].map((value) => value / 255);
    }
    const alpha = pixel.length % 2 === 0 ? pixel.pop()! : 1;
    colors.push(...pixel.map((value) => value * alpha * 255));
    alphas.push(alpha);
  }
  return { colors, alphas };
}

function rasterOf(bytes: Uint8Array): Raster {
  const decoded = decodePng(bytes);
  if (!decoded.ok) throw new Error(decoded.failure.reason);
  return decoded.value;
}

describe('decodePng', () => {
  it('gives back the samples of every colour type, depth, filter and interlacing', () => {
    fc.assert(
      fc.property(pictures, (spec) => {
        const raster = rasterOf(writePng(spec));
        const { colors, alphas } = expected(spec);
        expect([raster.width, raster.height]).toEqual([spec.width, spec.height]);
        expect(raster.colors.length).toBe(colors.length);
        for (const [i, value] of colors.entries()) expect(raster.colors[i]).toBeCloseTo(value, 3);
        for (const [i, alpha] of alphas.entries()) expect(raster.alpha?.[i] ?? 1).toBeCloseTo(alpha, 5);
      }),
      { numRuns: 120 },
    );
  });

  it('agrees with fast-png', () => {
    const whole = pictures.filter(({ colorType, depth }) => depth >= 8 && colorType !== 3);
    fc.assert(
      fc.property(whole, (spec) => {
        const bytes = writePng(spec);
        const { data, channels, depth } = decode(bytes);
        const colour = channels - 1 + (channels % 2);
        const raster = rasterOf(bytes);
        for (let i = 0; i < spec.width * spec.height; i++) {
          const alpha = channels % 2 === 0 ? data[i * channels + colour]! / (2 ** depth - 1) : 1;
          for (let c = 0; c < colour; c++) {
            const value = (data[i * channels + c]! / (2 ** depth - 1)) * 255 * alpha;
            expect(raster.colors[i * colour + c]).toBeCloseTo(value, 3);
          }
        }
      }),
    );
  });

  it('makes the one transparent colour of a picture without alpha transparent', () => {
    const grey = { width: 3, height: 1, depth: 8, colorType: 0, samples: [5, 6, 5] } as const;
    expect(rasterOf(writePng({ ...grey, transparency: [0, 5] })).alpha).toEqual(Float32Array.of(0, 1, 0));
    const rgb = { width: 2, height: 1, depth: 8, colorType: 2, samples: [1, 2, 3, 1, 2, 4] } as const;
    const { alpha } = rasterOf(writePng({ ...rgb, transparency: [0, 1, 0, 2, 0, 3] }));
    expect(alpha).toEqual(Float32Array.of(0, 1));
  });

  it('reduces a large picture by the mean of whole squares', () => {
    const [width, height] = [1281, 700];
    const samples = Uint8Array.from({ length: width * height }, (_, i) => (i * 7919) % 256);
    const raster = rasterOf(writePng({ width, height, depth: 8, colorType: 0, samples }));
    expect([raster.width, raster.height, raster.fileWidth]).toEqual([427, 234, 1281]);
    let sum = 0;
    for (let y = 30; y < 33; y++) for (let x = 60; x < 63; x++) sum += samples[y * width + x]!;
    expect(raster.colors[10 * 427 + 20]).toBeCloseTo(sum / 9, 3);
    // The last row of squares has one row of pixels.
    expect(raster.colors[233 * 427]).toBeCloseTo(
      (samples[699 * width]! + samples[699 * width + 1]! + samples[699 * width + 2]!) / 3,
      3,
    );
  });

  it('refuses any damage, and never throws', () => {
    const file = writePng({ width: 9, height: 9, depth: 8, colorType: 0, samples: new Uint8Array(81) });
    fc.assert(
      fc.property(fc.nat(file.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const broken = Uint8Array.from(file);
        broken[at] = broken[at]! ^ change;
        expect(decodePng(broken).ok).toBe(false);
        expect(decodePng(file.subarray(0, at)).ok).toBe(false);
      }),
      { numRuns: 120 },
    );
  });

  const idat = (bytes: number) => chunk('IDAT', deflateSync(Buffer.alloc(bytes)));
  const end = chunk('IEND', Buffer.alloc(0));
  it.each([
    [
      'a bomb of pixels',
      [header(100_000, 100_000, 8, 0), idat(9), end],
      /^is too large: .* 100000×100000 pixels, and at most 64 megapixels/,
    ],
    [
      'a bomb of data',
      [header(9, 9, 8, 0), idat(50_000_000), end],
      /^is damaged: its data are too long for its 9×9 pixels$/,
    ],
    ['one byte too many', [header(9, 9, 8, 0), idat(91), end], /too long/],
    ['one byte too few', [header(9, 9, 8, 0), idat(89), end], /too short/],
    ['no data', [header(9, 9, 8, 0), end], /cannot be inflated/],
    ['no width', [header(0, 9, 8, 0), idat(9), end], /says 0×9 pixels/],
    ['three bits', [header(9, 9, 3, 0), idat(90), end], /no colour type 0 with 3 bits/],
    ['a palette of none', [header(9, 9, 8, 3), idat(90), end], /no palette/],
    [
      'a colour outside its palette',
      [
        header(1, 1, 8, 3),
        chunk('PLTE', Buffer.alloc(3)),
        chunk('IDAT', deflateSync(Buffer.from([0, 1]))),
        end,
      ],
      /colour 1 of a palette of 1/,
    ],
    [
      'an unknown critical chunk',
      [header(9, 9, 8, 0), chunk('ABCD', Buffer.alloc(3)), idat(90), end],
      /chunk ABCD/,
    ],
    [
      'a filter that does not exist',
      [header(1, 1, 8, 0), chunk('IDAT', deflateSync(Buffer.from([5, 1]))), end],
      /filter 5/,
    ],
  ] as const)('refuses %s', (_, chunks, reason) => {
    const decoded = decodePng(Buffer.concat([signature, ...chunks]));
    expect(decoded).toMatchObject({ ok: false, failure: { reason: expect.stringMatching(reason) } });
  });
});
