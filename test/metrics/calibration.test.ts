import fc from 'fast-check';
import { expect, test } from 'vitest';
import { calibrationOf } from '#src/metrics/calibration.js';

const answers = (rows: readonly (readonly [label: number, predicted: number, confidence: number])[]) => ({
  label: Uint8Array.from(rows, ([label]) => label),
  predicted: Uint8Array.from(rows, ([, predicted]) => predicted),
  confidence: Float32Array.from(rows, ([, , confidence]) => confidence),
});

test('the error is the mean distance of accuracy and confidence, each bin by its answers', () => {
  // Of 4 answers with 0.75, 2 are right: off by 0.25. Of 1 with 0.25, none: off by 0.25 too. Of 5 with 1, all: 0.
  const rows = [
    [1, 1, 0.75],
    [1, 1, 0.75],
    [1, 2, 0.75],
    [1, 2, 0.75],
    [1, 2, 0.25],
    ...Array.from({ length: 5 }, () => [3, 3, 1] as const),
  ] as const;
  const found = calibrationOf(answers(rows), 10);
  expect(found.expectedError).toBeCloseTo(0.5 * 0.25, 12);
  expect(found.largestError).toBeCloseTo(0.25, 12);
  expect(found).toMatchObject({ count: 10, accuracy: 0.7 });
  expect(found.confidence).toBeCloseTo(0.825, 12);
  expect(found.bins.map(({ count }) => count)).toEqual([0, 0, 1, 0, 0, 0, 0, 4, 0, 5]);
});

test('a bin has its upper end; the first has 0 as well', () => {
  const found = calibrationOf(answers([0, 0.25, 0.5, 0.75, 1].map((p) => [0, 0, p] as const)), 4);
  expect(found.bins.map(({ count }) => count)).toEqual([2, 1, 1, 1]);
});

test('nothing answered has no error, and lengths that differ are refused', () => {
  expect(calibrationOf(answers([]))).toMatchObject({ count: 0, expectedError: 0, largestError: 0 });
  expect(() => calibrationOf({ ...answers([[0, 0, 1]]), label: new Uint8Array(2) })).toThrow('2 labels');
});

test('the error is at least the distance of the means, at most that of the worst bin', () => {
  const row = fc.tuple(fc.nat(2), fc.nat(2), fc.double({ min: 0, max: 1, noNaN: true }));
  fc.assert(
    fc.property(fc.array(row, { minLength: 1 }), fc.integer({ min: 1, max: 20 }), (rows, bins) => {
      const found = calibrationOf(answers(rows), bins);
      expect(found.bins.reduce((sum, { count }) => sum + count, 0)).toBe(rows.length);
      expect(found.expectedError).toBeGreaterThanOrEqual(Math.abs(found.accuracy - found.confidence) - 1e-9);
      expect(found.expectedError).toBeLessThanOrEqual(found.largestError + 1e-9);
    }),
  );
});
