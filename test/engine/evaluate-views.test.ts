import { expect, test } from 'vitest';
import { averageAnswers } from '#src/engine/evaluate-views.js';

test('the mean of probabilities, its accuracy and its cross-entropy', () => {
  const one = Float32Array.of(0.75, 0.25, 0.5, 0.5);
  const two = Float32Array.of(0.25, 0.75, 0.25, 0.75);
  const three = Float32Array.of(0.875, 0.125, 0, 1);
  const loss = { kind: 'categoricalCrossentropy', labelSmoothing: 0 } as const;
  const mean = averageAnswers([one, two, three], Uint8Array.of(0, 0), loss);
  expect([...mean.probabilities]).toEqual([0.625, 0.375, 0.25, 0.75]);
  expect(mean).toMatchObject({ count: 2, accuracy: 0.5 });
  expect(mean.loss).toBeCloseTo((-Math.log(0.625) - Math.log(0.25)) / 2, 12);
});
