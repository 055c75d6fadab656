/**
 * A 3×3 convolution of an image of one channel and the 2×2 max pooling behind it, without the map between them: the four
 * outputs of a window are held in registers. For the conditions that never hold (`p0` is no small number) see product.ts:
 * each block needs 8 sums, 2 weights, 2 pixels and 2 products. Each output has a pointer of its own: where the compiler sees
 * that two read the same pixel, it holds that for longer than there are registers, a third slower. Plain versions are
 * ../reference/convolution.ts and ../reference/pooling.ts.
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
  const next = 8 - (xRow << 1);
  let a: v128, b0: v128, b1: v128;
  for (let row = 0; row < height; row++) {
    let weights = panels;
    for (let c: usize = 0; c < pixel; c += 32) {
      let p0 = x;
      let p1 = p0 + 4;
      let p2 = p0 + xRow;
      let p3 = p2 + 4;
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
        a = v128.load_splat<f32>(p1, 0);
        x1 = f32x4.add(x1, f32x4.mul(a, b0));
        y1 = f32x4.add(y1, f32x4.mul(a, b1));
        if (p0 == 0) continue;
        a = v128.load_splat<f32>(p2, 0);
        x2 = f32x4.add(x2, f32x4.mul(a, b0));
        y2 = f32x4.add(y2, f32x4.mul(a, b1));
        a = v128.load_splat<f32>(p3, 0);
        x3 = f32x4.add(x3, f32x4.mul(a, b0));
        y3 = f32x4.add(y3, f32x4.mul(a, b1));
        if (p0 == 1) continue;
        b0 = v128.load(weights, 32);
        b1 = v128.load(weights, 48);
        a = v128.load_splat<f32>(p0, 4);
        x0 = f32x4.add(x0, f32x4.mul(a, b0));
        y0 = f32x4.add(y0, f32x4.mul(a, b1));
        a = v128.load_splat<f32>(p1, 4);
        x1 = f32x4.add(x1, f32x4.mul(a, b0));
        y1 = f32x4.add(y1, f32x4.mul(a, b1));
        if (p0 == 2) continue;
        a = v128.load_splat<f32>(p2, 4);
        x2 = f32x4.add(x2, f32x4.mul(a, b0));
        y2 = f32x4.add(y2, f32x4.mul(a, b1));
        a = v128.load_splat<f32>(p3, 4);
        x3 = f32x4.add(x3, f32x4.mul(a, b0));
        y3 = f32x4.add(y3, f32x4.mul(a, b1));
        if (p0 == 3) continue;
        b0 = v128.load(weights, 64);
        b1 = v128.load(weights, 80);
        a = v128.load_splat<f32>(p0, 8);
        x0 = f32x4.add(x0, f32x4.mul(a, b0));
        y0 = f32x4.add(y0, f32x4.mul(a, b1));
        a = v128.load_splat<f32>(p1, 8);
        x1 = f32x4.add(x1, f32x4.mul(a, b0));
        y1 = f32x4.add(y1, f32x4.mul(a, b1));
        if (p0 == 4) continue;
        a = v128.load_splat<f32>(p2, 8);
        x2 = f32x4.add(x2, f32x4.mul(a, b0));
        y2 = f32x4.add(y2, f32x4.mul(a, b1));
        a = v128.load_splat<f32>(p3, 8);
        x3 = f32x4.add(x3, f32x4.mul(a, b0));
        y3 = f32x4.add(y3, f32x4.mul(a, b1));
        if (p0 == 5) continue;
        p0 += xRow;
        p1 += xRow;
        p2 += xRow;
        p3 += xRow;
        b0 = v128.load(weights, 96);
        b1 = v128.load(weights, 112);
        a = v128.load_splat<f32>(p0, 0);
        x0 = f32x4.add(x0, f32x4.mul(a, b0));
        y0 = f32x4.add(y0, f32x4.mul(a, b1));
        a = v128.load_splat<f32>(p1, 0);
        x1 = f32x4.add(x1, f32x4.mul(a, b0));
        y1 = f32x4.add(y1, f32x4.mul(a, b1));
        if (p0 == 6) continue;
        a = v128.load_splat<f32>(p2, 0);
        x2 = f32x4.add(x2, f32x4.mul(a, b0));
        y2 = f32x4.add(y2, f32x4.mul(a, b1));
        a = v128.load_splat<f32>(p3, 0);
        x3 = f32x4.add(x3, f32x4.mul(a, b0));
        y3 = f32x4.add(y3, f32x4.mul(a, b1));
        if (p0 == 7) continue;
        b0 = v128.load(weights, 128);
        b1 = v128.load(weights, 144);
        a = v128.load_splat<f32>(p0, 4);
        x0 = f32x4.add(x0, f32x4.mul(a, b0));
        y0 = f32x4.add(y0, f32x4.mul(a, b1));
        a = v128.load_splat<f32>(p1, 4);
        x1 = f32x4.add(x1, f32x4.mul(a, b0));
        y1 = f32x4.add(y1, f32x4.mul(a, b1));
        if (p0 == 8) continue;
        a = v128.load_splat<f32>(p2, 4);
        x2 = f32x4.add(x2, f32x4.mul(a, b0));
        y2 = f32x4.add(y2, f32x4.mul(a, b1));
        a = v128.load_splat<f32>(p3, 4);
        x3 = f32x4.add(x3, f32x4.mul(a, b0));
        y3 = f32x4.add(y3, f32x4.mul(a, b1));
        if (p0 == 18) continue;
        b0 = v128.load(weights, 160);
        b1 = v128.load(weights, 176);
        a = v128.load_splat<f32>(p0, 8);
        x0 = f32x4.add(x0, f32x4.mul(a, b0));
        y0 = f32x4.add(y0, f32x4.mul(a, b1));
        a = v128.load_splat<f32>(p1, 8);
        x1 = f32x4.add(x1, f32x4.mul(a, b0));
        y1 = f32x4.add(y1, f32x4.mul(a, b1));
        if (p0 == 10) continue;
        a = v128.load_splat<f32>(p2, 8);
        x2 = f32x4.add(x2, f32x4.mul(a, b0));
        y2 = f32x4.add(y2, f32x4.mul(a, b1));
        a = v128.load_splat<f32>(p3, 8);
        x3 = f32x4.add(x3, f32x4.mul(a, b0));
        y3 = f32x4.add(y3, f32x4.mul(a, b1));
        if (p0 == 11) continue;
        p0 += xRow;
        p1 += xRow;
        p2 += xRow;
        p3 += xRow;
        b0 = v128.load(weights, 192);
        b1 = v128.load(weights, 208);
        a = v128.load_splat<f32>(p0, 0);
        x0 = f32x4.add(x0, f32x4.mul(a, b0));
        y0 = f32x4.add(y0, f32x4.mul(a, b1));
        a = v128.load_splat<f32>(p1, 0);
        x1 = f32x4.add(x1, f32x4.mul(a, b0));
        y1 = f32x4.add(y1, f32x4.mul(a, b1));
        if (p0 == 12) continue;
        a = v128.load_splat<f32>(p2, 0);
        x2 = f32x4.add(x2, f32x4.mul(a, b0));
        y2 = f32x4.add(y2, f32x4.mul(a, b1));
        a = v128.load_splat<f32>(p3, 0);
        x3 = f32x4.add(x3, f32x4.mul(a, b0));
        y3 = f32x4.add(y3, f32x4.mul(a, b1));
        if (p0 == 13) continue;
        b0 = v128.load(weights, 224);
        b1 = v128.load(weights, 240);
        a = v128.load_splat<f32>(p0, 4);
        x0 = f32x4.add(x0, f32x4.mul(a, b0));
        y0 = f32x4.add(y0, f32x4.mul(a, b1));
        a = v128.load_splat<f32>(p1, 4);
        x1 = f32x4.add(x1, f32x4.mul(a, b0));
        y1 = f32x4.add(y1, f32x4.mul(a, b1));
        if (p0 == 14) continue;
        a = v128.load_splat<f32>(p2, 4);
        x2 = f32x4.add(x2, f32x4.mul(a, b0));
        y2 = f32x4.add(y2, f32x4.mul(a, b1));
        a = v128.load_splat<f32>(p3, 4);
        x3 = f32x4.add(x3, f32x4.mul(a, b0));
        y3 = f32x4.add(y3, f32x4.mul(a, b1));
        if (p0 == 15) continue;
        b0 = v128.load(weights, 256);
        b1 = v128.load(weights, 272);
        a = v128.load_splat<f32>(p0, 8);
        x0 = f32x4.add(x0, f32x4.mul(a, b0));
        y0 = f32x4.add(y0, f32x4.mul(a, b1));
        a = v128.load_splat<f32>(p1, 8);
        x1 = f32x4.add(x1, f32x4.mul(a, b0));
        y1 = f32x4.add(y1, f32x4.mul(a, b1));
        if (p0 == 16) continue;
        a = v128.load_splat<f32>(p2, 8);
        x2 = f32x4.add(x2, f32x4.mul(a, b0));
        y2 = f32x4.add(y2, f32x4.mul(a, b1));
        a = v128.load_splat<f32>(p3, 8);
        x3 = f32x4.add(x3, f32x4.mul(a, b0));
        y3 = f32x4.add(y3, f32x4.mul(a, b1));
        if (p0 == 17) continue;
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
        if (p0 == 18) continue;
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
        p0 += next;
        p1 += next;
        p2 += next;
        p3 += next;
      }
      weights += 288;
    }
    x += xRow << 1;
    y += yRow;
    winner += <usize>width * pixel;
  }
}
