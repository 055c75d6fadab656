/** Activations of runs of floats. */
import { ELU, GELU, LEAKY_RELU, LINEAR, RELU, SIGMOID, SILU, TANH } from '../layout/operations';
import { exp4, normalDensity4, normalDistribution4, sigmoid4, tanh4 } from './exponential';
import { storeSome } from './vectors';

/** Keras's `leaky_relu`. */
const NEGATIVE_SLOPE: f32 = 0.2;

/** y = f(x) for `length` floats; x and y may be the same place, and up to 3 floats behind x are read. */
export function activate(kind: i32, x: usize, y: usize, length: i32): void {
  let left = length;
  for (; left >= 4; left -= 4) {
    v128.store(y, valueOf(kind, v128.load(x)));
    x += 16;
    y += 16;
  }
  if (left > 0) storeSome(y, valueOf(kind, v128.load(x)), left);
}

/** dx = dy·f′(x) for `length` floats, from y = f(x) (GELU, SILU: from x in its place); dy and dx may be the same place. */
export function activateBackward(kind: i32, y: usize, dy: usize, dx: usize, length: i32): void {
  let left = length;
  for (; left >= 4; left -= 4) {
    v128.store(dx, gradientOf(kind, v128.load(y), v128.load(dy)));
    y += 16;
    dy += 16;
    dx += 16;
  }
  if (left > 0) storeSome(dx, gradientOf(kind, v128.load(y), v128.load(dy)), left);
}

// @ts-ignore: decorator
@inline
function valueOf(kind: i32, x: v128): v128 {
  if (kind == RELU) return f32x4.pmax(x, f32x4.splat(0));
  if (kind == LINEAR) return x;
  return otherValueOf(kind, x);
}

function otherValueOf(kind: i32, x: v128): v128 {
  const isPositive = f32x4.gt(x, f32x4.splat(0));
  if (kind == SIGMOID) return sigmoid4(x);
  if (kind == TANH) return tanh4(x);
  if (kind == LEAKY_RELU) return v128.bitselect(x, f32x4.mul(x, f32x4.splat(NEGATIVE_SLOPE)), isPositive);
  if (kind == ELU) return v128.bitselect(x, f32x4.sub(exp4(x), f32x4.splat(1)), isPositive);
  if (kind == GELU) return f32x4.mul(x, normalDistribution4(x));
  return f32x4.mul(x, sigmoid4(x));
}

/** dy·f′(x) from y = f(x), or from x for GELU and SILU. */
// @ts-ignore: decorator
@inline
export function gradientOf(kind: i32, y: v128, dy: v128): v128 {
  if (kind == LINEAR) return dy;
  if (kind == RELU) return v128.and(dy, f32x4.gt(y, f32x4.splat(0)));
  return f32x4.mul(dy, slopeOf(kind, y));
}

function slopeOf(kind: i32, y: v128): v128 {
  const one = f32x4.splat(1);
  const isPositive = f32x4.gt(y, f32x4.splat(0));
  if (kind == SIGMOID) return f32x4.mul(y, f32x4.sub(one, y));
  if (kind == TANH) return f32x4.sub(one, f32x4.mul(y, y));
  if (kind == LEAKY_RELU) return v128.bitselect(one, f32x4.splat(NEGATIVE_SLOPE), isPositive);
  if (kind == ELU) return v128.bitselect(one, f32x4.add(y, one), isPositive);
  if (kind == GELU) return f32x4.add(normalDistribution4(y), f32x4.mul(y, normalDensity4(y)));
  const sigmoid = sigmoid4(y);
  return f32x4.mul(sigmoid, f32x4.add(one, f32x4.mul(y, f32x4.sub(one, sigmoid))));
}
