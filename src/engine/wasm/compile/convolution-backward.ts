/** The backward pass of convolutions and dense layers. */
import type { Pair } from '../../../model/layer.js';
import type { ConvolutionForward, ProgramContext, Room } from './convolution.js';
import { type Layout, pixelOffsets, plainLayout, spacedLayout, windowOffsets } from './layout.js';
import type { ConvolutionNode } from './nodes.js';
import type { Value, Windows } from './operations.js';
import * as op from './operations.js';
import { partialOf, variableOf } from './places.js';
import * as winograd from './winograd.js';
import type { Operation } from './workspace.js';

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
 * The backward pass from the gradient in `gradientLayout`: adds to the partial gradients of kernel and bias unless they are
 * frozen, and, if there is a `dx`, writes the gradient of the input.
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
  const biasPartial = partialOf(context, node.bias);
  const learning = { node, tiling, data, dy, gradient, partial: kernel.partial, biasPartial, scratch };
  // It takes the gradient to the points, where the input's is computed as well, and learns from it unless it is frozen.
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
  const operations: Operation[] = [];
  if (kernel.partial >= 0)
    operations.push(op.weightGradient({ from, windows, gradient, partial: kernel.partial, scratch }));
  const partial = partialOf(context, node.bias);
  if (partial >= 0) {
    const targets = memory.table(pixelOffsets(gradient.layout, chunkImages));
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
