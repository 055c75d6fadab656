/** How a convolution (or a dense layer) becomes window products, forward and backward. */
import type { Pair } from '../../../model/layer.js';
import * as elementwise from './elementwise.js';
import { type Layout, pixelOffsets, plainLayout, spacedLayout, windowOffsets } from './layout.js';
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

/** What a convolution's forward pass left for its backward pass: the windows that it read, or its input at the points. */
export type ConvolutionForward = { readonly node: ConvolutionNode; readonly output: Value } & (
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
export function roomOf({ input, output, kernelSize, strides, before, tiling }: ConvolutionNode): Room {
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
  const { panels } = context.packing.winograd(variableOf(context, node.kernel), tiling.m, !isFirst(node));
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
  return { operations: [operation], forward: { node, output, tiling, data } };
}

/** Whether a convolution reads the image, whose gradient nobody wants. */
function isFirst({ inputs }: ConvolutionNode): boolean {
  return inputs[0] === -1;
}

/** Floats from a buffer's beginning to the corner of the first window. */
function originOf({ before }: ConvolutionNode, { layout }: Value): number {
  return layout.origin - before[0] * layout.rowStep - before[1] * layout.channels;
}

function biasOf(context: ProgramContext, { bias }: ConvolutionNode): number {
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
  return { operations, forward: { node, from, windows, output } };
}

/** Inputs of a strided convolution that meet the same cells of the kernel, on one axis: every `stride`-th from `first` on. */
interface AxisPhase {
  readonly first: number;
  readonly count: number;
  /** The cells: every `stride`-th from `cell` on, as many as there are. */
  readonly cell: number;
  readonly cells: number;
  /** Row of the output that the first of these inputs meets with the last of these cells. */
  readonly origin: number;
}

function phasesOf(
  { input, kernelSize, strides, before }: ConvolutionNode,
  axis: 0 | 1,
): readonly AxisPhase[] {
  const inputs = axis === 0 ? input.height : input.width;
  const [size, stride, zeros] = [kernelSize[axis], strides[axis], before[axis]];
  return Array.from({ length: Math.min(stride, inputs) }, (_, first) => {
    const cell = (first + zeros) % stride;
    const cells = Math.max(0, Math.ceil((size - cell) / stride));
    const origin = Math.floor((first + zeros) / stride) - cells + 1;
    return { first, count: Math.ceil((inputs - first) / stride), cell, cells, origin };
  });
}

/** The output's gradient with the zeros around it that the inputs' phases reach. */
function roomForGradient(node: ConvolutionNode): Room {
  const [down, across] = ([0, 1] as const).map((axis) => {
    const outputs = axis === 0 ? node.output.height : node.output.width;
    const reached = phasesOf(node, axis).filter(({ cells }) => cells > 0);
    const before = Math.max(0, ...reached.map(({ origin }) => -origin));
    const end = Math.max(outputs, ...reached.map(({ origin, count, cells }) => origin + count - 1 + cells));
    return { before, size: before + end };
  }) as [{ before: number; size: number }, { before: number; size: number }];
  return { top: down.before, left: across.before, rows: down.size, columns: across.size };
}

/**
 * The layout that a convolution's backward pass wants the gradient of its output in. For the gradient of the input it is
 * convolved with the turned kernel, so there are zeros around it.
 */
export function gradientLayout(node: ConvolutionNode, needsInputGradient: boolean): Layout {
  if (node.tiling !== undefined) return winograd.tiledGradientLayout(node, node.tiling);
  if (!needsInputGradient) return plainLayout(node.output);
  return spacedLayout(node.output, roomForGradient(node));
}

/**
 * The backward pass from the gradient in `gradientLayout`: adds to the partial gradients of kernel and bias, and, if there
 * is a `dx`, writes the gradient of the input.
 */
export function convolveBackward(
  context: ProgramContext,
  forward: ConvolutionForward,
  gradient: Value,
  dx: Value | undefined,
): readonly Operation[] {
  return 'tiling' in forward
    ? tilesBackward(context, forward, gradient, dx)
    : windowsBackward(context, forward, gradient, dx);
}

function tilesBackward(
  context: ProgramContext,
  { node, tiling, data }: Extract<ConvolutionForward, { readonly tiling: winograd.Tiling }>,
  dy: Value,
  dx: Value | undefined,
): readonly Operation[] {
  const { chunkImages, scratch, packing } = context;
  const kernel = variableOf(context, node.kernel);
  const gradient = winograd.newPoints(tiling, node.output.channels, chunkImages);
  const biasPartial = node.bias === undefined ? -1 : variableOf(context, node.bias).partial;
  const learning = { node, tiling, data, dy, gradient, partial: kernel.partial, biasPartial, scratch };
  const operations = [winograd.learn(learning)];
  if (dx !== undefined) {
    const { transposed } = packing.winograd(kernel, tiling.m, true);
    operations.push(winograd.inputGradient({ node, tiling, gradient, transposed, dx, scratch }));
  }
  return operations;
}

function windowsBackward(
  context: ProgramContext,
  { node, from, windows }: Extract<ConvolutionForward, { readonly windows: Windows }>,
  gradient: Value,
  dx: Value | undefined,
): readonly Operation[] {
  const { chunkImages, memory, scratch } = context;
  const kernel = variableOf(context, node.kernel);
  const targets = memory.table(pixelOffsets(gradient.layout, chunkImages));
  const operations = [op.weightGradient({ from, windows, gradient, partial: kernel.partial, scratch })];
  if (node.bias !== undefined) {
    const { partial } = variableOf(context, node.bias);
    operations.push(op.biasGradient(gradient, targets, windows.perImage, partial));
  }
  return dx === undefined ? operations : [...operations, ...inputGradient(context, node, gradient, dx)];
}

/** For each phase of the inputs, the gradient's convolution with the turned and transposed cells that meet them. */
function inputGradient(
  context: ProgramContext,
  node: ConvolutionNode,
  gradient: Value,
  dx: Value,
): readonly Operation[] {
  const { chunkImages, memory, packing, scratch, zeros } = context;
  const { strides, output } = node;
  const { rowStep, size, origin } = gradient.layout;
  const { channels } = output;
  const whole = { columns: rowStep / channels, channels, size };
  const kernel = variableOf(context, node.kernel);
  const [down, across] = [phasesOf(node, 0), phasesOf(node, 1)];
  const products = down.flatMap((row) =>
    across.flatMap((column) => {
      if (row.cells * column.cells === 0) return [];
      const first = [row.cell, column.cell] as const;
      const weights = packing.transposed(kernel, { first, strides, cells: [row.cells, column.cells] });
      const to = everyNth(dx, row, column, strides);
      return op.product({
        from: gradient,
        windows: {
          origin: origin + row.origin * rowStep + column.origin * channels,
          offsets: memory.table(windowOffsets(whole, row.count, column.count, [1, 1], chunkImages)),
          perImage: row.count * column.count,
          rows: row.cells,
          rowLength: column.cells * channels,
          rowStep,
          down: rowStep,
          right: channels,
        },
        to,
        targets: memory.table(pixelOffsets(to.layout, chunkImages)),
        weights,
        bias: zeros,
        isRelu: false,
        scratch,
      });
    }),
  );
  const isWhole = products.length === strides[0] * strides[1];
  return isWhole ? products : [op.clear(dx), ...products];
}

/** The inputs of a phase. */
function everyNth({ buffer, layout }: Value, row: AxisPhase, column: AxisPhase, strides: Pair): Value {
  const origin = layout.origin + row.first * layout.rowStep + column.first * layout.pixelStep;
  const steps = { rowStep: strides[0] * layout.rowStep, pixelStep: strides[1] * layout.pixelStep };
  return { buffer, layout: { ...layout, ...steps, origin, height: row.count, width: column.count } };
}
