/** What the layers compute, as the programs are made of it. A dense layer is a convolution on one pixel. */
import type { Activation, Pair } from '../../../model/layer.js';
import type { Extents } from './layout.js';
import type { Tiling } from './winograd.js';

export type Node =
  | ConvolutionNode
  | PooledConvolutionNode
  | DepthwiseNode
  | PoolingNode
  | ActivationNode
  | DropoutNode
  | BatchNormalizationNode
  | LayerNormalizationNode
  | MergeNode
  | PaddingNode;

interface NodeBase {
  /** Numbers of the nodes that feed it; −1 is the image. */
  readonly inputs: readonly number[];
  /** Of the first input, as this node reads it: after a flatten, a vector. */
  readonly input: Extents;
  readonly output: Extents;
  /** Whether the gradient of its output is wanted: it or something before it has something to learn that is not frozen. */
  readonly learns: boolean;
}

export interface ConvolutionNode extends NodeBase {
  readonly kind: 'convolution';
  readonly kernelSize: Pair;
  readonly strides: Pair;
  /** Zeros above and to the left. */
  readonly before: Pair;
  /** One whose derivative its value tells. */
  readonly activation: Activation;
  /** Names of the variables. */
  readonly kernel: string;
  readonly bias: string | undefined;
  /** Whether only a max pooling reads it, so that its gradient comes as that of the windows' winners. */
  readonly hasWinners?: true;
  /** Present where the convolution is computed by Winograd's algorithm. */
  readonly tiling?: Tiling;
}

/** A 3×3 convolution of the image, of one channel, and the 2×2 max pooling behind it; `output` is what the pooling leaves. */
export interface PooledConvolutionNode extends NodeBase {
  readonly kind: 'pooledConvolution';
  /** Of the convolution: zeros above and to the left of the image. */
  readonly before: Pair;
  readonly activation: 'linear' | 'relu';
  readonly kernel: string;
  readonly bias: string | undefined;
}

export interface DepthwiseNode extends NodeBase {
  readonly kind: 'depthwise';
  readonly kernelSize: Pair;
  readonly strides: Pair;
  readonly before: Pair;
  readonly kernel: string;
  readonly bias: string | undefined;
}

export interface PoolingNode extends NodeBase {
  readonly kind: 'maxPooling' | 'averagePooling';
  readonly poolSize: Pair;
  readonly strides: Pair;
  readonly before: Pair;
}

export interface ActivationNode extends NodeBase {
  readonly kind: 'activation';
  readonly activation: Activation;
}

export interface DropoutNode extends NodeBase {
  readonly kind: 'dropout' | 'spatialDropout';
  readonly rate: number;
  /** Number of the layer in the model: a counter of its random stream. */
  readonly layer: number;
  /** Extents of the whole map, read or not: they number its elements. */
  readonly whole: Extents;
}

export interface BatchNormalizationNode extends NodeBase {
  readonly kind: 'batchNormalization';
  /** Whether it trains as it scores: by its moving statistics, which stay as they are. */
  readonly isFrozen: boolean;
  readonly momentum: number;
  readonly epsilon: number;
  readonly gamma: string | undefined;
  readonly beta: string | undefined;
  readonly movingMean: string;
  readonly movingVariance: string;
  readonly activation: Activation;
}

export interface LayerNormalizationNode extends NodeBase {
  readonly kind: 'layerNormalization';
  readonly epsilon: number;
  readonly gamma: string | undefined;
  readonly beta: string | undefined;
}

export interface MergeNode extends NodeBase {
  readonly kind: 'add' | 'concatenate';
  /** Channels of each input. */
  readonly channels: readonly number[];
  readonly activation: Activation;
}

/** Its input with zeros around it; without any, a copy. */
export interface PaddingNode extends NodeBase {
  readonly kind: 'padding';
  readonly before: Pair;
}
