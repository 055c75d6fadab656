import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { spreadOf, wilsonInterval } from '#src/metrics/intervals.js';

// Made by make_golden.py with statsmodels and NumPy.
const golden = JSON.parse(readFileSync(new URL('golden.json', import.meta.url), 'utf8'));

test.each(
  golden.wilson as { correct: number; count: number; interval: [number, number] }[],
)('the Wilson interval of $correct of $count agrees with statsmodels', ({ correct, count, interval }) => {
  const [low, high] = wilsonInterval(correct, count);
  expect(low).toBeCloseTo(interval[0], 13);
  expect(high).toBeCloseTo(interval[1], 13);
});

test('the Wilson interval contains the share, stays in [0, 1] and mirrors', () => {
  const counts = fc
    .integer({ min: 1, max: 100_000 })
    .chain((count) => fc.tuple(fc.integer({ min: 0, max: count }), fc.constant(count)));
  fc.assert(
    fc.property(counts, ([correct, count]) => {
      const [low, high] = wilsonInterval(correct, count);
      const [mirrorLow, mirrorHigh] = wilsonInterval(count - correct, count);
      expect(low).toBeGreaterThanOrEqual(0);
      expect(high).toBeLessThanOrEqual(1);
      expect(low).toBeLessThanOrEqual(correct / count);
      expect(high).toBeGreaterThanOrEqual(correct / count);
      expect(low + mirrorHigh).toBeCloseTo(1, 12);
      expect(high + mirrorLow).toBeCloseTo(1, 12);
    }),
  );
});

test('a wider level gives a wider interval; nothing counted, nothing known', () => {
  expect(wilsonInterval(90, 100, 2.5758293035489004)[0]).toBeLessThan(wilsonInterval(90, 100)[0]);
  expect(wilsonInterval(0, 0)).toEqual([0, 1]);
  expect(() => wilsonInterval(11, 10)).toThrow('11 correct of 10');
});

test.each(
  golden.spread as { values: number[]; mean: number; std: number }[],
)('mean and sample deviation of $values agree with NumPy', ({ values, mean, std }) => {
  const spread = spreadOf(values);
  expect(spread.mean).toBeCloseTo(mean, 12);
  expect(spread.std).toBeCloseTo(std, 12);
});

test('one value has a mean and no deviation; none has neither', () => {
  expect(spreadOf([0.5])).toEqual({ count: 1, mean: 0.5 });
  expect(() => spreadOf([])).toThrow('no values');
});
