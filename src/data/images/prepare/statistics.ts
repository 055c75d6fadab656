/** Small statistics, exact to the bit everywhere: sums in order, square roots, no transcendental functions. */

/** The value that `share` of the numbers are below; 0 for none. */
export function quantile(values: ArrayLike<number>, share: number): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}

export function median(values: ArrayLike<number>): number {
  return quantile(values, 0.5);
}

/**
 * Solves a system of linear equations by Gaussian elimination with partial pivoting.
 *
 * @param rows n rows of n coefficients and the right side; overwritten
 * @returns n values; undefined where the system has no single solution
 */
export function solve(rows: Float64Array[]): readonly number[] | undefined {
  const count = rows.length;
  for (let column = 0; column < count; column++) {
    let pivot = column;
    for (let row = column + 1; row < count; row++) {
      if (Math.abs(rows[row]?.[column] ?? 0) > Math.abs(rows[pivot]?.[column] ?? 0)) pivot = row;
    }
    const line = rows[pivot];
    const other = rows[column];
    if (line === undefined || other === undefined || Math.abs(line[column] ?? 0) < 1e-9) return undefined;
    rows[pivot] = other;
    rows[column] = line;
    for (let row = 0; row < count; row++) {
      const target = rows[row];
      if (row === column || target === undefined) continue;
      const factor = (target[column] ?? 0) / (line[column] ?? 1);
      for (let i = column; i <= count; i++) target[i] = (target[i] ?? 0) - factor * (line[i] ?? 0);
    }
  }
  return rows.map((row, i) => (row[count] ?? 0) / (row[i] ?? 1));
}
