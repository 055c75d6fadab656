/**
 * What an engine does: it compiles a model into something that can be trained. Two of them exist, `wasm` (the default,
 * the same bits everywhere) and `tensorflow`. Engines know nothing of specs, stages or files.
 */
import type { ImageSet } from '../data/dataset.js';
import type { Model, NamedTensor } from '../model/layer.js';
import type { RandomKey } from '../util/random.js';

export type EngineName = 'wasm' | 'tensorflow';

export interface Engine {
  readonly name: EngineName;
  /** Version in words, for people: `wasm (hwr-run 0.1.0)`, `tensorflow 2.21.0`. */
  readonly version: string;
  /** SHA-256 of the binary that computes; part of every key that the engine's results are filed under. */
  readonly binarySha256: string;
  /**
   * Plans memory, starts threads, copies the image sets in. The weights are undefined until `load`.
   *
   * @throws EngineMemoryError
   */
  compile(model: Model, options: CompileOptions): Promise<Trainable>;
}

export interface CompileOptions {
  /** The image sets that later calls name; their pixels are copied once. */
  readonly sets: Readonly<Record<string, ImageSet>>;
  /** value = pixel × scale + offset: what the normalize stage decided. */
  readonly pixelScale: { readonly scale: number; readonly offset: number };
  readonly batchSize: number;
  readonly loss: Loss;
  readonly optimizer: Optimizer;
  /**
   * Keeps an exponential moving average of the trainable variables, as Keras does: average ← momentum·average +
   * (1 − momentum)·w after each step, the first of all taking w as it is.
   */
  readonly emaMomentum?: number;
  /** Threads that compute; changes the time, never a bit of the result. */
  readonly threads: number;
  /** How 3×3 convolutions are computed where the engine has a choice; by default the fastest way. Results differ in rounding. */
  readonly convolution?: 'winograd' | 'direct';
  /** Streams for dropout masks and augmentation transforms. */
  readonly keys: { readonly dropout: RandomKey; readonly augmentation: RandomKey };
}

/**
 * What is minimised: its mean over the images. The target of an image is 1 at its label and 0 elsewhere; label smoothing
 * s makes it (1 − s)·target + s / classes, as in Keras. The crossentropy is −Σ target·ln p, computed on the logits; the
 * mean squared error is that between the softmax probabilities and the target, over the classes. Penalties on weights
 * are part of the gradient and never of a loss that is reported.
 */
export type Loss =
  | { readonly kind: 'categoricalCrossentropy'; readonly labelSmoothing: number }
  | { readonly kind: 'meanSquaredError' };

/** What all optimizers have in common. */
interface OptimizerBase {
  /** For every step, where `EpochOptions.learningRates` does not say otherwise. */
  readonly learningRate: number;
  /** Decoupled, before the step, of every trainable variable: w ← w − weightDecay·learningRate·w. */
  readonly weightDecay?: number;
  readonly clipping?: Clipping;
}

/**
 * How large gradients may be: `value` cuts each of their values to ±limit; `norm` scales the gradient of a variable down
 * to this Euclidean norm, `globalNorm` those of all variables together.
 */
export interface Clipping {
  readonly by: 'value' | 'norm' | 'globalNorm';
  readonly limit: number;
}

/** Stochastic gradient descent as in Keras: v ← momentum·v − lr·g; w ← w + v (nesterov: w ← w + momentum·v − lr·g). */
export interface Sgd extends OptimizerBase {
  readonly kind: 'sgd';
  readonly momentum: number;
  readonly nesterov: boolean;
}

/**
 * Adam as in Keras, in step t from 1: m ← m + (1 − beta1)·(g − m); v ← v + (1 − beta2)·(g² − v);
 * w ← w − lr·√(1 − beta2ᵗ) / (1 − beta1ᵗ)·m / (√v + epsilon). With weight decay it is AdamW.
 */
export interface Adam extends OptimizerBase {
  readonly kind: 'adam';
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
}

/**
 * RMSprop as in Keras: v ← rho·v + (1 − rho)·g²; d ← lr·g / √(v + epsilon); w ← w − d, or with momentum
 * b ← momentum·b + d; w ← w − b. Centred: a ← rho·a + (1 − rho)·g, and v − a² in place of v under the root.
 */
export interface RmsProp extends OptimizerBase {
  readonly kind: 'rmsprop';
  readonly rho: number;
  readonly momentum: number;
  readonly epsilon: number;
  readonly centered: boolean;
}

export type Optimizer = Sgd | Adam | RmsProp;

/**
 * Ranges of the random changes to training images, done in the order of the fields; each is drawn anew for every image and
 * epoch. Rotation, shift, zoom and shear mean what they do in Keras's ImageDataGenerator, brightness and contrast what they
 * do in Keras's layers. What is left out or null is off.
 */
export interface Augmentation {
  /** Pixels by which light strokes on a dark ground grow (thicker) or, below 0, shrink: uniform in [low, high]. */
  readonly thickness?: readonly [number, number];
  /** Degrees: the angle is uniform in ±rotation. */
  readonly rotation: number;
  /** Fraction of the side: [height, width]; uniform in ±shift. */
  readonly shift: readonly [number, number];
  /** Each axis's factor is uniform in [low, high]. */
  readonly zoom: readonly [number, number];
  /** Degrees: the shear angle is uniform in ±shear. */
  readonly shear: number;
  readonly fillMode: 'nearest' | 'constant' | 'reflect' | 'wrap';
  /** Pixel value (0–255) outside the image when fillMode is `constant`, and of what erasing erases when its fill is. */
  readonly fillValue: number;
  /**
   * Displacement of every pixel (Simard et al. 2003): numbers uniform in ±1, smoothed by a Gaussian of `sigma` pixels (at
   * least 1) and multiplied by `alpha`.
   */
  readonly elastic?: { readonly alpha: number; readonly sigma: number } | null;
  /** The distance of each pixel from the image's mean is multiplied by a factor uniform in [low, high]. */
  readonly contrast?: readonly [number, number];
  /** Share of the range of grey levels that is added to every pixel: uniform in [low, high]. */
  readonly brightness?: readonly [number, number];
  /** Standard deviation of the normal noise added to each pixel, as a share of the range of grey levels. */
  readonly noise?: number;
  readonly erasing?: Erasing | null;
  /** The image and its target are averaged with those of another of its batch, with weights from Beta(alpha, alpha). */
  readonly mixup?: { readonly alpha: number } | null;
  /** A rectangle of another image of the batch replaces part of this one; its share of the area is from Beta(alpha, alpha). */
  readonly cutmix?: { readonly alpha: number } | null;
}

/** A rectangle at a random place is erased (Zhong et al. 2020). */
export interface Erasing {
  readonly probability: number;
  /** Share of the image's area: uniform in [low, high]. */
  readonly area: readonly [number, number];
  /** Height over width: uniform in [low, high]. */
  readonly aspect: readonly [number, number];
  /** Random grey levels, or `fillValue`. */
  readonly fill: 'random' | 'constant';
}

export interface EpochOptions {
  /** Name of the set in `CompileOptions.sets`. */
  readonly set: string;
  /** Which images, in the order of training: batches are consecutive runs of batchSize, the last one may be smaller. */
  readonly order: Uint32Array;
  /** Epoch number from 1: the counter of every random stream. */
  readonly epoch: number;
  /** One a step; the optimizer's own throughout where absent. In float64: the engine rounds what it makes of them. */
  readonly learningRates?: Float64Array;
  /** Steps done before this epoch; (epoch − 1) times its own steps where absent. */
  readonly stepsDone?: number;
  readonly augmentation?: Augmentation;
  readonly onProgress?: (progress: {
    readonly step: number;
    readonly steps: number;
    readonly loss: number;
  }) => void;
  readonly signal?: AbortSignal;
}

/** The mean over an epoch's images, each measured when its batch was trained on (as Keras reports it). */
export interface EpochResult {
  readonly loss: number;
  readonly accuracy: number;
  readonly count: number;
  /** Seconds of training alone. */
  readonly seconds: number;
}

export interface EvaluateOptions {
  readonly set: string;
  /** Which images; the result is in this order. */
  readonly indices: Uint32Array;
  /** With the moving averages of the weights instead of the weights. */
  readonly averaged?: boolean;
  /** Pixels, [down, right], by which each image is moved; what comes in repeats the image's edge. */
  readonly shift?: readonly [number, number];
  readonly onProgress?: (progress: { readonly done: number; readonly count: number }) => void;
  readonly signal?: AbortSignal;
}

export interface EvaluateResult {
  readonly loss: number;
  readonly accuracy: number;
  readonly count: number;
  /** count × classes softmax probabilities, row-major. */
  readonly probabilities: Float32Array;
}

/** Thrown by `trainEpoch` when the loss is no longer a finite number. */
export class NonFiniteLossError extends Error {
  readonly epoch: number;
  readonly step: number;

  constructor(epoch: number, step: number) {
    super(`the loss is not a finite number in epoch ${epoch}, step ${step}`);
    this.name = 'NonFiniteLossError';
    this.epoch = epoch;
    this.step = step;
  }
}

/** Whether an error is a NonFiniteLossError: by name, since an engine that is loaded apart has a class of its own. */
export function isNonFiniteLossError(error: unknown): error is NonFiniteLossError {
  return error instanceof Error && error.name === 'NonFiniteLossError';
}

/** Thrown by `compile` when a model and its images do not fit into memory. */
export class EngineMemoryError extends Error {
  constructor(bytes: number, reason: string) {
    super(`the model and its images need ${(bytes / 2 ** 30).toFixed(2)} GiB of memory: ${reason}`);
    this.name = 'EngineMemoryError';
  }
}

/** Whether an error is an EngineMemoryError, by name as above. */
export function isEngineMemoryError(error: unknown): error is EngineMemoryError {
  return error instanceof Error && error.name === 'EngineMemoryError';
}

/** A compiled model. One call at a time. */
export interface Trainable {
  /**
   * Trains on one epoch.
   *
   * @throws NonFiniteLossError
   * @throws the signal's reason (an AbortError) when aborted; the state is then undefined until `load`.
   */
  trainEpoch(options: EpochOptions): Promise<EpochResult>;
  /**
   * Puts other images in place of a set's, of the same shape and at most as many as it was compiled with; they are copied.
   * So a set may be a window that more images pass through than fit into memory.
   */
  replaceSet(name: string, images: ImageSet): void;
  /** Scores images without augmentation and dropout. */
  evaluate(options: EvaluateOptions): Promise<EvaluateResult>;
  /**
   * Copies of the weights, and of what the optimizer keeps for those that are not frozen: `sgd/<weight>/momentum` (none without momentum),
   * `adam/<weight>/m` and `/v`, `rmsprop/<weight>/velocity`, `/momentum` and `/averageGradient`, and `ema/<weight>`.
   */
  state(): EngineState;
  /** Sets the weights, and what the optimizer keeps where given (otherwise as before the first step). Names and shapes must match. */
  load(state: {
    readonly weights: readonly NamedTensor[];
    readonly optimizer?: readonly NamedTensor[];
  }): void;
  /** Ends the threads and frees the memory. */
  dispose(): Promise<void>;
}

export interface EngineState {
  readonly weights: readonly NamedTensor[];
  readonly optimizer: readonly NamedTensor[];
}
