/**
 * A 3×3 convolution of an image of one channel and the 2×2 max pooling behind it, without the map between them: the four
 * outputs of a window are held in registers. For the conditions that never hold (`p0` is no small number) see product.ts:
 * each block needs 8 sums, 2 weights, 4 pixels and a product. A plain version is ../reference/convolution.ts and
 * ../reference/pooling.ts.
 */

/**
 * y = max(the largest of each window's 2 × 2 outputs, floor); `winner` [height, width, channels] where it comes from: bytes
 * (i32) from the window's corner in x to the corner of the output's 3 × 3 pixels, the first one of equals.
 *
 * @param x corner of the first window's 4 × 4 pixels
 * @param xRow, yRow bytes from row to row
 * @param height, width extents of y
 * @param panels panels of 8 channels: [channels / 8][9][8]
 * @param bias one for each channel
 * @param floor 0 for relu, −∞ for linear
 */
export function convolveAndPool(
  x: usize,
  xRow: usize,
  y: usize,
  yRow: usize,
  winner: usize,
  height: i32,
  width: i32,
  panels: usize,
  bias: usize,
  channels: i32,
  floor: f32,
): void {
  const pixel = <usize>channels << 2;
  const least = f32x4.splat(floor);
  const down = i32x4.splat(<i32>xRow);
  const right = i32x4.splat(4);
  let a: v128, b0: v128, b1: v128;
  for (let row = 0; row < height; row++) {
    let weights = panels;
    for (let c: usize = 0; c < pixel; c += 32) {
      let p0 = x;
      let p1 = p0 + xRow;
      let p2 = p1 + xRow;
      let p3 = p2 + xRow;
      const end = p0 + (<usize>width << 3);
      let to = y + c;
      let from = winner + c;
      let x0 = v128.load(bias + c), y0 = v128.load(bias + c, 16);
      let x1 = x0, y1 = y0;
      let x2 = x0, y2 = y0;
      let x3 = x0, y3 = y0;
      while (p0 != end) {
        b0 = v128.load(weights, 0);
        b1 = v128.load(weights, 16);
        a = v128.load_splat<f32>(p0, 0);
        x0 = f32x4.add(x0, f32x4.mul(a, b0));
        y0 = f32x4.add(y0, f32x4.mul(a, b1));
        a = v128.load_splat<f32>(p0, 4);
        x1 = f32x4.add(x1, f32x4.mul(a, b0));
        y1 = f32x4.add(y1, f32x4.mul(a, b1));
        a = v128.load_splat<f32>(p1, 0);
        x2 = f32x4.add(x2, f32x4.mul(a, b0));
        y2 = f32x4.add(y2, f32x4.mul(a, b1));
        a = v128.load_splat<f32>(p1, 4);
        x3 = f32x4.add(x3, f32x4.mul(a, b0));
        y3 = f32x4.add(y3, f32x4.mul(a, b1));
        if (p0 == 0) continue;
        b0 = v128.load(weights, 32);
        b1 = v128.load(weights, 48);
        a = v128.load_splat<f32>(p0, 4);
        x0 = f32x4.add(x0, f32x4.mul(a, b0));
        y0 = f32x4.add(y0, f32x4.mul(a, b1));
        a = v128.load_splat<f32>(p0, 8);
        x1 = f32x4.add(x1, f32x4.mul(a, b0));
        y1 = f32x4.add(y1, f32x4.mul(a, b1));
        a = v128.load_splat<f32>(p1, 4);
        x2 = f32x4.add(x2, f32x4.mul(a, b0));
        y2 = f32x4.add(y2, f32x4.mul(a, b1));
        a = v128.load_splat<f32>(p1, 8);
        x3 = f32x4.add(x3, f32x4.mul(a, b0));
        y3 = f32x4.add(y3, f32x4.mul(a, b1));
        if (p0 == 1) continue;
        b0 = v128.load(weights, 64);
        b1 = v128.load(weights, 80);
        a = v128.load_splat<f32>(p0, 8);
        x0 = f32x4.add(x0, f32x4.mul(a, b0));
        y0 = f32x4.add(y0, f32x4.mul(a, b1));
        a = v128.load_splat<f32>(p0, 12);
        x1 = f32x4.add(x1, f32x4.mul(a, b0));
        y1 = f32x4.add(y1, f32x4.mul(a, b1));
        a = v128.load_splat<f32>(p1, 8);
        x2 = f32x4.add(x2, f32x4.mul(a, b0));
        y2 = f32x4.add(y2, f32x4.mul(a, b1));
        a = v128.load_splat<f32>(p1, 12);
        x3 = f32x4.add(x3, f32x4.mul(a, b0));
        y3 = f32x4.add(y3, f32x4.mul(a, b1));
        if (p0 == 2) continue;
        b0 = v128.load(weights, 96);
        b1 = v128.load(weights, 112);
        a = v128.load_splat<f32>(p1, 0);
        x0 = f32x4.add(x0, f32x4.mul(a, b0));
        y0 = f32x4.add(y0, f32x4.mul(a, b1));
        a = v128.load_splat<f32>(p1, 4);
        x1 = f32x4.add(x1, f32x4.mul(a, b0));
        y1 = f32x4.add(y1, f32x4.mul(a, b1));
        a = v128.load_splat<f32>(p2, 0);
        x2 = f32x4.add(x2, f32x4.mul(a, b0));
        y2 = f32x4.add(y2, f32x4.mul(a, b1));
        a = v128.load_splat<f32>(p2, 4);
        x3 = f32x4.add(x3, f32x4.mul(a, b0));
        y3 = f32x4.add(y3, f32x4.mul(a, b1));
        if (p0 == 3) continue;
        b0 = v128.load(weights, 128);
        b1 = v128.load(weights, 144);
        a = v128.load_splat<f32>(p1, 4);
        x0 = f32x4.add(x0, f32x4.mul(a, b0));
        y0 = f32x4.add(y0, f32x4.mul(a, b1));
        a = v128.load_splat<f32>(p1, 8);
        x1 = f32x4.add(x1, f32x4.mul(a, b0));
        y1 = f32x4.add(y1, f32x4.mul(a, b1));
        a = v128.load_splat<f32>(p2, 4);
        x2 = f32x4.add(x2, f32x4.mul(a, b0));
        y2 = f32x4.add(y2, f32x4.mul(a, b1));
        a = v128.load_splat<f32>(p2, 8);
        x3 = f32x4.add(x3, f32x4.mul(a, b0));
        y3 = f32x4.add(y3, f32x4.mul(a, b1));
        if (p0 == 4) continue;
        b0 = v128.load(weights, 160);
        b1 = v128.load(weights, 176);
        a = v128.load_splat<f32>(p1, 8);
        x0 = f32x4.add(x0, f32x4.mul(a, b0));
        y0 = f32x4.add(y0, f32x4.mul(a, b1));
        a = v128.load_splat<f32>(p1, 12);
        x1 = f32x4.add(x1, f32x4.mul(a, b0));
        y1 = f32x4.add(y1, f32x4.mul(a, b1));
        a = v128.load_splat<f32>(p2, 8);
        x2 = f32x4.add(x2, f32x4.mul(a, b0));
        y2 = f32x4.add(y2, f32x4.mul(a, b1));
        a = v128.load_splat<f32>(p2, 12);
        x3 = f32x4.add(x3, f32x4.mul(a, b0));
        y3 = f32x4.add(y3, f32x4.mul(a, b1));
        if (p0 == 5) continue;
        b0 = v128.load(weights, 192);
        b1 = v128.load(weights, 208);
        a = v128.load_splat<f32>(p2, 0);
        x0 = f32x4.add(x0, f32x4.mul(a, b0));
        y0 = f32x4.add(y0, f32x4.mul(a, b1));
        a = v128.load_splat<f32>(p2, 4);
        x1 = f32x4.add(x1, f32x4.mul(a, b0));
        y1 = f32x4.add(y1, f32x4.mul(a, b1));
        a = v128.load_splat<f32>(p3, 0);
        x2 = f32x4.add(x2, f32x4.mul(a, b0));
        y2 = f32x4.add(y2, f32x4.mul(a, b1));
        a = v128.load_splat<f32>(p3, 4);
        x3 = f32x4.add(x3, f32x4.mul(a, b0));
        y3 = f32x4.add(y3, f32x4.mul(a, b1));
        if (p0 == 6) continue;
        b0 = v128.load(weights, 224);
        b1 = v128.load(weights, 240);
        a = v128.load_splat<f32>(p2, 4);
        x0 = f32x4.add(x0, f32x4.mul(a, b0));
        y0 = f32x4.add(y0, f32x4.mul(a, b1));
        a = v128.load_splat<f32>(p2, 8);
        x1 = f32x4.add(x1, f32x4.mul(a, b0));
        y1 = f32x4.add(y1, f32x4.mul(a, b1));
        a = v128.load_splat<f32>(p3, 4);
        x2 = f32x4.add(x2, f32x4.mul(a, b0));
        y2 = f32x4.add(y2, f32x4.mul(a, b1));
        a = v128.load_splat<f32>(p3, 8);
        x3 = f32x4.add(x3, f32x4.mul(a, b0));
        y3 = f32x4.add(y3, f32x4.mul(a, b1));
        if (p0 == 7) continue;
        b0 = v128.load(weights, 256);
        b1 = v128.load(weights, 272);
        a = v128.load_splat<f32>(p2, 8);
        x0 = f32x4.add(x0, f32x4.mul(a, b0));
        y0 = f32x4.add(y0, f32x4.mul(a, b1));
        a = v128.load_splat<f32>(p2, 12);
        x1 = f32x4.add(x1, f32x4.mul(a, b0));
        y1 = f32x4.add(y1, f32x4.mul(a, b1));
        a = v128.load_splat<f32>(p3, 8);
        x2 = f32x4.add(x2, f32x4.mul(a, b0));
        y2 = f32x4.add(y2, f32x4.mul(a, b1));
        a = v128.load_splat<f32>(p3, 12);
        x3 = f32x4.add(x3, f32x4.mul(a, b0));
        y3 = f32x4.add(y3, f32x4.mul(a, b1));
        if (p0 == 8) continue;
        let isRight = f32x4.gt(x1, x0);
        let isRightBelow = f32x4.gt(x3, x2);
        let upper = f32x4.pmax(x0, x1);
        let lower = f32x4.pmax(x2, x3);
        let isBelow = f32x4.gt(lower, upper);
        v128.store(to, f32x4.pmax(f32x4.pmax(upper, lower), least));
        isRight = v128.and(v128.bitselect(isRightBelow, isRight, isBelow), right);
        v128.store(from, i32x4.add(v128.and(isBelow, down), isRight));
        x0 = v128.load(bias + c);
        x1 = x0;
        x2 = x0;
        x3 = x0;
        if (p0 == 9) continue;
        isRight = f32x4.gt(y1, y0);
        isRightBelow = f32x4.gt(y3, y2);
        upper = f32x4.pmax(y0, y1);
        lower = f32x4.pmax(y2, y3);
        isBelow = f32x4.gt(lower, upper);
        v128.store(to, f32x4.pmax(f32x4.pmax(upper, lower), least), 16);
        isRight = v128.and(v128.bitselect(isRightBelow, isRight, isBelow), right);
        v128.store(from, i32x4.add(v128.and(isBelow, down), isRight), 16);
        y0 = v128.load(bias + c, 16);
        y1 = y0;
        y2 = y0;
        y3 = y0;
        to += pixel;
        from += pixel;
        p0 += 8;
        p1 += 8;
        p2 += 8;
        p3 += 8;
      }
      weights += 288;
    }
    x += xRow << 1;
    y += yRow;
    winner += <usize>width * pixel;
  }
}

/**
 * Adds an image's share to the sums of dy × the 3 × 3 pixels that each channel's winners come from. Only one output of a
 * window has a gradient, so this takes a quarter of the products of `weightGradient`.
 *
 * @param dy, winner [height, width, channels], without gaps
 * @param floor dy counts where y is larger
 * @param rowsPerBlock rows that are worked on together, so few that they stay in the first-level cache
 * @param sums [channels][3][4] floats, the last of each four without a meaning, then [channels] floats of the bias
 * @param list room for rowsPerBlock × width × 8 floats
 */
export function pooledKernelGradient(
  dy: usize,
  y: usize,
  yRow: usize,
  winner: usize,
  x: usize,
  xRow: usize,
  height: i32,
  width: i32,
  channels: i32,
  floor: f32,
  rowsPerBlock: i32,
  sums: usize,
  list: usize,
): void {
  const pixel = <usize>channels << 2;
  const line = <usize>width * pixel;
  const biasSums = sums + pixel * 12;
  for (let row = 0; row < height; row += rowsPerBlock) {
    const rows = min(rowsPerBlock, height - row);
    const end = list + (<usize>(rows * width) << 5);
    for (let c: usize = 0; c < pixel; c += 16) {
      listGradients(dy + c, y + c, yRow, winner + c, x, xRow, rows, line, pixel, floor, biasSums + c, list);
      addPixels(list, end, xRow, sums + c * 12);
      addPixels(list + 8, end + 8, xRow, sums + c * 12 + 96);
    }
    dy += <usize>rows * line;
    winner += <usize>rows * line;
    y += <usize>rows * yRow;
    x += <usize>rows * (xRow << 1);
  }
}

/** Lists, for 4 channels, the gradients and the addresses of the pixels that they go with: [rows · width][2][4]. */
function listGradients(
  dy: usize,
  y: usize,
  yRow: usize,
  winner: usize,
  x: usize,
  xRow: usize,
  rows: i32,
  line: usize,
  pixel: usize,
  floor: f32,
  biasSums: usize,
  list: usize,
): void {
  const least = f32x4.splat(floor);
  let sum = v128.load(biasSums);
  for (; rows > 0; rows--) {
    let corners = i32x4.splat(<i32>x);
    for (let at: usize = 0; at != line; at += pixel) {
      const d = v128.and(v128.load(dy + at), f32x4.gt(v128.load(y + at), least));
      sum = f32x4.add(sum, d);
      v128.store(list, d);
      v128.store(list, i32x4.add(corners, v128.load(winner + at)), 16);
      corners = i32x4.add(corners, i32x4.splat(8));
      list += 32;
    }
    dy += line;
    winner += line;
    y += yRow;
    x += xRow << 1;
  }
  v128.store(biasSums, sum);
}

/** Adds the products of a list's gradients and pixels for the first two of its channels. */
function addPixels(list: usize, end: usize, xRow: usize, sums: usize): void {
  let x0 = v128.load(sums, 0), y0 = v128.load(sums, 48);
  let x1 = v128.load(sums, 16), y1 = v128.load(sums, 64);
  let x2 = v128.load(sums, 32), y2 = v128.load(sums, 80);
  const xRows = xRow << 1;
  while (list != end) {
    const p = <usize>load<i32>(list, 16);
    const q = <usize>load<i32>(list, 20);
    const a = v128.load_splat<f32>(list);
    const b = v128.load_splat<f32>(list, 4);
    x0 = f32x4.add(x0, f32x4.mul(a, v128.load(p)));
    x1 = f32x4.add(x1, f32x4.mul(a, v128.load(p + xRow)));
    x2 = f32x4.add(x2, f32x4.mul(a, v128.load(p + xRows)));
    y0 = f32x4.add(y0, f32x4.mul(b, v128.load(q)));
    y1 = f32x4.add(y1, f32x4.mul(b, v128.load(q + xRow)));
    y2 = f32x4.add(y2, f32x4.mul(b, v128.load(q + xRows)));
    list += 32;
  }
  v128.store(sums, x0, 0);
  v128.store(sums, x1, 16);
  v128.store(sums, x2, 32);
  v128.store(sums, y0, 48);
  v128.store(sums, y1, 64);
  v128.store(sums, y2, 80);
}

/** The sums of `pooledKernelGradient` as gradients of the kernel, [9][channels], and of the bias (0: none). */
export function storePooledGradients(sums: usize, channels: i32, dKernel: usize, dBias: usize, adds: bool): void {
  const pixel = <usize>channels << 2;
  for (let cell: usize = 0; cell < 9; cell++) {
    const from = sums + (((cell / 3) << 2) + (cell % 3) << 2);
    for (let c: usize = 0; c < pixel; c += 4) {
      const sum = load<f32>(from + c * 12);
      const to = dKernel + cell * pixel + c;
      store<f32>(to, adds ? load<f32>(to) + sum : sum);
    }
  }
  if (dBias == 0) return;
  for (let c: usize = 0; c < pixel; c += 4) {
    const sum = load<f32>(sums + pixel * 12 + c);
    store<f32>(dBias + c, adds ? load<f32>(dBias + c) + sum : sum);
  }
}
