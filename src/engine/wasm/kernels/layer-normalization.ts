/** Layer normalisation (Ba, Kiros and Hinton 2016) over the channels of each position by itself, with Keras's definitions. */
import { put } from './vectors';

/** The mean of `channels` values, and 1 / √(biased variance + epsilon), in float64. */
let mean: f64 = 0;
let inverse: f64 = 0;

function measure(x: usize, channels: i32, epsilon: f32): void {
  let sum: f64 = 0;
  for (let c: usize = 0; c < <usize>channels; c++) sum += load<f32>(x + (c << 2));
  mean = sum / <f64>channels;
  let squares: f64 = 0;
  for (let c: usize = 0; c < <usize>channels; c++) {
    const distance = <f64>load<f32>(x + (c << 2)) - mean;
    squares += distance * distance;
  }
  inverse = 1 / Math.sqrt(squares / <f64>channels + <f64>epsilon);
}

/** y = gamma·(x − mean)·inverse + beta for a row of positions; `gamma` and `beta` may be 0. */
export function normalizePositions(
  x: usize,
  y: usize,
  positions: i32,
  channels: i32,
  gamma: usize,
  beta: usize,
  epsilon: f32,
): void {
  for (let position = 0; position < positions; position++) {
    measure(x, channels, epsilon);
    const centre = f32x4.splat(<f32>mean);
    const factor = f32x4.splat(<f32>inverse);
    for (let c = 0; c < channels; c += 4) {
      const at = <usize>c << 2;
      let value = f32x4.mul(f32x4.sub(v128.load(x + at), centre), factor);
      if (gamma != 0) value = f32x4.mul(value, v128.load(gamma + at));
      if (beta != 0) value = f32x4.add(value, v128.load(beta + at));
      put(y + at, value, channels - c);
    }
    x += <usize>channels << 2;
    y += <usize>channels << 2;
  }
}

/**
 * dx = inverse·(g − mean(g) − x̂·mean(g·x̂)), g = dy·gamma, for a row of positions; adds dy·x̂ to dGamma and dy to dBeta
 * (each may be 0).
 */
export function normalizePositionsBackward(
  dy: usize,
  x: usize,
  dx: usize,
  positions: i32,
  channels: i32,
  gamma: usize,
  epsilon: f32,
  dGamma: usize,
  dBeta: usize,
): void {
  const count = <f64>channels;
  for (let position = 0; position < positions; position++) {
    measure(x, channels, epsilon);
    let sum: f64 = 0;
    let product: f64 = 0;
    for (let c: usize = 0; c < <usize>channels; c++) {
      const at = c << 2;
      const d = load<f32>(dy + at);
      const normal = (<f64>load<f32>(x + at) - mean) * inverse;
      const g = gamma != 0 ? <f64>d * <f64>load<f32>(gamma + at) : <f64>d;
      sum += g;
      product += g * normal;
      if (dGamma != 0) store<f32>(dGamma + at, load<f32>(dGamma + at) + <f32>(<f64>d * normal));
      if (dBeta != 0) store<f32>(dBeta + at, load<f32>(dBeta + at) + d);
    }
    for (let c: usize = 0; c < <usize>channels; c++) {
      const at = c << 2;
      const d: f64 = load<f32>(dy + at);
      const g = gamma != 0 ? d * <f64>load<f32>(gamma + at) : d;
      const normal = (<f64>load<f32>(x + at) - mean) * inverse;
      store<f32>(dx + at, <f32>(inverse * (g - sum / count - (normal * product) / count)));
    }
    dy += <usize>channels << 2;
    x += <usize>channels << 2;
    dx += <usize>channels << 2;
  }
}
