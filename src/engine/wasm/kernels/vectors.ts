/** Stores of vectors that may reach over the end of a run. */

/** Stores the first 1 to 3 lanes. */
export function storeSome(to: usize, value: v128, count: i32): void {
  store<f32>(to, f32x4.extract_lane(value, 0));
  if (count > 1) store<f32>(to, f32x4.extract_lane(value, 1), 4);
  if (count > 2) store<f32>(to, f32x4.extract_lane(value, 2), 8);
}

/** Stores four values, or the first `left` of them where fewer are left: what follows is somebody else's. */
// @ts-ignore: decorator
@inline
export function put(to: usize, values: v128, left: i32): void {
  if (left >= 4) v128.store(to, values);
  else storeSome(to, values, left);
}
