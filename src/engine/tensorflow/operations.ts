/**
 * Operations that tfjs composes of several passes, or cannot do, as TensorFlow's own, with TensorFlow's own gradients.
 * Everything else is called in tfjs directly.
 */
import type { Pair } from '../../model/layer.js';
import type { Attribute, NativeBackend, Tensor, Tfjs } from './tfjs.js';

/** A value that a gradient flows into, and the function that takes the gradient back. */
interface WithGradient {
  readonly value: Tensor;
  readonly gradient: (dy: Tensor, saved: Tensor[]) => Tensor | Tensor[];
}

/** tfjs types this by one tensor argument; it takes any number. */
function differentiable(
  { tf }: Tfjs,
  inputs: readonly Tensor[],
  compute: (save: (tensors: Tensor[]) => void) => WithGradient,
): Tensor {
  const operation = tf.customGrad((...args: unknown[]) => {
    const { value, gradient } = compute(args.at(-1) as (tensors: Tensor[]) => void);
    return { value, gradFunc: gradient };
  });
  return operation(...(inputs as Tensor[]));
}

/** x + bias, over the last axis. */
export function addBias(tfjs: Tfjs, x: Tensor, bias: Tensor): Tensor {
  const { native } = tfjs;
  const attributes = [float(native, 'T')];
  return differentiable(tfjs, [x, bias], () => ({
    value: native.executeSingleOutput('BiasAdd', attributes, [x, bias]),
    gradient: (dy) => [dy, native.executeSingleOutput('BiasAddGrad', attributes, [dy])],
  }));
}

/** max(x, 0) */
export function relu(tfjs: Tfjs, x: Tensor): Tensor {
  const { native } = tfjs;
  const attributes = [float(native, 'T')];
  return differentiable(tfjs, [x], (save) => {
    const value = native.executeSingleOutput('Relu', attributes, [x]);
    save([value]);
    return {
      value,
      gradient: (dy, [y]) => native.executeSingleOutput('ReluGrad', attributes, [dy, y ?? value]),
    };
  });
}

export interface BatchNormalized {
  readonly y: Tensor;
  /** Of the batch; the variance is the biased one. The caller disposes of them. */
  readonly mean: Tensor;
  readonly variance: Tensor;
}

/** Normalises [images, height, width, channels] with the batch's own statistics. */
export function normalizeBatch(
  tfjs: Tfjs,
  x: Tensor,
  gamma: Tensor,
  beta: Tensor,
  epsilon: number,
): BatchNormalized {
  const { tf, native } = tfjs;
  const attributes: readonly Attribute[] = [
    float(native, 'T'),
    float(native, 'U'),
    { name: 'epsilon', type: native.binding.TF_ATTR_FLOAT ?? 0, value: epsilon },
    string(native, 'data_format', 'NHWC'),
    { name: 'is_training', type: native.binding.TF_ATTR_BOOL ?? 0, value: true },
  ];
  let statistics: readonly Tensor[] = [];
  const y = differentiable(tfjs, [x, gamma, beta], (save) => {
    const none = tf.tensor1d([], 'float32');
    const outputs = native.executeMultipleOutputs(
      'FusedBatchNormV3',
      attributes,
      [x, gamma, beta, none, none],
      6,
    );
    const [value = x, mean = x, corrected = x, ...reserved] = outputs;
    save([x, gamma, ...reserved]);
    // TensorFlow's is the unbiased estimate.
    const count = x.size / (x.shape.at(-1) ?? 1);
    statistics = [tf.keep(mean), tf.keep(tf.mul(corrected, Math.max(1, count - 1) / count))];
    return {
      value,
      gradient: (dy, [input = x, scale = gamma, ...kept]) =>
        native
          .executeMultipleOutputs('FusedBatchNormGradV3', attributes, [dy, input, scale, ...kept], 5)
          .slice(0, 3),
    };
  });
  const [mean = y, variance = y] = statistics;
  return { y, mean, variance };
}

/** One crossentropy an image: −Σ target·ln softmax(logits), and its gradient, in one pass. */
export function softmaxCrossentropy(tfjs: Tfjs, logits: Tensor, targets: Tensor): Tensor {
  const { tf, native } = tfjs;
  return differentiable(tfjs, [logits], (save) => {
    const [value = logits, slopes = logits] = native.executeMultipleOutputs(
      'SoftmaxCrossEntropyWithLogits',
      [float(native, 'T')],
      [logits, targets],
      2,
    );
    save([slopes]);
    return { value, gradient: (dy, [kept = slopes]) => tf.mul(kept, tf.expandDims(dy, 1)) };
  });
}

/**
 * Depthwise convolution. TensorFlow's has equal strides only: with others every position is computed and some are kept.
 *
 * @param padding zeros: [[top, bottom], [left, right]]
 */
export function depthwiseConvolution(
  { tf }: Tfjs,
  x: Tensor,
  kernel: Tensor,
  [down, right]: Pair,
  padding: readonly [Pair, Pair],
): Tensor {
  const padded = padZeros(tf, x, padding);
  const images = padded as Parameters<Tfjs['tf']['depthwiseConv2d']>[0];
  const filter = kernel as Parameters<Tfjs['tf']['depthwiseConv2d']>[1];
  if (down === right) return tf.depthwiseConv2d(images, filter, [down, right], 'valid');
  const everywhere = tf.depthwiseConv2d(images, filter, 1, 'valid');
  // Pools of one position: unlike slices with strides, they have a gradient in tfjs.
  return tf.avgPool(everywhere as typeof images, 1, [down, right], 'valid');
}

/** Zeros around maps. */
export function padZeros(
  tf: Tfjs['tf'],
  x: Tensor,
  [[top, bottom], [left, right]]: readonly [Pair, Pair],
): Tensor {
  if (top + bottom + left + right === 0) return x;
  return tf.pad(x, [
    [0, 0],
    [top, bottom],
    [left, right],
    [0, 0],
  ]);
}

function float({ binding }: NativeBackend, name: string): Attribute {
  return { name, type: binding.TF_ATTR_TYPE ?? 0, value: binding.TF_FLOAT };
}

function string({ binding }: NativeBackend, name: string, value: string): Attribute {
  return { name, type: binding.TF_ATTR_STRING ?? 0, value };
}
