/** The references against SciPy (test/fixtures/augmentation/make.py); augment.test.ts has the kernels against the references. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { Augmentation } from '#src/engine/engine.js';
import { sampleAffine } from '#src/engine/wasm/affine-reference.js';
import { elasticGrid } from '#src/engine/wasm/augmentation/elastic-grid.js';
import { displacementFields, spreadGrid } from '#src/engine/wasm/augmentation/elastic-reference.js';
import { normalField, symmetricBeta } from '#src/engine/wasm/augmentation/random-reference.js';
import { changeThickness } from '#src/engine/wasm/augmentation/thickness-reference.js';
import { expectClose } from '../rig.js';

interface Size {
  readonly height: number;
  readonly width: number;
}

interface Golden {
  thickness: Size & { pixels: number[]; cases: { amount: number; expected: number[] }[] };
  spread: (Size & { sigma: number; grid: number[][]; expected: number[] })[];
  simard: { sigma: number; deviation: number; correlations: Record<string, number>; kurtosis: number }[];
  sampling: (Size & {
    mode: Augmentation['fillMode'];
    pixels: number[];
    theta: number;
    zoom: [number, number];
    rows: number[][];
    columns: number[][];
    expected: number[];
  })[];
  beta: { alpha: number; points: number[]; cdf: number[] }[];
  normal: { point: number; cdf: number }[];
}

const golden: Golden = JSON.parse(
  readFileSync(new URL('../../../fixtures/augmentation/golden.json', import.meta.url), 'utf8'),
);

/** Rows of a width rounded up to 4, as displacement fields have them. */
const padded = (rows: readonly number[][]) =>
  Float32Array.from(
    rows.flatMap((row) => [...row, ...new Array<number>((4 - (row.length % 4)) % 4).fill(0)]),
  );

it.each(golden.thickness.cases)('thickness by $amount pixels is SciPy’s', ({ amount, expected }) => {
  const { height, width, pixels } = golden.thickness;
  const got = changeThickness({ height, width, channels: 1, pixels: Uint8Array.from(pixels) }, amount);
  expectClose(got.pixels, expected, `${amount}`, { atol: 1, rtol: 0 });
});

it.each(golden.spread)('a grid $sigma pixels wide is spread as by SciPy’s Gaussian filter', (one) => {
  const { sigma, height, width, grid, expected } = one;
  // With this alpha the fields have a deviation of 1.
  const alpha = Math.sqrt(3 * 4 * Math.PI * sigma * sigma);
  const tables = elasticGrid({ alpha, sigma }, one);
  expect(tables.rows).toBe(grid.length);
  const points = new Float32Array(tables.rows * tables.stride);
  for (const [r, row] of grid.entries()) points.set(row, r * tables.stride);
  const columns = Math.ceil(width / 4) * 4;
  const field = spreadGrid(points, tables, one);
  const got = Array.from({ length: height }, (_, y) => [...field.subarray(y * columns, y * columns + width)]);
  expectClose(got.flat(), expected, `sigma ${sigma}`, { atol: 2e-3, rtol: 1e-3 });
});

it.each(golden.simard)('displacements of sigma $sigma have the statistics of Simard’s', (one) => {
  const { sigma, deviation, correlations, kurtosis } = one;
  const side = 16;
  const size = { height: side, width: side };
  const fields = Array.from({ length: 700 }, (_, index) =>
    displacementFields({ alpha: 10, sigma }, size, [5, 6], 1, index),
  ).flatMap(({ rows, columns }) => [rows, columns]);
  const mean = (value: (field: Float32Array) => number) =>
    fields.reduce((sum, field) => sum + value(field), 0) / fields.length;
  const at = (field: Float32Array, y: number, x: number) => field[side * y + x]!;
  // The same in the middle, at the border and in the corner: the fields do not fade out.
  for (const [y, x] of [
    [8, 8],
    [7, 0],
    [15, 15],
  ] as const) {
    const variance = mean((field) => at(field, y, x) ** 2);
    // Four standard errors of 1400 draws.
    expect(Math.abs(Math.sqrt(variance) / (10 * deviation) - 1)).toBeLessThan(0.075);
    expect(Math.abs(mean((field) => at(field, y, x))) / Math.sqrt(variance)).toBeLessThan(0.11);
  }
  const all = mean((field) => field.reduce((sum, value) => sum + value * value, 0) / field.length);
  expect(Math.abs(Math.sqrt(all) / (10 * deviation) - 1)).toBeLessThan(0.06);
  const fourth = mean((field) => field.reduce((sum, value) => sum + value ** 4, 0) / field.length);
  // Sums of few uniform numbers are a little flatter than normal ones: 2.8 instead of 3 where sigma is 1.
  expect(Math.abs(fourth / all ** 2 - kurtosis)).toBeLessThan(sigma === 1 ? 0.25 : 0.15);
  for (const [lag, expected] of Object.entries(correlations)) {
    for (const [dy, dx] of [
      [0, Number(lag)],
      [Number(lag), 0],
    ] as const) {
      const got = mean((field) => {
        let sum = 0;
        for (let i = 0; i < 8; i++) sum += at(field, i, 7 - i) * at(field, i + dy, 7 - i + dx);
        return sum / 8;
      });
      expect(Math.abs(got / all - expected), `at ${dy}, ${dx}`).toBeLessThan(0.05);
    }
  }
});

it.each(
  golden.sampling,
)('affine transform and displacement are sampled as by SciPy, fill mode $mode', (one) => {
  const { mode, height, width, pixels, theta, zoom, rows, columns, expected } = one;
  const got = sampleAffine(
    { height, width, channels: 1, pixels: Uint8Array.from(pixels) },
    { theta, tx: 0, ty: 0, shear: 0, zx: zoom[0], zy: zoom[1] },
    { fillMode: mode, fillValue: 37 },
    1,
    0,
    { rows: padded(rows), columns: padded(columns) },
  );
  expectClose(got, expected, mode, { atol: 0.01, rtol: 0 });
});

const COUNT = 20_000;

/** Kolmogorov and Smirnov's distance; 1.95/√n is passed once in a thousand. */
function expectDistribution(draws: readonly number[], points: readonly { at: number; cdf: number }[]): void {
  for (const { at, cdf } of points) {
    const share = draws.filter((draw) => draw <= at).length / draws.length;
    expect(Math.abs(share - cdf), `below ${at}`).toBeLessThan(1.95 / Math.sqrt(draws.length));
  }
}

it.each(golden.beta)('draws from Beta($alpha, $alpha) are distributed so', ({ alpha, points, cdf }) => {
  const draws = Array.from({ length: COUNT }, (_, index) => symmetricBeta(alpha, [3, 4], [1, index, 6]));
  expectDistribution(
    draws,
    points.map((at, i) => ({ at, cdf: cdf[i]! })),
  );
  expect(Math.min(...draws)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...draws)).toBeLessThanOrEqual(1);
});

it('normal numbers are distributed so, and neighbours know nothing of each other', () => {
  const draws = [...normalField([3, 4], [1, 2, 3], 2 * COUNT)];
  expectDistribution(
    draws,
    golden.normal.map(({ point, cdf }) => ({ at: point, cdf })),
  );
  const mean = (value: (i: number) => number) =>
    draws.reduce((sum, _, i) => sum + value(i), 0) / draws.length;
  expect(Math.abs(mean((i) => draws[i]! ** 2) - 1)).toBeLessThan(0.02);
  for (const lag of [1, 4, 8, 16]) {
    const product = mean((i) => draws[i]! * draws[(i + lag) % draws.length]!);
    expect(Math.abs(product), `lag ${lag}`).toBeLessThan(0.02);
    const squares = mean((i) => (draws[i]! ** 2 - 1) * (draws[(i + lag) % draws.length]! ** 2 - 1));
    expect(Math.abs(squares), `squares at lag ${lag}`).toBeLessThan(0.06);
  }
});
