/** What is known of a model before it is trained; made by `analyzeModel`. */
import type { Extent } from './geometry.js';
import type { FlatLayer, Initializer, Model, Pair, Regularizer, Shape } from './layer.js';

/** An array that a layer keeps. */
export interface Variable {
  /** `<layer name>/` and `kernel`, `depthwiseKernel`, `bias`, `gamma`, `beta`, `movingMean` or `movingVariance`. */
  readonly name: string;
  /** [height, width, in, out] or [in, out] for kernels, [height, width, channels, 1] for depthwise ones, [out] for the rest. */
  readonly shape: Shape;
  readonly initializer: Initializer;
  /** Inputs and outputs of one unit, as Keras's initialisers count them (for a bias both are its length). */
  readonly fanIn: number;
  readonly fanOut: number;
  /** False for batch normalisation's moving statistics and for what is frozen: they have no gradient. */
  readonly trainable: boolean;
  /** Absent when the loss does not count the variable. */
  readonly regularizer?: Regularizer;
}

/** Zeros around a map: what `same` padding adds. */
export interface PaddingAmounts {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

/** The part of a map that later layers read. */
export interface Region {
  readonly rows: Extent;
  readonly columns: Extent;
}

/** One layer of the flat list that blocks are expanded into. A layer's inputs come before it; the last layer is the output. */
export interface LayerAnalysis {
  /** `conv2d`, `conv2d_1`, …: the kind, numbered from the second on. */
  readonly name: string;
  readonly layer: FlatLayer;
  /** Indices of the layers that feed it, all different; −1 is the image. One, but for `add` and `concatenate`. */
  readonly inputs: readonly number[];
  /** Where in the model it was written: `3.conv2d`, `3.residual.layers.0.conv2d`; a block's own path for what only the block implies. */
  readonly path: string;
  /** Of the first input. */
  readonly inputShape: Shape;
  readonly outputShape: Shape;
  readonly padding: PaddingAmounts;
  readonly variables: readonly Variable[];
  readonly parameters: number;
  /**
   * Floating-point operations of the forward pass for one image. A multiplication and an addition count as 2, zeros of
   * the padding count like pixels, the bias is the addition that a sum of n products leaves free: 2·n for each output of
   * a convolution or dense layer, one for each value that average pooling reads (the global one too); 0 for everything
   * else.
   */
  readonly flops: number;
  /** `flops` of the outputs in `live` alone. */
  readonly liveFlops: number;
  /**
   * Forward and backward pass: once more for the kernel's gradient unless it is frozen, and once more for the input's where
   * an earlier layer has variables to train. (A gradient with respect to the image is never needed.)
   */
  readonly trainingFlops: number;
  readonly liveTrainingFlops: number;
  /** [height, width] of the input pixels that one output depends on; padding counts for maps, and is clipped for dense layers. */
  readonly receptiveField: Pair;
  /** Input pixels from one output to the next, [down, right]; [0, 0] after a dense layer. */
  readonly jump: Pair;
  /** Outputs that some later layer reads; absent when the output is no map. Batch normalisation reads, and makes, all of its map. */
  readonly live?: Region;
}

/** Something the user should know, though the model can be trained. */
export interface ModelWarning {
  /** Index into `ModelAnalysis.layers`. */
  readonly layer: number;
  readonly message: string;
  readonly advice: string;
}

export interface ModelAnalysis {
  readonly model: Model;
  readonly layers: readonly LayerAnalysis[];
  readonly outputShape: Shape;
  readonly parameters: number;
  /** Sums over the layers, one image. */
  readonly flops: number;
  readonly liveFlops: number;
  readonly trainingFlops: number;
  readonly liveTrainingFlops: number;
  /** Floats that the layers' outputs take, one image. */
  readonly activations: number;
  /** What frozen layers spare: `liveTrainingFlops`, and floats of outputs whose gradient nobody needs any more. */
  readonly spared: { readonly flops: number; readonly activations: number };
  /** Input pixels that some output depends on. */
  readonly visible: Region;
  /** Input pixels (rows × columns) that no output can see. */
  readonly deadPixels: number;
  readonly warnings: readonly ModelWarning[];
}

/** Why a model cannot be trained. */
export interface ModelProblem {
  /** Path of the layer, as in `LayerAnalysis.path`; empty for the list itself. */
  readonly layer: string;
  /** The layer's property, `kernelSize`; empty for the layer itself. */
  readonly path: string;
  readonly message: string;
  readonly advice?: string;
}
