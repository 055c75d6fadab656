/** sin and cos in float64, operation for operation as in src/util/portable-math.ts. */

/** sin(x + quadrant·π/2), for |x| up to about 10⁵. */
export function sinQuadrant(x: f64, quadrant: i32): f64 {
  const k = Math.floor(x / 1.5707963267948966 + 0.5);
  const r = x - k * 1.57079632673412561417 - k * 6.07710050650619224932e-11;
  const r2 = r * r;
  const turn = (<i32>k + quadrant) & 3;
  let sum: f64 = 1;
  if ((turn & 1) == 0) {
    for (let i: f64 = 20; i > 1; i -= 2) sum = 1 - (sum * r2) / (i * (i + 1));
    sum *= r;
  } else {
    for (let i: f64 = 19; i > 0; i -= 2) sum = 1 - (sum * r2) / (i * (i + 1));
  }
  return turn < 2 ? sum : -sum;
}
