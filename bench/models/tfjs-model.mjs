// tfjs-node's side of workload.mjs: a network from the same data.

/** Keras's default, and ours; tfjs has its own. */
const kernelInitializer = 'glorotUniform';

export function buildModel(tf, { inputShape, layers }) {
  const input = tf.input({ shape: inputShape });
  const output = layers.reduce((x, layer) => apply(tf, layer, x), input);
  return tf.model({ inputs: input, outputs: output });
}

function apply(tf, layer, x) {
  const { kind } = layer;
  switch (kind) {
    case 'conv2d':
    case 'dense':
      return tf.layers[kind]({ ...layer, kernelInitializer }).apply(x);
    case 'batchNormalization':
      return tf.layers.batchNormalization(layer).apply(x);
    case 'residual':
      return residual(tf, layer, x);
    case 'globalAveragePooling2d':
      return tf.layers.globalAveragePooling2d({}).apply(x);
    case 'flatten':
    case 'dropout':
    case 'activation':
    case 'maxPooling2d':
      return tf.layers[kind](layer).apply(x);
    default:
      throw new Error(`tfjs-node's side does not know ${kind}`);
  }
}

function residual(tf, { layers, activation }, x) {
  const branch = layers.reduce((value, layer) => apply(tf, layer, value), x);
  const add = (shortcut) =>
    tf.layers.activation({ activation }).apply(tf.layers.add().apply([branch, shortcut]));
  const [, height, , filters] = branch.shape;
  if (filters === x.shape[3] && height === x.shape[1]) return add(x);
  const strides = Math.ceil(x.shape[1] / height);
  const projection = tf.layers
    .conv2d({ filters, kernelSize: 1, strides, useBias: false, kernelInitializer })
    .apply(x);
  const normalization = layers.find(({ kind }) => kind === 'batchNormalization');
  return add(apply(tf, normalization, projection));
}

/** [count, height, width, channels] float32 in 0…1, and labels. */
export function loadImages(tf, { count, height, width, channels, pixels, labels }) {
  const values = Float32Array.from(pixels, (pixel) => pixel / 255);
  return [tf.tensor4d(values, [count, height, width, channels]), tf.tensor1d(Float32Array.from(labels))];
}

export function describe(tf) {
  return `tfjs-node ${tf.version['tfjs-node'] ?? tf.version.tfjs}, TensorFlow ${tf.backend().binding.TF_Version}`;
}

export function countParameters(model) {
  return model.trainableWeights.reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0);
}
