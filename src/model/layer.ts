/**
 * A model as data: every default filled in, names as in Keras. Engine-neutral; made from a spec by `stages/build`,
 * read by `model/` (shapes, parameters, receptive field) and by the engines.
 * Tensors are NHWC; kernels are [height, width, in, out] for convolutions and [in, out] for dense layers.
 */

/** Activation functions; `softmax` only on the output layer. */
export type Activation =
  | 'linear'
  | 'relu'
  /** Slope 0.2 below zero, as Keras's `leaky_relu`. */
  | 'leakyRelu'
  | 'elu'
  /** x·Φ(x) with the exact normal distribution function, as Keras's `gelu(approximate=False)`. */
  | 'gelu'
  | 'silu'
  | 'sigmoid'
  | 'tanh'
  | 'softmax';

/** Weight initialisers by Keras's names, with Keras's definitions. */
export type Initializer =
  | 'zeros'
  | 'ones'
  | 'glorotUniform'
  | 'glorotNormal'
  | 'heUniform'
  | 'heNormal'
  | 'lecunUniform'
  | 'lecunNormal'
  | 'randomUniform'
  | 'randomNormal'
  | 'truncatedNormal';

export type Padding = 'same' | 'valid';

/** [height, width] */
export type Pair = readonly [number, number];

/** Adds l1·Σ|w| + l2·Σw² of a kernel to the loss. */
export interface Regularizer {
  readonly l1: number;
  readonly l2: number;
}

/** A layer with variables, or a block of layers. */
interface Freezable {
  /**
   * False freezes the variables of the layer, or of all layers in the block: they stay as they are, and have no gradient.
   * Frozen batch normalisation works as in scoring, as in Keras: by its moving statistics, which stay too.
   */
  readonly trainable?: boolean;
}

export interface Conv2d extends Freezable {
  readonly kind: 'conv2d';
  readonly filters: number;
  readonly kernelSize: Pair;
  readonly strides: Pair;
  readonly padding: Padding;
  readonly activation: Activation;
  readonly useBias: boolean;
  readonly kernelInitializer: Initializer;
  readonly biasInitializer: Initializer;
  readonly kernelRegularizer?: Regularizer | null;
}

/** One filter a channel; its kernel is [height, width, channels, 1]. */
export interface DepthwiseConv2d extends Freezable {
  readonly kind: 'depthwiseConv2d';
  readonly kernelSize: Pair;
  readonly strides: Pair;
  readonly padding: Padding;
  readonly activation: Activation;
  readonly useBias: boolean;
  readonly depthwiseInitializer: Initializer;
  readonly biasInitializer: Initializer;
  readonly depthwiseRegularizer?: Regularizer | null;
}

export interface Pooling2d {
  readonly kind: 'maxPooling2d' | 'averagePooling2d';
  readonly poolSize: Pair;
  readonly strides: Pair;
  readonly padding: Padding;
}

/** The mean over all positions: [height, width, channels] becomes [channels]. */
export interface GlobalAveragePooling2d {
  readonly kind: 'globalAveragePooling2d';
}

export interface ZeroPadding2d {
  readonly kind: 'zeroPadding2d';
  /** [[top, bottom], [left, right]] */
  readonly padding: readonly [Pair, Pair];
}

export interface Flatten {
  readonly kind: 'flatten';
}

export interface Dense extends Freezable {
  readonly kind: 'dense';
  readonly units: number;
  readonly activation: Activation;
  readonly useBias: boolean;
  readonly kernelInitializer: Initializer;
  readonly biasInitializer: Initializer;
  readonly kernelRegularizer?: Regularizer | null;
}

export interface Dropout {
  readonly kind: 'dropout';
  /** Share of inputs set to zero while training; the others are scaled by 1 / (1 − rate). */
  readonly rate: number;
}

/** Dropout of whole channels of a map. */
export interface SpatialDropout2d {
  readonly kind: 'spatialDropout2d';
  readonly rate: number;
}

export interface ActivationLayer {
  readonly kind: 'activation';
  readonly activation: Activation;
}

/**
 * y = gamma·(x − mean) / √(variance + epsilon) + beta for each channel. Training uses the batch's mean and biased variance
 * and moves the kept ones towards them, kept ← momentum·kept + (1 − momentum)·batch; scoring uses the kept ones.
 */
export interface BatchNormalization extends Freezable {
  readonly kind: 'batchNormalization';
  readonly momentum: number;
  readonly epsilon: number;
  /** Whether there is a beta. */
  readonly center: boolean;
  /** Whether there is a gamma. */
  readonly scale: boolean;
}

/** The same over the last axis of each position by itself, in training and in scoring. */
export interface LayerNormalization extends Freezable {
  readonly kind: 'layerNormalization';
  readonly epsilon: number;
  readonly center: boolean;
  readonly scale: boolean;
}

/** A layer that is no block of others: one input, one output. */
export type PrimitiveLayer =
  | Conv2d
  | DepthwiseConv2d
  | Pooling2d
  | GlobalAveragePooling2d
  | ZeroPadding2d
  | Flatten
  | Dense
  | Dropout
  | SpatialDropout2d
  | ActivationLayer
  | BatchNormalization
  | LayerNormalization;

/** The sum of the inputs, or their last axes side by side, in the order of `LayerAnalysis.inputs`. */
export type Merge = { readonly kind: 'add' } | { readonly kind: 'concatenate' };

/** What blocks are expanded into; `analyzeModel` makes a list of these. */
export type FlatLayer = PrimitiveLayer | Merge;

/** activation(layers(x) + shortcut(x)), He et al. 2016. */
export interface Residual extends Freezable {
  readonly kind: 'residual';
  readonly layers: readonly Layer[];
  /**
   * `auto`: the identity where `layers` keep the shape, else a projection. `projection`: a 1×1 convolution without bias,
   * with the strides that make the shapes meet and with initialiser and regulariser of the branch's first convolution,
   * then batch normalisation if the branch has it.
   */
  readonly shortcut: 'auto' | 'identity' | 'projection' | readonly Layer[];
  readonly activation: Activation;
}

/** Huang et al. 2017: each of `layers` adds `growthRate` channels to the ones that it is fed. */
export interface DenseBlock extends Freezable {
  readonly kind: 'denseBlock';
  readonly growthRate: number;
  /** How many. */
  readonly layers: number;
  /** A 1×1 convolution to 4·growthRate channels before each 3×3. */
  readonly bottleneck: boolean;
  /** Rate of the dropout after each 3×3; 0 for none. */
  readonly dropout: number;
  readonly kernelInitializer: Initializer;
  readonly kernelRegularizer?: Regularizer | null;
}

/** What stands between dense blocks: batch normalisation, ReLU, 1×1 convolution, 2×2 average pooling. */
export interface Transition extends Freezable {
  readonly kind: 'transition';
  /** Share of the channels that is kept, rounded down. */
  readonly compression: number;
  readonly kernelInitializer: Initializer;
  readonly kernelRegularizer?: Regularizer | null;
}

/** `layers`, `times` times one after another, each time with weights of their own. */
export interface Repeat extends Freezable {
  readonly kind: 'repeat';
  readonly times: number;
  readonly layers: readonly Layer[];
}

/** Branches from one input, merged; at most one of them is empty, the identity. */
export interface Branches extends Freezable {
  readonly kind: 'add' | 'concatenate';
  readonly branches: readonly (readonly Layer[])[];
}

/** A depthwise convolution without bias, then a 1×1 convolution. */
export interface SeparableConv2d extends Freezable {
  readonly kind: 'separableConv2d';
  readonly filters: number;
  readonly kernelSize: Pair;
  readonly strides: Pair;
  readonly padding: Padding;
  readonly activation: Activation;
  readonly useBias: boolean;
  readonly depthwiseInitializer: Initializer;
  readonly pointwiseInitializer: Initializer;
  readonly biasInitializer: Initializer;
  readonly depthwiseRegularizer?: Regularizer | null;
  readonly pointwiseRegularizer?: Regularizer | null;
}

/** Several layers under one name. */
export type Block = Residual | DenseBlock | Transition | Repeat | Branches | SeparableConv2d;

export type Layer = PrimitiveLayer | Block;

/** [height, width, channels] of one image, or [units] after flatten. */
export type Shape = readonly number[];

/** Layers over images of one shape, each fed by the one before it. */
export interface Model {
  /** [height, width, channels] */
  readonly inputShape: readonly [number, number, number];
  readonly layers: readonly Layer[];
}

/** A named float32 tensor, row-major. Names are `<layer>/kernel`, `<layer>/bias`, with Keras's layer names (`conv2d`, `conv2d_1`, …). */
export interface NamedTensor {
  readonly name: string;
  readonly shape: Shape;
  readonly data: Float32Array;
}
