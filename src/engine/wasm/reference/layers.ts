/** Every layer in float64, on a batch. */
import type { LayerAnalysis, ModelAnalysis } from '../../../model/analysis.js';
import type { BatchNormalization, Conv2d, Dense, DepthwiseConv2d } from '../../../model/layer.js';
import type { RandomKey } from '../../../util/random.js';
import { dropoutMask } from '../../dropout-mask.js';
import { read, type Values } from './array.js';
import {
  convolution,
  convolutionBackward,
  depthwiseConvolution,
  depthwiseConvolutionBackward,
} from './convolution.js';
import { activate, activateBackward } from './elementwise.js';
import { concatenate, separate, sumOf, zeroPadding, zeroPaddingBackward } from './merge.js';
import {
  type Affine,
  batchNormalizationBackward,
  batchStatistics,
  layerNormalization,
  layerNormalizationBackward,
  normalize,
} from './normalization.js';
import { averagePooling, averagePoolingBackward, maxPooling, maxPoolingBackward } from './pooling.js';
import type { WindowGeometry } from './windows.js';

/** One array an image. */
export type Batch = readonly Values[];

export type Variables = ReadonlyMap<string, Values>;

/** What dropout needs to know; absent when scoring. */
export interface TrainingStep {
  readonly key: RandomKey;
  readonly step: number;
  readonly epoch: number;
}

export interface RunContext {
  readonly analysis: ModelAnalysis;
  readonly variables: Variables;
  /** What the backward passes add to; what is frozen has none. */
  readonly gradients: Variables;
  /** Where training puts the next moving statistics. */
  readonly moved: Map<string, Values>;
  readonly training?: TrainingStep;
}

export interface LayerRun {
  readonly y: Batch;
  /** The gradient of each input, from that of the output. */
  readonly backward: (dy: Batch) => readonly Batch[];
}

/** One image through a layer, and back. */
type ImageRun = readonly [Values, (dy: Values) => Values];

/** Runs layer `index` on its inputs. */
export function runLayer(
  context: RunContext,
  analysis: LayerAnalysis,
  index: number,
  inputs: readonly Batch[],
): LayerRun {
  const { layer } = analysis;
  const [x = []] = inputs;
  const imagesAt = (position: number) => inputs.map((input) => at(input, position));
  switch (layer.kind) {
    case 'add':
      return {
        y: x.map((_, position) => sumOf(imagesAt(position))),
        backward: (dy) => inputs.map(() => dy),
      };
    case 'concatenate': {
      const channels = analysis.inputs.map((input) => channelsOf(context.analysis, input));
      return {
        y: x.map((_, position) => concatenate(imagesAt(position), channels)),
        backward: (dy) => {
          const parts = dy.map((one) => separate(one, channels));
          return inputs.map((_, n) => parts.map((images) => at(images, n)));
        },
      };
    }
    case 'batchNormalization':
      return runBatchNormalization(context, analysis, layer, x);
    default: {
      const runs = x.map((image, position) => runImage(context, analysis, index, image, position));
      return {
        y: runs.map(([y]) => y),
        backward: (dy) => [runs.map(([, backward], position) => backward(at(dy, position)))],
      };
    }
  }
}

function runBatchNormalization(
  { variables, gradients, moved, training }: RunContext,
  { name, outputShape }: LayerAnalysis,
  { momentum, epsilon, trainable }: BatchNormalization,
  x: Batch,
): LayerRun {
  // A frozen one works as in scoring.
  const areOwn = training !== undefined && trainable !== false;
  const kept = {
    mean: valuesOf(variables, `${name}/movingMean`),
    variance: valuesOf(variables, `${name}/movingVariance`),
  };
  const statistics = areOwn ? batchStatistics(x, outputShape.at(-1) ?? 1) : kept;
  if (areOwn) {
    const follow = (before: Values, now: Values) =>
      before.map((value, c) => momentum * value + (1 - momentum) * read(now, c));
    moved.set(`${name}/movingMean`, follow(kept.mean, statistics.mean));
    moved.set(`${name}/movingVariance`, follow(kept.variance, statistics.variance));
  }
  const affine = affineOf(variables, name);
  return {
    y: x.map((image) => normalize(image, statistics, epsilon, affine)),
    backward: (dy) => [
      batchNormalizationBackward(x, dy, statistics, epsilon, areOwn, affine, affineOf(gradients, name)),
    ],
  };
}

function runImage(
  { variables, gradients, training }: RunContext,
  analysis: LayerAnalysis,
  index: number,
  x: Values,
  position: number,
): ImageRun {
  const { layer, name, outputShape } = analysis;
  switch (layer.kind) {
    case 'conv2d':
    case 'depthwiseConv2d':
    case 'dense':
      return runWeighted({ variables, gradients }, analysis, layer, x);
    case 'maxPooling2d': {
      const { y, winners } = maxPooling(geometryOf(analysis), x);
      return [y, (dy) => maxPoolingBackward(x, winners, dy)];
    }
    case 'averagePooling2d':
    case 'globalAveragePooling2d': {
      const geometry = geometryOf(analysis);
      return [averagePooling(geometry, x), (dy) => averagePoolingBackward(geometry, x, dy)];
    }
    case 'zeroPadding2d': {
      const geometry = geometryOf(analysis);
      return [zeroPadding(geometry, x), (dy) => zeroPaddingBackward(geometry, dy)];
    }
    case 'dropout':
    case 'spatialDropout2d': {
      if (training === undefined) return [x, (dy) => dy];
      const counters = { layer: index, step: training.step, epoch: training.epoch };
      // The elements of a batch are numbered through; of spatial dropout, its channels.
      const length = layer.kind === 'dropout' ? x.length : (outputShape.at(-1) ?? 1);
      const mask = dropoutMask(training.key, counters, layer.rate, position * length, length);
      const apply = (values: Values) => values.map((value, i) => value * read(mask, i % length));
      return [apply(x), apply];
    }
    case 'activation':
      return [activate(layer.activation, x), (dy) => activateBackward(layer.activation, x, dy)];
    case 'flatten':
      return [x, (dy) => dy];
    case 'layerNormalization': {
      const channels = outputShape.at(-1) ?? 1;
      const affine = affineOf(variables, name);
      return [
        layerNormalization(x, channels, layer.epsilon, affine),
        (dy) => layerNormalizationBackward(x, dy, channels, layer.epsilon, affine, affineOf(gradients, name)),
      ];
    }
    default:
      throw new Error(`${layer.kind} is no layer of single images`);
  }
}

/** A kernel, a bias and an activation. */
function runWeighted(
  { variables, gradients }: Pick<RunContext, 'variables' | 'gradients'>,
  analysis: LayerAnalysis,
  layer: Conv2d | DepthwiseConv2d | Dense,
  x: Values,
): ImageRun {
  const { name, outputShape } = analysis;
  const isDepthwise = layer.kind === 'depthwiseConv2d';
  const geometry = geometryOf(analysis);
  const kernelName = `${name}/${isDepthwise ? 'depthwiseKernel' : 'kernel'}`;
  const kernel = valuesOf(variables, kernelName);
  const dKernel = gradients.get(kernelName) ?? new Float64Array(kernel.length);
  const none = new Float64Array(outputShape.at(-1) ?? 1);
  const bias = layer.useBias ? valuesOf(variables, `${name}/bias`) : none;
  const dBias = gradients.get(`${name}/bias`) ?? none.slice();
  const sums = (isDepthwise ? depthwiseConvolution : convolution)(geometry, x, kernel, bias);
  const back = isDepthwise ? depthwiseConvolutionBackward : convolutionBackward;
  return [
    activate(layer.activation, sums),
    (dy) => back(geometry, x, kernel, activateBackward(layer.activation, sums, dy), dKernel, dBias),
  ];
}

function geometryOf({ layer, inputShape, outputShape, padding }: LayerAnalysis): WindowGeometry {
  const [height = 1, width = 1, channels = 1] = inputShape.length === 3 ? inputShape : [1, 1, inputShape[0]];
  const [outHeight = 1, outWidth = 1] = outputShape.length === 3 ? outputShape : [1, 1];
  const before = [padding.top, padding.left] as const;
  const map = { height, width, channels, outHeight, outWidth, before };
  switch (layer.kind) {
    case 'conv2d':
    case 'depthwiseConv2d':
      return { ...map, size: layer.kernelSize, strides: layer.strides };
    case 'maxPooling2d':
    case 'averagePooling2d':
      return { ...map, size: layer.poolSize, strides: layer.strides };
    case 'globalAveragePooling2d':
      return { ...map, size: [height, width], strides: [1, 1] };
    default:
      return { ...map, size: [1, 1], strides: [1, 1] };
  }
}

function channelsOf({ layers, model }: ModelAnalysis, index: number): number {
  return (layers[index]?.outputShape ?? model.inputShape).at(-1) ?? 1;
}

function affineOf(values: Variables, name: string): Affine {
  return { gamma: values.get(`${name}/gamma`), beta: values.get(`${name}/beta`) };
}

function valuesOf(variables: Variables, name: string): Values {
  const values = variables.get(name);
  if (values === undefined) throw new RangeError(`no variable ${name}`);
  return values;
}

function at(images: Batch, position: number): Values {
  const image = images[position];
  if (image === undefined) throw new RangeError(`image ${position} of ${images.length}`);
  return image;
}
