/** What a max pooling leaves of a gradient, listed for ./winner-gradient.ts. */

/** The lists of ../compile/winners.ts. An entry has 8 bytes: a gradient and a place. Globals belong to the instance. */
export let channelEnds: usize = 0;
export let channelLists: usize = 0;
export let channelStride: usize = 0;
let cellEnds: usize = 0;
let cellLists: usize = 0;
let cellStride: usize = 0;
export let starts: usize = 0;
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
