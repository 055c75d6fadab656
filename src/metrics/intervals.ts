/** How sure one can be of a figure. Only + − × ÷ √ are used, so every machine has the same bits. */

/** The 97.5 % point of the normal distribution: two-sided 95 %. */
export const Z_95 = 1.959963984540054;

/**
 * Wilson's score interval of a proportion (Wilson, "Probable inference", JASA 22, 1927): holds its level near 0 and 1,
 * where accuracies are and where ±z·√(p(1−p)/n) does not.
 *
 * @returns [low, high] within [0, 1]; [0, 1] when nothing was counted.
 * @throws RangeError unless 0 ≤ correct ≤ count.
 */
export function wilsonInterval(correct: number, count: number, z = Z_95): [number, number] {
  if (!(correct >= 0 && correct <= count)) throw new RangeError(`${correct} correct of ${count}`);
  if (count === 0) return [0, 1];
  const z2 = z * z;
  const wrong = count - correct;
  const centre = correct + z2 / 2;
  const half = z * Math.sqrt((correct * wrong) / count + z2 / 4);
  const total = count + z2;
  // At the ends the two terms are equal; the difference of their roundings must not leave [0, 1].
  const low = correct === 0 ? 0 : (centre - half) / total;
  const high = wrong === 0 ? 1 : (centre + half) / total;
  return [Math.max(0, low), Math.min(1, high)];
}

/** Mean and sample standard deviation (n − 1), as a table over seeds gives them. */
export interface Spread {
  readonly count: number;
  readonly mean: number;
  /** Absent with fewer than two values. */
  readonly std?: number;
}

/**
 * Mean and standard deviation of `values`, in two passes and in the given order.
 *
 * @throws RangeError when there is no value.
 */
export function spreadOf(values: readonly number[]): Spread {
  const count = values.length;
  if (count === 0) throw new RangeError('no values to average');
  const mean = values.reduce((total, value) => total + value, 0) / count;
  if (count === 1) return { count, mean };
  const squares = values.reduce((total, value) => total + (value - mean) * (value - mean), 0);
  return { count, mean, std: Math.sqrt(squares / (count - 1)) };
}
