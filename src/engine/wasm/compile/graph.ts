/** From the flat layers of an analysis to nodes: what each computes, and on which part of its map. */
import type { LayerAnalysis, ModelAnalysis } from '../../../model/analysis.js';
import type { Activation, Pair } from '../../../model/layer.js';
import type { Extents } from './layout.js';
import type { Node } from './nodes.js';
import { poolConvolution } from './pooled-convolution.js';
import { leavesWinners } from './winners.js';
import { tilingOf } from './winograd.js';

export interface GraphOptions {
  readonly convolution: 'winograd' | 'direct';
  /** False: without dropout. */
  readonly isTraining: boolean;
}

/** A node as it is made, before it is known where it reads. */
type Draft = Node extends infer N
  ? N extends Node
    ? Omit<N, 'inputs' | 'input' | 'output' | 'learns'>
    : never
  : never;

/** The layers as nodes in the order that they run in, up to the logits: the final softmax belongs to the loss. */
export function nodesOf(analysis: ModelAnalysis, options: GraphOptions): readonly Node[] {
  return new Graph(analysis, options).nodes;
}

class Graph {
  readonly nodes: Node[] = [];
  readonly #layers: readonly LayerAnalysis[];
  readonly #options: GraphOptions;
  readonly #image: Extents;
  /** How many layers read each layer. */
  readonly #readers: readonly number[];
  /** Rows and columns that no later layer reads are left out where each layer is read by one: pooling floors odd sizes. */
  readonly #isChain: boolean;
  /** The node that makes each layer's output; −1 for the image. */
  readonly #places: number[] = [];

  constructor({ layers, model }: ModelAnalysis, options: GraphOptions) {
    const [height, width, channels] = model.inputShape;
    this.#layers = layers;
    this.#options = options;
    this.#image = { height, width, channels };
    this.#readers = layers.map((_, i) => layers.filter(({ inputs }) => inputs.includes(i)).length);
    this.#isChain = layers.every(({ inputs }, i) => inputs.length === 1 && inputs[0] === i - 1);
    for (const [index, layer] of layers.entries()) this.#places.push(this.#place(layer, index));
  }

  /** Makes the nodes of a layer; the number of the one with its output. */
  #place(analysis: LayerAnalysis, index: number): number {
    const { layer, name } = analysis;
    const inputs = analysis.inputs.map((input) => this.#places[input] ?? -1);
    const [from = -1] = inputs;
    const output = this.#extentsOf(analysis);
    const learns = analysis.variables.some(({ trainable }) => trainable);
    const add = (draft: Draft) => this.#add(draft, inputs, analysis, output, learns);
    const before: Pair = [analysis.padding.top, analysis.padding.left];
    switch (layer.kind) {
      case 'conv2d':
      case 'dense': {
        const isMap = layer.kind === 'conv2d';
        const isSeparate = needsInput(layer.activation);
        const convolution = add({
          kind: 'convolution',
          kernelSize: isMap ? layer.kernelSize : [1, 1],
          strides: isMap ? layer.strides : [1, 1],
          before,
          activation: isSeparate || layer.activation === 'softmax' ? 'linear' : layer.activation,
          kernel: `${name}/kernel`,
          bias: layer.useBias ? `${name}/bias` : undefined,
        });
        return isSeparate ? this.#activate(convolution, layer.activation) : convolution;
      }
      case 'depthwiseConv2d': {
        const { kernelSize, strides, useBias } = layer;
        const bias = useBias ? `${name}/bias` : undefined;
        const kernel = `${name}/depthwiseKernel`;
        const node = add({ kind: 'depthwise', kernelSize, strides, before, kernel, bias });
        return layer.activation === 'linear' ? node : this.#activate(node, layer.activation);
      }
      case 'maxPooling2d':
      case 'averagePooling2d': {
        const pooled = this.#isOnlyReader(from) && poolConvolution(this.nodes[from], layer, output);
        if (pooled) {
          this.nodes[from] = pooled;
          return from;
        }
        const convolution = this.nodes[from];
        if (this.#isOnlyReader(from) && leavesWinners(convolution, layer))
          this.nodes[from] = { ...convolution, hasWinners: true };
        const kind = layer.kind === 'maxPooling2d' ? 'maxPooling' : 'averagePooling';
        return add({ kind, poolSize: layer.poolSize, strides: layer.strides, before });
      }
      case 'globalAveragePooling2d': {
        const { height, width } = this.#outputOf(from);
        return add({ kind: 'averagePooling', poolSize: [height, width], strides: [1, 1], before });
      }
      case 'activation':
        return layer.activation === 'linear' || layer.activation === 'softmax'
          ? from
          : this.#fuse(from, layer.activation);
      case 'dropout':
      case 'spatialDropout2d': {
        if (!this.#options.isTraining) return from;
        const kind = layer.kind === 'dropout' ? 'dropout' : 'spatialDropout';
        return add({ kind, rate: layer.rate, layer: index, whole: extentsOf(analysis.outputShape) });
      }
      case 'batchNormalization':
      case 'layerNormalization': {
        const gamma = layer.scale ? `${name}/gamma` : undefined;
        const beta = layer.center ? `${name}/beta` : undefined;
        const { epsilon } = layer;
        if (layer.kind === 'layerNormalization') return add({ kind: layer.kind, epsilon, gamma, beta });
        const moving = { movingMean: `${name}/movingMean`, movingVariance: `${name}/movingVariance` };
        const { kind, momentum } = layer;
        const isFrozen = layer.trainable === false;
        return add({ kind, isFrozen, momentum, epsilon, gamma, beta, ...moving, activation: 'linear' });
      }
      case 'add':
      case 'concatenate': {
        const shapes = analysis.inputs.map((input) => this.#layers[input]?.outputShape);
        const channels = shapes.map((shape) => shape?.at(-1) ?? this.#image.channels);
        return add({ kind: layer.kind, channels, activation: 'linear' });
      }
      case 'zeroPadding2d': {
        const [[top], [left]] = layer.padding;
        return add({ kind: 'padding', before: [top, left] });
      }
      case 'flatten': {
        // The same values as a vector, if nothing else wants them as a map, perhaps with zeros around it.
        const [input = -1] = analysis.inputs;
        if (input >= 0 && this.#readers[input] === 1) return from;
        const extents = this.#outputOf(from);
        return this.#push({ kind: 'padding', before: [0, 0] }, [from], extents, extents, false);
      }
      default:
        return layer satisfies never;
    }
  }

  #add(
    draft: Draft,
    inputs: readonly number[],
    { inputShape }: LayerAnalysis,
    output: Extents,
    learns: boolean,
  ): number {
    const [from = -1] = inputs;
    const own = this.#outputOf(from);
    const input = inputShape.length === 1 ? vectorOf(own) : own;
    return this.#push(draft, inputs, input, output, learns);
  }

  #push(
    draft: Draft,
    inputs: readonly number[],
    input: Extents,
    output: Extents,
    hasVariables: boolean,
  ): number {
    const learns = hasVariables || inputs.some((from) => this.nodes[from]?.learns ?? false);
    const node = { ...draft, inputs, input, output, learns } as Node;
    const tiling =
      node.kind === 'convolution' && this.#options.convolution === 'winograd' ? tilingOf(node) : undefined;
    this.nodes.push(tiling === undefined ? node : ({ ...node, tiling } as Node));
    return this.nodes.length - 1;
  }

  #activate(from: number, activation: Activation): number {
    const extents = this.#outputOf(from);
    return this.#push({ kind: 'activation', activation }, [from], extents, extents, false);
  }

  /** An activation behind a normalisation or a sum that nothing else reads becomes part of it. */
  #fuse(from: number, activation: Activation): number {
    const node = this.nodes[from];
    const takesIt = node?.kind === 'batchNormalization' || node?.kind === 'add';
    if (!takesIt || !this.#isOnlyReader(from) || node.activation !== 'linear' || needsInput(activation))
      return this.#activate(from, activation);
    this.nodes[from] = { ...node, activation };
    return from;
  }

  /** Whether the layer that is being placed is the only one that reads what a node makes, as any of the layers that are part of it. */
  #isOnlyReader(from: number): boolean {
    return this.#places.every((place, layer) => place !== from || this.#readers[layer] === 1);
  }

  #outputOf(node: number): Extents {
    return this.nodes[node]?.output ?? this.#image;
  }

  #extentsOf({ outputShape, live }: LayerAnalysis): Extents {
    if (live === undefined || !this.#isChain) return extentsOf(outputShape);
    return { height: live.rows.end, width: live.columns.end, channels: outputShape[2] ?? 1 };
  }
}

/** Whether an activation's derivative cannot be told from its value. */
export function needsInput(activation: Activation): boolean {
  return activation === 'gelu' || activation === 'silu';
}

function extentsOf(shape: readonly number[]): Extents {
  const [height = 1, width = 1, channels = 1] = shape.length === 3 ? shape : [1, 1, shape[0]];
  return { height, width, channels };
}

function vectorOf({ height, width, channels }: Extents): Extents {
  return { height: 1, width: 1, channels: height * width * channels };
}
