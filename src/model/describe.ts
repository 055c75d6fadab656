/** Shapes, variables and cost of one layer, given the shapes that it is fed. */
import { fail, type Outcome, succeed } from '../util/outcome.js';
import type { ModelProblem, Variable } from './analysis.js';
import { type AxisWindow, placeWindow } from './geometry.js';
import type {
  Conv2d,
  Dense,
  DepthwiseConv2d,
  FlatLayer,
  Merge,
  Pair,
  Pooling2d,
  PrimitiveLayer,
  Shape,
  ZeroPadding2d,
} from './layer.js';
import { kernelOf, normalizationVariables, vectorOf } from './variables.js';

/** A map's windows: [down, right]. */
export type Windows = readonly [AxisWindow, AxisWindow];

/** One layer on its own: nothing here depends on the layers after it. */
export interface LayerDescription {
  readonly outputShape: Shape;
  readonly variables: readonly Variable[];
  /** Floating-point operations for one position of the output map (for one image where the output is no map). */
  readonly flopsPerPosition: number;
  /** Present for convolutions, pooling and zero padding (a window of one cell). */
  readonly windows?: Windows;
}

/** A problem of a layer whose place is not known yet. */
export type LayerProblem = Omit<ModelProblem, 'layer'>;

type Described = Outcome<LayerDescription, LayerProblem>;

/** Works out what `layer`, named `name`, does to inputs of `inputShapes`: one, or several where it merges. */
export function describeLayer(layer: FlatLayer, name: string, inputShapes: readonly Shape[]): Described {
  if (layer.kind === 'add' || layer.kind === 'concatenate') return describeMerge(layer, inputShapes);
  return describePrimitive(layer, name, inputShapes[0] ?? []);
}

function describePrimitive(layer: PrimitiveLayer, name: string, inputShape: Shape): Described {
  switch (layer.kind) {
    case 'conv2d':
      return describeConv2d(layer, name, inputShape);
    case 'depthwiseConv2d':
      return describeDepthwiseConv2d(layer, name, inputShape);
    case 'maxPooling2d':
    case 'averagePooling2d':
      return describePooling2d(layer, inputShape);
    case 'zeroPadding2d':
      return describeZeroPadding2d(layer, inputShape);
    case 'globalAveragePooling2d': {
      const map = mapOf(layer.kind, inputShape);
      if (!map.ok) return map;
      const { channels } = map.value;
      return succeed({ outputShape: [channels], variables: [], flopsPerPosition: elementCount(inputShape) });
    }
    case 'dense':
      return describeDense(layer, name, inputShape);
    case 'flatten':
      return succeed(withoutVariables([elementCount(inputShape)]));
    case 'spatialDropout2d': {
      const map = mapOf(layer.kind, inputShape);
      return map.ok ? succeed(withoutVariables(inputShape)) : map;
    }
    case 'dropout':
    case 'activation':
      return succeed(withoutVariables(inputShape));
    case 'batchNormalization':
    case 'layerNormalization': {
      const variables = normalizationVariables(layer, name, inputShape.at(-1) ?? 1);
      return succeed({ ...withoutVariables(inputShape), variables });
    }
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

function describeConv2d(layer: Conv2d, name: string, inputShape: Shape): Described {
  const placed = placeWindows(layer, 'kernelSize', layer.kernelSize, inputShape);
  if (!placed.ok) return placed;
  const { windows, channels } = placed.value;
  const shape = [...layer.kernelSize, channels, layer.filters];
  const kernel = kernelOf(`${name}/kernel`, shape, layer.kernelInitializer, layer.kernelRegularizer);
  return succeed({
    outputShape: [windows[0].output, windows[1].output, layer.filters],
    variables: [kernel, ...biasOf(layer, name, layer.filters)],
    flopsPerPosition: 2 * elementCount(shape),
    windows,
  });
}

function describeDepthwiseConv2d(layer: DepthwiseConv2d, name: string, inputShape: Shape): Described {
  const placed = placeWindows(layer, 'kernelSize', layer.kernelSize, inputShape);
  if (!placed.ok) return placed;
  const { windows, channels } = placed.value;
  const { depthwiseInitializer, depthwiseRegularizer } = layer;
  const shape = [...layer.kernelSize, channels, 1];
  const kernel = kernelOf(`${name}/depthwiseKernel`, shape, depthwiseInitializer, depthwiseRegularizer);
  return succeed({
    outputShape: [windows[0].output, windows[1].output, channels],
    variables: [kernel, ...biasOf(layer, name, channels)],
    flopsPerPosition: 2 * elementCount(shape),
    windows,
  });
}

function describePooling2d(layer: Pooling2d, inputShape: Shape): Described {
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

function describeZeroPadding2d(layer: ZeroPadding2d, inputShape: Shape): Described {
  const map = mapOf(layer.kind, inputShape);
  if (!map.ok) return map;
  const { height, width, channels } = map.value;
  const pad = (input: number, [before, after]: Pair): AxisWindow => ({
    input,
    output: input + before + after,
    size: 1,
    stride: 1,
    before,
    after,
  });
  const windows: Windows = [pad(height, layer.padding[0]), pad(width, layer.padding[1])];
  return succeed({
    ...withoutVariables([windows[0].output, windows[1].output, channels]),
    windows,
  });
}

function describeDense(layer: Dense, name: string, inputShape: Shape): Described {
  const [inputs] = inputShape;
  if (inputs === undefined || inputShape.length !== 1) {
    return fail({
      path: '',
      message: `dense needs a flat input, not a map of ${formatShape(inputShape)}`,
      advice: 'put flatten before it (Keras would apply it to the channels of each position alone)',
    });
  }
  const shape = [inputs, layer.units];
  const kernel = kernelOf(`${name}/kernel`, shape, layer.kernelInitializer, layer.kernelRegularizer);
  return succeed({
    outputShape: [layer.units],
    variables: [kernel, ...biasOf(layer, name, layer.units)],
    flopsPerPosition: 2 * inputs * layer.units,
  });
}

function describeMerge({ kind }: Merge, inputShapes: readonly Shape[]): Described {
  const [first = []] = inputShapes;
  const alike = (shape: Shape): boolean =>
    kind === 'add'
      ? shape.join() === first.join()
      : shape.length === first.length && shape.slice(0, -1).join() === first.slice(0, -1).join();
  if (!inputShapes.every(alike)) {
    const shapes = inputShapes.map(formatShape).join(' and ');
    return fail({
      path: '',
      message: `${kind} cannot merge ${shapes}`,
      advice:
        kind === 'add'
          ? 'let every branch end in the same shape'
          : 'let every branch end in maps of the same height and width',
    });
  }
  if (kind === 'add') return succeed(withoutVariables(first));
  const channels = inputShapes.reduce((sum, shape) => sum + (shape.at(-1) ?? 0), 0);
  return succeed(withoutVariables([...first.slice(0, -1), channels]));
}

function biasOf(layer: Conv2d | DepthwiseConv2d | Dense, name: string, length: number): readonly Variable[] {
  return layer.useBias ? [vectorOf(`${name}/bias`, length, layer.biasInitializer)] : [];
}

interface MapSize {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

function mapOf(kind: FlatLayer['kind'], shape: Shape): Outcome<MapSize, LayerProblem> {
  const [height, width, channels] = shape;
  if (height === undefined || width === undefined || channels === undefined) {
    return fail({
      path: '',
      message: `${kind} needs a map of height × width × channels, not ${formatShape(shape)}`,
      advice: 'put it before flatten',
    });
  }
  return succeed({ height, width, channels });
}

function placeWindows(
  layer: Conv2d | DepthwiseConv2d | Pooling2d,
  sizePath: 'kernelSize' | 'poolSize',
  size: Pair,
  inputShape: Shape,
): Outcome<{ readonly windows: Windows; readonly channels: number }, LayerProblem> {
  const map = mapOf(layer.kind, inputShape);
  if (!map.ok) return map;
  const { height, width, channels } = map.value;
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
