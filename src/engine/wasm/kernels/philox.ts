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

/**
 * Writes the words of `groups` × 4 blocks, those of the counters (block, c1, c2, c3) from block 0, four blocks at a time:
 * word j of block 4g + i is at place 16g + 4j + i.
 */
export function philoxField(dst: usize, groups: i32, key0: u32, key1: u32, c1: u32, c2: u32, c3: u32): void {
  const multiplier0 = i32x4.splat(0xd2511f53);
  const multiplier1 = i32x4.splat(0xcd9e8d57);
  for (let group = 0; group < groups; group++) {
    let k0 = key0;
    let k1 = key1;
    let x0 = i32x4.add(i32x4.splat(group << 2), i32x4(0, 1, 2, 3));
    let x1 = i32x4.splat(c1);
    let x2 = i32x4.splat(c2);
    let x3 = i32x4.splat(c3);
    for (let round = 0; round < 10; round++) {
      const low0 = i64x2.extmul_low_i32x4_u(x0, multiplier0);
      const high0 = i64x2.extmul_high_i32x4_u(x0, multiplier0);
      const low1 = i64x2.extmul_low_i32x4_u(x2, multiplier1);
      const high1 = i64x2.extmul_high_i32x4_u(x2, multiplier1);
      x0 = v128.xor(v128.xor(v128.shuffle<i32>(low1, high1, 1, 3, 5, 7), x1), i32x4.splat(k0));
      x1 = v128.shuffle<i32>(low1, high1, 0, 2, 4, 6);
      x2 = v128.xor(v128.xor(v128.shuffle<i32>(low0, high0, 1, 3, 5, 7), x3), i32x4.splat(k1));
      x3 = v128.shuffle<i32>(low0, high0, 0, 2, 4, 6);
      k0 += 0x9e3779b9;
      k1 += 0xbb67ae85;
    }
    v128.store(dst, x0);
    v128.store(dst, x1, 16);
    v128.store(dst, x2, 32);
    v128.store(dst, x3, 48);
    dst += 64;
  }
}

/** A uniform number in [0, 1) with 24 bits from one word; `uniformOf` of src/util/random.ts. */
// @ts-ignore: decorator
@inline
export function uniformOf(word: u32): f64 {
  return <f64>(word >>> 8) * 5.9604644775390625e-8;
}
