/** How a convolution (or a dense layer) becomes products of windows, or of values at the points of Winograd's algorithm. */
import * as elementwise from './elementwise.js';
import { pixelOffsets, plainLayout, windowOffsets } from './layout.js';
import type { ConvolutionNode } from './nodes.js';
import type { Value, Windows } from './operations.js';
import * as op from './operations.js';
import type { Packing } from './packing.js';
import { type Normalizations, variableOf } from './places.js';
import type { StaticMemory } from './static-memory.js';
import type { PlacedVariable } from './variables.js';
import * as winograd from './winograd.js';
import type { Buffer, Operation } from './workspace.js';

/** What the parts of a program share while it is put together. */
export interface ProgramContext {
  readonly memory: StaticMemory;
  readonly variables: ReadonlyMap<string, PlacedVariable>;
  readonly packing: Packing;
  readonly normalizations: Normalizations;
  readonly chunkImages: number;
  /** As many zeros as the widest layer has panel columns. */
  readonly zeros: number;
  readonly scratch: Buffer;
}

/** What a convolution's forward pass left for its backward pass: its input, and the windows that it read or the input at the points. */
export type ConvolutionForward = {
  readonly node: ConvolutionNode;
  readonly input: Value;
  readonly output: Value;
} & (
  | { readonly from: Value; readonly windows: Windows }
  | { readonly tiling: winograd.Tiling; readonly data: winograd.Points }
);

/** Runs of a window shorter than this are copied together: a loop over them would cost more than the products. */
const SHORTEST_RUN = 16;

/** The zeros that a convolution reaches around its input: above, to the left, and the size of the whole in pixels. */
export interface Room {
  readonly top: number;
  readonly left: number;
  readonly rows: number;
  readonly columns: number;
}

/** The room that a convolution wants around its input. */
export function roomOf({
  input,
  output,
  kernelSize,
  strides,
  before,
  tiling,
}: Pick<ConvolutionNode, 'input' | 'output' | 'kernelSize' | 'strides' | 'before' | 'tiling'>): Room {
  const [top, left] = before;
  const reach = ([0, 1] as const).map((axis) => {
    const inputs = axis === 0 ? input.height : input.width;
    const outputs = axis === 0 ? output.height : output.width;
    const tiles = axis === 0 ? tiling?.down : tiling?.across;
    const end =
      tiling === undefined || tiles === undefined
        ? (outputs - 1) * strides[axis] + kernelSize[axis]
        : tiles * tiling.m + 2;
    return Math.max(before[axis] + inputs, end);
  });
  const [rows = 0, columns = 0] = reach;
  return { top, left, rows, columns };
}

/** y = activation(x ∗ kernel + bias), on an input that has `roomOf` it around. */
export function convolve(
  context: ProgramContext,
  node: ConvolutionNode,
  input: Value,
  output: Value,
): { readonly operations: readonly Operation[]; readonly forward: ConvolutionForward } {
  const isRelu = node.activation === 'relu';
  const { operations, forward } =
    node.tiling === undefined
      ? convolveWindows(context, node, input, output)
      : convolveTiles(context, node, node.tiling, input, output);
  if (isRelu || node.activation === 'linear') return { operations, forward };
  return { operations: [...operations, elementwise.activate(node.activation, output, output)], forward };
}

interface Convolved {
  readonly operations: readonly Operation[];
  readonly forward: ConvolutionForward;
}

function convolveTiles(
  context: ProgramContext,
  node: ConvolutionNode,
  tiling: winograd.Tiling,
  input: Value,
  output: Value,
): Convolved {
  const data = winograd.newPoints(tiling, node.input.channels, context.chunkImages);
  // The gradient of the image, or of what winners lead to, is not computed at the points.
  const needsTransposed = !isFirst(node) && node.hasWinners === undefined;
  const { panels } = context.packing.winograd(variableOf(context, node.kernel), tiling.m, needsTransposed);
  const operation = winograd.forward({
    node,
    tiling,
    x: input,
    origin: originOf(node, input),
    data,
    y: output,
    panels,
    bias: biasOf(context, node),
    isRelu: node.activation === 'relu',
    scratch: context.scratch,
  });
  return { operations: [operation], forward: { node, input, output, tiling, data } };
}

/** Whether a convolution reads the image, whose gradient nobody wants. */
function isFirst({ inputs }: ConvolutionNode): boolean {
  return inputs[0] === -1;
}

/** Floats from a buffer's beginning to the corner of the first window. */
export function originOf({ before }: Pick<ConvolutionNode, 'before'>, { layout }: Value): number {
  return layout.origin - before[0] * layout.rowStep - before[1] * layout.channels;
}

/** Address of a layer's bias for the kernels; zeros for one without. */
export function biasOf(context: ProgramContext, { bias }: Pick<ConvolutionNode, 'bias'>): number {
  return bias === undefined ? context.zeros : context.packing.panels(variableOf(context, bias));
}

function convolveWindows(
  context: ProgramContext,
  node: ConvolutionNode,
  input: Value,
  output: Value,
): Convolved {
  const operations: Operation[] = [];
  const { chunkImages, memory } = context;
  const { kernelSize, strides } = node;
  const { height, width } = node.output;
  const { channels } = node.input;
  const columns = input.layout.rowStep / channels;
  const table = windowOffsets(
    { columns, channels, size: input.layout.size },
    height,
    width,
    strides,
    chunkImages,
  );
  let windows: Windows = {
    origin: originOf(node, input),
    offsets: memory.table(table),
    perImage: height * width,
    rows: kernelSize[0],
    rowLength: kernelSize[1] * channels,
    rowStep: input.layout.rowStep,
    down: strides[0] * input.layout.rowStep,
    right: strides[1] * channels,
  };
  let from = input;
  if (isFirst(node) && windows.rows > 1 && windows.rowLength < SHORTEST_RUN) {
    from = op.newValue(plainLayout({ height, width, channels: windows.rows * windows.rowLength }));
    operations.push(op.unfold(input, windows, from));
    const offsets = memory.table(pixelOffsets(from.layout, chunkImages));
    const rowLength = from.layout.channels;
    const steps = { origin: 0, rowStep: rowLength, down: from.layout.rowStep, right: rowLength };
    windows = { ...windows, offsets, rows: 1, rowLength, ...steps };
  }
  operations.push(
    op.product({
      from,
      windows,
      to: output,
      targets: memory.table(pixelOffsets(output.layout, chunkImages)),
      weights: context.packing.panels(variableOf(context, node.kernel)),
      bias: biasOf(context, node),
      isRelu: node.activation === 'relu',
      scratch: context.scratch,
    }),
  );
  return { operations, forward: { node, input, from, windows, output } };
}
