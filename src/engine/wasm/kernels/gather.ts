/** The way of an image from 8-bit pixels into the first layer's input. */

/** Writes pixel·scale + offset of `length` × rows bytes, `rowStep` bytes from row to row. */
export function scalePixels(
  src: usize,
  dst: usize,
  rows: i32,
  length: i32,
  rowStep: usize,
  scale: f32,
  offset: f32,
): void {
  const scales = f32x4.splat(scale);
  const offsets = f32x4.splat(offset);
  for (let row = 0; row < rows; row++) {
    let i = 0;
    for (; i + 4 <= length; i += 4) {
      const words = i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load32_zero(src + <usize>i)));
      const values = f32x4.convert_i32x4_s(words);
      v128.store(dst + (<usize>i << 2), f32x4.add(f32x4.mul(values, scales), offsets));
    }
    for (; i < length; i++) store<f32>(dst + (<usize>i << 2), <f32>load<u8>(src + <usize>i) * scale + offset);
    src += <usize>length;
    dst += rowStep;
  }
}

/** Like scalePixels for a whole image, moved by whole pixels; where it has moved away, its edge is repeated. */
export function shiftPixels(
  src: usize,
  dst: usize,
  height: i32,
  width: i32,
  channels: i32,
  rowStep: usize,
  scale: f32,
  offset: f32,
  down: i32,
  right: i32,
): void {
  for (let y = 0; y < height; y++) {
    const row = src + <usize>(max(0, min(height - 1, y - down)) * width * channels);
    for (let x = 0; x < width; x++) {
      const from = row + <usize>(max(0, min(width - 1, x - right)) * channels);
      const to = dst + (<usize>(x * channels) << 2);
      for (let c: usize = 0; c < <usize>channels; c++) {
        store<f32>(to + (c << 2), <f32>load<u8>(from + c) * scale + offset);
      }
    }
    dst += rowStep;
  }
}

/**
 * Copies each position's window into one contiguous run: for kernels whose rows are too short to be worth a loop.
 *
 * @param sources byte offsets of the windows from `src`, readable 3 floats past a window's row
 * @param dst positions × rows·rowLength floats; up to 3 floats behind the last run are overwritten
 */
export function unfold(
  src: usize,
  sources: usize,
  positions: i32,
  rows: i32,
  rowLength: i32,
  rowStep: usize,
  dst: usize,
): void {
  const sourcesEnd = sources + (<usize>positions << 2);
  const run = <usize>rowLength << 2;
  for (; sources < sourcesEnd; sources += 4) {
    let from = src + <usize>load<i32>(sources);
    for (let row = 0; row < rows; row++) {
      for (let i: usize = 0; i < run; i += 16) v128.store(dst + i, v128.load(from + i));
      from += rowStep;
      dst += run;
    }
  }
}
