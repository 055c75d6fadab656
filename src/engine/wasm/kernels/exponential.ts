/**
 * exp, log, sigmoid and tanh out of + − × ÷ alone, so that every processor and engine gives the same bits.
 */

const LOG2E: f32 = 1.44269504088896341;
const LN2_HIGH: f32 = 0.693359375;
const LN2_LOW: f32 = -2.12194440e-4;

/** eˣ of four float32 within 2 units in the last place (0 below −87.3, clamped above 88): Cephes, expf. */
export function exp4(x: v128): v128 {
  const clamped = f32x4.pmin(f32x4.splat(88), f32x4.pmax(f32x4.splat(-87.3), x));
  const k = f32x4.floor(f32x4.add(f32x4.mul(clamped, f32x4.splat(LOG2E)), f32x4.splat(0.5)));
  let r = f32x4.sub(clamped, f32x4.mul(k, f32x4.splat(LN2_HIGH)));
  r = f32x4.sub(r, f32x4.mul(k, f32x4.splat(LN2_LOW)));
  let p = f32x4.splat(1.9875691500e-4);
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1.3981999507e-3));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(8.3334519073e-3));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(4.1665795894e-2));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1.6666665459e-1));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(5.0000001201e-1));
  p = f32x4.add(f32x4.add(f32x4.mul(p, f32x4.mul(r, r)), r), f32x4.splat(1));
  const power = i32x4.shl(i32x4.add(i32x4.trunc_sat_f32x4_s(k), i32x4.splat(127)), 23);
  const value = f32x4.mul(p, power);
  // A NaN must stay one: it is how training finds out that it has gone astray.
  return v128.bitselect(value, x, f32x4.eq(x, x));
}

/** 1 / (1 + e⁻ˣ) of four float32. */
export function sigmoid4(x: v128): v128 {
  const one = f32x4.splat(1);
  return f32x4.div(one, f32x4.add(one, exp4(f32x4.neg(x))));
}

/** tanh of four float32: a polynomial near zero, 1 − 2 / (e²ˣ + 1) elsewhere (Cephes, tanhf). */
export function tanh4(x: v128): v128 {
  const one = f32x4.splat(1);
  const far = f32x4.sub(one, f32x4.div(f32x4.splat(2), f32x4.add(exp4(f32x4.add(x, x)), one)));
  const z = f32x4.mul(x, x);
  let p = f32x4.splat(-5.70498872745e-3);
  p = f32x4.add(f32x4.mul(p, z), f32x4.splat(2.06390887954e-2));
  p = f32x4.add(f32x4.mul(p, z), f32x4.splat(-5.37397155531e-2));
  p = f32x4.add(f32x4.mul(p, z), f32x4.splat(1.33314422036e-1));
  p = f32x4.add(f32x4.mul(p, z), f32x4.splat(-3.33332819422e-1));
  const near = f32x4.add(f32x4.mul(f32x4.mul(p, z), x), x);
  return v128.bitselect(near, far, f32x4.lt(f32x4.abs(x), f32x4.splat(0.625)));
}

/** The standard normal density of four float32. */
export function normalDensity4(x: v128): v128 {
  const power = exp4(f32x4.mul(f32x4.mul(x, x), f32x4.splat(-0.5)));
  return f32x4.mul(power, f32x4.splat(0.3989422804014327));
}

/**
 * The standard normal distribution function of four float32 within 1.5e-7: Abramowitz and Stegun 7.1.26 for
 * erfc(|x| / √2), and 1 minus it for positive x.
 */
export function normalDistribution4(x: v128): v128 {
  const one = f32x4.splat(1);
  const z = f32x4.mul(f32x4.abs(x), f32x4.splat(0.7071067811865476));
  const t = f32x4.div(one, f32x4.add(one, f32x4.mul(z, f32x4.splat(0.3275911))));
  let p = f32x4.splat(1.061405429);
  p = f32x4.add(f32x4.mul(p, t), f32x4.splat(-1.453152027));
  p = f32x4.add(f32x4.mul(p, t), f32x4.splat(1.421413741));
  p = f32x4.add(f32x4.mul(p, t), f32x4.splat(-0.284496736));
  p = f32x4.mul(f32x4.add(f32x4.mul(p, t), f32x4.splat(0.254829592)), t);
  const tail = f32x4.mul(f32x4.mul(p, exp4(f32x4.neg(f32x4.mul(z, z)))), f32x4.splat(0.5));
  const value = v128.bitselect(f32x4.sub(one, tail), tail, f32x4.gt(x, f32x4.splat(0)));
  return v128.bitselect(value, x, f32x4.eq(x, x));
}

/** eˣ for −745 < x ≤ 0, in float64: reduction by ln 2, then a Taylor polynomial. */
export function exp(x: f64): f64 {
  if (x < -708) return 0;
  const k = Math.floor(x * 1.4426950408889634 + 0.5);
  const r = x - k * 6.93147180369123816490e-1 - k * 1.90821492927058770002e-10;
  let sum: f64 = 1;
  for (let i: f64 = 14; i > 0; i -= 1) sum = 1 + (sum * r) / i;
  return sum * reinterpret<f64>((<i64>k + 1023) << 52);
}

/** ln x for normal x > 0, in float64: ln m + k ln 2 with m in [√½, √2), by the series of 2 artanh((m − 1)/(m + 1)). */
export function log(x: f64): f64 {
  const bits = reinterpret<i64>(x);
  let k = <i32>(bits >> 52) - 1023;
  let m = reinterpret<f64>((bits & 0x000fffffffffffff) | 0x3ff0000000000000);
  if (m >= 1.4142135623730951) {
    m *= 0.5;
    k++;
  }
  const s = (m - 1) / (m + 1);
  const s2 = s * s;
  let sum: f64 = 0;
  for (let i: f64 = 21; i > 0; i -= 2) sum = 1 / i + sum * s2;
  return <f64>k * 6.93147180369123816490e-1 + (2 * s * sum + <f64>k * 1.90821492927058770002e-10);
}
