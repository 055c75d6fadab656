/** Each layer in TensorFlow's operations; gradients are TensorFlow's. */
import type { LayerAnalysis } from '../../model/analysis.js';
import type { Activation, BatchNormalization, LayerNormalization } from '../../model/layer.js';
import { addBias, depthwiseConvolution, normalizeBatch, padZeros, relu } from './operations.js';
import type { Tensor, Tfjs } from './tfjs.js';

/** What a layer computes with. */
export interface LayerContext {
  readonly tfjs: Tfjs;
  readonly variables: ReadonlyMap<string, Tensor>;
  /** Absent when scoring. */
  readonly training?: TrainingContext;
}

export interface TrainingContext {
  /** The factors of a dropout layer's inputs: 0 or 1 / (1 − rate). */
  readonly dropoutMask: (layer: number, rate: number, length: number) => Float32Array;
  /** Takes a batch's mean and variance, by the names of the moving ones. */
  readonly measured: (name: string, value: Tensor) => void;
}

type Maps = Parameters<Tfjs['tf']['maxPool']>[0];

/** What layer `index` makes of its inputs; softmax is left to the loss. */
export function applyLayer(
  context: LayerContext,
  analysis: LayerAnalysis,
  index: number,
  inputs: readonly Tensor[],
): Tensor {
  const { tfjs, training } = context;
  const { tf } = tfjs;
  const { layer, name, inputShape, padding } = analysis;
  const [x] = inputs;
  if (x === undefined) throw new RangeError(`layer ${name} has no input`);
  switch (layer.kind) {
    case 'conv2d': {
      const kernel = variable(context, name, 'kernel') as Parameters<typeof tf.conv2d>[1];
      const sums = tf.conv2d(x as Maps, kernel, [...layer.strides], layer.padding);
      return activate(tfjs, layer.activation, biased(context, name, layer.useBias, sums));
    }
    case 'depthwiseConv2d': {
      const { top, bottom, left, right } = padding;
      const around = [
        [top, bottom],
        [left, right],
      ] as const;
      const kernel = variable(context, name, 'depthwiseKernel');
      const sums = depthwiseConvolution(tfjs, x, kernel, layer.strides, around);
      return activate(tfjs, layer.activation, biased(context, name, layer.useBias, sums));
    }
    case 'dense': {
      const sums = tf.matMul(x, variable(context, name, 'kernel'));
      return activate(tfjs, layer.activation, biased(context, name, layer.useBias, sums));
    }
    case 'maxPooling2d':
      return tf.maxPool(x as Maps, [...layer.poolSize], [...layer.strides], layer.padding);
    case 'averagePooling2d':
      return tf.avgPool(x as Maps, [...layer.poolSize], [...layer.strides], layer.padding);
    case 'globalAveragePooling2d':
      return tf.mean(x, [1, 2]);
    case 'zeroPadding2d':
      return padZeros(tf, x, layer.padding);
    case 'flatten':
      return tf.reshape(x, [x.shape[0] ?? 1, -1]);
    case 'dropout':
      return training === undefined ? x : drop(context, index, layer.rate, x, x.shape);
    case 'spatialDropout2d':
      if (training === undefined) return x;
      return drop(context, index, layer.rate, x, [x.shape[0] ?? 1, 1, 1, inputShape.at(-1) ?? 1]);
    case 'activation':
      return activate(tfjs, layer.activation, x);
    case 'batchNormalization':
      return normalizeOverBatch(context, layer, name, x);
    case 'layerNormalization':
      return normalizeOverChannels(context, layer, name, x);
    case 'add':
      return tf.addN([...inputs]);
    case 'concatenate':
      return tf.concat([...inputs], -1);
    default:
      return layer satisfies never;
  }
}

function activate(tfjs: Tfjs, activation: Activation, x: Tensor): Tensor {
  const { tf } = tfjs;
  switch (activation) {
    case 'linear':
    case 'softmax':
      return x;
    case 'relu':
      return relu(tfjs, x);
    case 'leakyRelu':
      return tf.leakyRelu(x, 0.2);
    case 'elu':
      return tf.elu(x);
    case 'gelu':
      return tf.mul(x, tf.mul(tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1), 0.5));
    case 'silu':
      return tf.mul(x, tf.sigmoid(x));
    case 'sigmoid':
      return tf.sigmoid(x);
    case 'tanh':
      return tf.tanh(x);
    default:
      return activation satisfies never;
  }
}

function biased(context: LayerContext, name: string, useBias: boolean, sums: Tensor): Tensor {
  return useBias ? addBias(context.tfjs, sums, variable(context, name, 'bias')) : sums;
}

function drop(
  { tfjs, training }: LayerContext,
  index: number,
  rate: number,
  x: Tensor,
  shape: number[],
): Tensor {
  if (training === undefined) return x;
  const length = shape.reduce((product, side) => product * side, 1);
  return tfjs.tf.mul(x, tfjs.tf.tensor(training.dropoutMask(index, rate, length), shape));
}

function normalizeOverBatch(
  context: LayerContext,
  layer: BatchNormalization,
  name: string,
  x: Tensor,
): Tensor {
  const { tf } = context.tfjs;
  const channels = x.shape.at(-1) ?? 1;
  const gamma = layer.scale ? variable(context, name, 'gamma') : tf.ones([channels]);
  const beta = layer.center ? variable(context, name, 'beta') : tf.zeros([channels]);
  if (context.training === undefined) {
    const [mean, variance] = [
      variable(context, name, 'movingMean'),
      variable(context, name, 'movingVariance'),
    ];
    const scale = tf.mul(gamma, tf.rsqrt(tf.add(variance, layer.epsilon)));
    return tf.add(tf.mul(x, scale), tf.sub(beta, tf.mul(mean, scale)));
  }
  // Behind flatten there are no positions: maps of one.
  const maps = x.rank === 4 ? x : tf.reshape(x, [x.shape[0] ?? 1, 1, 1, channels]);
  const { y, mean, variance } = normalizeBatch(context.tfjs, maps, gamma, beta, layer.epsilon);
  context.training.measured(`${name}/movingMean`, mean);
  context.training.measured(`${name}/movingVariance`, variance);
  return x.rank === 4 ? y : tf.reshape(y, x.shape);
}

function normalizeOverChannels(
  context: LayerContext,
  layer: LayerNormalization,
  name: string,
  x: Tensor,
): Tensor {
  const { tf } = context.tfjs;
  const centred = tf.sub(x, tf.mean(x, -1, true));
  const variance = tf.mean(tf.square(centred), -1, true);
  let y: Tensor = tf.mul(centred, tf.rsqrt(tf.add(variance, layer.epsilon)));
  if (layer.scale) y = tf.mul(y, variable(context, name, 'gamma'));
  if (layer.center) y = tf.add(y, variable(context, name, 'beta'));
  return y;
}

function variable({ variables }: LayerContext, layer: string, name: string): Tensor {
  const tensor = variables.get(`${layer}/${name}`);
  if (tensor === undefined) throw new RangeError(`no variable ${layer}/${name}`);
  return tensor;
}
