/**
 * Gradients of weights: sums over positions of window × output gradient, in tiles of 4 window elements × 8 output
 * channels held in 8 registers. A plain version is ../reference/convolution.ts.
 */

/** About as many positions are summed up before a tile is added to memory: so few that they stay in the first-level cache. */
const BLOCK: i32 = 64;

/** Positions as three loops: images, rows of an image, pixels of a row. Set by `weightGradient`, read by its tiles. */
let images: i32 = 0;
let height: i32 = 0;
let width: i32 = 0;
let srcImage: usize = 0;
let srcRow: usize = 0;
let srcPixel: usize = 0;
let dYImage: usize = 0;
let dYRow: usize = 0;
let dYPixel: usize = 0;

/**
 * dW[k, c] (+)= Σ window(position)[k] · dY(position)[c], positions in order, in blocks that depend on the shapes alone.
 *
 * @param src window of the first position; the others' are `srcSteps` (image, row, pixel; bytes) further
 * @param rows, rowLength, rowStep the runs that a window consists of, as in `windowProduct`
 * @param dY gradient of the first position, the others' are `dYSteps` further
 * @param count images; each has outHeight × outWidth positions
 * @param dW [rows · rowLength][channels] floats
 * @param adds false: dW's old content is overwritten
 * @param scratch 32 floats that nobody else uses
 */
export function weightGradient(
  src: usize,
  srcSteps: usize,
  rows: i32,
  rowLength: i32,
  rowStep: i32,
  dY: usize,
  dYSteps: usize,
  count: i32,
  outHeight: i32,
  outWidth: i32,
  dW: usize,
  channels: i32,
  adds: bool,
  scratch: usize,
): void {
  srcImage = load<u32>(srcSteps);
  srcRow = load<u32>(srcSteps, 4);
  srcPixel = load<u32>(srcSteps, 8);
  dYImage = load<u32>(dYSteps);
  dYRow = load<u32>(dYSteps, 4);
  dYPixel = load<u32>(dYSteps, 8);
  width = outWidth;
  if (outHeight * outWidth == 1) {
    // A dense layer: the images are the pixels of one row.
    width = count;
    count = 1;
    srcPixel = srcImage;
    dYPixel = dYImage;
  }
  const imagesPerBlock = max(1, BLOCK / (outHeight * outWidth));
  const rowsPerBlock = imagesPerBlock > 1 ? outHeight : min(outHeight, max(1, BLOCK / outWidth));
  for (let image = 0; image < count; image += imagesPerBlock) {
    images = min(imagesPerBlock, count - image);
    for (let row = 0; row < outHeight; row += rowsPerBlock) {
      height = min(rowsPerBlock, outHeight - row);
      const from = src + <usize>image * srcImage + <usize>row * srcRow;
      const gradient = dY + <usize>image * dYImage + <usize>row * dYRow;
      addBlock(from, rows, rowLength, rowStep, gradient, dW, channels, adds, scratch);
      adds = true;
    }
  }
}

function addBlock(
  src: usize,
  rows: i32,
  rowLength: i32,
  rowStep: i32,
  dY: usize,
  dW: usize,
  channels: i32,
  adds: bool,
  scratch: usize,
): void {
  const stride = <usize>channels << 2;
  for (let c = 0; c < channels; c += 8) {
    const columns = min(8, channels - c);
    for (let row = 0; row < rows; row++) {
      const from = src + <usize>(row * rowStep);
      const to = dW + <usize>(row * rowLength) * stride + (<usize>c << 2);
      for (let k = 0; k < rowLength; k += 4) {
        const lines = min(4, rowLength - k);
        const isWhole = columns == 8 && lines == 4;
        const place = to + <usize>k * stride;
        tile(
          from + (<usize>k << 2),
          dY + (<usize>c << 2),
          isWhole ? place : scratch,
          isWhole ? stride : 32,
          isWhole && adds,
        );
        if (!isWhole) storePart(scratch, place, stride, lines, columns, adds);
      }
    }
  }
}

function tile(src: usize, dY: usize, dW: usize, stride: usize, adds: bool): void {
  const zero = f32x4.splat(0);
  const pixels = <usize>width * srcPixel;
  const aStep = srcPixel;
  const bStep = dYPixel;
  let a: v128, b0: v128, b1: v128;
  let x0 = zero, y0 = zero;
  let x1 = zero, y1 = zero;
  let x2 = zero, y2 = zero;
  let x3 = zero, y3 = zero;
  for (let image = 0; image < images; image++) {
    let fromA = src + <usize>image * srcImage;
    let fromB = dY + <usize>image * dYImage;
    for (let row = height; row > 0; row--) {
      let p = fromA;
      let q = fromB;
      const end = p + pixels;
      while (p != end) {
        b0 = v128.load(q);
        b1 = v128.load(q, 16);
        a = v128.load_splat<f32>(p, 0);
        x0 = f32x4.add(x0, f32x4.mul(a, b0));
        y0 = f32x4.add(y0, f32x4.mul(a, b1));
        a = v128.load_splat<f32>(p, 4);
        x1 = f32x4.add(x1, f32x4.mul(a, b0));
        y1 = f32x4.add(y1, f32x4.mul(a, b1));
        a = v128.load_splat<f32>(p, 8);
        x2 = f32x4.add(x2, f32x4.mul(a, b0));
        y2 = f32x4.add(y2, f32x4.mul(a, b1));
        a = v128.load_splat<f32>(p, 12);
        x3 = f32x4.add(x3, f32x4.mul(a, b0));
        y3 = f32x4.add(y3, f32x4.mul(a, b1));
        p += aStep;
        q += bStep;
      }
      fromA += srcRow;
      fromB += dYRow;
    }
  }
  if (adds) {
    let p = dW;
    x0 = f32x4.add(v128.load(p), x0);
    y0 = f32x4.add(v128.load(p, 16), y0);
    p += stride;
    x1 = f32x4.add(v128.load(p), x1);
    y1 = f32x4.add(v128.load(p, 16), y1);
    p += stride;
    x2 = f32x4.add(v128.load(p), x2);
    y2 = f32x4.add(v128.load(p, 16), y2);
    p += stride;
    x3 = f32x4.add(v128.load(p), x3);
    y3 = f32x4.add(v128.load(p, 16), y3);
  }
  v128.store(dW, x0);
  v128.store(dW, y0, 16);
  dW += stride;
  v128.store(dW, x1);
  v128.store(dW, y1, 16);
  dW += stride;
  v128.store(dW, x2);
  v128.store(dW, y2, 16);
  dW += stride;
  v128.store(dW, x3);
  v128.store(dW, y3, 16);
}

/** Adds or copies the `lines` × `columns` part of a tile that exists. */
function storePart(part: usize, to: usize, stride: usize, lines: i32, columns: i32, adds: bool): void {
  for (let i = 0; i < lines; i++) {
    for (let j = 0; j < columns; j++) {
      const value = load<f32>(part + (<usize>j << 2));
      const place = to + (<usize>j << 2);
      store<f32>(place, adds ? load<f32>(place) + value : value);
    }
    part += 32;
    to += stride;
  }
}

/** db[c] (+)= Σ dY(position)[c]; `targets` are the positions' byte offsets from dY. */
export function biasGradient(dY: usize, targets: usize, positions: i32, db: usize, channels: i32, adds: bool): void {
  const targetsEnd = targets + (<usize>positions << 2);
  let c = 0;
  for (; c + 8 <= channels; c += 8) {
    let x = f32x4.splat(0);
    let y = f32x4.splat(0);
    for (let target = targets; target < targetsEnd; target += 4) {
      const q = dY + <usize>load<i32>(target);
      x = f32x4.add(x, v128.load(q));
      y = f32x4.add(y, v128.load(q, 16));
    }
    if (adds) {
      x = f32x4.add(v128.load(db), x);
      y = f32x4.add(v128.load(db, 16), y);
    }
    v128.store(db, x);
    v128.store(db, y, 16);
    db += 32;
    dY += 32;
  }
  for (; c < channels; c++) {
    let sum: f32 = 0;
    for (let target = targets; target < targetsEnd; target += 4) sum += load<f32>(dY + <usize>load<i32>(target));
    store<f32>(db, adds ? load<f32>(db) + sum : sum);
    db += 4;
    dY += 4;
  }
}
