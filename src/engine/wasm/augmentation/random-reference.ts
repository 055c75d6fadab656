import { cos } from '../../../util/portable-math.js';
import { philox, type RandomKey } from '../../../util/random.js';
import { BETA_ATTEMPTS } from '../layout/augmentation.js';

/** The plain versions, with the same bits, of kernels/philox.ts' `philoxField`, kernels/normal.ts and kernels/beta.ts. */

/** The counters behind the block: what the numbers are of. */
export type Counters = readonly [number, number, number];

const f = Math.fround;

/** `count` words, rounded up to 16: word j of block 4g + i is at place 16g + 4j + i. */
export function wordField(key: RandomKey, counters: Counters, count: number): Uint32Array<ArrayBuffer> {
  const field = new Uint32Array(Math.ceil(count / 16) * 16);
  const block = new Uint32Array(4);
  for (let b = 0; b < field.length / 4; b++) {
    philox(key, b, ...counters, block);
    const place = 16 * Math.floor(b / 4) + (b % 4);
    for (const [j, word] of block.entries()) field[place + 4 * j] = word;
  }
  return field;
}

/** As many standard normal numbers, by Box and Muller's transform of the words four and four places apart. */
export function normalField(key: RandomKey, counters: Counters, count: number): Float32Array {
  const words = wordField(key, counters, count);
  const normals = new Float32Array(words.length);
  for (let i = 0; i < words.length; i++) {
    if (i % 8 >= 4) continue;
    const [first, second] = normalPair(words[i] ?? 0, words[i + 4] ?? 0);
    normals[i] = first;
    normals[i + 4] = second;
  }
  return normals;
}

function normalPair(word: number, angleWord: number): [number, number] {
  const uniform = f((word >>> 8) * 2 ** -24 + 2 ** -25);
  const radius = f(Math.sqrt(f(log32(uniform) * -2)));
  const angle = f(((angleWord & 0xffffff) * 2 ** -24 - 0.5) * f(1.57079637));
  const s = f(radius * sin32(angle));
  const c = f(radius * cos32(angle)) * ((angleWord >>> 30) & 1 ? -1 : 1);
  return angleWord >>> 31 === 1 ? [s, c] : [c, s];
}

/** Horner's scheme in float32, the highest power first. */
function polynomial(coefficients: readonly number[], x: number): number {
  return coefficients.reduce((sum, coefficient) => f(f(sum * x) + f(coefficient)), 0);
}

const LOG_COEFFICIENTS = [
  7.0376836292e-2, -1.151461031e-1, 1.167699874e-1, -1.2420140846e-1, 1.4249322787e-1, -1.6668057665e-1,
  2.0000714765e-1, -2.4999993993e-1, 3.3333331174e-1,
];

/** ln x of a normal positive float32 up to 1. */
function log32(x: number): number {
  let mantissa = x;
  let e = 0;
  for (; mantissa < 0.5; mantissa *= 2) e--;
  if (mantissa >= 1) [mantissa, e] = [mantissa / 2, e + 1];
  const isSmall = mantissa < f(0.70710677);
  if (isSmall) e--;
  const m = f((isSmall ? 2 * mantissa : mantissa) - 1);
  const z = f(m * m);
  let y = f(f(polynomial(LOG_COEFFICIENTS, m) * m) * z);
  y = f(y + f(e * f(-2.1219444e-4)));
  y = f(y - f(z * 0.5));
  return f(f(m + y) + f(e * f(0.693359375)));
}

function sin32(x: number): number {
  const z = f(x * x);
  const p = polynomial([-1.9515295891e-4, 8.3321608736e-3, -1.6666654611e-1], z);
  return f(f(f(p * z) * x) + x);
}

function cos32(x: number): number {
  const z = f(x * x);
  const p = polynomial([2.443315711809948e-5, -1.388731625493765e-3, 4.166664568298827e-2], z);
  return f(f(f(f(p * z) * z) - f(z * 0.5)) + 1);
}

/** A number from Beta(α, α), from the blocks 1, 2, … of the counters. */
export function symmetricBeta(alpha: number, key: RandomKey, counters: Counters): number {
  const words = new Uint32Array(4);
  const uniform = (lane: number) => ((words[lane] ?? 0) + 0.5) * 2 ** -32;
  if (alpha >= 1) {
    philox(key, 1, ...counters, words);
    const power = exp((log(uniform(0)) * 2) / (2 * alpha - 1));
    return 0.5 + 0.5 * Math.sqrt(1 - power) * cos(6.283185307179586 * uniform(1));
  }
  for (let attempt = 1; attempt <= BETA_ATTEMPTS; attempt++) {
    philox(key, attempt, ...counters, words);
    const x = log(uniform(0)) / alpha;
    const y = log(uniform(1)) / alpha;
    if (exp(x) + exp(y) > 1) continue;
    const larger = Math.max(x, y);
    const shareX = exp(x - larger);
    return shareX / (shareX + exp(y - larger));
  }
  return 0.5;
}

const LN2_HIGH = 6.9314718036912381649e-1;
const LN2_LOW = 1.90821492927058770002e-10;

/** kernels/exponential.ts' `exp`, which has fewer terms than that of src/util/portable-math.ts. */
function exp(x: number): number {
  if (x < -708) return 0;
  const k = Math.floor(x * 1.4426950408889634 + 0.5);
  const r = x - k * LN2_HIGH - k * LN2_LOW;
  let sum = 1;
  for (let i = 14; i > 0; i--) sum = 1 + (sum * r) / i;
  for (let i = 0; i > k; i--) sum /= 2;
  return sum;
}

/** kernels/exponential.ts' `log`, likewise. */
function log(x: number): number {
  let m = x;
  let k = 0;
  for (; m >= 2; m /= 2) k++;
  for (; m < 1; m *= 2) k--;
  if (m >= 1.4142135623730951) {
    m /= 2;
    k++;
  }
  const s = (m - 1) / (m + 1);
  const s2 = s * s;
  let sum = 0;
  for (let i = 21; i > 0; i -= 2) sum = 1 / i + sum * s2;
  return k * LN2_HIGH + (2 * s * sum + k * LN2_LOW);
}
