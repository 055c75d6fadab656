import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mcnemar } from '#src/metrics/paired-test.js';
import { signFlipTest } from '#src/metrics/sign-flip.js';

/** By trying every choice of signs. */
function byEnumeration(differences: readonly number[]) {
  const sizes = differences.filter((value) => value !== 0).map(Math.abs);
  const observed = Math.abs(differences.reduce((sum, value) => sum + value, 0));
  let [beyond, there] = [0, 0];
  for (let signs = 0; signs < 2 ** sizes.length; signs++) {
    const sum = Math.abs(sizes.reduce((total, size, i) => total + (signs & (1 << i) ? size : -size), 0));
    if (sum > observed) beyond++;
    else if (sum === observed) there++;
  }
  const all = 2 ** sizes.length;
  return { exactP: (beyond + there) / all, midP: observed === 0 ? 1 : (beyond + there / 2) / all };
}

test('of whole numbers it is what trying all signs gives', () => {
  const sizes = fc.array(fc.integer({ min: -5, max: 5 }), { maxLength: 10 });
  fc.assert(
    fc.property(sizes, (differences) => {
      const [found, wanted] = [signFlipTest(differences), byEnumeration(differences)];
      expect(found.exactP).toBeCloseTo(wanted.exactP, 12);
      expect(found.midP).toBeCloseTo(wanted.midP, 12);
    }),
  );
});

test('of ones it is McNemar’s test', () => {
  const ones = (first: number, second: number) => [
    ...Array.from({ length: first }, () => -1),
    ...Array.from({ length: second }, () => 1),
  ];
  for (const [first, second] of [
    [12, 30],
    [0, 5],
    [7, 7],
    [0, 0],
  ] as const) {
    expect(signFlipTest([0, ...ones(first, second), 0])).toEqual(mcnemar(first, second));
  }
});

test('thousands of images with several models each', () => {
  const differences = Array.from({ length: 3000 }, (_, i) => (i % 3 === 0 ? -2 : i % 2 === 0 ? 1 : 2));
  const { exactP, midP } = signFlipTest(differences);
  expect(midP).toBeLessThan(exactP);
  // The sum is 1000, its standard deviation under the null hypothesis √(2000·4 + 1000): z = 10.5.
  expect(exactP).toBeGreaterThan(1e-27);
  expect(exactP).toBeLessThan(1e-24);
});

test('a difference that is no whole number is refused', () => {
  expect(() => signFlipTest([1, 0.5])).toThrow('0.5');
});
