/**
 * The backward pass of a convolution that only a max pooling reads, from the winners of its windows; the order of the fields
 * is that of ../kernels/winner-operations.ts.
 */
import type { Pooling2d } from '../../../model/layer.js';
import * as code from '../layout/operations.js';
import { originOf, type ProgramContext } from './convolution.js';
import type { ConvolutionNode, Node, PoolingNode } from './nodes.js';
import type { Value } from './operations.js';
import * as op from './operations.js';
import { partialOf, variableOf } from './places.js';
import type { Buffer, Operation } from './workspace.js';

/** What a max pooling sends back: the gradient of what it put out, and which cells that came from. */
export interface Winners {
  readonly node: PoolingNode;
  readonly dy: Value;
  readonly y: Value;
  readonly winner: Value;
}

/** A pooling window smaller than this leaves too many gradients. */
const SMALLEST_WINDOW = 4;
/** Lists start at different places within a page, or they would fall into few cache sets. */
const LIST_GAP = 64;

/** Whether a pooling leaves so few gradients of a convolution's output that they are better listed. */
export function leavesWinners(
  convolution: Node | undefined,
  { kind, poolSize, strides }: Pooling2d,
): convolution is ConvolutionNode {
  if (convolution?.kind !== 'convolution' || kind !== 'maxPooling2d') return false;
  const { input, output, activation } = convolution;
  if (activation !== 'relu' && activation !== 'linear') return false;
  const isDense = convolution.strides.every((stride) => stride === 1);
  const overlaps = strides[0] < poolSize[0] || strides[1] < poolSize[1];
  const isLarge = poolSize[0] * poolSize[1] >= SMALLEST_WINDOW;
  return isDense && !overlaps && isLarge && input.channels % 8 === 0 && output.channels % 4 === 0;
}

/** Adds to the partial gradients of kernel and bias unless they are frozen; if there is a `dx`, writes the input's gradient, without gaps. */
export function learnFromWinners(
  context: ProgramContext,
  node: ConvolutionNode,
  x: Value,
  { node: pooling, dy, y, winner }: Winners,
  dx: Value | undefined,
): Operation {
  const { input, output, kernelSize, before } = node;
  const { channels } = output;
  const kernel = variableOf(context, node.kernel);
  const pixel = input.channels * 4;
  const { poolSize, strides } = pooling;
  const room = (bytes: number): Buffer => ({ bytesPerImage: 0, slack: bytes });
  const roomIf = (isWanted: boolean, bytes: number): Buffer => room(isWanted ? bytes : 0);
  const pooled = pooling.output;
  const hasDx = dx !== undefined;
  const cells = poolSize[0] * poolSize[1];
  const channelBytes = pooled.height * pooled.width * 8 + LIST_GAP;
  const cellBytes = channels * 8 + LIST_GAP;
  const rowBytes = pooled.width * channels * 8 + LIST_GAP;
  const sums = roomIf(kernel.partial >= 0, channels * kernelSize[0] * kernelSize[1] * pixel);
  const biasSums = room(channels * 4);
  const [channelEnds, channelLists] = [room(channels * 4), room(channels * channelBytes)];
  const [cellEnds, cellLists] = [roomIf(hasDx, cells * 4), roomIf(hasDx, cells * cellBytes)];
  const [starts, tails] = [
    roomIf(hasDx, output.height * (output.width + 1) * 4),
    roomIf(hasDx, output.height * 4),
  ];
  const rowLists = roomIf(hasDx, output.height * rowBytes);
  const lists = [channelEnds, channelLists, cellEnds, cellLists, starts, tails, rowLists];
  // The first window may begin outside, by as many cells as the pooling reaches over the edge.
  const [above, beside] = pooling.before;
  const first = originOf(node, x) - above * x.layout.rowStep - beside * input.channels;
  const inX = Array.from(
    { length: cells },
    (_, cell) => Math.floor(cell / poolSize[1]) * x.layout.rowStep * 4 + (cell % poolSize[1]) * pixel,
  );
  const table = context.memory.table(Int32Array.from(inX));
  const turned = hasDx ? context.packing.turned(kernel) : 0;
  return {
    kind: code.WINNER_GRADIENT,
    buffers: [
      ...[dy.buffer, y.buffer, winner.buffer, x.buffer, sums, biasSums, ...lists],
      ...(hasDx ? [dx.buffer] : []),
    ],
    fields: (at) => [
      ...op.runFields(at, dy),
      ...op.mapFields(at, y),
      ...op.runFields(at, winner),
      ...op.mapFields(at, { ...x, layout: { ...x.layout, origin: first } }),
      node.activation === 'relu' ? 1 : 0,
      ...[pooled.height, pooled.width, channels],
      table,
      ...[...poolSize, ...strides, ...pooling.before],
      ...[...kernelSize, input.channels, ...before],
      ...[output.height, output.width],
      ...[kernel.partial, partialOf(context, node.bias)],
      ...[at(sums), at(biasSums)],
      ...[at(channelEnds), at(channelLists), channelBytes],
      ...[at(cellEnds), at(cellLists), cellBytes],
      ...[at(starts), at(tails), at(rowLists), rowBytes],
      turned,
      ...(hasDx ? op.runFields(at, dx) : [0, 0]),
      ...[input.height, input.width],
    ],
  };
}
