/**
 * Batch normalisation (Ioffe and Szegedy 2015) with Keras's definitions: the biased variance both to normalise with and to
 * keep. Sums over the batch are taken image by image, then over the images in their order, so that neither lanes nor
 * threads change a bit. A plain version is ../reference/.
 *
 * Moments of an image are [2][stride] floats. `x` and `y` are maps in rows `rowStep` bytes apart, dy has no gaps.
 */
import { gradientOf } from './activation';
import { put } from './vectors';

/** Σ x and Σ (x − the image's mean)² of each channel of an image. */
export function imageMoments(
  x: usize,
  rowStep: usize,
  height: i32,
  width: i32,
  channels: i32,
  moments: usize,
  stride: usize,
): void {
  const pixel = <usize>channels << 2;
  const count = <f32>(height * width);
  for (let c = 0; c < channels; c += 8) {
    const at = <usize>c << 2;
    let sum0 = f32x4.splat(0), sum1 = f32x4.splat(0);
    for (let row = 0; row < height; row++) {
      let p = x + at + <usize>row * rowStep;
      const end = p + <usize>width * pixel;
      let line0 = f32x4.splat(0), line1 = f32x4.splat(0);
      for (; p != end; p += pixel) {
        line0 = f32x4.add(line0, v128.load(p));
        line1 = f32x4.add(line1, v128.load(p, 16));
      }
      sum0 = f32x4.add(sum0, line0);
      sum1 = f32x4.add(sum1, line1);
    }
    const mean0 = f32x4.div(sum0, f32x4.splat(count));
    const mean1 = f32x4.div(sum1, f32x4.splat(count));
    let square0 = f32x4.splat(0), square1 = f32x4.splat(0);
    for (let row = 0; row < height; row++) {
      let p = x + at + <usize>row * rowStep;
      const end = p + <usize>width * pixel;
      let line0 = f32x4.splat(0), line1 = f32x4.splat(0);
      for (; p != end; p += pixel) {
        const d0 = f32x4.sub(v128.load(p), mean0);
        const d1 = f32x4.sub(v128.load(p, 16), mean1);
        line0 = f32x4.add(line0, f32x4.mul(d0, d0));
        line1 = f32x4.add(line1, f32x4.mul(d1, d1));
      }
      square0 = f32x4.add(square0, line0);
      square1 = f32x4.add(square1, line1);
    }
    v128.store(moments + at, sum0);
    v128.store(moments + at, sum1, 16);
    v128.store(moments + at + stride, square0);
    v128.store(moments + at + stride, square1, 16);
  }
}

/**
 * From the moments of all images to what the passes need: [scale][shift][mean][1 / deviation], and the kept statistics.
 *
 * @param positions values of a channel in one image
 * @param gamma, beta, movingMean, movingVariance their addresses; gamma and beta may be 0
 */
export function settleMoments(
  moments: usize,
  stride: usize,
  images: i32,
  positions: i32,
  channels: i32,
  gamma: usize,
  beta: usize,
  movingMean: usize,
  movingVariance: usize,
  momentum: f32,
  epsilon: f32,
  coefficients: usize,
): void {
  const count = <f64>positions;
  const total = count * <f64>images;
  for (let c: usize = 0; c < <usize>channels; c++) {
    const at = c << 2;
    let sum: f64 = 0;
    for (let i: usize = 0; i < <usize>images; i++) sum += load<f32>(moments + 2 * i * stride + at);
    const mean = sum / total;
    let squares: f64 = 0;
    for (let i: usize = 0; i < <usize>images; i++) {
      const own = moments + 2 * i * stride + at;
      const distance = <f64>load<f32>(own) / count - mean;
      squares += <f64>load<f32>(own + stride) + count * distance * distance;
    }
    const variance = squares / total;
    const inverse = 1 / Math.sqrt(variance + <f64>epsilon);
    const scale = gamma != 0 ? <f64>load<f32>(gamma + at) * inverse : inverse;
    const offset: f64 = beta != 0 ? load<f32>(beta + at) : 0;
    store<f32>(coefficients + at, <f32>scale);
    store<f32>(coefficients + stride + at, <f32>(offset - mean * scale));
    store<f32>(coefficients + 2 * stride + at, <f32>mean);
    store<f32>(coefficients + 3 * stride + at, <f32>inverse);
    const kept: f64 = momentum;
    store<f32>(movingMean + at, <f32>(kept * <f64>load<f32>(movingMean + at) + (1 - kept) * mean));
    store<f32>(movingVariance + at, <f32>(kept * <f64>load<f32>(movingVariance + at) + (1 - kept) * variance));
  }
}

/** Scale and shift for scoring, from the kept statistics. */
export function scoringCoefficients(
  channels: i32,
  stride: usize,
  gamma: usize,
  beta: usize,
  movingMean: usize,
  movingVariance: usize,
  epsilon: f32,
  coefficients: usize,
): void {
  for (let c: usize = 0; c < <usize>channels; c++) {
    const at = c << 2;
    const inverse = 1 / Math.sqrt(<f64>load<f32>(movingVariance + at) + <f64>epsilon);
    const scale = gamma != 0 ? <f64>load<f32>(gamma + at) * inverse : inverse;
    const offset: f64 = beta != 0 ? load<f32>(beta + at) : 0;
    store<f32>(coefficients + at, <f32>scale);
    store<f32>(coefficients + stride + at, <f32>(offset - <f64>load<f32>(movingMean + at) * scale));
  }
}

/** y = max(x·scale + shift, floor). */
export function normalize(
  x: usize,
  xRow: usize,
  y: usize,
  yRow: usize,
  height: i32,
  width: i32,
  channels: i32,
  coefficients: usize,
  stride: usize,
  floor: f32,
): void {
  const least = f32x4.splat(floor);
  const pixel = <usize>channels << 2;
  for (let row = 0; row < height; row++) {
    let from = x + <usize>row * xRow;
    let to = y + <usize>row * yRow;
    for (let column = 0; column < width; column++) {
      for (let c = 0; c < channels; c += 4) {
        const at = <usize>c << 2;
        const scale = v128.load(coefficients + at);
        const shift = v128.load(coefficients + stride + at);
        const value = f32x4.pmax(f32x4.add(f32x4.mul(v128.load(from + at), scale), shift), least);
        put(to + at, value, channels - c);
      }
      from += pixel;
      to += pixel;
    }
  }
}

/** Σ g and Σ g·x̂ of each channel of an image, g = dy·f′(y), x̂ the normalised x. */
export function gradientMoments(
  activation: i32,
  dy: usize,
  x: usize,
  xRow: usize,
  y: usize,
  yRow: usize,
  height: i32,
  width: i32,
  channels: i32,
  coefficients: usize,
  moments: usize,
  stride: usize,
): void {
  const pixel = <usize>channels << 2;
  const dyRow = <usize>width * pixel;
  for (let c = 0; c < channels; c += 8) {
    const at = <usize>c << 2;
    const means = coefficients + 2 * stride + at;
    const inverses = means + stride;
    const mean0 = v128.load(means), mean1 = v128.load(means, 16);
    const inverse0 = v128.load(inverses), inverse1 = v128.load(inverses, 16);
    let sum0 = f32x4.splat(0), sum1 = f32x4.splat(0);
    let product0 = f32x4.splat(0), product1 = f32x4.splat(0);
    for (let row = 0; row < height; row++) {
      let q = dy + at + <usize>row * dyRow;
      let p = x + at + <usize>row * xRow;
      let r = y + at + <usize>row * yRow;
      const end = q + dyRow;
      let lineSum0 = f32x4.splat(0), lineSum1 = f32x4.splat(0);
      let lineProduct0 = f32x4.splat(0), lineProduct1 = f32x4.splat(0);
      for (; q != end; q += pixel) {
        const g0 = gradientOf(activation, v128.load(r), v128.load(q));
        const g1 = gradientOf(activation, v128.load(r, 16), v128.load(q, 16));
        lineSum0 = f32x4.add(lineSum0, g0);
        lineSum1 = f32x4.add(lineSum1, g1);
        lineProduct0 = f32x4.add(lineProduct0, f32x4.mul(g0, f32x4.sub(v128.load(p), mean0)));
        lineProduct1 = f32x4.add(lineProduct1, f32x4.mul(g1, f32x4.sub(v128.load(p, 16), mean1)));
        p += pixel;
        r += pixel;
      }
      sum0 = f32x4.add(sum0, lineSum0);
      sum1 = f32x4.add(sum1, lineSum1);
      product0 = f32x4.add(product0, lineProduct0);
      product1 = f32x4.add(product1, lineProduct1);
    }
    v128.store(moments + at, sum0);
    v128.store(moments + at, sum1, 16);
    v128.store(moments + at + stride, f32x4.mul(product0, inverse0));
    v128.store(moments + at + stride, f32x4.mul(product1, inverse1), 16);
  }
}

/**
 * From all images' sums to the gradients of gamma and beta (in lane 0's partial gradients, zero in the others'), and to
 * factors k such that dx = k₀·g + k₁·x + k₂.
 *
 * @param dGamma, dBeta addresses in lane 0, or 0
 */
export function settleGradients(
  moments: usize,
  stride: usize,
  images: i32,
  positions: i32,
  channels: i32,
  dGamma: usize,
  dBeta: usize,
  lanes: i32,
  laneBytes: usize,
  coefficients: usize,
  factors: usize,
): void {
  const total = <f64>positions * <f64>images;
  for (let c: usize = 0; c < <usize>channels; c++) {
    const at = c << 2;
    let sum: f64 = 0;
    let product: f64 = 0;
    for (let i: usize = 0; i < <usize>images; i++) {
      sum += load<f32>(moments + 2 * i * stride + at);
      product += load<f32>(moments + (2 * i + 1) * stride + at);
    }
    for (let lane: usize = 0; lane < <usize>lanes; lane++) {
      if (dGamma != 0) store<f32>(dGamma + lane * laneBytes + at, lane == 0 ? <f32>product : 0);
      if (dBeta != 0) store<f32>(dBeta + lane * laneBytes + at, lane == 0 ? <f32>sum : 0);
    }
    const scale: f64 = load<f32>(coefficients + at);
    const mean: f64 = load<f32>(coefficients + 2 * stride + at);
    const inverse: f64 = load<f32>(coefficients + 3 * stride + at);
    const slope = (-scale * inverse * product) / total;
    store<f32>(factors + at, <f32>scale);
    store<f32>(factors + stride + at, <f32>slope);
    store<f32>(factors + 2 * stride + at, <f32>((-scale * sum) / total - slope * mean));
  }
}

/** dx = k₀·g + k₁·x + k₂; dx may lie in padded rows. */
export function normalizeBackward(
  activation: i32,
  dy: usize,
  x: usize,
  xRow: usize,
  y: usize,
  yRow: usize,
  dx: usize,
  dxRow: usize,
  dxPixel: usize,
  height: i32,
  width: i32,
  channels: i32,
  factors: usize,
  stride: usize,
): void {
  const pixel = <usize>channels << 2;
  for (let row = 0; row < height; row++) {
    let p = x + <usize>row * xRow;
    let r = y + <usize>row * yRow;
    let to = dx + <usize>row * dxRow;
    for (let column = 0; column < width; column++) {
      for (let c = 0; c < channels; c += 4) {
        const at = <usize>c << 2;
        const g = gradientOf(activation, v128.load(r + at), v128.load(dy + at));
        let value = f32x4.mul(v128.load(factors + at), g);
        value = f32x4.add(value, f32x4.mul(v128.load(factors + stride + at), v128.load(p + at)));
        value = f32x4.add(value, v128.load(factors + 2 * stride + at));
        put(to + at, value, channels - c);
      }
      dy += pixel;
      p += pixel;
      r += pixel;
      to += dxPixel;
    }
  }
}
