/**
 * The backward pass of a convolution that only a max pooling without overlaps reads. Of each window only the winner has a
 * gradient, and behind a relu only one above zero: what is left is listed, and only that is multiplied. For 2 × 2 windows this
 * takes at most a quarter of the products of ./weight-gradient.ts and of the transposed convolution.
 */

/** Bytes of an input pixel that are worked on together. */
const CHANNEL_BYTES: usize = 128;

/** The lists of ../compile/winners.ts. An entry has 8 bytes: a gradient and a place. Globals belong to the instance. */
let channelEnds: usize = 0;
let channelLists: usize = 0;
let channelStride: usize = 0;
let cellEnds: usize = 0;
let cellLists: usize = 0;
let cellStride: usize = 0;
let starts: usize = 0;
let tails: usize = 0;
let rowLists: usize = 0;
let rowStride: usize = 0;

/**
 * Where the lists are. Of channels: their entries' places are the pixels that their windows of x begin at. Of the cells of one
 * pooling window, on their way to those of rows: of the convolution's output, in the order of the columns; the entries of
 * column n end where those of n + 1 start, [height][width + 1]. Their places are for `winnerInputGradient`.
 *
 * @param rowsAt 0: nobody wants the lists of rows
 */
export function enterLists(
  channelEndsAt: usize,
  channelListsAt: usize,
  channelBytes: usize,
  cellEndsAt: usize,
  cellListsAt: usize,
  cellBytes: usize,
  startsAt: usize,
  tailsAt: usize,
  rowsAt: usize,
  rowBytes: usize,
): void {
  channelEnds = channelEndsAt;
  channelLists = channelListsAt;
  channelStride = channelBytes;
  cellEnds = cellEndsAt;
  cellLists = cellListsAt;
  cellStride = cellBytes;
  starts = startsAt;
  tails = tailsAt;
  rowLists = rowsAt;
  rowStride = rowBytes;
}

/** Sets the ends of `count` empty lists. */
function emptyLists(ends: usize, count: i32, lists: usize, stride: usize): void {
  for (const end = ends + (<usize>count << 2); ends != end; ends += 4) {
    store<i32>(ends, <i32>lists);
    lists += stride;
  }
}

/**
 * Lists an image's gradients.
 *
 * @param dy, y, winner as in ./pooling.ts, [pooledHeight, pooledWidth, channels], a multiple of 4 channels
 * @param floor dy counts where y is larger
 * @param inX for each cell of a pooling window the bytes from the window's first pixel to it in x
 * @param x the pixel of x that belongs to the first cell of the first pooling window, which may lie outside
 * @param xDown, xRight bytes in x from one pooling window to the one below, and beside
 * @param top, left rows and columns by which the first pooling window lies outside
 * @param height, width of the convolution's output
 * @param inBytes of a pixel of x
 * @param biasSums [channels], added to
 */
export function listWinners(
  dy: usize,
  y: usize,
  yRow: usize,
  winner: usize,
  floor: f32,
  pooledHeight: i32,
  pooledWidth: i32,
  channels: i32,
  inX: usize,
  x: usize,
  xDown: usize,
  xRight: usize,
  poolHeight: i32,
  poolWidth: i32,
  strideHeight: i32,
  strideWidth: i32,
  top: i32,
  left: i32,
  height: i32,
  width: i32,
  inBytes: usize,
  biasSums: usize,
): void {
  const pixel = <usize>channels << 2;
  const least = f32x4.splat(floor);
  const zero = f32x4.splat(0);
  const hasRows = rowLists != 0;
  emptyLists(channelEnds, channels, channelLists, channelStride);
  if (hasRows) startRows(height, width);
  for (let row = 0; row < pooledHeight; row++) {
    let window = x;
    let out = y;
    for (let column = 0; column < pooledWidth; column++) {
      if (hasRows) emptyLists(cellEnds, poolHeight * poolWidth, cellLists, cellStride);
      for (let c: usize = 0; c < pixel; c += 16) {
        const d = v128.and(v128.load(dy + c), f32x4.gt(v128.load(out + c), least));
        v128.store(biasSums + c, f32x4.add(v128.load(biasSums + c), d));
        // Not a number is not zero: it must not be lost.
        for (let mask = i32x4.bitmask(f32x4.ne(d, zero)); mask != 0; mask &= mask - 1) {
          const at = c + (<usize>ctz(mask) << 2);
          const value = load<f32>(dy + at);
          const cell = <usize>load<i32>(winner + at) << 2;
          const entry = <usize>load<i32>(channelEnds + at);
          store<f32>(entry, value);
          store<i32>(entry, <i32>window + load<i32>(inX + cell), 4);
          store<i32>(channelEnds + at, <i32>entry + 8);
          if (!hasRows) continue;
          const other = <usize>load<i32>(cellEnds + cell);
          store<f32>(other, value);
          store<i32>(other, <i32>((at >> 2) * inBytes), 4);
          store<i32>(cellEnds + cell, <i32>other + 8);
        }
      }
      if (hasRows) {
        const firstRow = row * strideHeight - top;
        const firstColumn = column * strideWidth - left;
        moveToRows(firstRow, firstColumn, poolHeight, poolWidth, height, width, pixel * (inBytes >> 2));
      }
      dy += pixel;
      winner += pixel;
      out += pixel;
      window += xRight;
    }
    y += yRow;
    x += xDown;
  }
  if (hasRows) fillStarts(height, width);
}

function startRows(height: i32, width: i32): void {
  let list = rowLists;
  for (let row = 0; row < height; row++) {
    store<i32>(tails + (<usize>row << 2), <i32>list);
    emptyLists(starts + (<usize>(row * (width + 1)) << 2), width + 1, list, 0);
    list += rowStride;
  }
}

/** Moves the entries of a pooling window's cells to the ends of the lists of their rows. */
function moveToRows(
  firstRow: i32,
  firstColumn: i32,
  poolHeight: i32,
  poolWidth: i32,
  height: i32,
  width: i32,
  kernelCell: usize,
): void {
  let ends = cellEnds;
  let list = cellLists;
  for (let row = firstRow; row < firstRow + poolHeight; row++) {
    for (let column = firstColumn; column < firstColumn + poolWidth; column++) {
      const end = <usize>load<i32>(ends);
      // A cell outside has never won.
      if (end != list) {
        const start = starts + (<usize>(row * (width + 1) + column) << 2);
        const shift = <i32>(<usize>column * kernelCell);
        let tail = <usize>load<i32>(tails + (<usize>row << 2));
        store<i32>(start, <i32>tail);
        for (let entry = list; entry != end; entry += 8) {
          store<i32>(tail, load<i32>(entry));
          store<i32>(tail, load<i32>(entry, 4) - shift, 4);
          tail += 8;
        }
        store<i32>(start, <i32>tail, 4);
        store<i32>(tails + (<usize>row << 2), <i32>tail);
      }
      ends += 4;
      list += cellStride;
    }
  }
}

/** A column without entries starts where the one before it ends. */
function fillStarts(height: i32, width: i32): void {
  let start = starts;
  for (let row = 0; row < height; row++) {
    let latest = 0;
    for (let column = 0; column <= width; column++) {
      latest = max(latest, load<i32>(start));
      store<i32>(start, latest);
      start += 4;
    }
  }
}

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
