/**
 * Stroke thickness: grey-scale dilation (thicker) or erosion (thinner) of light ink on a dark ground by a number of
 * pixels that need not be whole. The plain version with the same bits is ../augmentation/thickness-reference.ts.
 */

/** Bytes from row to row of a padded image: what is right of a row is zero and at least one pixel wide. */
// @ts-ignore: decorator
@inline
function strideOf(rowLength: i32, channels: i32): usize {
  return <usize>((rowLength + channels + 15) & ~15);
}

/**
 * Writes the image dilated by `amount` pixels; eroded by −amount where that is negative. Step 1, 3, … of a dilation takes the
 * largest of a pixel and its 4 neighbours, step 2, 4, … of its 8 neighbours, which makes an octagon; a fraction of a step
 * mixes the images before and after it, in 1/256. Nothing outside the image counts.
 *
 * @param src rows × rowLength bytes; 16 bytes behind them are readable
 * @param dst the same; 15 bytes behind them are overwritten
 * @param strokes room for two padded images, `strokesBytes` each
 */
export function changeThickness(
  src: usize,
  dst: usize,
  rows: i32,
  rowLength: i32,
  channels: i32,
  amount: f64,
  strokes: usize,
  strokesBytes: usize,
): void {
  const stride = strideOf(rowLength, channels);
  const flip = i8x16.splat(amount < 0 ? -1 : 0);
  const size = Math.abs(amount);
  const steps = <i32>size;
  const share = <i32>((size - <f64>steps) * 256 + 0.5);
  // Two empty rows: what is left of the row above the first pixel is read too.
  const above = stride + stride;
  const below = <usize>rows * stride;
  let from = strokes + above;
  let to = strokes + strokesBytes + above;
  clear(strokes, above);
  clear(strokes + strokesBytes, above);
  clear(from + below, stride + 32);
  clear(to + below, stride + 32);
  for (let y = 0; y < rows; y++) {
    const row = from + <usize>y * stride;
    for (let x: usize = 0; x < stride; x += 16) {
      const pixels = v128.xor(v128.load(src + <usize>(y * rowLength) + min<usize>(x, rowLength)), flip);
      v128.store(row + x, v128.and(pixels, insideMask(rowLength - <i32>x)));
    }
  }
  for (let step = 0; step <= steps; step++) {
    if (step < steps || share > 0) dilate(from, to, rows, rowLength, stride, channels, (step & 1) == 1);
    if (step == steps) break;
    const swapped = from;
    from = to;
    to = swapped;
  }
  const own = i16x8.splat(<i16>(256 - share));
  const other = i16x8.splat(<i16>share);
  const half = i16x8.splat(128);
  for (let y = 0; y < rows; y++) {
    const row = <usize>y * stride;
    for (let x = 0; x < rowLength; x += 16) {
      const a = v128.load(from + row + <usize>x);
      let mixed = a;
      if (share > 0) {
        const b = v128.load(to + row + <usize>x);
        const low = mix8(i16x8.extend_low_i8x16_u(a), i16x8.extend_low_i8x16_u(b), own, other, half);
        const high = mix8(i16x8.extend_high_i8x16_u(a), i16x8.extend_high_i8x16_u(b), own, other, half);
        mixed = i8x16.narrow_i16x8_u(low, high);
      }
      v128.store(dst + <usize>(y * rowLength + x), v128.xor(mixed, flip));
    }
  }
}

// @ts-ignore: decorator
@inline
function mix8(a: v128, b: v128, own: v128, other: v128, half: v128): v128 {
  return i16x8.shr_u(i16x8.add(i16x8.add(i16x8.mul(a, own), i16x8.mul(b, other)), half), 8);
}

/** All ones in the first `length` bytes. */
// @ts-ignore: decorator
@inline
function insideMask(length: i32): v128 {
  return i8x16.lt_s(i8x16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15), i8x16.splat(<i8>max(0, min(16, length))));
}

function clear(from: usize, bytes: usize): void {
  const end = from + bytes;
  for (; from < end; from += 16) v128.store(from, i32x4.splat(0));
}

function dilate(from: usize, to: usize, rows: i32, rowLength: i32, stride: usize, channels: usize, square: bool): void {
  for (let y = 0; y < rows; y++) {
    for (let x: usize = 0; x < stride; x += 16) {
      const at = from + <usize>y * stride + x;
      let most = largestInRow(at, channels);
      if (square) {
        most = i8x16.max_u(most, largestInRow(at - stride, channels));
        most = i8x16.max_u(most, largestInRow(at + stride, channels));
      } else {
        most = i8x16.max_u(most, i8x16.max_u(v128.load(at - stride), v128.load(at + stride)));
      }
      v128.store(to + <usize>y * stride + x, v128.and(most, insideMask(rowLength - <i32>x)));
    }
  }
}

// @ts-ignore: decorator
@inline
function largestInRow(at: usize, channels: usize): v128 {
  return i8x16.max_u(v128.load(at), i8x16.max_u(v128.load(at - channels), v128.load(at + channels)));
}
