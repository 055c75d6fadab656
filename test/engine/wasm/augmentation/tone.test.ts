import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { openAugmenter } from '#src/engine/index.js';
import { changeTone } from '#src/engine/wasm/augmentation/tone-reference.js';
import { everyImage, expectClose, randomSet } from '../rig.js';

interface ToneCase {
  shape: [number, number, number];
  contrast: number;
  brightness: number;
  values: number[];
  expected: number[];
}

const cases: ToneCase[] = JSON.parse(
  readFileSync(new URL('../../../fixtures/augmentation/tone.json', import.meta.url), 'utf8'),
);

it.each(cases)('contrast $contrast and brightness $brightness of $shape are TensorFlow’s', (one) => {
  const { shape, contrast, brightness, values, expected } = one;
  const [height, width, channels] = shape;
  const tone = { contrast: Math.fround(contrast), brightness: Math.fround(brightness * 255), noise: 0 };
  const got = changeTone(Float32Array.from(values), { height, width, channels }, tone, new Float32Array());
  expectClose(got, expected, 'levels', { atol: 0.01, rtol: 1e-5 });
});

it('noise has the deviation that is asked for, and is cut off at black and white', async () => {
  const set = { ...randomSet([28, 28, 1], 300, 2), pixels: new Uint8Array(300 * 784).fill(128) };
  const off = {
    rotation: 0,
    shift: [0, 0],
    zoom: [1, 1],
    shear: 0,
    fillMode: 'nearest',
    fillValue: 0,
  } as const;
  const augmenter = await openAugmenter(set, [3, 1], 300);
  const draw = (noise: number) => augmenter.draw({ ...off, noise }, everyImage(set), 1).slice();
  const values = draw(0.1);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  expect(Math.abs(mean - 128)).toBeLessThan(0.3);
  expect(Math.sqrt(variance) / 25.5).toBeCloseTo(1, 2);
  const strong = draw(1);
  expect(strong.reduce((least, value) => Math.min(least, value), 255)).toBe(0);
  expect(strong.reduce((most, value) => Math.max(most, value), 0)).toBe(255);
});
