/**
 * A model as data: every default filled in, names as in Keras. Engine-neutral; made from a spec by `stages/build`,
 * read by `model/` (shapes, parameters, receptive field) and by the engines.
 * Tensors are NHWC; kernels are [height, width, in, out] for convolutions and [in, out] for dense layers.
 */

/** Activation functions; `softmax` only on the output layer. */
export type Activation = 'linear' | 'relu' | 'sigmoid' | 'tanh' | 'softmax';

/** Weight initialisers by Keras's names, with Keras's definitions. */
export type Initializer =
  | 'zeros'
  | 'ones'
  | 'glorotUniform'
  | 'glorotNormal'
  | 'heUniform'
  | 'heNormal'
  | 'lecunUniform'
  | 'lecunNormal';

export type Padding = 'same' | 'valid';

/** [height, width] */
export type Pair = readonly [number, number];

export interface Conv2d {
  readonly kind: 'conv2d';
  readonly filters: number;
  readonly kernelSize: Pair;
  readonly strides: Pair;
  readonly padding: Padding;
  readonly activation: Activation;
  readonly useBias: boolean;
  readonly kernelInitializer: Initializer;
  readonly biasInitializer: Initializer;
}

export interface Pooling2d {
  readonly kind: 'maxPooling2d' | 'averagePooling2d';
  readonly poolSize: Pair;
  readonly strides: Pair;
  readonly padding: Padding;
}

export interface Flatten {
  readonly kind: 'flatten';
}

export interface Dense {
  readonly kind: 'dense';
  readonly units: number;
  readonly activation: Activation;
  readonly useBias: boolean;
  readonly kernelInitializer: Initializer;
  readonly biasInitializer: Initializer;
}

export interface Dropout {
  readonly kind: 'dropout';
  /** Share of inputs set to zero while training; the others are scaled by 1 / (1 − rate). */
  readonly rate: number;
}

export interface ActivationLayer {
  readonly kind: 'activation';
  readonly activation: Activation;
}

export type Layer = Conv2d | Pooling2d | Flatten | Dense | Dropout | ActivationLayer;

/** [height, width, channels] of one image, or [units] after flatten. */
export type Shape = readonly number[];

/** A sequence of layers over images of one shape. */
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
