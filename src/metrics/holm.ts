/**
 * Holm's step-down adjustment (Holm, "A simple sequentially rejective multiple test procedure", 1979): comparing each
 * adjusted value with α keeps the chance of even one false claim among all of them below α, whatever their dependence.
 *
 * @param p raw p-values, in any order.
 * @returns the adjusted ones, in the same order.
 * @throws RangeError when one is no probability.
 */
export function holmAdjusted(p: readonly number[]): number[] {
  for (const value of p) if (!(value >= 0 && value <= 1)) throw new RangeError(`a p-value of ${value}`);
  const order = p.map((_, i) => i).sort((a, b) => (p[a] ?? 0) - (p[b] ?? 0) || a - b);
  const adjusted = new Array<number>(p.length).fill(0);
  let largest = 0;
  order.forEach((i, position) => {
    largest = Math.max(largest, Math.min(1, (p.length - position) * (p[i] ?? 0)));
    adjusted[i] = largest;
  });
  return adjusted;
}
