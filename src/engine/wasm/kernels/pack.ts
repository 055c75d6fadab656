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
 * Copies input channels `from` … `to` − 1 of a kernel [height, width, in, out] into the panels of the transposed
 * convolution: the cells from (top, left) on in steps of (down, across), turned by 180°, in and out exchanged:
 * [⌈in / 8⌉][cellsDown][cellsAcross][out][8].
 */
export function packTransposed(
  weights: usize,
  width: i32,
  inChannels: i32,
  outChannels: i32,
  top: i32,
  left: i32,
  down: i32,
  across: i32,
  cellsDown: i32,
  cellsAcross: i32,
  from: i32,
  to: i32,
  panels: usize,
): void {
  const panelRows = cellsDown * cellsAcross * outChannels;
  for (let channel = from; channel < to; channel++) {
    let dst = panels + (<usize>((channel >> 3) * panelRows) << 5) + (<usize>(channel & 7) << 2);
    for (let i = cellsDown - 1; i >= 0; i--) {
      for (let j = cellsAcross - 1; j >= 0; j--) {
        const cell = (top + i * down) * width + left + j * across;
        let src = weights + (<usize>((cell * inChannels + channel) * outChannels) << 2);
        for (let n = outChannels; n > 0; n--) {
          store<f32>(dst, load<f32>(src));
          src += 4;
          dst += 32;
        }
      }
    }
  }
}

/** Copies input channels `from` … `to` − 1 of `cells` cells [in][out] with in and out exchanged: [cells][out][in]. */
export function packTurned(
  weights: usize,
  cells: i32,
  inChannels: i32,
  outChannels: i32,
  from: i32,
  to: i32,
  turned: usize,
): void {
  const pixel = <usize>inChannels << 2;
  for (let cell = 0; cell < cells; cell++) {
    for (let channel = from; channel < to; channel++) {
      let src = weights + (<usize>((cell * inChannels + channel) * outChannels) << 2);
      let dst = turned + <usize>(cell * outChannels) * pixel + (<usize>channel << 2);
      for (let n = outChannels; n > 0; n--) {
        store<f32>(dst, load<f32>(src));
        src += 4;
        dst += pixel;
      }
    }
  }
}
