/**
 * Gradients of weights: sums over positions of window × output gradient, in tiles of 4 window elements × 8 output
 * channels held in 8 registers. A plain version is ../reference/convolution.ts.
 */

/** Positions between two visits of a tile's sums in memory: few enough that their inputs stay in the first-level cache. */
const BLOCK: i32 = 96;

/**
 * dW[k, c] (+)= Σ window(position)[k] · dY(position)[c], positions in blocks and in order.
 *
 * @param src, sources, rows, rowLength, rowStep the windows, as in `windowProduct`
 * @param dY, targets the output gradients, at the places that `windowProduct` writes
 * @param dW [rows · rowLength][channels] floats
 * @param adds false: dW's old content is overwritten
 * @param scratch 32 floats that nobody else uses
 */
export function weightGradient(
  src: usize,
  sources: usize,
  dY: usize,
  targets: usize,
  positions: i32,
  rows: i32,
  rowLength: i32,
  rowStep: i32,
  dW: usize,
  channels: i32,
  adds: bool,
  scratch: usize,
): void {
  const stride = <usize>channels << 2;
  for (let start = 0; start < positions; start += BLOCK) {
    const source = sources + (<usize>start << 2);
    const target = targets + (<usize>start << 2);
    const count = min(BLOCK, positions - start);
    for (let c = 0; c < channels; c += 8) {
      const width = min(8, channels - c);
      for (let row = 0; row < rows; row++) {
        const rowSrc = src + <usize>(row * rowStep);
        const out = dW + <usize>(row * rowLength) * stride + (<usize>c << 2);
        for (let k = 0; k < rowLength; k += 4) {
          const height = min(4, rowLength - k);
          const isWhole = width == 8 && height == 4;
          const to = out + <usize>k * stride;
          tile(
            rowSrc + (<usize>k << 2),
            source,
            dY + (<usize>c << 2),
            target,
            count,
            isWhole ? to : scratch,
            isWhole ? stride : 32,
            isWhole && adds,
          );
          if (!isWhole) storePart(scratch, to, stride, height, width, adds);
        }
      }
    }
    adds = true;
  }
}

function tile(
  src: usize,
  source: usize,
  dY: usize,
  target: usize,
  count: i32,
  dW: usize,
  stride: usize,
  adds: bool,
): void {
  const zero = f32x4.splat(0);
  let a: v128, b0: v128, b1: v128, p: usize, q: usize;
  let x0 = zero, y0 = zero;
  let x1 = zero, y1 = zero;
  let x2 = zero, y2 = zero;
  let x3 = zero, y3 = zero;
  for (let left = count; left > 0; left--) {
    p = src + <usize>load<i32>(source, 0);
    q = dY + <usize>load<i32>(target, 0);
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
    source += 4;
    target += 4;
  }
  if (adds) {
    p = dW;
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

/** Adds or copies the `height` × `width` part of a tile that exists. */
function storePart(part: usize, to: usize, stride: usize, height: i32, width: i32, adds: bool): void {
  for (let i = 0; i < height; i++) {
    for (let j = 0; j < width; j++) {
      const value = load<f32>(part + (<usize>j << 2));
      const place = to + (<usize>j << 2);
      store<f32>(place, adds ? load<f32>(place) + value : value);
    }
    part += 32;
    to += stride;
  }
}

/** db[c] (+)= Σ dY(position)[c]; arguments as in `weightGradient`. */
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
