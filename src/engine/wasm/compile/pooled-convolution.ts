/** The first convolution together with the pooling behind it; the order of the fields is that of ../kernels/layer-operations.ts. */
import type { Pooling2d } from '../../../model/layer.js';
import * as code from '../layout/operations.js';
import { biasOf, originOf, type ProgramContext, type Room, roomOf } from './convolution.js';
import type { Extents } from './layout.js';
import { plainLayout } from './layout.js';
import type { Node, PooledConvolutionNode } from './nodes.js';
import type { Value } from './operations.js';
import * as op from './operations.js';
import { partialOf, variableOf } from './places.js';
import type { Buffer, Operation } from './workspace.js';

/** What the forward pass left for the backward pass. */
export interface PooledForward {
  readonly node: PooledConvolutionNode;
  readonly input: Value;
  readonly output: Value;
  readonly winner: Value;
}

/** Pooled positions that are worked on together in the backward pass. */
const BLOCK = 64;

/** A convolution and the pooling that alone reads it as one node; none where the kernels cannot do that. */
export function poolConvolution(
  convolution: Node | undefined,
  { kind, poolSize, strides }: Pooling2d,
  output: Extents,
): PooledConvolutionNode | undefined {
  if (convolution?.kind !== 'convolution' || kind !== 'maxPooling2d') return undefined;
  const { input, inputs, before, activation, kernel, bias, learns } = convolution;
  if (activation !== 'relu' && activation !== 'linear') return undefined;
  const isThree = convolution.kernelSize.every((side) => side === 3);
  const isDense = convolution.strides.every((stride) => stride === 1);
  const isTwo = [...poolSize, ...strides].every((side) => side === 2);
  // The kernels do not look for windows that reach over the edge.
  const isInside =
    2 * output.height <= convolution.output.height && 2 * output.width <= convolution.output.width;
  const fits = inputs[0] === -1 && input.channels === 1 && output.channels % 8 === 0;
  if (!isThree || !isDense || !isTwo || !isInside || !fits) return undefined;
  return { kind: 'pooledConvolution', inputs, input, output, learns, before, activation, kernel, bias };
}

/** The room that it wants around the image: each output comes from 4 × 4 pixels. */
export function pooledRoomOf(node: PooledConvolutionNode): Room {
  return roomOf({ ...node, kernelSize: [4, 4], strides: [2, 2] });
}

/** From the image, which has `pooledRoomOf` the node around, to the pooled values. */
export function convolveAndPool(
  context: ProgramContext,
  node: PooledConvolutionNode,
  input: Value,
  output: Value,
): { readonly operation: Operation; readonly forward: PooledForward } {
  const forward = { node, input, output, winner: op.newValue(plainLayout(node.output)) };
  const panels = context.packing.panels(variableOf(context, node.kernel));
  const operation: Operation = {
    kind: code.CONVOLVE_AND_POOL,
    buffers: [input.buffer, output.buffer, forward.winner.buffer],
    fields: (at) => [...sharedFields(at, forward), panels, biasOf(context, node)],
  };
  return { operation, forward };
}

/** Adds to the partial gradients of kernel and bias. `dy` has no gaps. */
export function convolveAndPoolBackward(
  context: ProgramContext,
  forward: PooledForward,
  dy: Value,
): Operation {
  const { node, input, output, winner } = forward;
  const { height, width, channels } = node.output;
  const rows = Math.min(height, Math.max(1, Math.floor(BLOCK / width)));
  const sums: Buffer = { bytesPerImage: 0, slack: channels * 13 * 4 };
  const list: Buffer = { bytesPerImage: 0, slack: rows * width * 8 * 4 };
  return {
    kind: code.CONVOLVE_AND_POOL_BACKWARD,
    buffers: [input.buffer, output.buffer, winner.buffer, dy.buffer, sums, list],
    fields: (at) => [
      ...sharedFields(at, forward),
      ...op.runFields(at, dy),
      partialOf(context, node.kernel),
      partialOf(context, node.bias),
      rows,
      at(sums),
      at(list),
    ],
  };
}

function sharedFields(
  at: (buffer: Buffer) => number,
  { node, input, output, winner }: PooledForward,
): readonly number[] {
  const { height, width, channels } = node.output;
  const corner = { ...input, layout: { ...input.layout, origin: originOf(node, input) } };
  return [
    ...op.mapFields(at, corner),
    ...op.mapFields(at, output),
    ...op.runFields(at, winner),
    height,
    width,
    channels,
    node.activation === 'relu' ? 1 : 0,
  ];
}
