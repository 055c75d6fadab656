import { type ConvolutionForward, convolve, type ProgramContext, type Room, roomOf } from './convolution.js';
import * as elementwise from './elementwise.js';
import { type Extents, type Layout, plainLayout, spacedLayout } from './layout.js';
import * as maps from './maps.js';
import type {
  ActivationNode,
  BatchNormalizationNode,
  DepthwiseNode,
  DropoutNode,
  LayerNormalizationNode,
  MergeNode,
  Node,
  PaddingNode,
  PoolingNode,
} from './nodes.js';
import type { NormalizationPlaces } from './normalization.js';
import * as normalization from './normalization.js';
import type { Value } from './operations.js';
import * as op from './operations.js';
import { addressOf } from './places.js';
import { convolveAndPool, type PooledForward, pooledRoomOf } from './pooled-convolution.js';
import type { Operation } from './workspace.js';

/** What a node's forward pass left for its backward pass. */
export type Forward =
  | (ConvolutionForward & { readonly kind: 'convolution' })
  | (PooledForward & { readonly kind: 'pooledConvolution' })
  | { readonly kind: 'depthwise'; readonly node: DepthwiseNode; readonly input: Value }
  | { readonly kind: 'pooling'; readonly node: PoolingNode; readonly output: Value; readonly winner: Value }
  | {
      readonly kind: 'activation';
      readonly node: ActivationNode;
      readonly input: Value;
      readonly output: Value;
    }
  | { readonly kind: 'dropout'; readonly node: DropoutNode; readonly mask: Value }
  | {
      readonly kind: 'batchNormalization';
      readonly node: BatchNormalizationNode;
      readonly input: Value;
      readonly output: Value;
      readonly places: NormalizationPlaces;
    }
  | { readonly kind: 'layerNormalization'; readonly node: LayerNormalizationNode; readonly input: Value }
  | { readonly kind: 'merge'; readonly node: MergeNode; readonly output: Value }
  | { readonly kind: 'padding'; readonly node: PaddingNode };

export interface ForwardPass {
  readonly operations: readonly Operation[];
  /** One for each node. */
  readonly nodes: readonly Forward[];
  readonly logits: Value;
}

/** From 8-bit pixels to logits. Each value is written in the layout that its readers want. */
export function forwardPass(
  context: ProgramContext,
  image: Extents,
  nodes: readonly Node[],
  isTraining: boolean,
): ForwardPass {
  const operations: Operation[] = [];
  const passed: Forward[] = [];
  const values: Value[] = [];
  const pixels = newValue(image, nodes, -1, operations);
  operations.push(op.gather(pixels));
  const read = (from: number | undefined, extents: Extents): Value => {
    const value = values[from ?? -1] ?? pixels;
    const isFlattened = extents.channels !== value.layout.channels;
    return isFlattened ? { buffer: value.buffer, layout: plainLayout(extents) } : value;
  };
  for (const [index, node] of nodes.entries()) {
    const input = read(node.inputs[0], node.input);
    const output = newValue(node.output, nodes, index, operations);
    switch (node.kind) {
      case 'convolution': {
        const { operations: own, forward } = convolve(context, node, input, output);
        operations.push(...own);
        passed.push({ kind: 'convolution', ...forward });
        break;
      }
      case 'pooledConvolution': {
        const { operation, forward } = convolveAndPool(context, node, input, output);
        operations.push(operation);
        passed.push({ kind: 'pooledConvolution', ...forward });
        break;
      }
      case 'depthwise': {
        const kernel = addressOf(context, node.kernel);
        operations.push(maps.depthwise(node, input, kernel, addressOf(context, node.bias), output));
        passed.push({ kind: 'depthwise', node, input });
        break;
      }
      case 'maxPooling':
      case 'averagePooling': {
        const winner = op.newValue(plainLayout(node.output));
        const isMax = node.kind === 'maxPooling';
        operations.push(
          isMax ? op.maxPool(node, input, output, winner) : op.averagePool(node, input, output),
        );
        passed.push({ kind: 'pooling', node, output, winner });
        break;
      }
      case 'activation':
        operations.push(elementwise.activate(node.activation, input, output));
        passed.push({ kind: 'activation', node, input, output });
        break;
      case 'dropout':
      case 'spatialDropout': {
        const isWhole = node.kind === 'dropout';
        const mask = isWhole ? op.newValue(plainLayout(node.output)) : maps.channelMask(node);
        const drop = isWhole ? elementwise.dropout : maps.spatialDropout;
        operations.push(drop(node, input, output, mask));
        passed.push({ kind: 'dropout', node, mask });
        break;
      }
      case 'batchNormalization': {
        const places = context.normalizations.of(node);
        const measures = isTraining && !node.isFrozen;
        if (measures) operations.push(...normalization.moments(node, input, places));
        const coefficients = measures ? places.coefficients : places.scoring;
        operations.push(normalization.normalize(node, input, output, coefficients));
        passed.push({ kind: 'batchNormalization', node, input, output, places });
        break;
      }
      case 'layerNormalization': {
        const [gamma, beta] = [addressOf(context, node.gamma), addressOf(context, node.beta)];
        operations.push(normalization.layerNormalize(node, input, output, gamma, beta));
        passed.push({ kind: 'layerNormalization', node, input });
        break;
      }
      case 'add': {
        let sum = input;
        for (const [i, from] of node.inputs.slice(1).entries()) {
          const isLast = i === node.inputs.length - 2;
          const activation = isLast ? node.activation : 'linear';
          operations.push(maps.add(sum, read(from, node.input), output, activation));
          sum = output;
        }
        passed.push({ kind: 'merge', node, output });
        break;
      }
      case 'concatenate': {
        let first = 0;
        for (const [i, from] of node.inputs.entries()) {
          const extents = { ...node.output, channels: node.channels[i] ?? 0 };
          operations.push(maps.copy(read(from, extents), maps.part(output, extents, { first })));
          first += extents.channels;
        }
        passed.push({ kind: 'merge', node, output });
        break;
      }
      case 'padding': {
        const [inner, outer] = maps.insideOf(node, input, output);
        if (maps.exceeds(output, outer)) operations.push(op.clear(output));
        operations.push(maps.copy(inner, outer));
        passed.push({ kind: 'padding', node });
        break;
      }
      default:
        node satisfies never;
    }
    values.push(output);
  }
  return { operations, nodes: passed, logits: values.at(-1) ?? pixels };
}

/** The nodes that read the output of node `index`. */
export function readersOf(nodes: readonly Node[], index: number): readonly Node[] {
  return nodes.filter(({ inputs }) => inputs.includes(index));
}

/** The value that node `index` makes, for those that read it; the zeros around it are written before anything else. */
function newValue(extents: Extents, nodes: readonly Node[], index: number, operations: Operation[]): Value {
  const value = op.newValue(layoutFor(extents, nodes, index));
  if (value.layout.hasGaps) operations.push(op.clear(value));
  return value;
}

/** With the room that all convolutions among the readers want. */
function layoutFor(extents: Extents, nodes: readonly Node[], index: number): Layout {
  const readers = readersOf(nodes, index);
  const rooms = readers.flatMap((reader): readonly Room[] => {
    if (reader.kind === 'pooledConvolution') return [pooledRoomOf(reader)];
    return reader.kind === 'convolution' ? [roomOf(reader)] : [];
  });
  // Between a map and a dense layer lies a flatten, which needs the map without gaps.
  const isFlattened = readers.some((reader) => channelsReadBy(reader, index) !== extents.channels);
  if (rooms.length === 0 || isFlattened) return plainLayout(extents);
  const top = Math.max(...rooms.map((room) => room.top));
  const left = Math.max(...rooms.map((room) => room.left));
  const bottom = Math.max(...rooms.map((room) => room.rows - room.top - extents.height));
  const right = Math.max(...rooms.map((room) => room.columns - room.left - extents.width));
  const rows = top + extents.height + Math.max(0, bottom);
  const columns = left + extents.width + Math.max(0, right);
  const layout = spacedLayout(extents, { top, left, rows, columns });
  return layout.hasGaps ? layout : plainLayout(extents);
}

/** As many as there are, or those of the vector that the map was flattened into. */
function channelsReadBy(reader: Node, index: number): number | undefined {
  return 'channels' in reader ? reader.channels[reader.inputs.indexOf(index)] : reader.input.channels;
}
