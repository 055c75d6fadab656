/** The optimizer's step on some rows of a variable, and the copies of the variable that the kernels read. */

/**
 * g = Σ lanes' partial gradients, in lane order; v ← momentum·v − rate·g; w ← w + v (nesterov: w + momentum·v − rate·g).
 *
 * @param partial this variable's place in lane 0's partial gradients; the next lane's is `laneBytes` further
 */
export function sgd(
  weights: usize,
  velocity: usize,
  partial: usize,
  laneBytes: usize,
  lanes: i32,
  from: i32,
  to: i32,
  rate: f32,
  momentum: f32,
  isNesterov: bool,
): void {
  let i = from;
  const rates = f32x4.splat(rate);
  const momenta = f32x4.splat(momentum);
  for (; i + 4 <= to; i += 4) {
    const at = <usize>i << 2;
    let g = v128.load(partial + at);
    for (let lane = 1; lane < lanes; lane++) {
      g = f32x4.add(g, v128.load(partial + <usize>lane * laneBytes + at));
    }
    g = f32x4.mul(rates, g);
    const v = f32x4.sub(f32x4.mul(momenta, v128.load(velocity + at)), g);
    v128.store(velocity + at, v);
    const step = isNesterov ? f32x4.sub(f32x4.mul(momenta, v), g) : v;
    v128.store(weights + at, f32x4.add(v128.load(weights + at), step));
  }
  for (; i < to; i++) {
    const at = <usize>i << 2;
    let g = load<f32>(partial + at);
    for (let lane = 1; lane < lanes; lane++) g += load<f32>(partial + <usize>lane * laneBytes + at);
    g *= rate;
    const v = momentum * load<f32>(velocity + at) - g;
    store<f32>(velocity + at, v);
    store<f32>(weights + at, load<f32>(weights + at) + (isNesterov ? momentum * v - g : v));
  }
}

/** Copies rows `from` … `to` − 1 of [rows][channels] into panels of 8 channels: [⌈channels / 8⌉][rows][8]. */
export function packPanels(weights: usize, rows: i32, channels: i32, from: i32, to: i32, panels: usize): void {
  for (let row = from; row < to; row++) {
    const src = weights + (<usize>(row * channels) << 2);
    for (let c = 0; c < channels; c += 8) {
      const dst = panels + (<usize>((c >> 3) * rows + row) << 5);
      const from8 = src + (<usize>c << 2);
      if (channels - c >= 8) {
        v128.store(dst, v128.load(from8));
        v128.store(dst, v128.load(from8, 16), 16);
      } else {
        for (let i: usize = 0; i < <usize>(channels - c); i++) store<f32>(dst + (i << 2), load<f32>(from8 + (i << 2)));
      }
    }
  }
}

/**
 * Copies rows `from` … `to` − 1 of a kernel [height, width, in, out] (a row is one input channel of one cell) into the
 * panels of the transposed convolution: turned by 180°, in and out exchanged: [⌈in / 8⌉][height·width·out][8].
 */
export function packTransposed(
  weights: usize,
  cells: i32,
  inChannels: i32,
  outChannels: i32,
  from: i32,
  to: i32,
  panels: usize,
): void {
  const panelRows = cells * outChannels;
  for (let row = from; row < to; row++) {
    const cell = row / inChannels;
    const channel = row - cell * inChannels;
    let src = weights + (<usize>(row * outChannels) << 2);
    const first = (channel >> 3) * panelRows + (cells - 1 - cell) * outChannels;
    let dst = panels + (<usize>first << 5) + (<usize>(channel & 7) << 2);
    for (let n = outChannels; n > 0; n--) {
      store<f32>(dst, load<f32>(src));
      src += 4;
      dst += 32;
    }
  }
}
