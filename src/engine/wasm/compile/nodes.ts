import type { LayerAnalysis, ModelAnalysis } from '../../../model/analysis.js';
import type { Activation, Pair } from '../../../model/layer.js';
import type { Extents } from './layout.js';
import { type Tiling, tilingOf } from './winograd.js';

/** What a layer computes, on the part of its map that later layers read. A dense layer is a convolution on one pixel. */
export type Node = ConvolutionNode | PoolingNode | ActivationNode | DropoutNode;

interface NodeBase {
  readonly input: Extents;
  readonly output: Extents;
}

export interface ConvolutionNode extends NodeBase {
  readonly kind: 'convolution';
  readonly kernelSize: Pair;
  readonly strides: Pair;
  /** Zeros above and to the left. */
  readonly before: Pair;
  readonly activation: Activation;
  /** Names of the variables. */
  readonly kernel: string;
  readonly bias: string | undefined;
  /** Present where the convolution is computed by Winograd's algorithm. */
  readonly tiling?: Tiling;
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
  readonly kind: 'dropout';
  readonly rate: number;
  /** Number of the layer in the model: a counter of its random stream. */
  readonly layer: number;
  /** Extents of the whole map, read or not: they number its elements. */
  readonly whole: Extents;
}

/** The layers as nodes, up to the logits: the final softmax belongs to the loss. */
export function nodesOf(analysis: ModelAnalysis, convolution: 'winograd' | 'direct'): readonly Node[] {
  const nodes: Node[] = [];
  const [height, width, channels] = analysis.model.inputShape;
  let input: Extents = { height, width, channels };
  for (const [index, layer] of analysis.layers.entries()) {
    const output = liveExtents(layer);
    const node = nodeOf(layer, index, input, output);
    if (node !== undefined) nodes.push(convolution === 'winograd' ? tiled(node) : node);
    input = output;
  }
  return nodes;
}

function tiled(node: Node): Node {
  const tiling = node.kind === 'convolution' ? tilingOf(node) : undefined;
  return tiling === undefined ? node : ({ ...node, tiling } as ConvolutionNode);
}

/** Rows and columns that no later layer reads are never computed: pooling floors odd sizes. */
function liveExtents({ outputShape, live }: LayerAnalysis): Extents {
  if (live === undefined) return wholeExtents(outputShape);
  return { height: live.rows.end, width: live.columns.end, channels: outputShape[2] ?? 1 };
}

function wholeExtents(shape: readonly number[]): Extents {
  const [height = 1, width = 1, channels = 1] = shape.length === 3 ? shape : [1, 1, shape[0]];
  return { height, width, channels };
}

function nodeOf(analysis: LayerAnalysis, index: number, input: Extents, output: Extents): Node | undefined {
  const { layer, name, padding } = analysis;
  const before: Pair = [padding.top, padding.left];
  switch (layer.kind) {
    case 'conv2d':
    case 'dense':
      return {
        kind: 'convolution',
        input,
        output,
        kernelSize: layer.kind === 'conv2d' ? layer.kernelSize : [1, 1],
        strides: layer.kind === 'conv2d' ? layer.strides : [1, 1],
        before,
        activation: layer.activation === 'softmax' ? 'linear' : layer.activation,
        kernel: `${name}/kernel`,
        bias: layer.useBias ? `${name}/bias` : undefined,
      };
    case 'maxPooling2d':
    case 'averagePooling2d': {
      const kind = layer.kind === 'maxPooling2d' ? 'maxPooling' : 'averagePooling';
      return { kind, input, output, poolSize: layer.poolSize, strides: layer.strides, before };
    }
    case 'activation':
      if (layer.activation === 'softmax') return undefined;
      return { kind: 'activation', input, output, activation: layer.activation };
    case 'dropout':
      return {
        kind: 'dropout',
        input,
        output,
        rate: layer.rate,
        layer: index,
        whole: wholeExtents(analysis.outputShape),
      };
    case 'flatten':
      return undefined;
    default:
      throw new Error(`not yet compiled: ${layer.kind}`);
  }
}
