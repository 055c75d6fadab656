/** Activations of runs of floats. */
import { LINEAR, RELU, SIGMOID, TANH } from '../layout/operations';
import { sigmoid4, tanh4 } from './exponential';

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

/** dx = dy·f′(x) for `length` floats, from y = f(x); dy and dx may be the same place. */
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

/** Stores the first 1 to 3 lanes. */
export function storeSome(to: usize, value: v128, count: i32): void {
  store<f32>(to, f32x4.extract_lane(value, 0));
  if (count > 1) store<f32>(to, f32x4.extract_lane(value, 1), 4);
  if (count > 2) store<f32>(to, f32x4.extract_lane(value, 2), 8);
}

// @ts-ignore: decorator
@inline
function valueOf(kind: i32, x: v128): v128 {
  if (kind == RELU) return f32x4.pmax(x, f32x4.splat(0));
  if (kind == SIGMOID) return sigmoid4(x);
  if (kind == TANH) return tanh4(x);
  return x;
}

// @ts-ignore: decorator
@inline
function gradientOf(kind: i32, y: v128, dy: v128): v128 {
  const one = f32x4.splat(1);
  if (kind == LINEAR) return dy;
  if (kind == RELU) return v128.and(dy, f32x4.gt(y, f32x4.splat(0)));
  if (kind == SIGMOID) return f32x4.mul(dy, f32x4.mul(y, f32x4.sub(one, y)));
  return f32x4.mul(dy, f32x4.sub(one, f32x4.mul(y, y)));
}
