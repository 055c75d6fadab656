import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { analyzeModel } from '#src/model/analyze.js';
import { initializeWeights } from '#src/model/initialize.js';
import type { Initializer, Layer, NamedTensor } from '#src/model/layer.js';
import { encodeTensors } from '#src/model/tensors.js';
import { sha256 } from '#src/util/hash.js';
import { conv2d, dense, flatten, paperModel } from './layers.js';

interface Measured {
  readonly initializer: Initializer;
  readonly shape: readonly number[];
  readonly deviation: number;
  readonly largest: number;
}

const golden: { readonly initializers: readonly Measured[] } = JSON.parse(
  readFileSync(new URL('../fixtures/model/keras.json', import.meta.url), 'utf8'),
);

function weightsOf(
  inputShape: readonly [number, number, number],
  layers: readonly Layer[],
  seed = 1,
): readonly NamedTensor[] {
  const outcome = analyzeModel({ inputShape, layers });
  if (!outcome.ok) throw new Error(outcome.failure.message);
  return initializeWeights(outcome.value, seed);
}

function kernelOf({ initializer, shape }: Measured, seed: number): Float32Array {
  const [a, b, c, d] = shape as [number, number, number, number];
  const kernelInitializer = initializer;
  const tensors =
    shape.length === 4
      ? weightsOf([a, b, c], [conv2d(d, { kernelSize: [a, b], kernelInitializer })], seed)
      : weightsOf([1, 1, a], [flatten, dense(b, 'relu', { kernelInitializer })], seed);
  return tensors[0]!.data;
}

describe('initial weights', () => {
  it.each(golden.initializers)('$initializer $shape spreads as Keras’s does', (measured) => {
    const drawn = [1, 2, 3, 4, 5].flatMap((seed) => [...kernelOf(measured, seed)]);
    const mean = drawn.reduce((a, b) => a + b, 0) / drawn.length;
    const deviation = Math.sqrt(drawn.reduce((sum, w) => sum + (w - mean) ** 2, 0) / drawn.length);
    const largest = drawn.reduce((most, w) => Math.max(most, Math.abs(w)), 0);
    const error = deviation / Math.sqrt(drawn.length);
    expect(Math.abs(mean)).toBeLessThan(4 * error);
    expect(Math.abs(deviation / measured.deviation - 1)).toBeLessThan(0.01);
    // A normal distribution that is not cut off has no end.
    if (measured.initializer === 'randomNormal') {
      expect(largest / measured.deviation).toBeGreaterThan(3.5);
      return;
    }
    // Keras's largest of 10⁵ draws lies within a thousandth of the distribution's end, and so must ours.
    expect(Math.abs(largest / measured.largest - 1)).toBeLessThan(0.002);
    expect(drawn.filter((w) => w > 0).length / drawn.length).toBeCloseTo(0.5, 1);
  });

  it('has the shape of the distribution, not only its width', () => {
    const share = (initializer: Initializer): number => {
      const drawn = kernelOf({ initializer, shape: [300, 300], deviation: 0, largest: 0 }, 7);
      const limit = drawn.reduce((most, w) => Math.max(most, Math.abs(w)), 0);
      return drawn.filter((w) => Math.abs(w) < limit / 2).length / drawn.length;
    };
    expect(share('glorotUniform')).toBeCloseTo(0.5, 2);
    // P(|z| < 1) / P(|z| < 2) of a normal distribution.
    expect(share('glorotNormal')).toBeCloseTo(0.6826894921 / 0.9544997361, 2);
  });

  it('stays inside Glorot’s limit, in float32', () => {
    const kernel = kernelOf(
      { initializer: 'glorotUniform', shape: [3, 3, 32, 64], deviation: 0, largest: 0 },
      3,
    );
    const limit = Math.fround(Math.sqrt(6 / (9 * 32 + 9 * 64)));
    expect(kernel.every((w) => Math.abs(w) <= limit)).toBe(true);
  });

  it('draws a kernel’s correlates of neither its neighbours nor other layers', () => {
    const layers = [flatten, dense(400), dense(400), dense(400)];
    const kernels = weightsOf([1, 1, 400], layers)
      .filter(({ name }) => name.endsWith('kernel'))
      .map(({ data }) => data);
    const correlation = (a: Float32Array, b: Float32Array): number => {
      const dot = (u: Float32Array, v: Float32Array): number =>
        u.reduce((sum, x, i) => sum + x * (v[i] ?? 0), 0);
      return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
    };
    const [first, second, third] = kernels as [Float32Array, Float32Array, Float32Array];
    for (const [a, b] of [
      [first, second],
      [second, third],
      [first, first.subarray(1)],
      [first, first.subarray(4)],
    ] as const) {
      expect(Math.abs(correlation(a, b))).toBeLessThan(4 / Math.sqrt(first.length));
    }
  });

  it('gives constants their value', () => {
    const [kernel, bias] = weightsOf([1, 1, 3], [flatten, dense(2, 'relu', { kernelInitializer: 'ones' })]);
    expect([...kernel!.data, ...bias!.data]).toEqual([1, 1, 1, 1, 1, 1, 0, 0]);
  });

  it('does not depend on the sizes of other layers', () => {
    const wide = weightsOf([4, 4, 1], [conv2d(8), flatten, dense(6)]);
    const narrow = weightsOf([4, 4, 2], [conv2d(4), flatten, dense(6)]);
    // Same fans, same layer index: [32, 6] and its first half of rows would differ only in the limit.
    const scaled = (tensors: readonly NamedTensor[], inputs: number): number[] =>
      [...tensors[2]!.data.subarray(0, 90)].map((w) => w / Math.sqrt(6 / (inputs + 6)));
    for (const [i, w] of scaled(wide, 32).entries()) expect(scaled(narrow, 16)[i]).toBeCloseTo(w, 6);
  });

  it('depends on the seed', () => {
    expect(weightsOf([1, 1, 9], [flatten, dense(9)], 1)[0]).not.toEqual(
      weightsOf([1, 1, 9], [flatten, dense(9)], 2)[0],
    );
  });

  it('of the paper’s network are these bits', () => {
    const { inputShape, layers } = paperModel('same');
    const withNormals = layers.map(
      (layer): Layer => (layer.kind === 'dense' ? { ...layer, kernelInitializer: 'heNormal' } : layer),
    );
    expect(sha256(encodeTensors(weightsOf(inputShape, withNormals)))).toMatchInlineSnapshot(
      `"f86e279771588c161b80b9d99d9199b0c1247f54d42270c841ca4f1a07c3caa8"`,
    );
  });
});
