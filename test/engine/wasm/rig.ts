/** Small models and data for the engine's tests, and the comparison with the float64 reference. */
import { expect } from 'vitest';
import type { ImageSet } from '#src/data/dataset.js';
import type { CompileOptions, Engine, EngineName, Loss, Sgd, Trainable } from '#src/engine/engine.js';
import { loadEngine } from '#src/engine/index.js';
import { runBatch, type Variables } from '#src/engine/wasm/reference/model.js';
import type { ModelAnalysis } from '#src/model/analysis.js';
import { analyzeModel } from '#src/model/analyze.js';
import type {
  Activation,
  BatchNormalization,
  Branches,
  Conv2d,
  Dense,
  DepthwiseConv2d,
  Layer,
  LayerNormalization,
  Model,
  NamedTensor,
  Padding,
  Pooling2d,
  Residual,
  ZeroPadding2d,
} from '#src/model/layer.js';
import { RandomStream } from '#src/util/random.js';

export const keys = { dropout: [11, 12], augmentation: [21, 22] } as const;
export const scale = { scale: 1 / 128, offset: -0.5 } as const;

const initializers = { kernelInitializer: 'glorotUniform', biasInitializer: 'zeros' } as const;

export function conv(
  filters: number,
  kernelSize: readonly [number, number],
  options: Partial<Pick<Conv2d, 'strides' | 'padding' | 'activation' | 'useBias'>> = {},
): Conv2d {
  const defaults = { strides: [1, 1], padding: 'valid', activation: 'linear', useBias: true } as const;
  return { kind: 'conv2d', filters, kernelSize, ...defaults, ...options, ...initializers };
}

export function pool(
  kind: Pooling2d['kind'],
  poolSize: readonly [number, number],
  strides: readonly [number, number] = poolSize,
  padding: Padding = 'valid',
): Pooling2d {
  return { kind, poolSize, strides, padding };
}

export function dense(units: number, activation: Activation = 'linear', useBias = true): Dense {
  return { kind: 'dense', units, activation, useBias, ...initializers };
}

export const flatten: Layer = { kind: 'flatten' };
export const activation = (name: Activation): Layer => ({ kind: 'activation', activation: name });
export const dropout = (rate: number): Layer => ({ kind: 'dropout', rate });
export const spatialDropout = (rate: number): Layer => ({ kind: 'spatialDropout2d', rate });
export const globalPool: Layer = { kind: 'globalAveragePooling2d' };
export const zeroPad = (...padding: ZeroPadding2d['padding']): Layer => ({ kind: 'zeroPadding2d', padding });

export function batchNorm(options: Partial<BatchNormalization> = {}): Layer {
  const defaults = { momentum: 0.9, epsilon: 0.01, center: true, scale: true };
  return { kind: 'batchNormalization', ...defaults, ...options };
}

export function layerNorm(options: Partial<LayerNormalization> = {}): Layer {
  return { kind: 'layerNormalization', epsilon: 0.01, center: true, scale: true, ...options };
}

export function depthwise(
  kernelSize: readonly [number, number],
  options: Partial<DepthwiseConv2d> = {},
): DepthwiseConv2d {
  return {
    kind: 'depthwiseConv2d',
    kernelSize,
    strides: [1, 1],
    padding: 'valid',
    activation: 'linear',
    useBias: true,
    depthwiseInitializer: 'glorotUniform',
    biasInitializer: 'zeros',
    ...options,
  };
}

export function residual(layers: readonly Layer[], options: Partial<Residual> = {}): Residual {
  return { kind: 'residual', layers, shortcut: 'auto', activation: 'linear', ...options };
}

export const sum = (...branches: Branches['branches']): Branches => ({ kind: 'add', branches });
export const beside = (...branches: Branches['branches']): Branches => ({ kind: 'concatenate', branches });

export function model(inputShape: Model['inputShape'], ...layers: readonly Layer[]): Model {
  return { inputShape, layers };
}

export function analyze(of: Model): ModelAnalysis {
  const analyzed = analyzeModel(of);
  if (!analyzed.ok) throw new Error(analyzed.failure.message);
  return analyzed.value;
}

/** Random pixels: no two windows of a pool are ever equal by accident for long. */
export function randomSet(
  [height, width, channels]: Model['inputShape'],
  count: number,
  classes: number,
  seed = 1,
): ImageSet {
  const stream = new RandomStream([seed, 77]);
  const pixels = Uint8Array.from({ length: count * height * width * channels }, () => stream.below(256));
  const labels = Uint8Array.from({ length: count }, () => stream.below(classes));
  return { count, height, width, channels, pixels, labels };
}

/**
 * Weights of all variables, biases too, uniform with the deviation of a fan-in initialiser; around 1 for what is a scale
 * or a variance.
 */
export function randomWeights({ layers }: ModelAnalysis, seed = 1): readonly NamedTensor[] {
  const stream = new RandomStream([seed, 99]);
  return layers.flatMap(({ variables }) =>
    variables.map(({ name, shape, fanIn }) => {
      const limit = shape.length === 1 ? 0.2 : Math.sqrt(3 / fanIn);
      const centre = /(gamma|movingVariance)$/.test(name) ? 1 : 0;
      const length = shape.reduce((product, side) => product * side, 1);
      const draw = () => centre + limit * (2 * stream.uniform() - 1);
      return { name, shape, data: Float32Array.from({ length }, draw) };
    }),
  );
}

const engines = new Map<EngineName, Promise<Engine>>();

async function load(name: EngineName): Promise<Engine> {
  const engine = await loadEngine(name);
  if (!engine.ok) throw new Error(engine.failure.message);
  return engine.value;
}

export async function compile(
  of: Model,
  set: ImageSet,
  options: Partial<CompileOptions> = {},
  name: EngineName = 'wasm',
): Promise<Trainable> {
  const engine = engines.get(name) ?? load(name);
  engines.set(name, engine);
  return (await engine).compile(of, {
    sets: { train: set },
    pixelScale: scale,
    batchSize: set.count,
    loss: crossentropy,
    optimizer: plainSgd,
    threads: 1,
    keys,
    ...options,
  });
}

export const crossentropy: Loss = { kind: 'categoricalCrossentropy', labelSmoothing: 0 };

/** With this the momentum after one step from zero is minus the gradient. */
export const plainSgd: Sgd = { kind: 'sgd', learningRate: 1, momentum: 0.5, nesterov: false };

export const everyImage = (set: ImageSet) => Uint32Array.from({ length: set.count }, (_, i) => i);

/** An image as the first layer sees it, rounded as the engine rounds it. */
export function imageValues(set: ImageSet, index: number): Float64Array<ArrayBuffer> {
  const size = set.height * set.width * set.channels;
  const f = Math.fround;
  return Float64Array.from(set.pixels.subarray(index * size, (index + 1) * size), (pixel) =>
    f(f(pixel * f(scale.scale)) + f(scale.offset)),
  );
}

export function variablesOf(tensors: readonly NamedTensor[]): Map<string, Float64Array<ArrayBuffer>> {
  return new Map(tensors.map(({ name, data }) => [name, Float64Array.from(data)]));
}

/** The reference's batch: images `from` … `to` − 1 of the set. */
export function referenceBatch(
  analysis: ModelAnalysis,
  variables: Variables,
  set: ImageSet,
  training?: { readonly step: number; readonly epoch: number },
  from = 0,
  to = set.count,
  loss: Loss = crossentropy,
) {
  const indices = Array.from({ length: to - from }, (_, i) => from + i);
  return runBatch(
    analysis,
    variables,
    indices.map((i) => imageValues(set, i)),
    indices.map((i) => set.labels[i]!),
    training && { key: keys.dropout, ...training },
    loss,
  );
}

/** |actual − expected| ≤ atol + rtol·|expected| everywhere, in a comparison that zeros would not pass unless they are what is expected. */
export function expectClose(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  what: string,
  { atol = 2e-6, rtol = 2e-4 } = {},
): void {
  expect(actual.length, what).toBe(expected.length);
  const excess = (values: ArrayLike<number>) => {
    let worst = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < expected.length; i++) {
      const distance = Math.abs(values[i]! - expected[i]!) - (atol + rtol * Math.abs(expected[i]!));
      worst = Math.max(worst, Number.isNaN(distance) ? Number.POSITIVE_INFINITY : distance);
    }
    return worst;
  };
  expect(excess(actual), `${what}: largest excess over the tolerance`).toBeLessThanOrEqual(0);
  // A bias before a batch normalisation has no influence: its gradient is zero but for rounding.
  if (Array.from(expected).every((value) => Math.abs(value) < 1e-12)) return;
  expect(excess(new Float64Array(expected.length)), `${what}: zeros would pass`).toBeGreaterThan(0);
}
