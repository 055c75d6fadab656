// Generated from schemas/experiment.schema.json by scripts/build/schemas.mjs: edit the schema, not this file.
/**
 * The data set: its name, as `hwr-run data ls` lists it (`synthetic` needs no download), or data of your own: a map with the kind of its files as its one key, or the path alone, as in `./digits.csv`, `digits.npz` and `./digits/`. Paths are relative to this file. Grey images of your own that are dark on light are inverted.
 */
export type DatasetSource =
  | string
  | (
      | {
          readonly csv: CsvSource;
        }
      | {
          readonly folder: FolderSource;
        }
      | {
          readonly npz: NpzSource;
        }
      | {
          readonly idx: IdxSource;
        }
    );
/**
 * Path of the training set.
 */
export type TrainPath = string;
/**
 * Path of the test set, or how much of the training set is held out as one, stratified by class: a share below 1, or a number of images.
 */
export type TestSource = string | number;
/**
 * The values of paper and of full ink; null: 0 and 1 where the training set has nothing above 1, else 0 and 255.
 *
 * @minItems 2
 * @maxItems 2
 */
export type PixelRange = readonly [number, number] | null;
/**
 * The images are stored column by column, as EMNIST's are.
 */
export type Transposed = boolean;
/**
 * Swap ink and paper, for images with dark ink on light paper; auto looks at the borders of the training images, and leaves colour images as they are.
 */
export type InvertImages = 'auto' | true | false;
/**
 * Seed of which images are held out as a test set; the experiment's own seed does not change them.
 */
export type TestSeed = number;
/**
 * SHA-256 of the files' content, which they must have; filled in by hwr-run in the resolved spec, whose paths then count from the folder that it is run in, too.
 */
export type SourceSha256 = string;
/**
 * 1 makes colour grey, by its luminance; 3 keeps red, green and blue.
 */
export type ImageChannels = 1 | 3;
/**
 * How much of the training set is held out as a test set where the file has none, stratified by class: a share below 1, or a number of images.
 */
export type TestAmount = number;
/**
 * Size of the generated data set; used where `dataset` is `synthetic`, and otherwise left out of the spec's hash.
 */
export type Synthetic = {
  /**
   * Images in the training set.
   */
  readonly train: number;
  /**
   * Images in the test set.
   */
  readonly test: number;
  /**
   * Seed of the generator; the experiment's own seed does not change the images.
   */
  readonly seed: number;
} | null;
/**
 * Make images of other sizes look like MNIST's: cut to the ink, scale it into a box with its proportions kept, centre it by its mass. Null leaves images as they are.
 */
export type Fit = {
  /**
   * Side of the fitted image.
   */
  readonly size: number;
  /**
   * Side of the box that the ink is scaled into.
   */
  readonly box: number;
  /**
   * Swap ink and paper first, for images with dark ink on light paper; auto looks at the borders of the training images.
   */
  readonly invert: 'auto' | true | false;
} | null;
/**
 * Random changes to training images, drawn anew for each image and epoch: thickness first, then rotation, shift, zoom, shear (those of Keras's ImageDataGenerator) and elastic in one sampling, contrast, brightness, noise, erasing, mixing. The report shows each of them. Null or left out: none.
 */
export type Augment = {
  /**
   * The angle is uniform in ±rotation.
   */
  readonly rotation: number;
  /**
   * The shift is uniform in ± this fraction of the side: one number, or [height, width].
   *
   * @minItems 2
   * @maxItems 2
   */
  readonly shift: readonly [number, number];
  /**
   * Each axis is scaled by a factor uniform in [low, high]; a single number z stands for [1 − z, 1 + z].
   *
   * @minItems 2
   * @maxItems 2
   */
  readonly zoom: readonly [number, number];
  /**
   * The shear angle is uniform in ±shear.
   */
  readonly shear: number;
  /**
   * What lies outside the image: the nearest pixel, a constant, the image reflected or repeated.
   */
  readonly fillMode: 'nearest' | 'constant' | 'reflect' | 'wrap';
  /**
   * The pixel value outside the image where fillMode is constant, and of erased rectangles where erasing.fill is constant.
   */
  readonly fillValue: number;
  /**
   * Light strokes on a dark ground become thicker by this many pixels, thinner where it is negative, uniform in [low, high]; a single number t stands for [−t, t].
   *
   * @minItems 2
   * @maxItems 2
   */
  readonly thickness: readonly [number, number];
  readonly elastic: Elastic;
  /**
   * Each pixel's distance from the image's mean is multiplied by a factor uniform in [low, high]; a single number c stands for [1 − c, 1 + c].
   *
   * @minItems 2
   * @maxItems 2
   */
  readonly contrast: readonly [number, number];
  /**
   * This share of the range of grey levels is added to every pixel, uniform in [low, high]; a single number b stands for [−b, b].
   *
   * @minItems 2
   * @maxItems 2
   */
  readonly brightness: readonly [number, number];
  /**
   * Standard deviation of the normal noise that is added to each pixel.
   */
  readonly noise: number;
  readonly erasing: Erasing;
  readonly mixup: Mixup;
  readonly cutmix: Cutmix;
} | null;
/**
 * Elastic distortion (Simard et al. 2003): every pixel is displaced by random numbers in ±1, smoothed by a Gaussian and multiplied by alpha. A single number stands for its alpha.
 */
export type Elastic = {
  /**
   * Strength; displacements have a standard deviation of 0.163·alpha/sigma. 0: none.
   */
  readonly alpha: number;
  /**
   * Standard deviation of the Gaussian: how far neighbours move together.
   */
  readonly sigma: number;
} | null;
/**
 * Random erasing (Zhong et al. 2020): a rectangle at a random place is overwritten. A single number stands for its probability.
 */
export type Erasing = {
  /**
   * Share of the images that lose a rectangle. 0: none.
   */
  readonly probability: number;
  /**
   * The rectangle's share of the image, uniform in [low, high].
   *
   * @minItems 2
   * @maxItems 2
   */
  readonly area: readonly [number, number];
  /**
   * Its height over its width, uniform in [low, high].
   *
   * @minItems 2
   * @maxItems 2
   */
  readonly aspect: readonly [number, number];
  /**
   * What replaces it: a random grey level for each pixel, or augment.fillValue.
   */
  readonly fill: 'random' | 'constant';
} | null;
/**
 * Mixup (Zhang et al. 2018): each image and its label are averaged with those of another image of its batch. A single number stands for its alpha. With cutmix as well, each image gets one of the two.
 */
export type Mixup = {
  /**
   * The weights are from the distribution Beta(alpha, alpha). 0: none.
   */
  readonly alpha: number;
} | null;
/**
 * CutMix (Yun et al. 2019): a rectangle of another image of the batch replaces part of each image, and its label takes the rectangle's share. A single number stands for its alpha.
 */
export type Cutmix = {
  /**
   * The image's own share of the area is from Beta(alpha, alpha). 0: none.
   */
  readonly alpha: number;
} | null;
/**
 * A trained run whose weights this network starts from: its folder (a path relative to this file, or a name in the folder of runs) or the name of its spec, which means the latest of its runs. Layers take the weights of the run's layers of the same names (conv2d, conv2d_1, …, as `hwr-run check` lists them) and shapes; a last layer of another shape is a new head and begins at random, as do layers that the run does not have. What counts is the weights: the run may be moved or renamed. A single text stands for its run. Null or left out: all weights begin at random.
 */
export type From = {
  /**
   * The run.
   */
  readonly run: string;
  /**
   * SHA-256 of its weights, as its result.json has it; by default whatever it is. With it no other weights will do, and a run that has them is found under another name, too.
   */
  readonly weightsSha256?: string;
} | null;
/**
 * A layer: a map with the layer's name as its one key, or the bare name where all options have defaults.
 */
export type Layer =
  | {
      readonly conv2d: Conv2D;
    }
  | {
      readonly depthwiseConv2d: DepthwiseConv2D;
    }
  | {
      readonly separableConv2d: SeparableConv2D;
    }
  | {
      readonly maxPooling2d: Pooling2D;
    }
  | {
      readonly averagePooling2d: Pooling2D;
    }
  | {
      readonly globalAveragePooling2d: GlobalAveragePooling2D;
    }
  | {
      readonly zeroPadding2d: ZeroPadding2D;
    }
  | {
      readonly flatten: Flatten;
    }
  | {
      readonly dense: Dense;
    }
  | {
      readonly dropout: Dropout;
    }
  | {
      readonly spatialDropout2d: SpatialDropout2D;
    }
  | {
      readonly activation: Activation;
    }
  | {
      readonly batchNormalization: BatchNormalization;
    }
  | {
      readonly layerNormalization: LayerNormalization;
    }
  | {
      readonly residual: Residual;
    }
  | {
      readonly denseBlock: DenseBlock;
    }
  | {
      readonly transition: Transition;
    }
  | {
      readonly repeat: Repeat;
    }
  | {
      readonly add: Add;
    }
  | {
      readonly concatenate: Concatenate;
    };
/**
 * The window: one number, or [height, width].
 *
 * @minItems 2
 * @maxItems 2
 */
export type KernelSize = readonly [number, number];
/**
 * Step from window to window: one number, or [height, width].
 *
 * @minItems 2
 * @maxItems 2
 */
export type Strides = readonly [number, number];
/**
 * valid: windows stay inside the image; same: they reach over its border, so that strides of 1 keep its size. Convolutions see zeros there, pooling leaves those places out.
 */
export type Padding = 'valid' | 'same';
/**
 * The function applied to the layer's output, as in Keras (leakyRelu has a slope of 0.2 below 0, gelu is the exact one); softmax only on the last layer.
 */
export type ActivationOption =
  'linear' | 'relu' | 'leakyRelu' | 'elu' | 'gelu' | 'silu' | 'sigmoid' | 'tanh' | 'softmax';
/**
 * Whether a bias is added.
 */
export type UseBias = boolean;
/**
 * How the kernel's weights begin, by Keras's names and with its defaults.
 */
export type KernelInitializer =
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
/**
 * How the bias begins, by Keras's names and with its defaults.
 */
export type BiasInitializer =
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
/**
 * A penalty added to the loss that is minimized: l1·Σ|w| + l2·Σw² over the kernel. Null: none.
 */
export type Regularizer = {
  /**
   * Factor of the sum of absolute values.
   */
  readonly l1: number;
  /**
   * Factor of the sum of squares; 0.0001 is usual.
   */
  readonly l2: number;
} | null;
/**
 * False freezes the layer, or all layers in the block: their weights stay as they are, and training takes less time. As in Keras, a frozen batchNormalization uses its moving averages in training, too. Left out: true.
 */
export type Trainable = boolean;
/**
 * An activation function as a layer of its own; softmax only as the last layer.
 */
export type Activation =
  'linear' | 'relu' | 'leakyRelu' | 'elu' | 'gelu' | 'silu' | 'sigmoid' | 'tanh' | 'softmax';
/**
 * Added to the variance, so that nothing is divided by zero.
 */
export type Epsilon = number;
/**
 * Whether a learned beta is added.
 */
export type Center = boolean;
/**
 * Whether a learned gamma is multiplied by.
 */
export type Scale = boolean;
/**
 * The layers in order.
 */
export type Layers = Layer[];
/**
 * How the kernels' weights begin, by Keras's names and with its defaults.
 */
export type BlockInitializer =
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
/**
 * A list of layers for each branch; one of them may be empty, which is the input itself.
 */
export type Branches = Layer[][];
/**
 * What is minimized: a map with the loss's name as its one key, or the bare name. Reported losses, of all splits, are this one: with label smoothing, without the penalties that regularizers add.
 */
export type Loss =
  | {
      readonly sparseCategoricalCrossentropy: Crossentropy;
    }
  | {
      readonly categoricalCrossentropy: Crossentropy;
    }
  | {
      readonly meanSquaredError: MeanSquaredError;
    };
/**
 * How weights follow the gradient: a map with the optimizer's name as its one key, or the bare name. Definitions and defaults are Keras 3's.
 */
export type Optimizer =
  | {
      readonly sgd: Sgd;
    }
  | {
      readonly adam: Adam;
    }
  | {
      readonly adamw: AdamW;
    }
  | {
      readonly rmsprop: RmsProp;
    };
/**
 * Before each step every trainable weight, biases too, loses this share times the learning rate. Null: none.
 */
export type WeightDecay = number | null;
/**
 * The gradient of each variable is scaled down to at most this Euclidean norm. Null: as it is. Only one of clipNorm, globalClipNorm and clipValue can be given.
 */
export type ClipNorm = number | null;
/**
 * The gradients of all variables together are scaled down to at most this Euclidean norm. Null: as they are.
 */
export type GlobalClipNorm = number | null;
/**
 * Each value of the gradient is cut to ± this. Null: as it is.
 */
export type ClipValue = number | null;
/**
 * How the learning rate changes from step to step, once the warm-up is over: a map with the schedule's name as its one key, or the bare name. cosine and oneCycle depend on `epochs`: with another number all epochs are trained anew; with the others 30 epochs are the first 30 of 50.
 */
export type Schedule =
  | {
      readonly constant: ConstantSchedule;
    }
  | {
      readonly step: StepSchedule;
    }
  | {
      readonly exponential: ExponentialSchedule;
    }
  | {
      readonly cosine: CosineSchedule;
    }
  | {
      readonly oneCycle: OneCycleSchedule;
    };
/**
 * Stop when a figure no longer improves. Null or left out: train all epochs.
 */
export type EarlyStopping = {
  /**
   * The figure that is watched; a loss should fall, an accuracy rise.
   */
  readonly monitor: 'validation.loss' | 'validation.accuracy' | 'train.loss' | 'train.accuracy';
  /**
   * Epochs without improvement before training stops.
   */
  readonly patience: number;
  /**
   * A change no larger than this is no improvement.
   */
  readonly minDelta: number;
  /**
   * Keep the weights of the best epoch instead of the last one's.
   */
  readonly restoreBest: boolean;
} | null;
/**
 * Score the mean of the probabilities of an image and of shifted copies of it. Validation during training is without. Null or left out: the image alone.
 */
export type TestTimeAugmentation = {
  /**
   * Copies are shifted by up to so many pixels along both axes, with the image's edge repeated: (2·shifts + 1)² views of an image, 9 for 1. Scoring takes as many times as long.
   */
  readonly shifts: number;
} | null;

/**
 * An experiment of hwr-run: one file that says which data, which network, how to train it and what to report. The sections are the stages, in the order in which they run.
 */
export interface Spec {
  /**
   * Name of the experiment; its results land in runs/<name>-<first 8 of the spec's hash>.
   */
  readonly name: string;
  /**
   * What the experiment is about, in a sentence. It does not enter the spec's hash.
   */
  readonly description: string;
  /**
   * Seed of every random number: the validation split, the weights, the order of images, augmentation and dropout.
   */
  readonly seed: number;
  readonly load: Load;
  readonly normalize: Normalize;
  readonly augment: Augment;
  readonly build: Build;
  readonly train: Train;
  readonly evaluate: Evaluate;
  readonly report: Report;
  readonly ensemble?: Ensemble;
  readonly sweep?: Sweep;
}
/**
 * The data set, and what is held out of its training set.
 */
export interface Load {
  readonly dataset: DatasetSource;
  /**
   * Held out of the training set, stratified by class: a share below 1, or a number of images; 0 holds out nothing.
   */
  readonly validation: number;
  /**
   * Use only the first so many images of the training set (before the validation split) and of the test set; null uses all.
   */
  readonly limit: number | null;
  readonly synthetic: Synthetic;
}
/**
 * Text tables: an image on each line, its label and its pixels row by row, separated by commas, semicolons or tabs; as they are or compressed by gzip. A single text stands for `train`.
 */
export interface CsvSource {
  readonly train: TrainPath;
  readonly test: TestSource;
  /**
   * The column with the labels, which may be numbers or words: first, last, or its name in the header. Auto takes the one that is called label, class, target, digit or y, else the first or the last one, whichever is not pixels, and asks where that cannot be told.
   */
  readonly label: string;
  /**
   * Whether the first line names the columns; auto looks at it.
   */
  readonly header: 'auto' | true | false;
  /**
   * Height of the images; null: as high as they are wide.
   */
  readonly height: number | null;
  readonly range: PixelRange;
  readonly transposed: Transposed;
  readonly invert: InvertImages;
  readonly seed: TestSeed;
  readonly sha256?: SourceSha256;
}
/**
 * A folder of folders, one for each class with its PNG files (any depth, grey or colour; what is transparent is shown on paper that its ink can be seen on). Where it holds folders `train` and `test`, those are the two sets. Images differ in size only with `normalize.fit`. A single text stands for `train`.
 */
export interface FolderSource {
  readonly train: TrainPath;
  readonly test: TestSource;
  readonly channels: ImageChannels;
  readonly invert: InvertImages;
  readonly seed: TestSeed;
  readonly sha256?: SourceSha256;
}
/**
 * A file of NumPy's savez: `x_train` and `y_train`, and `x_test` and `y_test` where there is a test set; images × height × width (× channels), or images × pixels of square images; labels in whole numbers. A single text stands for `train`.
 */
export interface NpzSource {
  readonly train: TrainPath;
  readonly test: TestAmount;
  readonly channels: ImageChannels;
  readonly range: PixelRange;
  readonly transposed: Transposed;
  readonly invert: InvertImages;
  readonly seed: TestSeed;
  readonly sha256?: SourceSha256;
}
/**
 * Files in MNIST's format, as they are or compressed by gzip.
 */
export interface IdxSource {
  readonly train: IdxPair;
  /**
   * The files of the test set, or how much of the training set is held out as one, stratified by class: a share below 1, or a number of images.
   */
  readonly test: number | IdxPair;
  readonly transposed: Transposed;
  readonly invert: InvertImages;
  readonly seed: TestSeed;
  readonly sha256?: SourceSha256;
}
/**
 * The two files of a set.
 */
export interface IdxPair {
  /**
   * Path of the images.
   */
  readonly images: string;
  /**
   * Path of their labels.
   */
  readonly labels: string;
}
/**
 * How pixels become the network's input: fit to a size, scale to a range, then (x − mean) / std.
 */
export interface Normalize {
  /**
   * The values that pixels 0 and 255 become.
   *
   * @minItems 2
   * @maxItems 2
   */
  readonly scale: readonly [number, number];
  /**
   * Subtracted after scaling.
   */
  readonly mean: number;
  /**
   * Divided by, after the mean is subtracted.
   */
  readonly std: number;
  /**
   * Measure mean and std on the training split instead of giving them.
   */
  readonly standardize: boolean;
  readonly fit: Fit;
}
/**
 * The network, and where its weights begin: at random, or where a trained run's ended.
 */
export interface Build {
  readonly from?: From;
  /**
   * Freezes the first so many items of `layers`, as Keras code does for the layers in model.layers[:freeze]; a negative number leaves so many at the end: −1 freezes all but the last. Frozen weights stay as they are (see `trainable` of the layers).
   */
  readonly freeze?: number;
  /**
   * The layers in order; the last one has one output for each class and a softmax. With `from` they may be left out: then they are the run's own, none of them frozen, the last one with an output for each class of this data set.
   */
  readonly layers: readonly Layer[];
}
/**
 * 2-D convolution over images.
 */
export interface Conv2D {
  /**
   * Number of output channels.
   */
  readonly filters: number;
  readonly kernelSize: KernelSize;
  readonly strides: Strides;
  readonly padding: Padding;
  readonly activation: ActivationOption;
  readonly useBias: UseBias;
  readonly kernelInitializer: KernelInitializer;
  readonly biasInitializer: BiasInitializer;
  readonly kernelRegularizer: Regularizer;
  readonly trainable?: Trainable;
}
/**
 * 2-D convolution of each channel by itself, with one filter a channel.
 */
export interface DepthwiseConv2D {
  readonly kernelSize: KernelSize;
  readonly strides: Strides;
  readonly padding: Padding;
  readonly activation: ActivationOption;
  readonly useBias: UseBias;
  readonly depthwiseInitializer: KernelInitializer;
  readonly biasInitializer: BiasInitializer;
  readonly depthwiseRegularizer: Regularizer;
  readonly trainable?: Trainable;
}
/**
 * A depthwise convolution without bias, then a 1×1 convolution across the channels.
 */
export interface SeparableConv2D {
  /**
   * Number of output channels.
   */
  readonly filters: number;
  readonly kernelSize: KernelSize;
  readonly strides: Strides;
  readonly padding: Padding;
  readonly activation: ActivationOption;
  readonly useBias: UseBias;
  readonly depthwiseInitializer: KernelInitializer;
  readonly pointwiseInitializer: KernelInitializer;
  readonly biasInitializer: BiasInitializer;
  readonly depthwiseRegularizer: Regularizer;
  readonly pointwiseRegularizer: Regularizer;
  readonly trainable?: Trainable;
}
/**
 * The maximum (maxPooling2d) or the mean (averagePooling2d) of each channel over windows of the image.
 */
export interface Pooling2D {
  /**
   * The window: one number, or [height, width].
   *
   * @minItems 2
   * @maxItems 2
   */
  readonly poolSize: readonly [number, number];
  /**
   * Step from window to window: one number, or [height, width]; by default the window's own size.
   *
   * @minItems 2
   * @maxItems 2
   */
  readonly strides: readonly [number, number];
  readonly padding: Padding;
}
/**
 * The mean of each channel over all positions; dense may follow it without flatten.
 */
export interface GlobalAveragePooling2D {}
/**
 * Zeros around the image.
 */
export interface ZeroPadding2D {
  /**
   * One number, [height, width], or [[top, bottom], [left, right]].
   *
   * @minItems 2
   * @maxItems 2
   */
  readonly padding: [readonly [number, number], readonly [number, number]];
}
/**
 * Turns an image into one row of numbers.
 */
export interface Flatten {}
/**
 * Fully connected layer.
 */
export interface Dense {
  /**
   * Number of outputs; `classes` stands for the number of the data set's classes.
   */
  readonly units: number;
  readonly activation: ActivationOption;
  readonly useBias: UseBias;
  readonly kernelInitializer: KernelInitializer;
  readonly biasInitializer: BiasInitializer;
  readonly kernelRegularizer: Regularizer;
  readonly trainable?: Trainable;
}
/**
 * Sets a random share of inputs to zero while training and scales the others by 1 / (1 − rate): `dropout: 0.5` or `dropout: { rate: 0.5 }`.
 */
export interface Dropout {
  /**
   * Share of inputs set to zero.
   */
  readonly rate: number;
}
/**
 * Dropout of whole channels: `spatialDropout2d: 0.2` or `spatialDropout2d: { rate: 0.2 }`.
 */
export interface SpatialDropout2D {
  /**
   * Share of channels set to zero.
   */
  readonly rate: number;
}
/**
 * Gives each channel mean 0 and variance 1 over the batch, then scales it by gamma and shifts it by beta, which are learned. Scoring uses moving averages of the batches' means and variances.
 */
export interface BatchNormalization {
  /**
   * Share of the moving averages that a step keeps; a smaller one follows faster, for short trainings.
   */
  readonly momentum: number;
  readonly epsilon: Epsilon;
  readonly center: Center;
  readonly scale: Scale;
  readonly trainable?: Trainable;
}
/**
 * Gives the channels of each position mean 0 and variance 1, then scales each channel by gamma and shifts it by beta, which are learned.
 */
export interface LayerNormalization {
  readonly epsilon: Epsilon;
  readonly center: Center;
  readonly scale: Scale;
  readonly trainable?: Trainable;
}
/**
 * A residual block (He et al. 2016): the activation of what the layers make plus the shortcut around them.
 */
export interface Residual {
  readonly layers: Layers;
  /**
   * auto: the identity where the layers keep the shape, else a projection. projection: a 1×1 convolution without bias, with the strides that make the shapes meet and the initializer and regularizer of the block's first convolution, then batch normalization if the block has it. Or a list of layers.
   */
  readonly shortcut: ('auto' | 'identity' | 'projection') | Layer[];
  /**
   * The function applied to the layer's output, as in Keras (leakyRelu has a slope of 0.2 below 0, gelu is the exact one); softmax only on the last layer.
   */
  readonly activation: 'linear' | 'relu' | 'leakyRelu' | 'elu' | 'gelu' | 'silu' | 'sigmoid' | 'tanh' | 'softmax';
  readonly trainable?: Trainable;
}
/**
 * A dense block (Huang et al. 2017): each of its layers (batch normalization, ReLU, 3×3 convolution without bias) adds channels to all those before it.
 */
export interface DenseBlock {
  /**
   * Channels that each layer adds.
   */
  readonly growthRate: number;
  /**
   * How many layers.
   */
  readonly layers: number;
  /**
   * Whether a 1×1 convolution to 4·growthRate channels stands before each 3×3 one.
   */
  readonly bottleneck: boolean;
  /**
   * Rate of the dropout after each 3×3 convolution.
   */
  readonly dropout: number;
  readonly kernelInitializer: BlockInitializer;
  readonly kernelRegularizer: Regularizer;
  readonly trainable?: Trainable;
}
/**
 * What stands between dense blocks: batch normalization, ReLU, 1×1 convolution without bias, 2×2 average pooling.
 */
export interface Transition {
  /**
   * Share of the channels that the convolution keeps.
   */
  readonly compression: number;
  readonly kernelInitializer: BlockInitializer;
  readonly kernelRegularizer: Regularizer;
  readonly trainable?: Trainable;
}
/**
 * The layers several times one after another, each time with weights of their own.
 */
export interface Repeat {
  /**
   * How many times.
   */
  readonly times: number;
  readonly layers: Layers;
  readonly trainable?: Trainable;
}
/**
 * The sum of branches that start from the same input and end in the same shape.
 */
export interface Add {
  readonly branches: Branches;
  readonly trainable?: Trainable;
}
/**
 * Branches that start from the same input, their channels side by side.
 */
export interface Concatenate {
  readonly branches: Branches;
  readonly trainable?: Trainable;
}
/**
 * How the network is trained.
 */
export interface Train {
  readonly loss: Loss;
  readonly optimizer: Optimizer;
  readonly schedule: Schedule;
  /**
   * Before the schedule begins, the learning rate rises from 0 to the schedule's first, in a straight line over the steps of so many epochs; 0: no warm-up.
   */
  readonly warmup: number;
  /**
   * Momentum of an exponential moving average of the weights (emaMomentum of Keras's optimizers): after each step average ← ema·average + (1 − ema)·w, after the first average ← w. The averages are scored and kept instead of the weights, while training goes on from the weights; batch normalization's moving statistics are kept as they are. Null: none.
   */
  readonly ema: number | null;
  /**
   * Images in a step; an epoch's last batch may be smaller.
   */
  readonly batchSize: number;
  /**
   * Passes over the training split, at most.
   */
  readonly epochs: number;
  readonly earlyStopping: EarlyStopping;
}
/**
 * −ln of the probability of the right class. Labels are whole numbers in every data set, so that both names mean the same.
 */
export interface Crossentropy {
  /**
   * Share of the target that is spread evenly over all classes.
   */
  readonly labelSmoothing: number;
}
/**
 * The mean over the classes of (probability − target)², where the target is 1 for the right class and 0 for the others.
 */
export interface MeanSquaredError {}
/**
 * Stochastic gradient descent: v ← momentum·v − learningRate·g; w ← w + v.
 */
export interface Sgd {
  /**
   * Step size; a schedule multiplies it.
   */
  readonly learningRate: number;
  /**
   * Share of the last step that is kept.
   */
  readonly momentum: number;
  /**
   * Look ahead: w ← w + momentum·v − learningRate·g.
   */
  readonly nesterov: boolean;
  readonly weightDecay: WeightDecay;
  readonly clipNorm: ClipNorm;
  readonly globalClipNorm: GlobalClipNorm;
  readonly clipValue: ClipValue;
}
/**
 * Steps by the mean gradient over the root of the mean squared gradient, both corrected for having begun at zero.
 */
export interface Adam {
  /**
   * Step size; a schedule multiplies it.
   */
  readonly learningRate: number;
  /**
   * Share of the mean gradient that a step keeps.
   */
  readonly beta1: number;
  /**
   * Share of the mean squared gradient that a step keeps.
   */
  readonly beta2: number;
  /**
   * Added to the root of the mean square.
   */
  readonly epsilon: number;
  readonly weightDecay: WeightDecay;
  readonly clipNorm: ClipNorm;
  readonly globalClipNorm: GlobalClipNorm;
  readonly clipValue: ClipValue;
}
/**
 * Adam with decoupled weight decay.
 */
export interface AdamW {
  /**
   * Step size; a schedule multiplies it.
   */
  readonly learningRate: number;
  /**
   * Share of the mean gradient that a step keeps.
   */
  readonly beta1: number;
  /**
   * Share of the mean squared gradient that a step keeps.
   */
  readonly beta2: number;
  /**
   * Added to the root of the mean square.
   */
  readonly epsilon: number;
  /**
   * Before each step every trainable weight, biases too, loses this share times the learning rate.
   */
  readonly weightDecay: number;
  readonly clipNorm: ClipNorm;
  readonly globalClipNorm: GlobalClipNorm;
  readonly clipValue: ClipValue;
}
/**
 * Steps by the gradient over the root of the mean squared gradient.
 */
export interface RmsProp {
  /**
   * Step size; a schedule multiplies it.
   */
  readonly learningRate: number;
  /**
   * Share of the mean squared gradient that a step keeps.
   */
  readonly rho: number;
  /**
   * Share of the last step that is kept.
   */
  readonly momentum: number;
  /**
   * Added to the mean square, under the root.
   */
  readonly epsilon: number;
  /**
   * Divide by the gradient's standard deviation instead: subtract the squared mean gradient under the root.
   */
  readonly centered: boolean;
  readonly weightDecay: WeightDecay;
  readonly clipNorm: ClipNorm;
  readonly globalClipNorm: GlobalClipNorm;
  readonly clipValue: ClipValue;
}
/**
 * The optimizer's learning rate throughout.
 */
export interface ConstantSchedule {}
/**
 * The learning rate is multiplied by a factor after every so many epochs.
 */
export interface StepSchedule {
  /**
   * Epochs between changes.
   */
  readonly every: number;
  /**
   * What the learning rate is multiplied by.
   */
  readonly factor: number;
}
/**
 * Falls exponentially, a little with each step: learningRate·decayRate^(epochs trained / every).
 */
export interface ExponentialSchedule {
  /**
   * Epochs in which the learning rate is multiplied once by decayRate.
   */
  readonly every: number;
  /**
   * What the learning rate is multiplied by in that time.
   */
  readonly decayRate: number;
}
/**
 * Falls along half a cosine, to its minimum at the end of training. It depends on `epochs`.
 */
export interface CosineSchedule {
  /**
   * The last learning rate, as a share of the first.
   */
  readonly minimum: number;
}
/**
 * Rises to the optimizer's learning rate and falls to almost nothing, along half cosines, as PyTorch's OneCycleLR; momentum stays as it is. It depends on `epochs`.
 */
export interface OneCycleSchedule {
  /**
   * Share of the steps in which it rises.
   */
  readonly pctStart: number;
  /**
   * The first learning rate is the highest divided by this.
   */
  readonly divFactor: number;
  /**
   * The last learning rate is the first divided by this.
   */
  readonly finalDivFactor: number;
}
/**
 * What the trained model is scored on.
 */
export interface Evaluate {
  /**
   * The splits to score; by default all that there are, validation only where `load.validation` holds something out.
   */
  readonly splits: readonly ('train' | 'validation' | 'test')[];
  /**
   * Other data sets to score, by name, by path or as maps; left out: none. Their images are fitted to the model's input where they have another size (as `normalize.fit` does, by its own values where the spec has it), and their classes are matched by name.
   */
  readonly datasets?: readonly OtherDataset[];
  readonly testTimeAugmentation: TestTimeAugmentation;
}
/**
 * A data set that the model was not trained on.
 */
export interface OtherDataset {
  readonly dataset: DatasetSource;
  /**
   * Its whole test file, its whole training file (`load.validation` and `load.limit` are about the data set that is trained on), or both. In results it is called by its name, with `-train` or `-all` behind it, unless `name` says otherwise.
   */
  readonly split: 'test' | 'train' | 'all';
  /**
   * What results call it, where that is not its name; data of your own has the name of its training file or folder.
   */
  readonly name?: string;
  readonly synthetic: Synthetic;
}
/**
 * What is written about the run.
 */
export interface Report {
  /**
   * The reports to write beside result.json.
   */
  readonly formats: readonly ('csv' | 'markdown' | 'html')[];
  readonly paper: Paper;
}
/**
 * The published figures to compare with.
 */
export interface Paper {
  /**
   * Published accuracy on the training set.
   */
  readonly 'train.accuracy'?: number;
  /**
   * Published loss on the training set.
   */
  readonly 'train.loss'?: number;
  /**
   * Published accuracy on the validation set.
   */
  readonly 'validation.accuracy'?: number;
  /**
   * Published loss on the validation set.
   */
  readonly 'validation.loss'?: number;
  /**
   * Published accuracy on the test set.
   */
  readonly 'test.accuracy'?: number;
  /**
   * Published loss on the test set.
   */
  readonly 'test.loss'?: number;
}
/**
 * Several trained models, of which the mean of the probabilities is scored and reported. A spec with this section has name, description, evaluate and report besides; all else is its members', which are trained (or known) as runs of their own.
 */
export interface Ensemble {
  /**
   * The members' specs, paths relative to this file. They share one data set, and `--set` of anything but the ensemble's own sections is for all of them.
   */
  readonly of: string | string[];
  /**
   * Each spec is a member once with each of these seeds; left out: once, with its own. Members with other seeds hold out other images for validation, so that only the test set and other data sets are scored then.
   */
  readonly seeds?: readonly number[];
}
/**
 * Parameters to vary, and how to search among them, for `hwr-run SPEC --sweep`. It does not enter the spec's hash.
 */
export interface Sweep {
  /**
   * The parameters to vary, by a name of your own. Trials take them in this order, the last changes fastest. Those of a spec that is extended are replaced all together. `{}` with `repeats`: the spec as it is, with several seeds.
   */
  readonly parameters: {
    readonly [k: string]: SweepParameter;
  };
  /**
   * What a trial's parameters must meet, such as `units1 >= units2` or `units <= 4 * filters and optimizer != "adam"`: numbers, "texts", + - * /, comparisons, and, or, not. One that speaks of a parameter that a trial does not have is met.
   */
  readonly constraints: readonly string[];
  /**
   * How trials are chosen: every combination, at random, by a tree-structured Parzen estimator, or by asynchronous successive halving of the epochs. null: grid where each parameter has values or a step and `trials` is null, else random.
   */
  readonly strategy: ('grid' | 'random' | 'tpe' | 'asha') | null;
  /**
   * The figure that the best trial is chosen by. Never one of the test set's: it would no longer say how well the model does on images that had no part in choosing it.
   */
  readonly objective: 'validation.accuracy' | 'validation.loss';
  /**
   * How many configurations to try at most. null: of a grid all; 20 where no strategy is named either and it comes to random.
   */
  readonly trials: number | null;
  /**
   * How often each configuration is trained: with the spec's seed, the next one, and so on.
   */
  readonly repeats: number;
  /**
   * How many trials may be under way at once as tpe and asha see it: they choose trial n by the results of the trials up to n - parallel. Part of the definition, so that no result depends on --jobs, which says how many processes there are.
   */
  readonly parallel: number;
  readonly asha: SuccessiveHalving;
  /**
   * No trial begins once so many epochs have been trained in all. null: no limit.
   */
  readonly maxEpochs: number | null;
}
/**
 * A parameter: where it is in the spec, and one of `values`, `int`, `logInt`, `uniform` and `logUniform`.
 */
export interface SweepParameter {
  /**
   * Path of the value in the spec, with dots; list items by number from 0.
   */
  readonly path: string;
  /**
   * Other paths that get the same value.
   */
  readonly also?: readonly string[];
  /**
   * The values to try: whatever may stand at the path, a whole optimizer, layer or list too.
   */
  readonly values?: readonly unknown[];
  /**
   * What tables call the values, in their order: for layers and other values that are too long to tell apart.
   */
  readonly names?: readonly string[];
  /**
   * [low, high]: whole numbers from low to high, both included.
   *
   * @minItems 2
   * @maxItems 2
   */
  readonly int?: readonly [number, number];
  /**
   * [low, high]: whole numbers, drawn evenly in their logarithms.
   *
   * @minItems 2
   * @maxItems 2
   */
  readonly logInt?: readonly [number, number];
  /**
   * [low, high]: numbers from low to high.
   *
   * @minItems 2
   * @maxItems 2
   */
  readonly uniform?: readonly [number, number];
  /**
   * [low, high]: numbers, drawn evenly in their logarithms.
   *
   * @minItems 2
   * @maxItems 2
   */
  readonly logUniform?: readonly [number, number];
  /**
   * Of a range only low, low + step, low + 2 step and so on.
   */
  readonly step?: number;
  /**
   * The parameter exists only in trials where each of these earlier ones has the value, or one of the list of values. A choice such as `{ sgd: … }` is meant by its key, too.
   */
  readonly when?: {
    readonly [k: string]: unknown;
  };
}
/**
 * Strategy asha: every trial trains for a few epochs; the best share of them for `reduction` times as many, and so on up to train.epochs.
 */
export interface SuccessiveHalving {
  /**
   * Epochs of a trial before it is judged first. null: train.epochs over the third power of the reduction, and at least 1.
   */
  readonly minEpochs: number | null;
  /**
   * One in so many trials goes on, for so many times the epochs.
   */
  readonly reduction: number;
  /**
   * Where new trials come from.
   */
  readonly proposals: 'random' | 'tpe';
}
