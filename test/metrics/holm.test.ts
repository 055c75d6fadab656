import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { holmAdjusted } from '#src/metrics/holm.js';
import { accuracyInterval, meanInterval, spreadOf, wilsonInterval } from '#src/metrics/intervals.js';

// Made by make_sweep_golden.py with statsmodels and SciPy.
const golden = JSON.parse(readFileSync(new URL('sweep-golden.json', import.meta.url), 'utf8'));

test.each(
  golden.holm as { p: number[]; adjusted: number[] }[],
)('Holm of $p.length values agrees with statsmodels', ({ p, adjusted }) => {
  holmAdjusted(p).forEach((value, i) => {
    expect(Math.abs(value - adjusted[i]!)).toBeLessThanOrEqual(1e-14);
  });
});

test('no comparisons, and what is no probability', () => {
  expect(holmAdjusted([])).toEqual([]);
  expect(() => holmAdjusted([0.5, 1.5])).toThrow('a p-value of 1.5');
  expect(() => holmAdjusted([Number.NaN])).toThrow('NaN');
});

test.each(
  golden.student as { values: number[]; interval: [number, number] }[],
)('Student’s interval of $values.length values agrees with SciPy', ({ values, interval }) => {
  const ours = meanInterval(spreadOf(values))!;
  const width = interval[1] - interval[0];
  expect(Math.abs(ours[0] - interval[0])).toBeLessThanOrEqual(1e-6 * width);
  expect(Math.abs(ours[1] - interval[1])).toBeLessThanOrEqual(1e-6 * width);
});

test('one value has no interval of its mean', () => {
  expect(meanInterval(spreadOf([0.5]))).toBeUndefined();
});

test('an accuracy’s interval: Wilson’s of one model; of several it covers other seeds and other images', () => {
  const of = (...accuracies: number[]) =>
    accuracyInterval(accuracies.map((accuracy) => ({ accuracy, count: 1000 })));
  expect(of()).toBeUndefined();
  expect(of(0.98)).toEqual(wilsonInterval(980, 1000));
  // Seeds that agree: the images are still only a thousand.
  expect(of(0.98, 0.98, 0.98)).toEqual(wilsonInterval(980, 1000));
  // Seeds that differ widely.
  const [low, high] = of(0.9, 0.99, 0.96)!;
  expect([low, high]).toEqual([meanInterval(spreadOf([0.9, 0.99, 0.96]))![0], 1]);
});
