import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Raster } from '#src/data/images/decode/raster.js';
import { fitImages } from '#src/data/images/fit.js';
import { prepareImage } from '#src/data/images/prepare/prepare-image.js';
import { drawDigit, styles } from '../draw-digit.js';

const size = [28, 28] as const;

function rasterOf(
  height: number,
  width: number,
  colors: ArrayLike<number>,
  alpha?: ArrayLike<number>,
): Raster {
  return {
    ...{ height, width, fileHeight: height, fileWidth: width },
    channels: colors.length === 3 * height * width ? 3 : 1,
    colors: Float32Array.from(colors),
    alpha: alpha === undefined ? undefined : Float32Array.from(alpha),
  };
}

/** A drawn digit, opaque, as a raster. */
function drawn(options: Parameters<typeof drawDigit>[0], change = (value: number) => value): Raster {
  const { height, width, pixels } = drawDigit(options);
  return rasterOf(height, width, [...pixels].filter((_, i) => i % 4 !== 3).map(change));
}

describe('prepareImage', () => {
  it('takes any picture whatever, and makes 28×28 pixels of it or says that it is blank', () => {
    const any = fc.record({
      height: fc.integer({ min: 1, max: 24 }),
      width: fc.integer({ min: 1, max: 24 }),
    });
    const rasters = any.chain(({ height, width }) =>
      fc
        .tuple(fc.constantFrom(1, 3), fc.boolean(), fc.constantFrom(255, 20, 0))
        .chain(([channels, hasAlpha, most]) => {
          const values = (length: number, top: number) =>
            fc.array(fc.integer({ min: 0, max: top }), { minLength: length, maxLength: length });
          return fc
            .tuple(values(height * width * channels, most), values(height * width, 1))
            .map(([colors, alpha]) =>
              rasterOf(
                height,
                width,
                hasAlpha ? colors.map((value, i) => value * alpha[Math.floor(i / channels)]!) : colors,
                hasAlpha ? alpha : undefined,
              ),
            );
        }),
    );
    fc.assert(
      fc.property(rasters, (raster) => {
        const image = prepareImage(raster, { size });
        expect(image === undefined || image.length === 784).toBe(true);
        if (image !== undefined) expect(Math.max(...image)).toBeGreaterThan(0);
      }),
      { numRuns: 100 },
    );
  });

  const digits = fc.nat(9);
  const looks = fc.constantFrom(
    ...['black on white', 'blue on white', 'a thin pen', 'a marker', '16×16'].map((name) => styles[name]!),
  );

  it('sees no difference between a picture and its negative', () => {
    fc.assert(
      fc.property(digits, looks, (digit, look) => {
        const options = { height: 60, width: 60, ...look, digit };
        const image = prepareImage(drawn(options), { size });
        expect(image).toBeDefined();
        expect(
          prepareImage(
            drawn(options, (value) => 255 - value),
            { size },
          ),
        ).toEqual(image);
      }),
      { numRuns: 6 },
    );
  });

  it('sees no difference between places on the paper', () => {
    fc.assert(
      fc.property(digits, fc.nat(25), fc.nat(25), (digit, right, down) => {
        const at = (x: number, y: number) =>
          prepareImage(drawn({ digit, height: 80, width: 80, size: 0.5, middle: [x / 80, y / 80] }), {
            size,
          });
        const image = at(26, 26);
        expect(image).toBeDefined();
        expect(at(26 + right, 26 + down)).toEqual(image);
      }),
      { numRuns: 6 },
    );
  });

  it('sees no difference between colours of ink and paper', () => {
    const colour = (ink: readonly [number, number, number], paper: readonly [number, number, number]) =>
      prepareImage(drawn({ digit: 5, height: 90, width: 90, ink, paper }), { size })!;
    const black = colour([0, 0, 0], [255, 255, 255]);
    for (const other of [
      colour([250, 230, 0], [255, 255, 255]),
      colour([0, 0, 255], [255, 255, 255]),
      colour([200, 0, 0], [0, 90, 0]),
    ]) {
      const most = Math.max(...other.map((value, i) => Math.abs(value - black[i]!)));
      expect(most).toBeLessThanOrEqual(10);
    }
  });

  it("leaves an image of the model's own as it is: light on black, of its size, wherever its ink is", () => {
    const image = Uint8Array.from({ length: 784 }, (_, i) =>
      i % 28 > 3 && i % 28 < 9 && i > 56 && i < 300 ? 90 : 0,
    );
    expect(prepareImage(rasterOf(28, 28, image), { size })).toEqual(image);
    expect(
      prepareImage(
        rasterOf(
          28,
          28,
          [...image].flatMap((v) => [v, v, v]),
        ),
        { size },
      ),
    ).toEqual(image);
    // On white it is a picture like any other, and is centred.
    expect(
      prepareImage(
        rasterOf(
          28,
          28,
          image.map((v) => 255 - v),
        ),
        { size },
      ),
    ).not.toEqual(image);
  });

  it('fits it as the run fitted its images, where it did', () => {
    const pixels = Uint8Array.from({ length: 256 }, (_, i) =>
      i % 16 > 2 && i % 16 < 9 && i > 40 && i < 220 ? 255 : 0,
    );
    const set = { count: 1, height: 16, width: 16, channels: 1, pixels, labels: new Uint8Array(1) };
    const fitted = fitImages(set, { size, box: [20, 20], invert: false }).pixels;
    expect(prepareImage(rasterOf(16, 16, pixels), { size, box: [20, 20] })).toEqual(fitted);
  });

  it('says of blank paper, noise and black that nothing is written on them', () => {
    const noise = Array.from({ length: 2500 }, (_, i) => 200 + ((i * 7919) % 41));
    for (const colors of [new Array(2500).fill(255), new Array(2500).fill(0), noise])
      expect(prepareImage(rasterOf(50, 50, colors), { size })).toBeUndefined();
    expect(prepareImage(rasterOf(28, 28, new Uint8Array(784)), { size })).toBeUndefined();
    expect(
      prepareImage(rasterOf(50, 50, new Uint8Array(2500), new Uint8Array(2500)), { size }),
    ).toBeUndefined();
  });

  it('draws strokes of any width as MNIST has them', () => {
    const ink = (pen: number) => {
      const image = prepareImage(drawn({ digit: 1, height: 120, width: 120, pen }), { size })!;
      return image.reduce((sum, value) => sum + value, 0) / 255;
    };
    // Some 24 pixels of stroke, 1.7 to 4 pixels wide. As they are, these pens would make 5 to 110.
    for (const pen of [0.01, 0.05, 0.1, 0.15, 0.25, 0.3]) {
      expect(ink(pen)).toBeGreaterThan(28);
      expect(ink(pen)).toBeLessThan(100);
    }
  });
});
