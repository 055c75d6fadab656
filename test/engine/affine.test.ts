import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Augmentation } from '#src/engine/engine.js';
import {
  type AffineTransform,
  affineParameters,
  affineSample,
  drawTransform,
  sampleAffine,
} from '#src/engine/wasm/affine-reference.js';
import { type RandomKey, RandomStream } from '#src/util/random.js';

const kernelSource = fileURLToPath(new URL('../../src/engine/wasm/kernels/affine.ts', import.meta.url));
const goldenFile = new URL('../fixtures/affine/golden.json', import.meta.url);

interface GoldenCase {
  height: number;
  width: number;
  channels: number;
  pixels: number[];
  transform: AffineTransform;
  fillMode: Augmentation['fillMode'];
  fillValue: number;
  expected: number[];
}

/** The one thing that is needed of WebAssembly, which the compiler's ES2023 library does not declare. */
const { WebAssembly } = globalThis as unknown as {
  WebAssembly: {
    instantiate(binary: Uint8Array, imports: object): Promise<{ instance: { exports: Kernels } }>;
  };
};

interface Kernels {
  memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  affineSample(...numbers: number[]): void;
}

const none: Augmentation = {
  rotation: 0,
  shift: [0, 0],
  zoom: [1, 1],
  shear: 0,
  fillMode: 'nearest',
  fillValue: 0,
};
const usual: Augmentation = { ...none, rotation: 10, shift: [0.1, 0.1], zoom: [0.9, 1.1] };
const wild: Augmentation = { ...none, rotation: 180, shift: [0.7, 1.3], zoom: [0.2, 4], shear: 60 };
const fillModes = ['nearest', 'constant', 'reflect', 'wrap'] as const;

const sizes: readonly (readonly [number, number, number])[] = [
  [28, 28, 1],
  [1, 1, 1],
  [1, 6, 1],
  [6, 1, 1],
  [2, 4, 1],
  [3, 3, 1],
  [5, 7, 1],
  [9, 10, 1],
  [31, 64, 1],
  [8, 8, 3],
  [1, 5, 2],
  [32, 32, 3],
];

function randomImage(height: number, width: number, channels: number, seed: number) {
  const stream = new RandomStream([seed, 99]);
  const pixels = Uint8Array.from({ length: height * width * channels }, () => stream.below(256));
  return { height, width, channels, pixels };
}

let kernels: Kernels;

beforeAll(async () => {
  const options = ['--outFile', 'affine.wasm', '-O3', '--noAssert', '--runtime', 'stub', '--enable', 'simd'];
  let binary: Uint8Array | undefined;
  const result = await asc.main(['affine.ts', ...options], {
    readFile: (name) => {
      try {
        return readFileSync(new URL(name, `file://${kernelSource}`), 'utf8');
      } catch {
        return null;
      }
    },
    writeFile: (_name, contents) => {
      binary = contents as Uint8Array;
    },
    listFiles: () => [],
  });
  if (result.error !== null || binary === undefined) throw result.error ?? new Error('asc wrote nothing');
  const { instance } = await WebAssembly.instantiate(binary, { env: { abort: () => undefined } });
  kernels = instance.exports;
  kernels.memory.grow(32);
});

/** Runs the kernel with rows `gap` floats further apart than they must be; returns the whole destination. */
function runKernel(
  image: ReturnType<typeof randomImage>,
  augmentation: Augmentation,
  key: RandomKey,
  epoch: number,
  index: number,
  [scale, offset]: readonly [number, number],
  gap = 0,
  src = 65536,
): Float32Array {
  const { height, width, channels, pixels } = image;
  const [params, work, dst] = [131072, 131072 + 1024, 131072 + 65536];
  const stride = width * channels + gap;
  const { buffer } = kernels.memory;
  new Uint8Array(buffer, src, pixels.length).set(pixels);
  new Float32Array(buffer, params, 8).set(affineParameters(augmentation));
  const out = new Float32Array(buffer, dst, height * stride).fill(-77);
  kernels.affineSample(
    src,
    dst,
    height,
    width,
    channels,
    stride,
    params,
    ...key,
    epoch,
    index,
    scale,
    offset,
    0,
    work,
  );
  return out.slice();
}

const bits = (values: Float32Array) =>
  Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString('hex');

describe('affineSample', () => {
  it('agrees with the reference bit for bit, for all sizes, ranges and fill modes', () => {
    for (const [s, size] of sizes.entries()) {
      const image = randomImage(...size, s);
      for (const ranges of [none, usual, wild]) {
        for (const fillMode of fillModes) {
          const augmentation = { ...ranges, fillMode, fillValue: 130 };
          for (let seed = 0; seed < 25; seed++) {
            const key: RandomKey = [seed * 0x9e3779b1, (seed << 28) >>> 0];
            const [epoch, index] = [seed + 1, seed * 977];
            const scaling = seed % 2 === 0 ? ([1 / 255, 0] as const) : ([2 / 255, -1] as const);
            const got = runKernel(image, augmentation, key, epoch, index, scaling);
            const want = affineSample(image, augmentation, key, epoch, index, ...scaling);
            if (bits(got) !== bits(want)) {
              const at = got.findIndex((value, i) => !Object.is(value, want[i]));
              const which = `${size.join('×')} ${JSON.stringify(augmentation)} seed ${seed}`;
              expect.fail(`${which}: value ${at} is ${got[at]} but ${want[at]}`);
            }
          }
        }
      }
    }
  });

  it('gives exactly scale·pixel + offset when all ranges are zero', () => {
    for (const fillMode of fillModes) {
      const image = randomImage(28, 28, 1, 5);
      const [scale, offset] = [Math.fround(2 / 255), -1];
      const got = runKernel(image, { ...none, fillMode }, [1, 2], 3, 4, [scale, offset]);
      expect(got).toEqual(Float32Array.from(image.pixels, (p) => Math.fround(p * scale) + offset));
    }
  });

  it('keeps to its rows when they are further apart', () => {
    for (const size of sizes) {
      const image = randomImage(...size, 3);
      const row = size[1] * size[2];
      const got = runKernel(image, usual, [5, 6], 1, 2, [1, 0], 3);
      const want = affineSample(image, usual, [5, 6], 1, 2);
      for (let y = 0; y < size[0]; y++) {
        const start = y * (row + 3);
        expect(bits(got.slice(start, start + row))).toBe(bits(want.slice(y * row, (y + 1) * row)));
        expect([...got.subarray(start + row, start + row + 3)]).toEqual([-77, -77, -77]);
      }
    }
  });

  it('reads no byte outside its image, which may be the last of the memory', () => {
    for (const [height, width] of [
      [28, 28],
      [5, 3],
    ] as const) {
      const image = randomImage(height, width, 1, 8);
      for (const place of [0, kernels.memory.buffer.byteLength - height * width]) {
        for (const fillMode of fillModes) {
          for (let index = 0; index < 50; index++) {
            const augmentation = { ...wild, fillMode };
            const got = runKernel(image, augmentation, [3, 4], 1, index, [1, 0], 0, place);
            expect(bits(got)).toBe(bits(affineSample(image, augmentation, [3, 4], 1, index)));
          }
        }
      }
    }
  });
});

describe('sampleAffine', () => {
  const golden: GoldenCase[] = JSON.parse(readFileSync(goldenFile, 'utf8'));

  it.each(fillModes)('agrees with SciPy on Keras’s matrix, fill mode %s', (fillMode) => {
    const cases = golden.filter((c) => c.fillMode === fillMode);
    expect(cases.length).toBeGreaterThan(20);
    for (const c of cases) {
      const got = sampleAffine({ ...c, pixels: Uint8Array.from(c.pixels) }, c.transform, c);
      const worst = c.expected.reduce((most, e, i) => Math.max(most, Math.abs(e - (got[i] ?? 1e9))), 0);
      expect(worst, JSON.stringify(c.transform)).toBeLessThan(1e-4 * 255);
    }
  });
});

describe('drawTransform', () => {
  const draws = Array.from({ length: 20_000 }, (_, index) =>
    drawTransform({ ...usual, shear: 7, zoom: [0.8, 1.5] }, 28, 20, [11, 12], 4, index),
  );
  const ranges: readonly [keyof AffineTransform, number, number][] = [
    ['theta', -10, 10],
    ['tx', -2.8, 2.8],
    ['ty', -2, 2],
    ['shear', -7, 7],
    ['zx', 0.8, 1.5],
    ['zy', 0.8, 1.5],
  ];

  it.each(ranges)('draws %s uniformly between %d and %d', (name, low, high) => {
    const shares = draws.map((draw) => (draw[name] - low) / (high - low)).sort((a, b) => a - b);
    expect(shares[0]).toBeGreaterThan(-1e-6);
    expect(shares.at(-1)).toBeLessThan(1 + 1e-6);
    // Kolmogorov and Smirnov's distance to the uniform distribution; 1.95/√n is passed once in a thousand.
    const distance = shares.reduce(
      (most, share, i) => Math.max(most, Math.abs(share - i / shares.length)),
      0,
    );
    expect(distance).toBeLessThan(1.95 / Math.sqrt(shares.length));
  });

  it('draws the zoom of each axis by itself', () => {
    const mean = draws.reduce((sum, d) => sum + (d.zx - 1.15) * (d.zy - 1.15), 0) / draws.length;
    expect(Math.abs(mean)).toBeLessThan(0.002);
  });

  it('gives each epoch and each image a transform of its own, and the same one again', () => {
    const one = drawTransform(usual, 28, 28, [1, 2], 3, 4);
    expect(drawTransform(usual, 28, 28, [1, 2], 3, 4)).toEqual(one);
    expect(drawTransform(usual, 28, 28, [1, 2], 4, 4)).not.toEqual(one);
    expect(drawTransform(usual, 28, 28, [1, 2], 3, 5)).not.toEqual(one);
    expect(drawTransform(usual, 28, 28, [2, 2], 3, 4)).not.toEqual(one);
  });
});
