/**
 * Products of matrices whose columns lie in panels of 8, [columns / 8][rows][8]: what Winograd convolution does at each of its
 * points. Tiles of 4 × 8 sums in 8 registers: every operand is at a constant offset from one of two pointers. For the
 * conditions that never hold (`w` is no small number) see product.ts: they keep V8 from holding more values than there are
 * registers. On Zen 3 both reach three quarters of the core's peak for matrices as small as 64 × 32.
 */

/**
 * c [columns / 8][rows][8] = a·b for a [inner / 8][rows][8] and b [columns / 8][inner][8].
 *
 * @param rows rounded up to a multiple of 4: what lies in the last rows is computed with, too
 * @param stride rows that a panel of a and of c has room for
 */
export function panelProduct(
  a: usize,
  b: usize,
  c: usize,
  rows: i32,
  stride: i32,
  inner: i32,
  columns: i32,
): void {
  const zero = f32x4.splat(0);
  const panel = <usize>stride << 5;
  const weightPanel = <usize>inner << 5;
  for (let column = 0; column < columns; column += 8) {
    const end = b + weightPanel;
    for (let row: usize = 0; row < <usize>rows << 5; row += 128) {
      let p = a + row;
      let w = b;
      let s: v128, b0: v128, b1: v128;
      let x0 = zero, y0 = zero;
      let x1 = zero, y1 = zero;
      let x2 = zero, y2 = zero;
      let x3 = zero, y3 = zero;
      while (w != end) {
        b0 = v128.load(w, 0);
        b1 = v128.load(w, 16);
        s = v128.load_splat<f32>(p, 0);
        x0 = f32x4.add(x0, f32x4.mul(s, b0));
        y0 = f32x4.add(y0, f32x4.mul(s, b1));
        s = v128.load_splat<f32>(p, 32);
        x1 = f32x4.add(x1, f32x4.mul(s, b0));
        y1 = f32x4.add(y1, f32x4.mul(s, b1));
        if (w == 0) continue;
        s = v128.load_splat<f32>(p, 64);
        x2 = f32x4.add(x2, f32x4.mul(s, b0));
        y2 = f32x4.add(y2, f32x4.mul(s, b1));
        s = v128.load_splat<f32>(p, 96);
        x3 = f32x4.add(x3, f32x4.mul(s, b0));
        y3 = f32x4.add(y3, f32x4.mul(s, b1));
        if (w == 1) continue;
        b0 = v128.load(w, 32);
        b1 = v128.load(w, 48);
        s = v128.load_splat<f32>(p, 4);
        x0 = f32x4.add(x0, f32x4.mul(s, b0));
        y0 = f32x4.add(y0, f32x4.mul(s, b1));
        s = v128.load_splat<f32>(p, 36);
        x1 = f32x4.add(x1, f32x4.mul(s, b0));
        y1 = f32x4.add(y1, f32x4.mul(s, b1));
        if (w == 2) continue;
        s = v128.load_splat<f32>(p, 68);
        x2 = f32x4.add(x2, f32x4.mul(s, b0));
        y2 = f32x4.add(y2, f32x4.mul(s, b1));
        s = v128.load_splat<f32>(p, 100);
        x3 = f32x4.add(x3, f32x4.mul(s, b0));
        y3 = f32x4.add(y3, f32x4.mul(s, b1));
        if (w == 3) continue;
        b0 = v128.load(w, 64);
        b1 = v128.load(w, 80);
        s = v128.load_splat<f32>(p, 8);
        x0 = f32x4.add(x0, f32x4.mul(s, b0));
        y0 = f32x4.add(y0, f32x4.mul(s, b1));
        s = v128.load_splat<f32>(p, 40);
        x1 = f32x4.add(x1, f32x4.mul(s, b0));
        y1 = f32x4.add(y1, f32x4.mul(s, b1));
        if (w == 4) continue;
        s = v128.load_splat<f32>(p, 72);
        x2 = f32x4.add(x2, f32x4.mul(s, b0));
        y2 = f32x4.add(y2, f32x4.mul(s, b1));
        s = v128.load_splat<f32>(p, 104);
        x3 = f32x4.add(x3, f32x4.mul(s, b0));
        y3 = f32x4.add(y3, f32x4.mul(s, b1));
        if (w == 5) continue;
        b0 = v128.load(w, 96);
        b1 = v128.load(w, 112);
        s = v128.load_splat<f32>(p, 12);
        x0 = f32x4.add(x0, f32x4.mul(s, b0));
        y0 = f32x4.add(y0, f32x4.mul(s, b1));
        s = v128.load_splat<f32>(p, 44);
        x1 = f32x4.add(x1, f32x4.mul(s, b0));
        y1 = f32x4.add(y1, f32x4.mul(s, b1));
        if (w == 6) continue;
        s = v128.load_splat<f32>(p, 76);
        x2 = f32x4.add(x2, f32x4.mul(s, b0));
        y2 = f32x4.add(y2, f32x4.mul(s, b1));
        s = v128.load_splat<f32>(p, 108);
        x3 = f32x4.add(x3, f32x4.mul(s, b0));
        y3 = f32x4.add(y3, f32x4.mul(s, b1));
        if (w == 7) continue;
        b0 = v128.load(w, 128);
        b1 = v128.load(w, 144);
        s = v128.load_splat<f32>(p, 16);
        x0 = f32x4.add(x0, f32x4.mul(s, b0));
        y0 = f32x4.add(y0, f32x4.mul(s, b1));
        s = v128.load_splat<f32>(p, 48);
        x1 = f32x4.add(x1, f32x4.mul(s, b0));
        y1 = f32x4.add(y1, f32x4.mul(s, b1));
        if (w == 8) continue;
        s = v128.load_splat<f32>(p, 80);
        x2 = f32x4.add(x2, f32x4.mul(s, b0));
        y2 = f32x4.add(y2, f32x4.mul(s, b1));
        s = v128.load_splat<f32>(p, 112);
        x3 = f32x4.add(x3, f32x4.mul(s, b0));
        y3 = f32x4.add(y3, f32x4.mul(s, b1));
        if (w == 9) continue;
        b0 = v128.load(w, 160);
        b1 = v128.load(w, 176);
        s = v128.load_splat<f32>(p, 20);
        x0 = f32x4.add(x0, f32x4.mul(s, b0));
        y0 = f32x4.add(y0, f32x4.mul(s, b1));
        s = v128.load_splat<f32>(p, 52);
        x1 = f32x4.add(x1, f32x4.mul(s, b0));
        y1 = f32x4.add(y1, f32x4.mul(s, b1));
        if (w == 10) continue;
        s = v128.load_splat<f32>(p, 84);
        x2 = f32x4.add(x2, f32x4.mul(s, b0));
        y2 = f32x4.add(y2, f32x4.mul(s, b1));
        s = v128.load_splat<f32>(p, 116);
        x3 = f32x4.add(x3, f32x4.mul(s, b0));
        y3 = f32x4.add(y3, f32x4.mul(s, b1));
        if (w == 11) continue;
        b0 = v128.load(w, 192);
        b1 = v128.load(w, 208);
        s = v128.load_splat<f32>(p, 24);
        x0 = f32x4.add(x0, f32x4.mul(s, b0));
        y0 = f32x4.add(y0, f32x4.mul(s, b1));
        s = v128.load_splat<f32>(p, 56);
        x1 = f32x4.add(x1, f32x4.mul(s, b0));
        y1 = f32x4.add(y1, f32x4.mul(s, b1));
        if (w == 12) continue;
        s = v128.load_splat<f32>(p, 88);
        x2 = f32x4.add(x2, f32x4.mul(s, b0));
        y2 = f32x4.add(y2, f32x4.mul(s, b1));
        s = v128.load_splat<f32>(p, 120);
        x3 = f32x4.add(x3, f32x4.mul(s, b0));
        y3 = f32x4.add(y3, f32x4.mul(s, b1));
        if (w == 13) continue;
        b0 = v128.load(w, 224);
        b1 = v128.load(w, 240);
        s = v128.load_splat<f32>(p, 28);
        x0 = f32x4.add(x0, f32x4.mul(s, b0));
        y0 = f32x4.add(y0, f32x4.mul(s, b1));
        s = v128.load_splat<f32>(p, 60);
        x1 = f32x4.add(x1, f32x4.mul(s, b0));
        y1 = f32x4.add(y1, f32x4.mul(s, b1));
        if (w == 14) continue;
        s = v128.load_splat<f32>(p, 92);
        x2 = f32x4.add(x2, f32x4.mul(s, b0));
        y2 = f32x4.add(y2, f32x4.mul(s, b1));
        s = v128.load_splat<f32>(p, 124);
        x3 = f32x4.add(x3, f32x4.mul(s, b0));
        y3 = f32x4.add(y3, f32x4.mul(s, b1));
        p += panel;
        w += 256;
      }
      const to = c + row;
      v128.store(to, x0, 0);
      v128.store(to, y0, 16);
      v128.store(to, x1, 32);
      v128.store(to, y1, 48);
      v128.store(to, x2, 64);
      v128.store(to, y2, 80);
      v128.store(to, x3, 96);
      v128.store(to, y3, 112);
    }
    b = end;
    c += panel;
  }
}

/** c [inner][columns] = aᵀ·b for a [inner / 8][rows][8] and b [columns / 8][rows][8], rows in order. */
export function panelOuterProduct(
  a: usize,
  b: usize,
  c: usize,
  rows: i32,
  stride: i32,
  inner: i32,
  columns: i32,
): void {
  const zero = f32x4.splat(0);
  const panel = <usize>stride << 5;
  const run = <usize>rows << 5;
  const line = <usize>columns << 2;
  for (let column = 0; column < columns; column += 8) {
    for (let i = 0; i < inner; i += 4) {
      let p = a + <usize>(i >> 3) * panel + (<usize>(i & 4) << 2);
      let q = b;
      const end = q + run;
      let s: v128, b0: v128, b1: v128;
      let x0 = zero, y0 = zero;
      let x1 = zero, y1 = zero;
      let x2 = zero, y2 = zero;
      let x3 = zero, y3 = zero;
      while (q != end) {
        b0 = v128.load(q, 0);
        b1 = v128.load(q, 16);
        s = v128.load_splat<f32>(p, 0);
        x0 = f32x4.add(x0, f32x4.mul(s, b0));
        y0 = f32x4.add(y0, f32x4.mul(s, b1));
        s = v128.load_splat<f32>(p, 4);
        x1 = f32x4.add(x1, f32x4.mul(s, b0));
        y1 = f32x4.add(y1, f32x4.mul(s, b1));
        s = v128.load_splat<f32>(p, 8);
        x2 = f32x4.add(x2, f32x4.mul(s, b0));
        y2 = f32x4.add(y2, f32x4.mul(s, b1));
        s = v128.load_splat<f32>(p, 12);
        x3 = f32x4.add(x3, f32x4.mul(s, b0));
        y3 = f32x4.add(y3, f32x4.mul(s, b1));
        p += 32;
        q += 32;
      }
      let to = c + <usize>i * line + (<usize>column << 2);
      v128.store(to, x0);
      v128.store(to, y0, 16);
      to += line;
      v128.store(to, x1);
      v128.store(to, y1, 16);
      to += line;
      v128.store(to, x2);
      v128.store(to, y2, 16);
      to += line;
      v128.store(to, x3);
      v128.store(to, y3, 16);
    }
    b += panel;
  }
}

/** Sums of the columns of b [columns / 8][rows][8], rows in order: (+)= to `sums`. */
export function panelColumnSums(b: usize, rows: i32, stride: i32, columns: i32, sums: usize, adds: bool): void {
  for (let column = 0; column < columns; column += 8) {
    let x = f32x4.splat(0);
    let y = f32x4.splat(0);
    for (let at: usize = 0; at < <usize>rows << 5; at += 32) {
      x = f32x4.add(x, v128.load(b + at));
      y = f32x4.add(y, v128.load(b + at, 16));
    }
    if (adds) {
      x = f32x4.add(v128.load(sums), x);
      y = f32x4.add(v128.load(sums, 16), y);
    }
    v128.store(sums, x);
    v128.store(sums, y, 16);
    b += <usize>stride << 5;
    sums += 32;
  }
}
