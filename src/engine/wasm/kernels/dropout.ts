/** Inverted dropout: each input is kept with probability 1 − rate and scaled by 1 / (1 − rate), or set to zero. */
import { philox } from './philox';

/**
 * y = x·mask for `length` floats, and the mask itself (0 or 1 / (1 − rate)). Element i of the layer's input, counted
 * through the whole batch, is kept where the uniform number of word i & 3 of Philox(key; i >> 2, layer, step, epoch) is
 * at least the rate: no lane or thread changes it.
 *
 * @param first number of the first element
 */
export function dropout(
  x: usize,
  y: usize,
  mask: usize,
  length: i32,
  first: u64,
  rate: f32,
  layer: u32,
  step: u32,
  epoch: u32,
  key0: u32,
  key1: u32,
): void {
  const scale = <f32>1 / (<f32>1 - rate);
  const leastKept = f32x4.splat(rate);
  const unit = f32x4.splat(5.9604644775390625e-8);
  const end = first + <u64>length;
  for (let block = first >> 2; block << 2 < end; block++) {
    const words = philox(key0, key1, <u32>block, layer, step, epoch);
    const uniform = f32x4.mul(f32x4.convert_i32x4_u(i32x4.shr_u(words, 8)), unit);
    const factors = v128.and(f32x4.splat(scale), f32x4.ge(uniform, leastKept));
    const start = block << 2;
    if (start >= first && start + 4 <= end) {
      const at = <usize>(start - first) << 2;
      v128.store(mask + at, factors);
      v128.store(y + at, f32x4.mul(v128.load(x + at), factors));
    } else {
      for (let i: u64 = 0; i < 4; i++) {
        if (start + i < first || start + i >= end) continue;
        const at = <usize>(start + i - first) << 2;
        const factor = laneOf(factors, <i32>i);
        store<f32>(mask + at, factor);
        store<f32>(y + at, load<f32>(x + at) * factor);
      }
    }
  }
}

function laneOf(vector: v128, lane: i32): f32 {
  if (lane == 0) return f32x4.extract_lane(vector, 0);
  if (lane == 1) return f32x4.extract_lane(vector, 1);
  return lane == 2 ? f32x4.extract_lane(vector, 2) : f32x4.extract_lane(vector, 3);
}

/** dx = dy·mask for `length` floats. */
export function dropoutBackward(dy: usize, mask: usize, dx: usize, length: i32): void {
  for (let i = 0; i < length; i++) {
    const at = <usize>i << 2;
    store<f32>(dx + at, load<f32>(dy + at) * load<f32>(mask + at));
  }
}

/** y = x·mask for each pixel of a map, mask one factor a channel; also dx = dy·mask. Row steps in bytes. */
export function scaleChannels(
  x: usize,
  xRow: usize,
  mask: usize,
  y: usize,
  yRow: usize,
  height: i32,
  width: i32,
  channels: i32,
): void {
  for (let row = 0; row < height; row++) {
    let from = x + <usize>row * xRow;
    let to = y + <usize>row * yRow;
    for (let pixel = 0; pixel < width; pixel++) {
      for (let c: usize = 0; c < <usize>channels; c++) {
        const at = c << 2;
        store<f32>(to + at, load<f32>(from + at) * load<f32>(mask + at));
      }
      from += <usize>channels << 2;
      to += <usize>channels << 2;
    }
  }
}
