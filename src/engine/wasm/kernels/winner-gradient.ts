/**
 * The backward pass of a convolution that only a max pooling without overlaps reads. Of each window only the winner has a
 * gradient, and behind a relu only one above zero: what is left is listed, and only that is multiplied. For 2 × 2 windows this
 * takes at most a quarter of the products of ./weight-gradient.ts and of the transposed convolution.
 */
import { channelEnds, channelLists, channelStride, starts } from './winner-lists';

/** Bytes of an input pixel that are worked on together. */
const CHANNEL_BYTES: usize = 128;

/**
 * sums[channel] += value · the pixels of its window, over the entries of each channel.
 *
 * @param sums [channels][rows][rowBytes]
 * @param rowBytes of a row of the kernel, a multiple of 32
 */
export function winnerKernelGradient(channels: i32, xRow: usize, rows: i32, rowBytes: usize, sums: usize): void {
  let lists = channelLists;
  for (let channel: usize = 0; channel < <usize>channels << 2; channel += 4) {
    const end = <usize>load<i32>(channelEnds + channel);
    let row: usize = 0;
    for (let r = 0; r < rows; r++) {
      if (end != lists) addProducts(lists, end, row, sums, rowBytes);
      sums += rowBytes;
      row += xRow;
    }
    lists += channelStride;
  }
}

/** sums += the gradients of a list, each times what is at its place + `at`: `bytes` of both, a multiple of 32. */
function addProducts(list: usize, end: usize, at: usize, sums: usize, bytes: usize): void {
  // 16 and 16 are faster than 24 and 8.
  for (; bytes >= 96 && bytes != 128; bytes -= 96) {
    addProducts24(list, end, at, sums);
    at += 96;
    sums += 96;
  }
  for (; bytes >= 64; bytes -= 64) {
    addProducts16(list, end, at, sums);
    at += 64;
    sums += 64;
  }
  if (bytes != 0) addProducts8(list, end, at, sums);
}

/** Six sums: V8 loads all values before it adds any, so that more would not fit into its registers, and take twice as long. */
function addProducts24(list: usize, end: usize, at: usize, sums: usize): void {
  let s0 = v128.load(sums, 0), s1 = v128.load(sums, 16), s2 = v128.load(sums, 32);
  let s3 = v128.load(sums, 48), s4 = v128.load(sums, 64), s5 = v128.load(sums, 80);
  for (; list != end; list += 8) {
    const d = v128.load_splat<f32>(list);
    const p = <usize>load<i32>(list, 4) + at;
    s0 = f32x4.add(s0, f32x4.mul(d, v128.load(p, 0)));
    s1 = f32x4.add(s1, f32x4.mul(d, v128.load(p, 16)));
    s2 = f32x4.add(s2, f32x4.mul(d, v128.load(p, 32)));
    s3 = f32x4.add(s3, f32x4.mul(d, v128.load(p, 48)));
    s4 = f32x4.add(s4, f32x4.mul(d, v128.load(p, 64)));
    s5 = f32x4.add(s5, f32x4.mul(d, v128.load(p, 80)));
  }
  v128.store(sums, s0, 0);
  v128.store(sums, s1, 16);
  v128.store(sums, s2, 32);
  v128.store(sums, s3, 48);
  v128.store(sums, s4, 64);
  v128.store(sums, s5, 80);
}

function addProducts16(list: usize, end: usize, at: usize, sums: usize): void {
  let s0 = v128.load(sums, 0), s1 = v128.load(sums, 16), s2 = v128.load(sums, 32), s3 = v128.load(sums, 48);
  for (; list != end; list += 8) {
    const d = v128.load_splat<f32>(list);
    const p = <usize>load<i32>(list, 4) + at;
    s0 = f32x4.add(s0, f32x4.mul(d, v128.load(p, 0)));
    s1 = f32x4.add(s1, f32x4.mul(d, v128.load(p, 16)));
    s2 = f32x4.add(s2, f32x4.mul(d, v128.load(p, 32)));
    s3 = f32x4.add(s3, f32x4.mul(d, v128.load(p, 48)));
  }
  v128.store(sums, s0, 0);
  v128.store(sums, s1, 16);
  v128.store(sums, s2, 32);
  v128.store(sums, s3, 48);
}

function addProducts8(list: usize, end: usize, at: usize, sums: usize): void {
  let s0 = v128.load(sums, 0), s1 = v128.load(sums, 16);
  for (; list != end; list += 8) {
    const d = v128.load_splat<f32>(list);
    const p = <usize>load<i32>(list, 4) + at;
    s0 = f32x4.add(s0, f32x4.mul(d, v128.load(p, 0)));
    s1 = f32x4.add(s1, f32x4.mul(d, v128.load(p, 16)));
  }
  v128.store(sums, s0, 0);
  v128.store(sums, s1, 16);
}

/**
 * dx = for each pixel the sum over the kernel's cells of value · cell[channel], over the entries of the columns that the
 * cells of a row meet. Their places are those of the channel in the cell that meets column 0.
 *
 * @param dx [height, width] pixels of `pixel` bytes, a multiple of 32
 * @param turned [kernelHeight, kernelWidth] cells of `cellBytes`, each [channels][input's channels]
 * @param outHeight, outWidth of the convolution's output
 */
export function winnerInputGradient(
  dx: usize,
  height: i32,
  width: i32,
  pixel: usize,
  turned: usize,
  cellBytes: usize,
  kernelHeight: i32,
  kernelWidth: i32,
  top: i32,
  left: i32,
  outHeight: i32,
  outWidth: i32,
): void {
  const line = <usize>(outWidth + 1) << 2;
  memory.fill(dx, 0, <usize>(height * width) * pixel);
  // A row of the kernel at a time, and of its cells as many channels as stay in the first-level cache.
  for (let c: usize = 0; c < pixel; c += CHANNEL_BYTES) {
    const bytes = min(CHANNEL_BYTES, pixel - c);
    for (let r = 0; r < kernelHeight; r++) {
      const toRow = min(height, outHeight - top + r);
      for (let row = max(0, r - top); row < toRow; row++) {
        const outRow = starts + <usize>(row + top - r) * line;
        let sums = dx + <usize>(row * width) * pixel + c;
        let cell = turned + <usize>(r * kernelWidth + left) * cellBytes + c;
        for (let column = 0; column < width; column++) {
          const from = max(0, column + left - kernelWidth + 1);
          const to = max(from, min(outWidth, column + left + 1));
          const list = <usize>load<i32>(outRow + (<usize>from << 2));
          const end = <usize>load<i32>(outRow + (<usize>to << 2));
          if (list != end) addProducts(list, end, cell, sums, bytes);
          sums += pixel;
          cell += cellBytes;
        }
      }
    }
  }
}

/** (+)= the transpose of sums [channels][length] as the gradient of a kernel, [length][channels]: multiples of 4 both. */
export function storeWinnerGradient(sums: usize, channels: i32, length: i32, dKernel: usize, adds: bool): void {
  const line = <usize>length << 2;
  const pixel = <usize>channels << 2;
  for (let c: usize = 0; c < pixel; c += 16) {
    let from = sums + c * <usize>length;
    let to = dKernel + c;
    for (let i = 0; i < length; i += 4) {
      const a = v128.load(from);
      const b = v128.load(from + line);
      const d = v128.load(from + 2 * line);
      const e = v128.load(from + 3 * line);
      const ab = i32x4.shuffle(a, b, 0, 4, 1, 5);
      const de = i32x4.shuffle(d, e, 0, 4, 1, 5);
      const ab2 = i32x4.shuffle(a, b, 2, 6, 3, 7);
      const de2 = i32x4.shuffle(d, e, 2, 6, 3, 7);
      storeOrAdd(to, i64x2.shuffle(ab, de, 0, 2), adds);
      storeOrAdd(to + pixel, i64x2.shuffle(ab, de, 1, 3), adds);
      storeOrAdd(to + 2 * pixel, i64x2.shuffle(ab2, de2, 0, 2), adds);
      storeOrAdd(to + 3 * pixel, i64x2.shuffle(ab2, de2, 1, 3), adds);
      from += 16;
      to += pixel << 2;
    }
  }
}

/** (+)= the sums of the bias. */
export function storeSums(sums: usize, channels: i32, to: usize, adds: bool): void {
  for (let c: usize = 0; c < <usize>channels << 2; c += 16) storeOrAdd(to + c, v128.load(sums + c), adds);
}

// @ts-ignore: decorator
@inline
function storeOrAdd(to: usize, value: v128, adds: bool): void {
  v128.store(to, adds ? f32x4.add(v128.load(to), value) : value);
}
