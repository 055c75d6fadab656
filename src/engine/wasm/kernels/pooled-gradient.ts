/** Gradients of kernel and bias of ./pooled-convolution.ts. */

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
