/**
 * The product that convolutions and dense layers are made of, in tiles of 5 positions × 8 output channels held in 10
 * registers. A position's window is `rows` runs of `rowLength` contiguous floats (NHWC with the zeros of `same` padding
 * physically there), so no patches are copied. A plain version is ../reference/convolution.ts.
 *
 * The shape of the loops is that of the code which V8 makes of them. It moves all loads of a basic block to its
 * beginning, arithmetic to its end; unrolled, the loop would keep more values than there are registers. The conditions
 * that never hold (`w` is no small number) end basic blocks, and since the loop would go on from there with the sums as
 * they are, the sums have to be ready: each block needs at most 10 sums, 2 weights, 2 inputs and a product, which are the
 * 15 registers that V8 has. Each needs a number of its own, or all but the first would be seen to be superfluous.
 * On Zen 3 this reaches 44 of the 50 GFLOPS that the core has without fused multiply-add; without unrolling 37, unrolled
 * without the conditions 25.
 */

/**
 * dst[position, c] = max(bias[c] + Σₖ window(position)[k]·weights[k, c], floor), k in order.
 *
 * @param sources byte offsets of the positions' windows from `src`; readable up to the next multiple of 5 positions
 * @param targets byte offsets of the positions' outputs from `dst`; likewise, and what lies there may be overwritten
 * @param rowStep bytes from one run of a window to the next
 * @param weights panels of 8 channels: [⌈channels / 8⌉][rows · rowLength][8], the missing channels zero
 * @param bias ⌈channels / 8⌉·8 floats
 * @param floor 0 for relu, −∞ for linear
 * @param scratch 40 floats that nobody else uses
 */
export function windowProduct(
  src: usize,
  sources: usize,
  dst: usize,
  targets: usize,
  positions: i32,
  rows: i32,
  rowLength: i32,
  rowStep: i32,
  weights: usize,
  bias: usize,
  channels: i32,
  floor: f32,
  scratch: usize,
): void {
  const panelBytes = <usize>(rows * rowLength) << 5;
  const rowRest = <usize>(rowStep - (rowLength << 2));
  const threes = <usize>(rowLength / 3) * 96;
  const ones = <usize>(rowLength % 3) * 32;
  const least = f32x4.splat(floor);
  const sourcesEnd = sources + (<usize>positions << 2);
  let a: v128, b0: v128, b1: v128;
  for (let c = 0; c < channels; c += 8) {
    const bias0 = v128.load(bias);
    const bias1 = v128.load(bias, 16);
    const isWhole = channels - c >= 8;
    let target = targets;
    for (let source = sources; source < sourcesEnd; source += 20) {
      let p0 = src + <usize>load<i32>(source, 0);
      let p1 = src + <usize>load<i32>(source, 4);
      let p2 = src + <usize>load<i32>(source, 8);
      let p3 = src + <usize>load<i32>(source, 12);
      let p4 = src + <usize>load<i32>(source, 16);
      let x0 = bias0, y0 = bias1;
      let x1 = bias0, y1 = bias1;
      let x2 = bias0, y2 = bias1;
      let x3 = bias0, y3 = bias1;
      let x4 = bias0, y4 = bias1;
      let w = weights;
      for (let row = 0; row < rows; row++) {
        const threesEnd = w + threes;
        while (w != threesEnd) {
          b0 = v128.load(w, 0);
          b1 = v128.load(w, 16);
          a = v128.load_splat<f32>(p0, 0);
          x0 = f32x4.add(x0, f32x4.mul(a, b0));
          y0 = f32x4.add(y0, f32x4.mul(a, b1));
          a = v128.load_splat<f32>(p1, 0);
          x1 = f32x4.add(x1, f32x4.mul(a, b0));
          y1 = f32x4.add(y1, f32x4.mul(a, b1));
          if (w == 0) continue;
          a = v128.load_splat<f32>(p2, 0);
          x2 = f32x4.add(x2, f32x4.mul(a, b0));
          y2 = f32x4.add(y2, f32x4.mul(a, b1));
          a = v128.load_splat<f32>(p3, 0);
          x3 = f32x4.add(x3, f32x4.mul(a, b0));
          y3 = f32x4.add(y3, f32x4.mul(a, b1));
          if (w == 1) continue;
          a = v128.load_splat<f32>(p4, 0);
          x4 = f32x4.add(x4, f32x4.mul(a, b0));
          y4 = f32x4.add(y4, f32x4.mul(a, b1));
          if (w == 2) continue;
          b0 = v128.load(w, 32);
          b1 = v128.load(w, 48);
          a = v128.load_splat<f32>(p0, 4);
          x0 = f32x4.add(x0, f32x4.mul(a, b0));
          y0 = f32x4.add(y0, f32x4.mul(a, b1));
          a = v128.load_splat<f32>(p1, 4);
          x1 = f32x4.add(x1, f32x4.mul(a, b0));
          y1 = f32x4.add(y1, f32x4.mul(a, b1));
          if (w == 3) continue;
          a = v128.load_splat<f32>(p2, 4);
          x2 = f32x4.add(x2, f32x4.mul(a, b0));
          y2 = f32x4.add(y2, f32x4.mul(a, b1));
          a = v128.load_splat<f32>(p3, 4);
          x3 = f32x4.add(x3, f32x4.mul(a, b0));
          y3 = f32x4.add(y3, f32x4.mul(a, b1));
          if (w == 4) continue;
          a = v128.load_splat<f32>(p4, 4);
          x4 = f32x4.add(x4, f32x4.mul(a, b0));
          y4 = f32x4.add(y4, f32x4.mul(a, b1));
          if (w == 5) continue;
          b0 = v128.load(w, 64);
          b1 = v128.load(w, 80);
          a = v128.load_splat<f32>(p0, 8);
          x0 = f32x4.add(x0, f32x4.mul(a, b0));
          y0 = f32x4.add(y0, f32x4.mul(a, b1));
          a = v128.load_splat<f32>(p1, 8);
          x1 = f32x4.add(x1, f32x4.mul(a, b0));
          y1 = f32x4.add(y1, f32x4.mul(a, b1));
          if (w == 6) continue;
          a = v128.load_splat<f32>(p2, 8);
          x2 = f32x4.add(x2, f32x4.mul(a, b0));
          y2 = f32x4.add(y2, f32x4.mul(a, b1));
          a = v128.load_splat<f32>(p3, 8);
          x3 = f32x4.add(x3, f32x4.mul(a, b0));
          y3 = f32x4.add(y3, f32x4.mul(a, b1));
          if (w == 7) continue;
          a = v128.load_splat<f32>(p4, 8);
          x4 = f32x4.add(x4, f32x4.mul(a, b0));
          y4 = f32x4.add(y4, f32x4.mul(a, b1));
          p0 += 12;
          p1 += 12;
          p2 += 12;
          p3 += 12;
          p4 += 12;
          w += 96;
        }
        const onesEnd = w + ones;
        while (w != onesEnd) {
          b0 = v128.load(w, 0);
          b1 = v128.load(w, 16);
          a = v128.load_splat<f32>(p0, 0);
          x0 = f32x4.add(x0, f32x4.mul(a, b0));
          y0 = f32x4.add(y0, f32x4.mul(a, b1));
          a = v128.load_splat<f32>(p1, 0);
          x1 = f32x4.add(x1, f32x4.mul(a, b0));
          y1 = f32x4.add(y1, f32x4.mul(a, b1));
          if (w == 0) continue;
          a = v128.load_splat<f32>(p2, 0);
          x2 = f32x4.add(x2, f32x4.mul(a, b0));
          y2 = f32x4.add(y2, f32x4.mul(a, b1));
          a = v128.load_splat<f32>(p3, 0);
          x3 = f32x4.add(x3, f32x4.mul(a, b0));
          y3 = f32x4.add(y3, f32x4.mul(a, b1));
          if (w == 1) continue;
          a = v128.load_splat<f32>(p4, 0);
          x4 = f32x4.add(x4, f32x4.mul(a, b0));
          y4 = f32x4.add(y4, f32x4.mul(a, b1));
          p0 += 4;
          p1 += 4;
          p2 += 4;
          p3 += 4;
          p4 += 4;
          w += 32;
        }
        p0 += rowRest;
        p1 += rowRest;
        p2 += rowRest;
        p3 += rowRest;
        p4 += rowRest;
      }
      if (isWhole) {
        const q0 = dst + <usize>load<i32>(target, 0);
        v128.store(q0, f32x4.pmax(x0, least));
        v128.store(q0, f32x4.pmax(y0, least), 16);
        const q1 = dst + <usize>load<i32>(target, 4);
        v128.store(q1, f32x4.pmax(x1, least));
        v128.store(q1, f32x4.pmax(y1, least), 16);
        const q2 = dst + <usize>load<i32>(target, 8);
        v128.store(q2, f32x4.pmax(x2, least));
        v128.store(q2, f32x4.pmax(y2, least), 16);
        const q3 = dst + <usize>load<i32>(target, 12);
        v128.store(q3, f32x4.pmax(x3, least));
        v128.store(q3, f32x4.pmax(y3, least), 16);
        const q4 = dst + <usize>load<i32>(target, 16);
        v128.store(q4, f32x4.pmax(x4, least));
        v128.store(q4, f32x4.pmax(y4, least), 16);
      } else {
        v128.store(scratch, f32x4.pmax(x0, least), 0);
        v128.store(scratch, f32x4.pmax(y0, least), 16);
        v128.store(scratch, f32x4.pmax(x1, least), 32);
        v128.store(scratch, f32x4.pmax(y1, least), 48);
        v128.store(scratch, f32x4.pmax(x2, least), 64);
        v128.store(scratch, f32x4.pmax(y2, least), 80);
        v128.store(scratch, f32x4.pmax(x3, least), 96);
        v128.store(scratch, f32x4.pmax(y3, least), 112);
        v128.store(scratch, f32x4.pmax(x4, least), 128);
        v128.store(scratch, f32x4.pmax(y4, least), 144);
        for (let i: usize = 0; i < 5; i++) {
          memory.copy(dst + <usize>load<i32>(target + (i << 2)), scratch + (i << 5), (channels - c) << 2);
        }
      }
      target += 20;
    }
    weights += panelBytes;
    bias += 32;
    dst += 32;
  }
}
