/**
 * A decoded picture, in the one form that everything after decoding works on: linear samples, colour already multiplied
 * by alpha, and no more pixels than are of use. Large pictures are reduced while they are decoded: each pixel is the mean of
 * `factor` × `factor` of the file's (alpha being multiplied in, the mean of what is half transparent is right).
 */
export interface Raster {
  /** Pixels after the reduction. */
  readonly height: number;
  readonly width: number;
  /** Pixels that the file has. */
  readonly fileHeight: number;
  readonly fileWidth: number;
  readonly channels: 1 | 3;
  /** height × width × channels, 0 to 255, multiplied by alpha. */
  readonly colors: Float32Array;
  /** height × width, 0 to 1; undefined where every pixel is opaque. */
  readonly alpha: Float32Array | undefined;
}

/** The longest side that pictures are reduced to: a digit of a tenth of it still has three times MNIST's pixels. */
const LONGEST_SIDE = 640;

/** Gathers the pixels of a picture, in any order, into a raster. */
export class RasterBuilder {
  readonly #height: number;
  readonly #width: number;
  readonly #channels: 1 | 3;
  readonly #factor: number;
  readonly #rows: number;
  readonly #columns: number;
  readonly #colors: Float32Array;
  readonly #alpha: Float32Array | undefined;

  constructor(height: number, width: number, channels: 1 | 3, hasAlpha: boolean) {
    this.#height = height;
    this.#width = width;
    this.#channels = channels;
    this.#factor = Math.max(1, Math.ceil(Math.max(height, width) / LONGEST_SIDE));
    this.#rows = Math.ceil(height / this.#factor);
    this.#columns = Math.ceil(width / this.#factor);
    this.#colors = new Float32Array(this.#rows * this.#columns * channels);
    this.#alpha = hasAlpha ? new Float32Array(this.#rows * this.#columns) : undefined;
  }

  /**
   * Adds pixels of row `y`: those at `x`, `x + step`, …
   *
   * @param samples colour then, where the picture has any, alpha; pixel after pixel
   * @param scale makes samples 0 to 255
   */
  addRow(y: number, x: number, step: number, count: number, samples: ArrayLike<number>, scale: number): void {
    const colors = this.#colors;
    const alpha = this.#alpha;
    const channels = this.#channels;
    const factor = this.#factor;
    const row = Math.floor(y / factor) * this.#columns;
    let s = 0;
    for (let i = 0; i < count; i++) {
      const pixel = row + (factor === 1 ? x + i * step : Math.floor((x + i * step) / factor));
      let weight = scale;
      if (alpha !== undefined) {
        const share = ((samples[s + channels] ?? 0) * scale) / 255;
        alpha[pixel] = (alpha[pixel] ?? 0) + share;
        weight *= share;
      }
      for (let c = 0; c < channels; c++) {
        const place = pixel * channels + c;
        colors[place] = (colors[place] ?? 0) + (samples[s + c] ?? 0) * weight;
      }
      s += alpha === undefined ? channels : channels + 1;
    }
  }

  finish(): Raster {
    const factor = this.#factor;
    if (factor > 1) {
      for (let row = 0; row < this.#rows; row++) {
        const tall = Math.min(factor, this.#height - row * factor);
        for (let column = 0; column < this.#columns; column++) {
          const pixels = tall * Math.min(factor, this.#width - column * factor);
          this.#divide(row * this.#columns + column, pixels);
        }
      }
    }
    return {
      height: this.#rows,
      width: this.#columns,
      fileHeight: this.#height,
      fileWidth: this.#width,
      channels: this.#channels,
      colors: this.#colors,
      alpha: this.#alpha?.every((share) => share >= 1) ? undefined : this.#alpha,
    };
  }

  #divide(pixel: number, by: number): void {
    const channels = this.#channels;
    for (let c = 0; c < channels; c++) {
      this.#colors[pixel * channels + c] = (this.#colors[pixel * channels + c] ?? 0) / by;
    }
    if (this.#alpha !== undefined) this.#alpha[pixel] = (this.#alpha[pixel] ?? 0) / by;
  }
}
