/** How a convolution (or a dense layer) becomes window products, forward and backward. */
import * as elementwise from './elementwise.js';
import { type Layout, pixelOffsets, plainLayout, spacedLayout, windowOffsets } from './layout.js';
import type { ConvolutionNode } from './nodes.js';
import type { Value, Windows } from './operations.js';
import * as op from './operations.js';
import type { Packing } from './packing.js';
import type { StaticMemory } from './static-memory.js';
import type { PlacedVariable } from './variables.js';
import * as winograd from './winograd.js';
import type { Buffer, Operation } from './workspace.js';

/** What the parts of a program share while it is put together. */
export interface ProgramContext {
  readonly memory: StaticMemory;
  readonly variables: ReadonlyMap<string, PlacedVariable>;
  readonly packing: Packing;
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

/** The layout that a convolution wants its input in: with the zeros that its windows reach. */
export function inputLayout(node: ConvolutionNode): Layout {
  if (node.tiling !== undefined) return winograd.tiledInputLayout(node, node.tiling);
  const { input, output, kernelSize, strides, before } = node;
  const [rows, columns] = ([0, 1] as const).map((axis) => {
    const inputs = axis === 0 ? input.height : input.width;
    const outputs = axis === 0 ? output.height : output.width;
    return Math.max(before[axis] + inputs, (outputs - 1) * strides[axis] + kernelSize[axis]);
  }) as [number, number];
  return spacedLayout(input, { top: before[0], left: before[1], rows, columns });
}

/** y = activation(x ∗ kernel + bias), on an input in `inputLayout`. */
export function convolve(
  context: ProgramContext,
  node: ConvolutionNode,
  input: Value,
  output: Value,
  isFirst: boolean,
): { readonly operations: readonly Operation[]; readonly forward: ConvolutionForward } {
  const isRelu = node.activation === 'relu';
  const { operations, forward } =
    node.tiling === undefined
      ? convolveWindows(context, node, input, output, isFirst)
      : convolveTiles(context, node, node.tiling, input, output, isFirst);
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
  isFirst: boolean,
): Convolved {
  const data = winograd.newPoints(tiling, node.input.channels, context.chunkImages);
  const { panels } = context.packing.winograd(variableOf(context, node.kernel), tiling.m, !isFirst);
  const operation = winograd.forward({
    node,
    tiling,
    x: input,
    data,
    y: output,
    panels,
    bias: biasOf(context, node),
    isRelu: node.activation === 'relu',
    scratch: context.scratch,
  });
  return { operations: [operation], forward: { node, output, tiling, data } };
}

function biasOf(context: ProgramContext, { bias }: ConvolutionNode): number {
  return bias === undefined ? context.zeros : context.packing.panels(variableOf(context, bias));
}

function convolveWindows(
  context: ProgramContext,
  node: ConvolutionNode,
  input: Value,
  output: Value,
  isFirst: boolean,
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
    offsets: memory.table(table),
    perImage: height * width,
    rows: kernelSize[0],
    rowLength: kernelSize[1] * channels,
    rowStep: input.layout.rowStep,
    down: strides[0] * input.layout.rowStep,
    right: strides[1] * channels,
  };
  let from = input;
  if (isFirst && windows.rows > 1 && windows.rowLength < SHORTEST_RUN) {
    from = op.newValue(plainLayout({ height, width, channels: windows.rows * windows.rowLength }));
    operations.push(op.unfold(input, windows, from));
    const offsets = memory.table(pixelOffsets(from.layout, chunkImages));
    const rowLength = from.layout.channels;
    const steps = { rowStep: rowLength, down: from.layout.rowStep, right: rowLength };
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

/**
 * The layout that a convolution's backward pass wants the gradient of its output in. For the gradient of the input it is
 * convolved with the turned kernel: with zeros around it, and between neighbours where the convolution was strided.
 */
export function gradientLayout(node: ConvolutionNode, needsInputGradient: boolean): Layout {
  if (node.tiling !== undefined) return winograd.tiledGradientLayout(node, node.tiling);
  const { input, output, kernelSize, strides, before } = node;
  if (!needsInputGradient) return plainLayout(output);
  const [kernelHeight, kernelWidth] = kernelSize;
  const room = {
    top: kernelHeight - 1 - before[0],
    left: kernelWidth - 1 - before[1],
    rows: input.height + kernelHeight - 1,
    columns: input.width + kernelWidth - 1,
  };
  return spacedLayout(output, room, strides);
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
  const { chunkImages, memory, packing, scratch, zeros } = context;
  const { input, output, kernelSize } = node;
  const kernel = variableOf(context, node.kernel);
  const targets = memory.table(pixelOffsets(gradient.layout, chunkImages));
  const operations = [op.weightGradient({ from, windows, gradient, partial: kernel.partial, scratch })];
  if (node.bias !== undefined) {
    const { partial } = variableOf(context, node.bias);
    operations.push(op.biasGradient(gradient, targets, windows.perImage, partial));
  }
  if (dx === undefined) return operations;
  // The gradient's convolution with the turned and transposed kernel.
  const { channels } = output;
  const columns = input.width + kernelSize[1] - 1;
  const whole = { columns, channels, size: gradient.layout.size };
  const product = op.product({
    from: gradient,
    windows: {
      offsets: memory.table(windowOffsets(whole, input.height, input.width, [1, 1], chunkImages)),
      perImage: input.height * input.width,
      rows: kernelSize[0],
      rowLength: kernelSize[1] * channels,
      rowStep: columns * channels,
      down: columns * channels,
      right: channels,
    },
    to: dx,
    targets: memory.table(pixelOffsets(dx.layout, chunkImages)),
    weights: packing.transposed(kernel),
    bias: zeros,
    isRelu: false,
    scratch,
  });
  return [...operations, product];
}

function variableOf({ variables }: ProgramContext, name: string): PlacedVariable {
  const variable = variables.get(name);
  if (variable === undefined) throw new Error(`the model has no variable ${name}`);
  return variable;
}
