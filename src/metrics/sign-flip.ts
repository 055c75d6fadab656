/** Whether two models, or two groups of them, differ on the same images: McNemar's test, and what it is a case of. */
import { mcnemar } from './paired-test.js';

export interface SignFlipTest {
  /** Two-sided p of the exact test. */
  readonly exactP: number;
  /** The same with half the probability of what was observed: without the exact test's loss of power. */
  readonly midP: number;
}

/**
 * The exact sign-flip test (Fisher's randomization test for pairs) of whole-number differences, one an image: how often
 * a sum would be as far from 0 if each difference could as well have had the other sign. Where all are −1, 0 or 1, it is
 * McNemar's.
 *
 * @throws RangeError when a difference is no whole number.
 */
export function signFlipTest(differences: readonly number[]): SignFlipTest {
  const sizes = differences.filter((value) => value !== 0).map(Math.abs);
  for (const size of sizes) {
    if (!Number.isSafeInteger(size)) throw new RangeError(`a difference of ${size}`);
  }
  const sum = Math.abs(differences.reduce((total, value) => total + value, 0));
  if (sizes.every((size) => size === 1)) {
    const more = (sizes.length + sum) / 2;
    return mcnemar(more, sizes.length - more);
  }
  if (sum === 0) return { exactP: 1, midP: 1 };
  const spread = distribution(sizes);
  const centre = (spread.length - 1) / 2;
  const beyond = spread.subarray(centre + sum + 1).reduce((total, p) => total + p, 0);
  const there = spread[centre + sum] ?? 0;
  return { exactP: Math.min(1, 2 * (beyond + there)), midP: Math.min(1, 2 * beyond + there) };
}

/** Probability of each sum, from −Σ to Σ, when every sign is a fair coin's. */
function distribution(sizes: readonly number[]): Float64Array {
  const total = sizes.reduce((sum, size) => sum + size, 0);
  let spread = new Float64Array(2 * total + 1);
  let next = new Float64Array(2 * total + 1);
  spread[total] = 1;
  let reach = 0;
  for (const size of sizes) {
    next.fill(0, total - reach - size, total + reach + size + 1);
    for (let at = total - reach; at <= total + reach; at++) {
      const half = (spread[at] ?? 0) / 2;
      if (half === 0) continue;
      next[at - size] = (next[at - size] ?? 0) + half;
      next[at + size] = (next[at + size] ?? 0) + half;
    }
    reach += size;
    [spread, next] = [next, spread];
  }
  return spread;
}
