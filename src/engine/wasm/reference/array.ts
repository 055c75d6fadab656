/** Float64 arrays for the plain references. */
export type Values = Float64Array<ArrayBuffer>;

/** A value that must be there. */
export function read(values: ArrayLike<number>, index: number): number {
  const value = values[index];
  if (value === undefined) throw new RangeError(`index ${index} of ${values.length} values`);
  return value;
}

export function add(values: Values, index: number, amount: number): void {
  values[index] = read(values, index) + amount;
}

/** to[at + i] += factor·from[start + i] for `count` values. */
export function addScaled(
  to: Values,
  at: number,
  from: Values,
  start: number,
  count: number,
  factor: number,
): void {
  for (let i = 0; i < count; i++)
    to[at + i] = (to[at + i] ?? Number.NaN) + factor * (from[start + i] ?? Number.NaN);
}

/** Σ a[aStart + i]·b[bStart + i] over `count` values. */
export function dot(a: Values, aStart: number, b: Values, bStart: number, count: number): number {
  let sum = 0;
  for (let i = 0; i < count; i++) sum += (a[aStart + i] ?? Number.NaN) * (b[bStart + i] ?? Number.NaN);
  return sum;
}
