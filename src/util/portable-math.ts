/**
 * Elementary functions out of + − × ÷ alone. IEEE 754 fixes those operations, but neither it nor ECMAScript fixes
 * `Math.exp`, `Math.log` or `Math.sin`, and V8 has changed their last bits between releases. Whatever ends up in a
 * result uses these instead (`Math.sqrt`, `floor`, `abs`, `min`, `max` and `fround` are exact everywhere).
 */

const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;

/** e^x for finite x, within 2 units in the last place: range reduction by ln 2, then a Taylor polynomial. */
export function exp(x: number): number {
  if (x > 709.7) return Number.POSITIVE_INFINITY;
  if (x < -745) return 0;
  const k = Math.floor(x / Math.LN2 + 0.5);
  const r = x - k * LN2_HIGH - k * LN2_LOW;
  let sum = 1;
  for (let i = 17; i > 0; i--) sum = 1 + (sum * r) / i;
  return scaleByPowerOf2(sum, k);
}

/** The natural logarithm of x ≥ 0: ln m + k ln 2 with m in [√½, √2), by the series of 2 artanh((m − 1)/(m + 1)). */
export function log(x: number): number {
  if (x < 0) return Number.NaN;
  if (x === 0) return Number.NEGATIVE_INFINITY;
  if (x === Number.POSITIVE_INFINITY) return x;
  let m = x;
  let k = 0;
  while (m >= Math.SQRT2) {
    m /= 2;
    k++;
  }
  while (m < Math.SQRT1_2) {
    m *= 2;
    k--;
  }
  const s = (m - 1) / (m + 1);
  const s2 = s * s;
  let sum = 0;
  for (let i = 25; i > 0; i -= 2) sum = 1 / i + sum * s2;
  return k * LN2_HIGH + (2 * s * sum + k * LN2_LOW);
}

/**
 * The error function, by the series 2/√π·e^(−x²)·Σ 2ⁿx^(2n+1)/(1·3·…·(2n+1)): its terms have one sign, so nothing cancels.
 * (Abramowitz and Stegun 7.1.6.)
 */
export function erf(x: number): number {
  // 1 − erf 6 is below 2⁻⁵³.
  if (Math.abs(x) > 6) return Math.sign(x);
  let term = x;
  let sum = x;
  for (let odd = 3; Math.abs(term) > Math.abs(sum) * 2 ** -54; odd += 2) {
    term *= (2 * x * x) / odd;
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * exp(-x * x) * sum;
}

const HALF_PI_HIGH = 1.5707963267341256;
const HALF_PI_LOW = 6.077100506506192e-11;

/** sin x, for |x| up to about 10⁵. */
export function sin(x: number): number {
  return sinQuadrant(x, 0);
}

/** cos x, for |x| up to about 10⁵. */
export function cos(x: number): number {
  return sinQuadrant(x, 1);
}

/** sin(x + quadrant·π/2), reduced to [−π/4, π/4] (Cody and Waite), then a Taylor polynomial. */
function sinQuadrant(x: number, quadrant: number): number {
  const k = Math.floor(x / 1.5707963267948966 + 0.5);
  const r = x - k * HALF_PI_HIGH - k * HALF_PI_LOW;
  const r2 = r * r;
  const turn = (((k + quadrant) % 4) + 4) % 4;
  let sum = 1;
  if (turn % 2 === 0) {
    for (let i = 20; i > 1; i -= 2) sum = 1 - (sum * r2) / (i * (i + 1));
    sum *= r;
  } else {
    for (let i = 19; i > 0; i -= 2) sum = 1 - (sum * r2) / (i * (i + 1));
  }
  return turn < 2 ? sum : -sum;
}

function scaleByPowerOf2(value: number, power: number): number {
  let result = value;
  let left = power;
  for (; left > 1000; left -= 1000) result *= 2 ** 1000;
  for (; left < -1000; left += 1000) result *= 2 ** -1000;
  return result * 2 ** left;
}
