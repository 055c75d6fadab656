// The networks that are trained and scored, in the engine's vocabulary (src/model/layer.ts). Peers build theirs from the
// same data, and run.mjs compares the numbers of parameters.

export const OPTIMIZER = { learningRate: 0.01, momentum: 0.9 };
export const CLASSES = 10;
const DROPOUT = 0.5;

const initializers = { kernelInitializer: 'glorotUniform', biasInitializer: 'zeros' };
const dense = { kind: 'dense', useBias: true, ...initializers };
const conv2d = { kind: 'conv2d', kernelSize: [3, 3], strides: [1, 1], ...initializers };
const relu = { kind: 'activation', activation: 'relu' };
const batchNormalization = {
  kind: 'batchNormalization',
  momentum: 0.99,
  epsilon: 0.001,
  center: true,
  scale: true,
};
const output = { ...dense, units: CLASSES, activation: 'softmax' };

/**
 * The paper's CNN: 3×3 convolutions of 32, 64 and 64 filters, each with ReLU and 2×2 max pooling, dense 64, 64 and 10,
 * dropout 0.5.
 */
function paper(inputShape, { padding, width }) {
  const pool = { kind: 'maxPooling2d', poolSize: [2, 2], strides: [2, 2], padding: 'valid' };
  const convolution = (filters) => ({
    ...conv2d,
    filters: scaled(filters, width),
    padding,
    activation: 'relu',
    useBias: true,
  });
  const hidden = { ...dense, units: scaled(64, width), activation: 'relu' };
  return {
    inputShape,
    layers: [
      ...[32, 64, 64].flatMap((filters) => [convolution(filters), pool]),
      { kind: 'flatten' },
      hidden,
      hidden,
      { kind: 'dropout', rate: DROPOUT },
      output,
    ],
  };
}

/**
 * A small ResNet (He et al. 2016) with batch normalisation: a 3×3 convolution of 32, two residual blocks of 32, one of 64
 * with stride 2 and a 1×1 projection, global average pooling: eight convolutions.
 */
function resnet(inputShape, { width }) {
  const convolution = (filters, strides) => [
    {
      ...conv2d,
      filters: scaled(filters, width),
      strides: [strides, strides],
      padding: 'same',
      activation: 'linear',
      useBias: false,
    },
    batchNormalization,
  ];
  const block = (filters, strides) => ({
    kind: 'residual',
    layers: [...convolution(filters, strides), relu, ...convolution(filters, 1)],
    shortcut: 'auto',
    activation: 'relu',
  });
  return {
    inputShape,
    layers: [
      ...convolution(32, 1),
      relu,
      block(32, 1),
      block(32, 1),
      block(64, 2),
      { kind: 'globalAveragePooling2d' },
      output,
    ],
  };
}

export const workloads = {
  paper: { build: paper, title: "the paper's CNN", images: 6400 },
  resnet: { build: resnet, title: 'a small ResNet with batch normalisation', images: 960 },
};

function scaled(filters, width) {
  return Math.max(1, Math.round(filters * width));
}
