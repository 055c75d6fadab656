import type { ImageShape } from './scratch.js';

const f = Math.fround;

/** What is done to the grey levels of one image; brightness and noise in grey levels. All are float32. */
export interface Tone {
  readonly contrast: number;
  readonly brightness: number;
  readonly noise: number;
}

/**
 * The plain version of kernels/tone.ts, with the same bits: (v − mean)·contrast + mean + brightness + noise·normal, cut to 0 … 255.
 *
 * @param normals a standard normal number for each value
 */
export function changeTone(
  values: Float32Array,
  { height, width, channels }: ImageShape,
  { contrast, brightness, noise }: Tone,
  normals: Float32Array,
): Float32Array {
  const means = Array.from({ length: channels }, (_, k) => {
    if (contrast === 1) return 0;
    const sums: [number, number, number, number] = [0, 0, 0, 0];
    for (let i = 0; i < height * width; i++) {
      const lane = (i & 3) as 0 | 1 | 2 | 3;
      sums[lane] += values[i * channels + k] ?? 0;
    }
    return f((sums[0] + sums[1] + (sums[2] + sums[3])) / (height * width));
  });
  return values.map((value, i) => {
    const mean = means[i % channels] ?? 0;
    let changed = f(f(f(value - mean) * contrast) + f(mean + brightness));
    if (noise !== 0) changed = f(changed + f(noise * (normals[i] ?? 0)));
    return Math.min(255, Math.max(0, changed));
  });
}
