/** Layers with several inputs, and layers that only move values, in float64. */
import { read, type Values } from './array.js';
import type { WindowGeometry } from './windows.js';

/** x₁ + x₂ + … */
export function sumOf(inputs: readonly Values[]): Values {
  const [first = new Float64Array(0), ...others] = inputs;
  return others.reduce<Values>((sum, input) => sum.map((value, i) => value + read(input, i)), first);
}

/** Runs of `channels` values, one run of each input after another at each position. */
export function concatenate(inputs: readonly Values[], channels: readonly number[]): Values {
  const positions = (inputs[0]?.length ?? 0) / (channels[0] ?? 1);
  return Float64Array.from(
    Array.from({ length: positions }, (_, position) =>
      inputs.flatMap((input, n) => {
        const width = channels[n] ?? 0;
        return [...input.subarray(position * width, (position + 1) * width)];
      }),
    ).flat(),
  );
}

/** The inputs that were concatenated. */
export function separate(values: Values, channels: readonly number[]): readonly Values[] {
  const all = channels.reduce((sum, width) => sum + width, 0);
  return channels.map((width, n) => {
    const before = channels.slice(0, n).reduce((sum, one) => sum + one, 0);
    return new Float64Array((values.length / all) * width).map((_, i) =>
      read(values, Math.floor(i / width) * all + before + (i % width)),
    );
  });
}

/** y with zeros around x: a window of one cell that steps by one. */
export function zeroPadding(
  { height, width, channels, outHeight, outWidth, before }: WindowGeometry,
  x: Values,
): Values {
  const y = new Float64Array(outHeight * outWidth * channels);
  for (let row = 0; row < height; row++) {
    const from = row * width * channels;
    const to = ((row + before[0]) * outWidth + before[1]) * channels;
    y.set(x.subarray(from, from + width * channels), to);
  }
  return y;
}

export function zeroPaddingBackward(
  { height, width, channels, outWidth, before }: WindowGeometry,
  dy: Values,
): Values {
  const dx = new Float64Array(height * width * channels);
  for (let row = 0; row < height; row++) {
    const from = ((row + before[0]) * outWidth + before[1]) * channels;
    dx.set(dy.subarray(from, from + width * channels), row * width * channels);
  }
  return dx;
}
