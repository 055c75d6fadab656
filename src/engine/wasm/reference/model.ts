/** A whole model in float64, one image after another: what the compiled programs are tested against. */
import type { LayerAnalysis, ModelAnalysis } from '../../../model/analysis.js';
import type { RandomKey } from '../../../util/random.js';
import type { Loss } from '../../engine.js';
import { read, type Values } from './array.js';
import { convolution, convolutionBackward } from './convolution.js';
import { activate, activateBackward, dropoutMask } from './elementwise.js';
import { softmaxLoss, targetOf } from './loss.js';
import { averagePooling, averagePoolingBackward, maxPooling, maxPoolingBackward } from './pooling.js';
import type { WindowGeometry } from './windows.js';

export type Variables = ReadonlyMap<string, Values>;

/** What dropout needs to know; absent when scoring. */
export interface TrainingStep {
  readonly key: RandomKey;
  readonly step: number;
  readonly epoch: number;
}

export interface BatchResult {
  /** Mean over the batch. */
  readonly loss: number;
  readonly probabilities: readonly Values[];
  readonly gradients: Variables;
}

type Backward = (dy: Values) => Values;

/** The mean loss of a batch and its gradients. `images` are values as the first layer sees them. */
export function runBatch(
  analysis: ModelAnalysis,
  variables: Variables,
  images: readonly Values[],
  labels: readonly number[],
  training?: TrainingStep,
  loss: Loss = { kind: 'categoricalCrossentropy', labelSmoothing: 0 },
): BatchResult {
  const gradients = new Map([...variables].map(([name, values]) => [name, new Float64Array(values.length)]));
  const probabilities: Values[] = [];
  let lossSum = 0;
  for (const [position, image] of images.entries()) {
    const backwards: Backward[] = [];
    let value = image;
    for (const [index, layer] of analysis.layers.entries()) {
      const [y, backward] = runLayer(layer, index, value, variables, gradients, position, training);
      backwards.push(backward);
      value = y;
    }
    const result = softmaxLoss(loss, value, targetOf(loss, read(labels, position), value.length));
    probabilities.push(result.probabilities);
    lossSum += result.loss;
    let gradient = result.gradient.map((one) => one / images.length);
    for (const backward of backwards.reverse()) gradient = backward(gradient);
  }
  return { loss: lossSum / images.length, probabilities, gradients };
}

function runLayer(
  analysis: LayerAnalysis,
  index: number,
  x: Values,
  variables: Variables,
  gradients: Variables,
  position: number,
  training: TrainingStep | undefined,
): readonly [Values, Backward] {
  const { layer, name } = analysis;
  switch (layer.kind) {
    case 'conv2d':
    case 'dense': {
      const geometry = geometryOf(analysis);
      const kernel = valuesOf(variables, `${name}/kernel`);
      const filters = layer.kind === 'dense' ? layer.units : layer.filters;
      const bias = layer.useBias ? valuesOf(variables, `${name}/bias`) : new Float64Array(filters);
      const y = activate(layer.activation, convolution(geometry, x, kernel, bias));
      const dBias = layer.useBias ? valuesOf(gradients, `${name}/bias`) : new Float64Array(filters);
      const dKernel = valuesOf(gradients, `${name}/kernel`);
      return [
        y,
        (dy) =>
          convolutionBackward(geometry, x, kernel, activateBackward(layer.activation, y, dy), dKernel, dBias),
      ];
    }
    case 'maxPooling2d': {
      const { y, winners } = maxPooling(geometryOf(analysis), x);
      return [y, (dy) => maxPoolingBackward(x, winners, dy)];
    }
    case 'averagePooling2d': {
      const geometry = geometryOf(analysis);
      return [averagePooling(geometry, x), (dy) => averagePoolingBackward(geometry, x, dy)];
    }
    case 'dropout': {
      if (training === undefined) return [x, (dy) => dy];
      const counters = { layer: index, step: training.step, epoch: training.epoch };
      const mask = dropoutMask(training.key, counters, layer.rate, position * x.length, x.length);
      const apply = (values: Values) => values.map((value, i) => value * read(mask, i));
      return [apply(x), apply];
    }
    case 'activation': {
      const y = activate(layer.activation, x);
      return [y, (dy) => activateBackward(layer.activation, y, dy)];
    }
    case 'flatten':
      return [x, (dy) => dy];
    default:
      throw new Error(`not yet compiled: ${layer.kind}`);
  }
}

function geometryOf({ layer, inputShape, outputShape, padding }: LayerAnalysis): WindowGeometry {
  const [height = 1, width = 1, channels = 1] = inputShape.length === 3 ? inputShape : [1, 1, inputShape[0]];
  const [outHeight = 1, outWidth = 1] = outputShape.length === 3 ? outputShape : [1, 1];
  const before = [padding.top, padding.left] as const;
  const map = { height, width, channels, outHeight, outWidth, before };
  switch (layer.kind) {
    case 'conv2d':
      return { ...map, size: layer.kernelSize, strides: layer.strides };
    case 'maxPooling2d':
    case 'averagePooling2d':
      return { ...map, size: layer.poolSize, strides: layer.strides };
    default:
      return { ...map, size: [1, 1], strides: [1, 1] };
  }
}

function valuesOf(variables: Variables, name: string): Values {
  const values = variables.get(name);
  if (values === undefined) throw new RangeError(`no variable ${name}`);
  return values;
}
