import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { comparePaired, mcnemar } from '#src/metrics/paired-test.js';

// Made by make_golden.py with statsmodels (exact) and SciPy's binomial distribution (mid-p).
const golden = JSON.parse(readFileSync(new URL('golden.json', import.meta.url), 'utf8'));

test.each(
  golden.mcnemar as { onlyFirst: number; onlySecond: number; exactP: number; midP: number }[],
)('McNemar for $onlyFirst against $onlySecond agrees with statsmodels and SciPy', ({
  onlyFirst,
  onlySecond,
  exactP,
  midP,
}) => {
  const ours = mcnemar(onlyFirst, onlySecond);
  // SciPy's binomial distribution is itself good to about 1e-11 at n = 60 200.
  expect(Math.abs(ours.exactP - exactP)).toBeLessThanOrEqual(1e-9 * exactP);
  expect(Math.abs(ours.midP - midP)).toBeLessThanOrEqual(1e-9 * midP);
});

test('p is a probability, symmetric, and mid-p is never above the exact p', () => {
  const counts = fc.integer({ min: 0, max: 3000 });
  fc.assert(
    fc.property(counts, counts, (a, b) => {
      const { exactP, midP } = mcnemar(a, b);
      expect(midP).toBeGreaterThanOrEqual(0);
      expect(midP).toBeLessThanOrEqual(exactP);
      expect(exactP).toBeLessThanOrEqual(1);
      expect(mcnemar(b, a)).toEqual({ exactP, midP });
    }),
    { numRuns: 50 },
  );
});

test('two models are compared on the images that only one of them got right', () => {
  const labels = Uint8Array.of(0, 1, 2, 3, 4, 5);
  const first = Uint8Array.of(0, 1, 2, 0, 4, 0);
  const second = Uint8Array.of(0, 1, 0, 3, 0, 1);
  expect(comparePaired(labels, first, second)).toEqual({
    bothRight: 2,
    onlyFirst: 2,
    onlySecond: 1,
    bothWrong: 1,
    exactP: 1,
    midP: 0.625,
  });
  expect(() => comparePaired(labels, first, Uint8Array.of(1))).toThrow('6 labels, 6 and 1 predictions');
  expect(() => mcnemar(-1, 2)).toThrow('-1 discordant pairs');
});
