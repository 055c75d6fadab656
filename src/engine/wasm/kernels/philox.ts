/**
 * Philox-4x32-10, the same function as `philox` in src/util/random.ts: four 32-bit words for the counter
 * (c0, c1, c2, c3), word i in lane i. It returns a vector and touches no memory, which the threads share;
 * to have the words in memory: `v128.store(pointer, philox(…))`.
 */
export function philox(key0: u32, key1: u32, c0: u32, c1: u32, c2: u32, c3: u32): v128 {
  let k0 = key0;
  let k1 = key1;
  let x0 = c0;
  let x1 = c1;
  let x2 = c2;
  let x3 = c3;
  for (let round = 0; round < 10; round++) {
    const product0 = <u64>x0 * 0xd2511f53;
    const product1 = <u64>x2 * 0xcd9e8d57;
    x0 = <u32>(product1 >> 32) ^ x1 ^ k0;
    x1 = <u32>product1;
    x2 = <u32>(product0 >> 32) ^ x3 ^ k1;
    x3 = <u32>product0;
    k0 += 0x9e3779b9;
    k1 += 0xbb67ae85;
  }
  return i32x4.replace_lane(
    i32x4.replace_lane(i32x4.replace_lane(i32x4.splat(x0), 1, x1), 2, x2),
    3,
    x3,
  );
}

/** A uniform number in [0, 1) with 24 bits from one word; `uniformOf` of src/util/random.ts. */
// @ts-ignore: decorator
@inline
export function uniformOf(word: u32): f64 {
  return <f64>(word >>> 8) * 5.9604644775390625e-8;
}
