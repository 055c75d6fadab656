/** What is known of a model before it is trained; made by `analyzeModel`. */
import type { Extent } from './geometry.js';
import type { Initializer, Layer, Model, Pair, Shape } from './layer.js';

/** A trainable array of a layer. */
export interface Variable {
  /** `<layer name>/kernel` or `<layer name>/bias`. */
  readonly name: string;
  /** [height, width, in, out] or [in, out] for kernels, [out] for biases. */
  readonly shape: Shape;
  readonly initializer: Initializer;
  /** Inputs and outputs of one unit, as Keras's initialisers count them (for a bias both are its length). */
  readonly fanIn: number;
  readonly fanOut: number;
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

export interface LayerAnalysis {
  /** `conv2d`, `conv2d_1`, …: the kind, numbered from the second on. */
  readonly name: string;
  readonly layer: Layer;
  readonly inputShape: Shape;
  readonly outputShape: Shape;
  readonly padding: PaddingAmounts;
  readonly variables: readonly Variable[];
  readonly parameters: number;
  /**
   * Floating-point operations of the forward pass for one image. A multiplication and an addition count as 2, zeros of
   * the padding count like pixels, the bias is the addition that a sum of n products leaves free: 2·n for each output of
   * a convolution or dense layer, one for each value that average pooling reads; 0 for everything else.
   */
  readonly flops: number;
  /** `flops` of the outputs in `live` alone. */
  readonly liveFlops: number;
  /**
   * Forward and backward pass: once more for the kernel's gradient, and once more for the input's where an earlier layer
   * has variables. (A gradient with respect to the image is never needed.)
   */
  readonly trainingFlops: number;
  readonly liveTrainingFlops: number;
  /** [height, width] of the input pixels that one output depends on; padding counts for maps, and is clipped for dense layers. */
  readonly receptiveField: Pair;
  /** Input pixels from one output to the next, [down, right]; [0, 0] after a dense layer. */
  readonly jump: Pair;
  /** Outputs that later layers read; absent when the output is no map. */
  readonly live?: Region;
}

/** Something the user should know, though the model can be trained. */
export interface ModelWarning {
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
  /** Input pixels that some output depends on. */
  readonly visible: Region;
  /** Input pixels (rows × columns) that no output can see. */
  readonly deadPixels: number;
  readonly warnings: readonly ModelWarning[];
}

/** Why a model cannot be trained. */
export interface ModelProblem {
  /** Index into `Model.layers`; −1 for the list itself. */
  readonly layer: number;
  /** The layer's property, `kernelSize`; empty for the layer itself. */
  readonly path: string;
  readonly message: string;
  readonly advice?: string;
}
