/** Sums and copies of maps, whose rows and pixels may lie apart. */
import { storeSome } from './vectors';

/** y = a + b for `length` floats; up to 3 floats behind a and b are read. */
export function addRun(a: usize, b: usize, y: usize, length: i32): void {
  let left = length;
  for (; left >= 4; left -= 4) {
    v128.store(y, f32x4.add(v128.load(a), v128.load(b)));
    a += 16;
    b += 16;
    y += 16;
  }
  if (left > 0) storeSome(y, f32x4.add(v128.load(a), v128.load(b)), left);
}

/** Copies height × width pixels of `channels` floats. Steps in bytes. */
export function copyPixels(
  src: usize,
  srcRow: usize,
  srcPixel: usize,
  dst: usize,
  dstRow: usize,
  dstPixel: usize,
  height: i32,
  width: i32,
  channels: i32,
): void {
  const pixel = <usize>channels << 2;
  const isRun = srcPixel == pixel && dstPixel == pixel;
  for (let row = 0; row < height; row++) {
    let from = src + <usize>row * srcRow;
    let to = dst + <usize>row * dstRow;
    if (isRun) {
      memory.copy(to, from, <usize>width * pixel);
      continue;
    }
    for (let column = 0; column < width; column++) {
      memory.copy(to, from, pixel);
      from += srcPixel;
      to += dstPixel;
    }
  }
}
