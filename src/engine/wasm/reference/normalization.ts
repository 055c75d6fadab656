/** Batch and layer normalisation in float64: y = gamma·(x − mean) / √(variance + epsilon) + beta, Keras 3's definitions. */
import { add, read, type Values } from './array.js';

/** gamma and beta, or their gradients; absent where the layer has none. */
export interface Affine {
  readonly gamma: Values | undefined;
  readonly beta: Values | undefined;
}

/** Mean and biased variance. */
export interface Statistics {
  readonly mean: Values;
  readonly variance: Values;
}

/** The statistics of each of `channels` channels over all images and positions. */
export function batchStatistics(x: readonly Values[], channels: number): Statistics {
  const count = x.reduce((sum, image) => sum + image.length / channels, 0);
  const meanOf = (amountOf: (value: number, channel: number) => number): Values => {
    const sums = new Float64Array(channels);
    for (const image of x)
      for (const [i, value] of image.entries()) add(sums, i % channels, amountOf(value, i % channels));
    return sums.map((sum) => sum / count);
  };
  const mean = meanOf((value) => value);
  return { mean, variance: meanOf((value, channel) => (value - read(mean, channel)) ** 2) };
}

/** One image normalised with statistics of its channels. */
export function normalize(
  x: Values,
  { mean, variance }: Statistics,
  epsilon: number,
  { gamma, beta }: Affine,
): Values {
  const channels = mean.length;
  return x.map((value, i) => {
    const channel = i % channels;
    const scaled = (value - read(mean, channel)) / Math.sqrt(read(variance, channel) + epsilon);
    return scaled * (gamma?.[channel] ?? 1) + (beta?.[channel] ?? 0);
  });
}

/**
 * The gradients of a batch. Where the statistics are the batch's own (`areOwn`) the gradient flows through them too. Adds
 * to `gradients`.
 */
export function batchNormalizationBackward(
  x: readonly Values[],
  dy: readonly Values[],
  statistics: Statistics,
  epsilon: number,
  areOwn: boolean,
  affine: Affine,
  gradients: Affine,
): readonly Values[] {
  const channels = statistics.mean.length;
  const count = x.reduce((sum, image) => sum + image.length / channels, 0);
  const unit: Affine = { gamma: undefined, beta: undefined };
  const normalized = x.map((image) => normalize(image, statistics, epsilon, unit));
  const sums = new Float64Array(channels);
  const products = new Float64Array(channels);
  for (const [n, image] of dy.entries()) {
    for (const [i, gradient] of image.entries()) {
      add(sums, i % channels, gradient);
      add(products, i % channels, gradient * (normalized[n]?.[i] ?? Number.NaN));
    }
  }
  for (let c = 0; c < channels; c++) {
    if (gradients.gamma !== undefined) add(gradients.gamma, c, read(products, c));
    if (gradients.beta !== undefined) add(gradients.beta, c, read(sums, c));
  }
  return dy.map((image, n) =>
    image.map((gradient, i) => {
      const c = i % channels;
      const hat = normalized[n]?.[i] ?? Number.NaN;
      const through = areOwn ? (read(sums, c) + hat * read(products, c)) / count : 0;
      const scale = (affine.gamma?.[c] ?? 1) / Math.sqrt(read(statistics.variance, c) + epsilon);
      return scale * (gradient - through);
    }),
  );
}

/** One image whose every run of `channels` values has mean 0 and variance 1 of its own, then scaled and shifted. */
export function layerNormalization(
  x: Values,
  channels: number,
  epsilon: number,
  { gamma, beta }: Affine,
): Values {
  const { normalized } = normalizeRuns(x, channels, epsilon);
  return normalized.map((value, i) => value * (gamma?.[i % channels] ?? 1) + (beta?.[i % channels] ?? 0));
}

/** Adds to `gradients` and returns dx. */
export function layerNormalizationBackward(
  x: Values,
  dy: Values,
  channels: number,
  epsilon: number,
  { gamma }: Affine,
  gradients: Affine,
): Values {
  const { normalized, deviations } = normalizeRuns(x, channels, epsilon);
  const slopes = dy.map((gradient, i) => gradient * (gamma?.[i % channels] ?? 1));
  for (const [i, gradient] of dy.entries()) {
    if (gradients.gamma !== undefined) add(gradients.gamma, i % channels, gradient * read(normalized, i));
    if (gradients.beta !== undefined) add(gradients.beta, i % channels, gradient);
  }
  const dx = new Float64Array(x.length);
  for (const [run, deviation] of deviations.entries()) {
    const range = [run * channels, (run + 1) * channels] as const;
    const hat = normalized.subarray(...range);
    const slope = slopes.subarray(...range);
    const mean = meanOf(slope);
    const product = meanOf(slope.map((value, i) => value * read(hat, i)));
    dx.set(
      slope.map((value, i) => (value - mean - read(hat, i) * product) / deviation),
      range[0],
    );
  }
  return dx;
}

function normalizeRuns(
  x: Values,
  channels: number,
  epsilon: number,
): { readonly normalized: Values; readonly deviations: Values } {
  const normalized = new Float64Array(x.length);
  const deviations = new Float64Array(x.length / channels);
  for (let run = 0; run < deviations.length; run++) {
    const values = x.slice(run * channels, (run + 1) * channels);
    const mean = meanOf(values);
    const deviation = Math.sqrt(meanOf(values.map((value) => (value - mean) ** 2)) + epsilon);
    deviations[run] = deviation;
    normalized.set(
      values.map((value) => (value - mean) / deviation),
      run * channels,
    );
  }
  return { normalized, deviations };
}

function meanOf(values: Values): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
