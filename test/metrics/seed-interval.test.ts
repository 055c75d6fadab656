import { expect, test } from 'vitest';
import { spreadOf } from '#src/metrics/intervals.js';
import { seedInterval } from '#src/metrics/seed-interval.js';

test('three seeds against three: Student’s interval with four degrees of freedom', () => {
  const found = seedInterval(spreadOf([0.99, 0.992, 0.994]), spreadOf([0.995, 0.996, 0.997]))!;
  // s² = (2·0.002² + 2·0.001²) / 4 = 2.5e-6; t(0.975, 4) = 2.776445; √(s²·2/3) = 0.00129099.
  expect(found[0]).toBeCloseTo(0.004 - 2.776445 * 0.00129099, 7);
  expect(found[1]).toBeCloseTo(0.004 + 2.776445 * 0.00129099, 7);
});

test('one run against several has their spread, one against one says nothing', () => {
  const found = seedInterval(spreadOf([0.99]), spreadOf([0.98, 1]))!;
  // s = 0.0141421; t(0.975, 1) = 12.706205; √(1 + 1/2) = 1.2247449.
  expect(found[1]).toBeCloseTo(12.706205 * 0.0141421356 * 1.2247449, 6);
  expect(seedInterval(spreadOf([0.99]), spreadOf([0.98]))).toBeUndefined();
});
