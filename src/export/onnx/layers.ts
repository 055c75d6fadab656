/** Every layer as ONNX operations. Maps are [batch, channels, height, width] between them. */
import type { LayerAnalysis, PaddingAmounts } from '../../model/analysis.js';
import type {
  Activation,
  BatchNormalization,
  Conv2d,
  Dense,
  DepthwiseConv2d,
  LayerNormalization,
  NamedTensor,
  Pair,
  Shape,
} from '../../model/layer.js';
import { type ExportableModel, weightsByName } from '../exportable.js';
import type { Graph } from './graph.js';

/** Appends a layer that reads these values; returns the name of what it makes. */
export function appendLayer(
  graph: Graph,
  model: ExportableModel,
  analysis: LayerAnalysis,
  inputs: readonly string[],
): string {
  const { name, layer, padding } = analysis;
  const [x = ''] = inputs;
  switch (layer.kind) {
    case 'conv2d':
    case 'depthwiseConv2d':
    case 'dense':
      return appendActivation(
        graph,
        layer.activation,
        name,
        appendWeighted(graph, model, analysis, layer, x),
      );
    case 'maxPooling2d':
      return graph.operation('MaxPool', name, [x], windowOf(layer.poolSize, layer.strides, padding));
    case 'averagePooling2d': {
      const window = windowOf(layer.poolSize, layer.strides, padding);
      return graph.operation('AveragePool', name, [x], { ...window, count_include_pad: 0 });
    }
    case 'globalAveragePooling2d': {
      const mean = graph.operation('GlobalAveragePool', `${name}/mean`, [x]);
      return graph.operation('Flatten', name, [mean], { axis: 1 });
    }
    case 'zeroPadding2d': {
      const { top, bottom, left, right } = padding;
      const pads = graph.integers(`${name}/pads`, [0, 0, top, left, 0, 0, bottom, right]);
      return graph.operation('Pad', name, [x, pads]);
    }
    case 'flatten': {
      if (analysis.inputShape.length === 1) return x;
      // Weights behind it expect the channels of a position side by side.
      const rows = toChannelsLast(graph, `${name}/nhwc`, x);
      return graph.operation('Flatten', name, [rows], { axis: 1 });
    }
    // Nothing is dropped when a model is used.
    case 'dropout':
    case 'spatialDropout2d':
      return x;
    case 'activation':
      return appendActivation(graph, layer.activation, name, x);
    case 'batchNormalization':
      return appendBatchNormalization(graph, model, analysis, layer, x);
    case 'layerNormalization':
      return appendLayerNormalization(graph, model, analysis, layer, x);
    case 'add':
      return graph.operation('Sum', name, inputs);
    case 'concatenate':
      return graph.operation('Concat', name, inputs, { axis: 1 });
    default:
      return layer satisfies never;
  }
}

/** [batch, height, width, channels] to [batch, channels, height, width]. */
export function toChannelsFirst(graph: Graph, name: string, x: string): string {
  return graph.operation('Transpose', name, [x], { perm: [0, 3, 1, 2] });
}

function toChannelsLast(graph: Graph, name: string, x: string): string {
  return graph.operation('Transpose', name, [x], { perm: [0, 2, 3, 1] });
}

/** Kernel and bias, up to the activation. */
function appendWeighted(
  graph: Graph,
  model: ExportableModel,
  { name, padding, inputShape }: LayerAnalysis,
  layer: Conv2d | DepthwiseConv2d | Dense,
  x: string,
): string {
  const weightOf = weightsByName(model);
  const isDepthwise = layer.kind === 'depthwiseConv2d';
  const kernel = weightOf(`${name}/${isDepthwise ? 'depthwiseKernel' : 'kernel'}`);
  const bias = layer.useBias ? [appendTensor(graph, weightOf(`${name}/bias`))] : [];
  const sums = layer.activation === 'linear' ? name : `${name}/sums`;
  if (layer.kind === 'dense') return graph.operation('Gemm', sums, [x, appendTensor(graph, kernel), ...bias]);
  const weights = graph.floats(kernel.name, ...convolutionKernel(kernel, isDepthwise));
  return graph.operation('Conv', sums, [x, weights, ...bias], {
    ...windowOf(layer.kernelSize, layer.strides, padding),
    group: isDepthwise ? (inputShape.at(-1) ?? 1) : 1,
  });
}

function appendTensor(graph: Graph, { name, shape, data }: NamedTensor): string {
  return graph.floats(name, shape, data);
}

/** [height, width, in, out] as [out, in, height, width]; a depthwise [height, width, channels, 1] as [channels, 1, height, width]. */
function convolutionKernel({ shape, data }: NamedTensor, isDepthwise: boolean): [Shape, Float32Array] {
  const [height = 1, width = 1, third = 1, fourth = 1] = shape;
  const [inputs, outputs] = isDepthwise ? [1, third] : [third, fourth];
  const cells = height * width;
  const turned = new Float32Array(data.length);
  // A depthwise kernel has one input for each output: in both, a cell's values are in × out of them, row by row.
  for (const [i, value] of data.entries()) {
    const output = i % outputs;
    const input = Math.floor(i / outputs) % inputs;
    const cell = Math.floor(i / (inputs * outputs));
    turned[(output * inputs + input) * cells + cell] = value;
  }
  return [[outputs, inputs, height, width], turned];
}

function windowOf(size: Pair, strides: Pair, { top, bottom, left, right }: PaddingAmounts) {
  return { kernel_shape: size, strides, pads: [top, left, bottom, right] };
}

function appendActivation(graph: Graph, activation: Activation, name: string, x: string): string {
  switch (activation) {
    case 'linear':
      return x;
    case 'relu':
      return graph.operation('Relu', name, [x]);
    case 'leakyRelu':
      return graph.operation('LeakyRelu', name, [x], { alpha: { float: 0.2 } });
    case 'elu':
      return graph.operation('Elu', name, [x], { alpha: { float: 1 } });
    case 'gelu': {
      // x·(1 + erf(x / √2)) / 2; an operation of its own came with operator set 20.
      const constant = (of: string, value: number) => graph.floats(`${name}/${of}`, [], [value]);
      const scaled = graph.operation('Mul', `${name}/scaled`, [x, constant('root', Math.SQRT1_2)]);
      const erf = graph.operation('Erf', `${name}/erf`, [scaled]);
      const sum = graph.operation('Add', `${name}/sum`, [erf, constant('one', 1)]);
      const share = graph.operation('Mul', `${name}/share`, [sum, constant('half', 0.5)]);
      return graph.operation('Mul', name, [x, share]);
    }
    case 'silu':
      return graph.operation('Mul', name, [x, graph.operation('Sigmoid', `${name}/sigmoid`, [x])]);
    case 'sigmoid':
      return graph.operation('Sigmoid', name, [x]);
    case 'tanh':
      return graph.operation('Tanh', name, [x]);
    case 'softmax':
      return graph.operation('Softmax', name, [x], { axis: -1 });
    default:
      return activation satisfies never;
  }
}

/** gamma and beta, or the ones and zeros that stand for them where the layer has none. */
function appendAffine(
  graph: Graph,
  model: ExportableModel,
  { name, outputShape }: LayerAnalysis,
  { scale, center }: BatchNormalization | LayerNormalization,
): readonly string[] {
  const weightOf = weightsByName(model);
  const length = outputShape.at(-1) ?? 1;
  const constant = (of: string, isLearned: boolean, value: number) =>
    isLearned
      ? appendTensor(graph, weightOf(`${name}/${of}`))
      : graph.floats(`${name}/${of}`, [length], new Float32Array(length).fill(value));
  return [constant('gamma', scale, 1), constant('beta', center, 0)];
}

function appendBatchNormalization(
  graph: Graph,
  model: ExportableModel,
  analysis: LayerAnalysis,
  layer: BatchNormalization,
  x: string,
): string {
  const { name } = analysis;
  const weightOf = weightsByName(model);
  const kept = ['movingMean', 'movingVariance'].map((of) => appendTensor(graph, weightOf(`${name}/${of}`)));
  const inputs = [x, ...appendAffine(graph, model, analysis, layer), ...kept];
  return graph.operation('BatchNormalization', name, inputs, { epsilon: { float: layer.epsilon } });
}

/** Over the channels of each position, which lie together only where channels come last. */
function appendLayerNormalization(
  graph: Graph,
  model: ExportableModel,
  analysis: LayerAnalysis,
  layer: LayerNormalization,
  x: string,
): string {
  const { name } = analysis;
  const affine = appendAffine(graph, model, analysis, layer);
  const attributes = { axis: -1, epsilon: { float: layer.epsilon } };
  if (analysis.outputShape.length === 1)
    return graph.operation('LayerNormalization', name, [x, ...affine], attributes);
  const rows = toChannelsLast(graph, `${name}/nhwc`, x);
  const normal = graph.operation('LayerNormalization', `${name}/normal`, [rows, ...affine], attributes);
  return toChannelsFirst(graph, name, normal);
}
