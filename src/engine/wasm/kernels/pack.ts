/** The copies of a variable that the kernels read. */

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
