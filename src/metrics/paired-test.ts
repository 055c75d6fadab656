/** Whether two models that answered the same images differ: McNemar's test. */

export interface PairedTest {
  readonly bothRight: number;
  readonly onlyFirst: number;
  readonly onlySecond: number;
  readonly bothWrong: number;
  /** Two-sided p of the exact conditional test. */
  readonly exactP: number;
  /** Two-sided mid-p: nearly exact too, without the exact test's loss of power (Fagerland, Lydersen and Laake, 2013). */
  readonly midP: number;
}

/**
 * Compares two models' answers to the same images.
 *
 * @param labels true class numbers; `first` and `second` the models' answers in the same order.
 * @throws RangeError when the lengths differ.
 */
export function comparePaired(labels: Uint8Array, first: Uint8Array, second: Uint8Array): PairedTest {
  if (first.length !== labels.length || second.length !== labels.length) {
    throw new RangeError(`${labels.length} labels, ${first.length} and ${second.length} predictions`);
  }
  let bothRight = 0;
  let onlyFirst = 0;
  let onlySecond = 0;
  for (let i = 0; i < labels.length; i++) {
    const firstRight = first[i] === labels[i];
    const secondRight = second[i] === labels[i];
    if (firstRight && secondRight) bothRight++;
    else if (firstRight) onlyFirst++;
    else if (secondRight) onlySecond++;
  }
  const bothWrong = labels.length - bothRight - onlyFirst - onlySecond;
  return { bothRight, onlyFirst, onlySecond, bothWrong, ...mcnemar(onlyFirst, onlySecond) };
}

/**
 * McNemar's test on the discordant pairs: images that only the first, or only the second model got right. Under the
 * null hypothesis the smaller number is binomial(onlyFirst + onlySecond, ½).
 *
 * @throws RangeError when a count is not a whole number ≥ 0.
 */
export function mcnemar(onlyFirst: number, onlySecond: number): { exactP: number; midP: number } {
  for (const value of [onlyFirst, onlySecond]) {
    if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`${value} discordant pairs`);
  }
  const n = onlyFirst + onlySecond;
  const k = Math.min(onlyFirst, onlySecond);
  const point = fairCoinProbability(k, n);
  // Below k each term is the one above it times i / (n − i + 1); they shrink, so the sum ends when nothing is added.
  let below = 0;
  let term = point;
  for (let i = k; i > 0; i--) {
    term *= i / (n - i + 1);
    if (below + term === below) break;
    below += term;
  }
  return { exactP: Math.min(1, 2 * (below + point)), midP: Math.min(1, 2 * below + point) };
}

/** C(n, k) / 2ⁿ. The product is kept near 1 by exact powers of two, so nothing overflows whatever n is. */
function fairCoinProbability(k: number, n: number): number {
  let product = 1;
  let halvings = n;
  for (let i = 1; i <= k; i++) {
    product *= (n - k + i) / i;
    while (product > 1 && halvings > 0) {
      product /= 2;
      halvings--;
    }
  }
  for (; halvings > 1000; halvings -= 1000) product *= 2 ** -1000;
  return product * 2 ** -halvings;
}
