/**
 * Contrast, brightness and noise of one image in grey levels, cut to 0 … 255 at the end: what Keras's RandomContrast,
 * RandomBrightness and GaussianNoise do. The plain version with the same bits is ../augmentation/tone-reference.ts.
 */

/**
 * v ← (v − mean)·contrast + mean + brightness + noise·normal, with the mean of the image's channel. Without contrast (1)
 * the mean is taken as 0, which is the same.
 *
 * @param values pixels × channels float32; 4 floats behind them are overwritten
 * @param normals pixels × channels standard normal numbers, read past their end up to a multiple of 4; unused where noise is 0
 */
export function changeTone(
  values: usize,
  pixels: i32,
  channels: i32,
  contrast: f32,
  brightness: f32,
  noise: f32,
  normals: usize,
): void {
  const count = pixels * channels;
  v128.store(values + (<usize>count << 2), f32x4.splat(0));
  if (channels == 1) {
    const mean: f32 = contrast == 1 ? 0 : meanOf(values, pixels);
    toneFour(values, values + (<usize>count << 2), mean, contrast, mean + brightness, noise, normals);
    return;
  }
  for (let k = 0; k < channels; k++) {
    const mean: f32 = contrast == 1 ? 0 : meanOfChannel(values + (<usize>k << 2), pixels, channels);
    const base = mean + brightness;
    for (let i = k; i < count; i += channels) {
      const at = values + (<usize>i << 2);
      let value = (load<f32>(at) - mean) * contrast + base;
      if (noise != 0) value += noise * load<f32>(normals + (<usize>i << 2));
      store<f32>(at, min<f32>(255, max<f32>(0, value)));
    }
  }
}

function toneFour(
  from: usize,
  end: usize,
  mean: f32,
  contrast: f32,
  base: f32,
  noise: f32,
  normals: usize,
): void {
  for (; from < end; from += 16, normals += 16) {
    let value = f32x4.mul(f32x4.sub(v128.load(from), f32x4.splat(mean)), f32x4.splat(contrast));
    value = f32x4.add(value, f32x4.splat(base));
    if (noise != 0) value = f32x4.add(value, f32x4.mul(f32x4.splat(noise), v128.load(normals)));
    v128.store(from, f32x4.pmin(f32x4.pmax(value, f32x4.splat(0)), f32x4.splat(255)));
  }
}

/** In float64: the sums of every fourth pixel, from the first, second, third and fourth on, added in pairs. */
function meanOf(values: usize, pixels: i32): f32 {
  let sum01 = f64x2.splat(0);
  let sum23 = f64x2.splat(0);
  const end = values + (<usize>pixels << 2);
  for (let at = values; at < end; at += 16) {
    const four = v128.load(at);
    sum01 = f64x2.add(sum01, f64x2.promote_low_f32x4(four));
    sum23 = f64x2.add(sum23, f64x2.promote_low_f32x4(v128.shuffle<f32>(four, four, 2, 3, 2, 3)));
  }
  const sum =
    f64x2.extract_lane(sum01, 0) +
    f64x2.extract_lane(sum01, 1) +
    (f64x2.extract_lane(sum23, 0) + f64x2.extract_lane(sum23, 1));
  return <f32>(sum / <f64>pixels);
}

function meanOfChannel(values: usize, pixels: i32, channels: i32): f32 {
  let sum0: f64 = 0;
  let sum1: f64 = 0;
  let sum2: f64 = 0;
  let sum3: f64 = 0;
  const step = <usize>channels << 2;
  for (let i = 0; i < pixels; i++) {
    const value: f64 = load<f32>(values + <usize>i * step);
    if ((i & 3) == 0) sum0 += value;
    else if ((i & 3) == 1) sum1 += value;
    else if ((i & 3) == 2) sum2 += value;
    else sum3 += value;
  }
  return <f32>((sum0 + sum1 + (sum2 + sum3)) / <f64>pixels);
}
