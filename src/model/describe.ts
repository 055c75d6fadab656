/** Shapes, variables and cost of one layer, given the shape that it is fed. */
import { fail, type Outcome, succeed } from '../util/outcome.js';
import type { ModelProblem, Variable } from './analysis.js';
import { type AxisWindow, placeWindow } from './geometry.js';
import type { Conv2d, Dense, Layer, Pair, Pooling2d, Shape } from './layer.js';

/** A map's windows: [down, right]. */
export type Windows = readonly [AxisWindow, AxisWindow];

/** One layer on its own: nothing here depends on the layers after it. */
export interface LayerDescription {
  readonly outputShape: Shape;
  readonly variables: readonly Variable[];
  /** Floating-point operations for one position of the output map (for one image where the output is no map). */
  readonly flopsPerPosition: number;
  /** Present for convolutions and pooling. */
  readonly windows?: Windows;
}

/** A problem of a layer whose index is not known yet. */
export type LayerProblem = Omit<ModelProblem, 'layer'>;

/** Works out what `layer`, named `name`, does to an input of `inputShape`. */
export function describeLayer(
  layer: Layer,
  name: string,
  inputShape: Shape,
): Outcome<LayerDescription, LayerProblem> {
  switch (layer.kind) {
    case 'conv2d':
      return describeConv2d(layer, name, inputShape);
    case 'maxPooling2d':
    case 'averagePooling2d':
      return describePooling2d(layer, inputShape);
    case 'dense':
      return describeDense(layer, name, inputShape);
    case 'flatten':
      return succeed(withoutVariables([elementCount(inputShape)]));
    case 'dropout':
    case 'activation':
      return succeed(withoutVariables(inputShape));
    default:
      return layer satisfies never;
  }
}

/** The product of a shape's sides. */
export function elementCount(shape: Shape): number {
  return shape.reduce((product, side) => product * side, 1);
}

function withoutVariables(outputShape: Shape): LayerDescription {
  return { outputShape, variables: [], flopsPerPosition: 0 };
}

function describeConv2d(
  layer: Conv2d,
  name: string,
  inputShape: Shape,
): Outcome<LayerDescription, LayerProblem> {
  const placed = placeWindows(layer, 'kernelSize', layer.kernelSize, inputShape);
  if (!placed.ok) return placed;
  const { windows, channels } = placed.value;
  const [kernelHeight, kernelWidth] = layer.kernelSize;
  const taps = kernelHeight * kernelWidth;
  const kernel: Variable = {
    name: `${name}/kernel`,
    shape: [kernelHeight, kernelWidth, channels, layer.filters],
    initializer: layer.kernelInitializer,
    fanIn: taps * channels,
    fanOut: taps * layer.filters,
  };
  return succeed({
    outputShape: [windows[0].output, windows[1].output, layer.filters],
    variables: layer.useBias ? [kernel, biasOf(layer, name, layer.filters)] : [kernel],
    flopsPerPosition: 2 * taps * channels * layer.filters,
    windows,
  });
}

function describePooling2d(layer: Pooling2d, inputShape: Shape): Outcome<LayerDescription, LayerProblem> {
  const placed = placeWindows(layer, 'poolSize', layer.poolSize, inputShape);
  if (!placed.ok) return placed;
  const { windows, channels } = placed.value;
  const averaged = layer.poolSize[0] * layer.poolSize[1] * channels;
  return succeed({
    outputShape: [windows[0].output, windows[1].output, channels],
    variables: [],
    flopsPerPosition: layer.kind === 'averagePooling2d' ? averaged : 0,
    windows,
  });
}

function describeDense(
  layer: Dense,
  name: string,
  inputShape: Shape,
): Outcome<LayerDescription, LayerProblem> {
  const [inputs] = inputShape;
  if (inputs === undefined || inputShape.length !== 1) {
    return fail({
      path: '',
      message: `dense needs a flat input, not a map of ${formatShape(inputShape)}`,
      advice: 'put flatten before it (Keras would apply it to the channels of each position alone)',
    });
  }
  const kernel: Variable = {
    name: `${name}/kernel`,
    shape: [inputs, layer.units],
    initializer: layer.kernelInitializer,
    fanIn: inputs,
    fanOut: layer.units,
  };
  return succeed({
    outputShape: [layer.units],
    variables: layer.useBias ? [kernel, biasOf(layer, name, layer.units)] : [kernel],
    flopsPerPosition: 2 * inputs * layer.units,
  });
}

/** Keras's `compute_fans` gives a one-dimensional variable its length for both fans. */
function biasOf(layer: Conv2d | Dense, name: string, length: number): Variable {
  return {
    name: `${name}/bias`,
    shape: [length],
    initializer: layer.biasInitializer,
    fanIn: length,
    fanOut: length,
  };
}

function placeWindows(
  layer: Conv2d | Pooling2d,
  sizePath: 'kernelSize' | 'poolSize',
  size: Pair,
  inputShape: Shape,
): Outcome<{ readonly windows: Windows; readonly channels: number }, LayerProblem> {
  const [height, width, channels] = inputShape;
  if (height === undefined || width === undefined || channels === undefined) {
    return fail({
      path: '',
      message: `${layer.kind} needs a map of height × width × channels, not ${formatShape(inputShape)}`,
      advice: 'put it before flatten',
    });
  }
  const down = placeWindow(height, size[0], layer.strides[0], layer.padding);
  const right = placeWindow(width, size[1], layer.strides[1], layer.padding);
  if (down.output === 0 || right.output === 0) {
    const window = sizePath === 'kernelSize' ? 'kernel' : 'pool';
    return fail({
      path: sizePath,
      message: `the ${formatShape(size)} ${window} does not fit its ${formatShape([height, width])} input`,
      advice: `make it ${formatShape([height, width])} or smaller, use padding: same, or pool less before it`,
    });
  }
  return succeed({ windows: [down, right], channels });
}

/** `28×28×1`, or `576 values` for one side. */
export function formatShape(shape: Shape): string {
  return shape.length === 1 ? `${shape[0]} values` : shape.join('×');
}
