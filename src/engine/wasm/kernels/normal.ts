/**
 * Standard normal numbers in float32, by Box and Muller's transform of Philox's words. The plain version with the same
 * bits is ../augmentation/random-reference.ts.
 */
import { philoxField } from './philox';

/**
 * Writes groups × 16 normal numbers. Of the words of `philoxField`, vectors 0 and 1 of each group make one pair of
 * vectors, 2 and 3 the other: the radius comes from the first, the angle from the second, and the pair takes their places.
 */
export function normalField(dst: usize, groups: i32, key0: u32, key1: u32, c1: u32, c2: u32, c3: u32): void {
  philoxField(dst, groups, key0, key1, c1, c2, c3);
  const end = dst + (<usize>groups << 6);
  for (; dst < end; dst += 32) {
    const radius = radius4(v128.load(dst));
    const word = v128.load(dst, 16);
    // Angles in ±π/4 from 24 bits; two more bits give the other three quarters: exchanged, and cos with either sign.
    const unit = f32x4.mul(f32x4.convert_i32x4_s(v128.and(word, i32x4.splat(0xffffff))), f32x4.splat(5.9604644775390625e-8));
    const angle = f32x4.mul(f32x4.sub(unit, f32x4.splat(0.5)), f32x4.splat(1.57079637));
    const sign = v128.and(i32x4.shl(word, 1), i32x4.splat(0x80000000));
    const sin = f32x4.mul(radius, sin4(angle));
    const cos = v128.xor(f32x4.mul(radius, cos4(angle)), sign);
    const exchanged = i32x4.shr_s(word, 31);
    v128.store(dst, v128.bitselect(sin, cos, exchanged));
    v128.store(dst, v128.bitselect(cos, sin, exchanged), 16);
  }
}

/** √(−2 ln u) of the uniform numbers u = (w >> 8)·2⁻²⁴ + 2⁻²⁵: at most 5.89. */
// @ts-ignore: decorator
@inline
function radius4(word: v128): v128 {
  const unit = f32x4.mul(f32x4.convert_i32x4_s(i32x4.shr_u(word, 8)), f32x4.splat(5.9604644775390625e-8));
  const log = log4(f32x4.add(unit, f32x4.splat(2.98023223876953125e-8)));
  return f32x4.sqrt(f32x4.mul(log, f32x4.splat(-2)));
}

/** ln x of four normal positive float32, within 2 units in the last place (Cephes, logf). */
// @ts-ignore: decorator
@inline
function log4(x: v128): v128 {
  const half = f32x4.splat(0.5);
  let m = v128.or(v128.and(x, i32x4.splat(0x007fffff)), i32x4.splat(0x3f000000));
  const small = f32x4.lt(m, f32x4.splat(0.70710677));
  const e = f32x4.convert_i32x4_s(i32x4.add(i32x4.sub(i32x4.shr_u(x, 23), i32x4.splat(126)), small));
  m = f32x4.sub(f32x4.add(m, v128.and(m, small)), f32x4.splat(1));
  const z = f32x4.mul(m, m);
  let p = f32x4.splat(7.0376836292e-2);
  p = f32x4.add(f32x4.mul(p, m), f32x4.splat(-1.151461031e-1));
  p = f32x4.add(f32x4.mul(p, m), f32x4.splat(1.167699874e-1));
  p = f32x4.add(f32x4.mul(p, m), f32x4.splat(-1.2420140846e-1));
  p = f32x4.add(f32x4.mul(p, m), f32x4.splat(1.4249322787e-1));
  p = f32x4.add(f32x4.mul(p, m), f32x4.splat(-1.6668057665e-1));
  p = f32x4.add(f32x4.mul(p, m), f32x4.splat(2.0000714765e-1));
  p = f32x4.add(f32x4.mul(p, m), f32x4.splat(-2.4999993993e-1));
  p = f32x4.add(f32x4.mul(p, m), f32x4.splat(3.3333331174e-1));
  let y = f32x4.mul(f32x4.mul(p, m), z);
  y = f32x4.add(y, f32x4.mul(e, f32x4.splat(-2.1219444e-4)));
  y = f32x4.sub(y, f32x4.mul(z, half));
  return f32x4.add(f32x4.add(m, y), f32x4.mul(e, f32x4.splat(0.693359375)));
}

/** sin x for |x| ≤ π/4 (Cephes, sinf). */
// @ts-ignore: decorator
@inline
function sin4(x: v128): v128 {
  const z = f32x4.mul(x, x);
  let p = f32x4.splat(-1.9515295891e-4);
  p = f32x4.add(f32x4.mul(p, z), f32x4.splat(8.3321608736e-3));
  p = f32x4.add(f32x4.mul(p, z), f32x4.splat(-1.6666654611e-1));
  return f32x4.add(f32x4.mul(f32x4.mul(p, z), x), x);
}

/** cos x for |x| ≤ π/4 (Cephes, cosf). */
// @ts-ignore: decorator
@inline
function cos4(x: v128): v128 {
  const z = f32x4.mul(x, x);
  let p = f32x4.splat(2.443315711809948e-5);
  p = f32x4.add(f32x4.mul(p, z), f32x4.splat(-1.388731625493765e-3));
  p = f32x4.add(f32x4.mul(p, z), f32x4.splat(4.166664568298827e-2));
  p = f32x4.sub(f32x4.mul(f32x4.mul(p, z), z), f32x4.mul(z, f32x4.splat(0.5)));
  return f32x4.add(p, f32x4.splat(1));
}
