import { analyzeModel, type ModelAnalysis, type ModelProblem } from '#src/model/analyze.js';
import type {
  Activation,
  Conv2d,
  Dense,
  Layer,
  Model,
  Padding,
  Pair,
  Pooling2d,
  Residual,
} from '#src/model/layer.js';

/** A 3×3 convolution as Keras has it by default, but with ReLU. */
export function conv2d(filters: number, changes: Partial<Conv2d> = {}): Conv2d {
  return {
    kind: 'conv2d',
    filters,
    kernelSize: [3, 3],
    strides: [1, 1],
    padding: 'valid',
    activation: 'relu',
    useBias: true,
    kernelInitializer: 'glorotUniform',
    biasInitializer: 'zeros',
    ...changes,
  };
}

/** Max pooling with its size for strides. */
export function maxPooling2d(poolSize: Pair = [2, 2], changes: Partial<Pooling2d> = {}): Pooling2d {
  return { kind: 'maxPooling2d', poolSize, strides: poolSize, padding: 'valid', ...changes };
}

export function dense(units: number, activation: Activation = 'relu', changes: Partial<Dense> = {}): Dense {
  return {
    kind: 'dense',
    units,
    activation,
    useBias: true,
    kernelInitializer: 'glorotUniform',
    biasInitializer: 'zeros',
    ...changes,
  };
}

export const flatten: Layer = { kind: 'flatten' };

/** The paper's network. */
export function paperModel(padding: Padding): Model {
  return {
    inputShape: [28, 28, 1],
    layers: [
      ...[32, 64, 64].flatMap((filters) => [conv2d(filters, { padding }), maxPooling2d()]),
      flatten,
      dense(64),
      dense(64),
      { kind: 'dropout', rate: 0.5 },
      dense(10, 'softmax'),
    ],
  };
}

export const batchNormalization: Layer = {
  kind: 'batchNormalization',
  momentum: 0.99,
  epsilon: 0.001,
  center: true,
  scale: true,
};
export const relu: Layer = { kind: 'activation', activation: 'relu' };
export const globalAveragePooling2d: Layer = { kind: 'globalAveragePooling2d' };

/** conv – bn – relu – conv – bn around which a shortcut goes, then relu: the basic block of He et al. 2016. */
export function residual(filters: number, stride = 1, changes: Partial<Residual> = {}): Residual {
  const options = { padding: 'same', activation: 'linear', useBias: false } as const;
  return {
    kind: 'residual',
    layers: [
      conv2d(filters, { ...options, strides: [stride, stride] }),
      batchNormalization,
      relu,
      conv2d(filters, options),
      batchNormalization,
    ],
    shortcut: 'auto',
    activation: 'relu',
    ...changes,
  };
}

export const end = [globalAveragePooling2d, dense(10, 'softmax')];

export function analyzeLayers(inputShape: Model['inputShape'], ...layers: readonly Layer[]): ModelAnalysis {
  const outcome = analyzeModel({ inputShape, layers });
  if (!outcome.ok) throw new Error(`${outcome.failure.layer}: ${outcome.failure.message}`);
  return outcome.value;
}

export function problemOf(...layers: readonly Layer[]): ModelProblem {
  const outcome = analyzeModel({ inputShape: [28, 28, 1], layers });
  if (outcome.ok) throw new Error('the model has no problem');
  return outcome.failure;
}
