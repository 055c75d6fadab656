/** How a convolution (or a dense layer) becomes window products, forward and backward. */
import * as elementwise from './elementwise.js';
import { type Layout, pixelOffsets, plainLayout, spacedLayout, windowOffsets } from './layout.js';
import type { ConvolutionNode } from './nodes.js';
import type { Value, Windows } from './operations.js';
import * as op from './operations.js';
import type { StaticMemory } from './static-memory.js';
import type { PlacedVariable } from './variables.js';
import type { Buffer, Operation } from './workspace.js';

/** What the parts of a program share while it is put together. */
export interface ProgramContext {
  readonly memory: StaticMemory;
  readonly variables: ReadonlyMap<string, PlacedVariable>;
  readonly chunkImages: number;
  /** As many zeros as the widest layer has panel columns. */
  readonly zeros: number;
  readonly scratch: Buffer;
}

/** A convolution's kernel and bias, and the windows that its forward pass read. */
export interface ConvolutionForward {
  readonly node: ConvolutionNode;
  readonly from: Value;
  readonly windows: Windows;
  readonly output: Value;
}

/** Runs of a window shorter than this are copied together: a loop over them would cost more than the products. */
const SHORTEST_RUN = 16;

/** The layout that a convolution wants its input in: with the zeros that its windows reach. */
export function inputLayout({ input, output, kernelSize, strides, before }: ConvolutionNode): Layout {
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
  const operations: Operation[] = [];
  const { chunkImages, memory } = context;
  const { kernelSize, strides, activation } = node;
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
  const isRelu = activation === 'relu';
  const bias = node.bias === undefined ? context.zeros : variableOf(context, node.bias).panels;
  operations.push(
    op.product({
      from,
      windows,
      to: output,
      targets: memory.table(pixelOffsets(output.layout, chunkImages)),
      weights: variableOf(context, node.kernel).panels,
      bias,
      isRelu,
      scratch: context.scratch,
    }),
  );
  if (!isRelu && activation !== 'linear') operations.push(elementwise.activate(activation, output, output));
  return { operations, forward: { node, from, windows, output } };
}

/**
 * The layout that a convolution's backward pass wants the gradient of its output in. For the gradient of the input it is
 * convolved with the turned kernel: with zeros around it, and between neighbours where the convolution was strided.
 */
export function gradientLayout(
  { input, output, kernelSize, strides, before }: ConvolutionNode,
  needsInputGradient: boolean,
): Layout {
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

/** Adds to the partial gradients of kernel and bias, from the gradient in `gradientLayout`. */
export function learn(
  context: ProgramContext,
  { node, from, windows }: ConvolutionForward,
  gradient: Value,
): Operation[] {
  const targets = context.memory.table(pixelOffsets(gradient.layout, context.chunkImages));
  const { partial } = variableOf(context, node.kernel);
  const { scratch } = context;
  const operations = [op.weightGradient({ from, windows, gradient, partial, scratch })];
  if (node.bias !== undefined) {
    operations.push(
      op.biasGradient(gradient, targets, windows.perImage, variableOf(context, node.bias).partial),
    );
  }
  return operations;
}

/** dx from the gradient in `gradientLayout`: its convolution with the turned and transposed kernel. */
export function convolveBackward(
  context: ProgramContext,
  node: ConvolutionNode,
  gradient: Value,
  dx: Value,
): Operation {
  const { chunkImages, memory } = context;
  const { input, output, kernelSize } = node;
  const { channels } = output;
  const columns = input.width + kernelSize[1] - 1;
  const whole = { columns, channels, size: gradient.layout.size };
  return op.product({
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
    weights: variableOf(context, node.kernel).transposed,
    bias: context.zeros,
    isRelu: false,
    scratch: context.scratch,
  });
}

function variableOf({ variables }: ProgramContext, name: string): PlacedVariable {
  const variable = variables.get(name);
  if (variable === undefined) throw new Error(`the model has no variable ${name}`);
  return variable;
}
