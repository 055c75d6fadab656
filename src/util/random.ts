import seedrandom from 'seedrandom';

/**
 * Counter-based random numbers: Philox-4x32-10 (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011),
 * as TensorFlow, JAX and cuRAND have it. Every number is a pure function of (key, counter), so it does not matter
 * who computes it, when, or in which order. The engine computes the same function in WebAssembly.
 */

/** Two 32-bit words that name a stream of random numbers. */
export type RandomKey = readonly [number, number];

/** What random numbers are for; each purpose has a stream of its own. */
export type RandomPurpose =
  | 'validation split'
  | 'test split'
  | 'initialization'
  | 'shuffle'
  | 'augmentation'
  | 'dropout'
  | 'synthetic'
  | 'preview'
  | 'sweep';

/** Derives the key of a purpose's stream from the spec's seed. */
export function randomKey(seed: number, purpose: RandomPurpose, detail = ''): RandomKey {
  const derive = seedrandom(JSON.stringify([seed, purpose, detail]));
  return [derive.int32() >>> 0, derive.int32() >>> 0];
}

const MULTIPLIER_0 = 0xd2511f53;
const MULTIPLIER_1 = 0xcd9e8d57;
const WEYL_0 = 0x9e3779b9;
const WEYL_1 = 0xbb67ae85;

/** The high 32 bits of the 64-bit product of two unsigned 32-bit numbers. */
function multiplyHigh(a: number, b: number): number {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  const middle = aHigh * bLow + ((aLow * bLow) >>> 16);
  const carry = (middle & 0xffff) + aLow * bHigh;
  return (aHigh * bHigh + Math.floor(middle / 65536) + Math.floor(carry / 65536)) >>> 0;
}

/** Philox-4x32-10: writes four unsigned 32-bit words for the counter (c0, c1, c2, c3) into `out`. */
export function philox(
  key: RandomKey,
  c0: number,
  c1: number,
  c2: number,
  c3: number,
  out: Uint32Array,
): Uint32Array {
  let [k0, k1] = key;
  let x0 = c0 >>> 0;
  let x1 = c1 >>> 0;
  let x2 = c2 >>> 0;
  let x3 = c3 >>> 0;
  for (let round = 0; round < 10; round++) {
    const high0 = multiplyHigh(MULTIPLIER_0, x0);
    const low0 = Math.imul(MULTIPLIER_0, x0) >>> 0;
    const high1 = multiplyHigh(MULTIPLIER_1, x2);
    const low1 = Math.imul(MULTIPLIER_1, x2) >>> 0;
    x0 = (high1 ^ x1 ^ k0) >>> 0;
    x1 = low1;
    x2 = (high0 ^ x3 ^ k1) >>> 0;
    x3 = low0;
    k0 = (k0 + WEYL_0) >>> 0;
    k1 = (k1 + WEYL_1) >>> 0;
  }
  out[0] = x0;
  out[1] = x1;
  out[2] = x2;
  out[3] = x3;
  return out;
}

/** A uniform number in [0, 1) with 24 bits, exact in float32, from one word of `philox`. */
export function uniformOf(word: number): number {
  return (word >>> 8) * 2 ** -24;
}

/** Reads a stream in order: the words of counters (0, c1, c2, c3), (1, c1, c2, c3), … */
export class RandomStream {
  readonly #key: RandomKey;
  readonly #counter: readonly [number, number, number];
  readonly #block = new Uint32Array(4);
  #index = 0;

  constructor(key: RandomKey, c1 = 0, c2 = 0, c3 = 0) {
    this.#key = key;
    this.#counter = [c1, c2, c3];
  }

  /** The next unsigned 32-bit word. */
  word(): number {
    const lane = this.#index & 3;
    if (lane === 0) philox(this.#key, this.#index >>> 2, ...this.#counter, this.#block);
    this.#index++;
    return this.#block[lane] ?? 0;
  }

  /** The next uniform number in [0, 1). */
  uniform(): number {
    return uniformOf(this.word());
  }

  /** The next whole number in [0, bound), without bias (Lemire, "Fast random integer generation in an interval", 2019). */
  below(bound: number): number {
    const threshold = (2 ** 32 - bound) % bound;
    for (;;) {
      const word = this.word();
      if (Math.imul(word, bound) >>> 0 >= threshold) return multiplyHigh(word, bound);
    }
  }
}

/** A random permutation of 0 … count − 1 (Fisher–Yates). */
export function permutation(count: number, stream: RandomStream): Uint32Array {
  const order = Uint32Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const j = stream.below(i + 1);
    const swapped = order[i] ?? 0;
    order[i] = order[j] ?? 0;
    order[j] = swapped;
  }
  return order;
}
