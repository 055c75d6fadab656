/**
 * Pooling of one image. x, y and dx may lie in padded rows. Windows reach
 * over the edge as TensorFlow places them; what lies outside does not count.
 */
import { put } from './vectors';

/** Which part of a window lies on the map. */
// @ts-ignore: decorator
@inline
function firstInside(start: i32): i32 {
  return max(0, -start);
}

/**
 * y = the largest value of each window; `winner` [outHeight, outWidth, channels] the number of its cell (i32), the first
 * one of equals. Row and pixel steps in bytes.
 */
export function maxPool(
  x: usize,
  xRow: usize,
  height: i32,
  width: i32,
  channels: i32,
  y: usize,
  yRow: usize,
  winner: usize,
  outHeight: i32,
  outWidth: i32,
  poolHeight: i32,
  poolWidth: i32,
  strideHeight: i32,
  strideWidth: i32,
  top: i32,
  left: i32,
): void {
  const pixel = <usize>channels << 2;
  const isTwoByTwo = poolHeight == 2 && poolWidth == 2 && (channels & 3) == 0;
  for (let oy = 0; oy < outHeight; oy++) {
    const y0 = oy * strideHeight - top;
    const fromY = firstInside(y0);
    const toY = min(poolHeight, height - y0);
    let out = y + <usize>oy * yRow;
    for (let ox = 0; ox < outWidth; ox++) {
      const x0 = ox * strideWidth - left;
      const fromX = firstInside(x0);
      const toX = min(poolWidth, width - x0);
      if (isTwoByTwo && fromX + fromY == 0 && toX + toY == 4) {
        const place = x + <usize>y0 * xRow + <usize>x0 * pixel;
        largestOfFour(place, place + xRow, pixel, out, winner);
        out += pixel;
        winner += pixel;
        continue;
      }
      const window = x + <usize>(y0 + fromY) * xRow + <usize>(x0 + fromX) * pixel;
      for (let c = 0; c < channels; c += 4) {
        const place = window + (<usize>c << 2);
        let best = v128.load(place);
        let cell = i32x4.splat(fromY * poolWidth + fromX);
        for (let ky = fromY; ky < toY; ky++) {
          let from = place + <usize>(ky - fromY) * xRow;
          for (let kx = fromX; kx < toX; kx++) {
            const value = v128.load(from);
            const isLarger = f32x4.gt(value, best);
            best = v128.bitselect(value, best, isLarger);
            cell = v128.bitselect(i32x4.splat(ky * poolWidth + kx), cell, isLarger);
            from += pixel;
          }
        }
        put(out + (<usize>c << 2), best, channels - c);
        put(winner + (<usize>c << 2), cell, channels - c);
      }
      out += pixel;
      winner += pixel;
    }
  }
}

/** The largest of 2 × 2 pixels, whose channels are a multiple of 4: `pixel` bytes. */
// @ts-ignore: decorator
@inline
function largestOfFour(upper: usize, lower: usize, pixel: usize, y: usize, winner: usize): void {
  for (let c: usize = 0; c < pixel; c += 16) {
    let best = v128.load(upper + c);
    let value = v128.load(upper + c + pixel);
    let isLarger = f32x4.gt(value, best);
    best = v128.bitselect(value, best, isLarger);
    let cell = v128.and(isLarger, i32x4.splat(1));
    value = v128.load(lower + c);
    isLarger = f32x4.gt(value, best);
    best = v128.bitselect(value, best, isLarger);
    cell = v128.bitselect(i32x4.splat(2), cell, isLarger);
    value = v128.load(lower + c + pixel);
    isLarger = f32x4.gt(value, best);
    v128.store(y + c, v128.bitselect(value, best, isLarger));
    v128.store(winner + c, v128.bitselect(i32x4.splat(3), cell, isLarger));
  }
}

/**
 * dx[winner of each window] (+)= dy, where y > 0 if `isRelu` (a relu before the pool, whose derivative at the winner that is).
 *
 * @param dy [outHeight, outWidth, channels]
 * @param adds whether windows overlap: dx must then be zero before; otherwise the windows' cells are overwritten
 */
export function maxPoolBackward(
  dy: usize,
  y: usize,
  yRow: usize,
  winner: usize,
  isRelu: bool,
  adds: bool,
  dx: usize,
  dxRow: usize,
  dxPixel: usize,
  height: i32,
  width: i32,
  channels: i32,
  outHeight: i32,
  outWidth: i32,
  poolHeight: i32,
  poolWidth: i32,
  strideHeight: i32,
  strideWidth: i32,
  top: i32,
  left: i32,
): void {
  const pixel = <usize>channels << 2;
  const zero = f32x4.splat(0);
  const isTwoByTwo = poolHeight == 2 && poolWidth == 2 && (channels & 3) == 0 && !adds;
  for (let oy = 0; oy < outHeight; oy++) {
    const y0 = oy * strideHeight - top;
    const fromY = firstInside(y0);
    const toY = min(poolHeight, height - y0);
    let out = y + <usize>oy * yRow;
    for (let ox = 0; ox < outWidth; ox++) {
      const x0 = ox * strideWidth - left;
      const fromX = firstInside(x0);
      const toX = min(poolWidth, width - x0);
      const window = dx + <usize>(y0 + fromY) * dxRow + <usize>(x0 + fromX) * dxPixel;
      if (isTwoByTwo && fromX + fromY == 0 && toX + toY == 4) {
        scatterToFour(dy, out, winner, isRelu ? 0 : -<f32>Infinity, window, window + dxRow, dxPixel, pixel);
        dy += pixel;
        out += pixel;
        winner += pixel;
        continue;
      }
      for (let c = 0; c < channels; c += 4) {
        const at = <usize>c << 2;
        let d = v128.load(dy + at);
        if (isRelu) d = v128.and(d, f32x4.gt(v128.load(out + at), zero));
        const cell = v128.load(winner + at);
        const count = channels - c;
        for (let ky = fromY; ky < toY; ky++) {
          let to = window + at + <usize>(ky - fromY) * dxRow;
          for (let kx = fromX; kx < toX; kx++) {
            let share = v128.and(d, i32x4.eq(cell, i32x4.splat(ky * poolWidth + kx)));
            if (adds) share = f32x4.add(v128.load(to), share);
            put(to, share, count);
            to += dxPixel;
          }
        }
      }
      dy += pixel;
      out += pixel;
      winner += pixel;
    }
  }
}

/** Writes a window's 2 × 2 pixels: dy where the winner is and y > least, zero elsewhere. `pixel` bytes of channels. */
// @ts-ignore: decorator
@inline
function scatterToFour(
  dy: usize,
  y: usize,
  winner: usize,
  least: f32,
  upper: usize,
  lower: usize,
  step: usize,
  pixel: usize,
): void {
  const floor = f32x4.splat(least);
  for (let c: usize = 0; c < pixel; c += 16) {
    const d = v128.and(v128.load(dy + c), f32x4.gt(v128.load(y + c), floor));
    const cell = v128.load(winner + c);
    v128.store(upper + c, v128.and(d, i32x4.eq(cell, i32x4.splat(0))));
    v128.store(upper + c + step, v128.and(d, i32x4.eq(cell, i32x4.splat(1))));
    v128.store(lower + c, v128.and(d, i32x4.eq(cell, i32x4.splat(2))));
    v128.store(lower + c + step, v128.and(d, i32x4.eq(cell, i32x4.splat(3))));
  }
}

/** y = the mean of each window's cells on the map. */
export function averagePool(
  x: usize,
  xRow: usize,
  height: i32,
  width: i32,
  channels: i32,
  y: usize,
  yRow: usize,
  outHeight: i32,
  outWidth: i32,
  poolHeight: i32,
  poolWidth: i32,
  strideHeight: i32,
  strideWidth: i32,
  top: i32,
  left: i32,
): void {
  const pixel = <usize>channels << 2;
  for (let oy = 0; oy < outHeight; oy++) {
    const y0 = oy * strideHeight - top;
    const fromY = max(y0, 0);
    const toY = min(y0 + poolHeight, height);
    for (let ox = 0; ox < outWidth; ox++) {
      const x0 = ox * strideWidth - left;
      const fromX = max(x0, 0);
      const toX = min(x0 + poolWidth, width);
      const count = f32x4.splat(<f32>((toY - fromY) * (toX - fromX)));
      const out = y + <usize>oy * yRow + <usize>ox * pixel;
      for (let c = 0; c < channels; c += 4) {
        let sum = f32x4.splat(0);
        for (let ky = fromY; ky < toY; ky++) {
          for (let kx = fromX; kx < toX; kx++) {
            sum = f32x4.add(sum, v128.load(x + <usize>ky * xRow + <usize>kx * pixel + (<usize>c << 2)));
          }
        }
        const mean = f32x4.div(sum, count);
        put(out + (<usize>c << 2), mean, channels - c);
      }
    }
  }
}

/** dx[each cell of a window on the map] += dy / count; dx must be zero before. */
export function averagePoolBackward(
  dy: usize,
  dx: usize,
  dxRow: usize,
  dxPixel: usize,
  height: i32,
  width: i32,
  channels: i32,
  outHeight: i32,
  outWidth: i32,
  poolHeight: i32,
  poolWidth: i32,
  strideHeight: i32,
  strideWidth: i32,
  top: i32,
  left: i32,
): void {
  const pixel = <usize>channels << 2;
  for (let oy = 0; oy < outHeight; oy++) {
    const y0 = oy * strideHeight - top;
    const fromY = max(y0, 0);
    const toY = min(y0 + poolHeight, height);
    for (let ox = 0; ox < outWidth; ox++) {
      const x0 = ox * strideWidth - left;
      const fromX = max(x0, 0);
      const toX = min(x0 + poolWidth, width);
      const count = f32x4.splat(<f32>((toY - fromY) * (toX - fromX)));
      for (let c = 0; c < channels; c += 4) {
        const share = f32x4.div(v128.load(dy + (<usize>c << 2)), count);
        for (let ky = fromY; ky < toY; ky++) {
          for (let kx = fromX; kx < toX; kx++) {
            const to = dx + <usize>ky * dxRow + <usize>kx * dxPixel + (<usize>c << 2);
            const sum = f32x4.add(v128.load(to), share);
            put(to, sum, channels - c);
          }
        }
      }
      dy += pixel;
    }
  }
}
