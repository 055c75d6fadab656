/** 3×3 convolutions by Winograd's algorithm; the order of the fields is that of ../kernels/winograd-operations.ts. */
import * as code from '../layout/operations.js';
import { type Layout, spacedLayout } from './layout.js';
import type { ConvolutionNode } from './nodes.js';
import type { Value } from './operations.js';
import type { Buffer, Operation } from './workspace.js';

/** Scratch memory of what maps tiles. */
export const TILES_SCRATCH = 2 * code.TILE_BYTES;
/** Planes start at different places within a page, or all points of a tile would fall into one cache set. */
const PLANE_GAP = 192;

/** Bytes from point to point of a kernel. */
export function kernelPlane(inChannels: number, outChannels: number): number {
  return inChannels * outChannels * 4 + PLANE_GAP;
}

/** How a convolution's outputs are cut into tiles of m × m. */
export interface Tiling {
  readonly m: number;
  readonly down: number;
  readonly across: number;
}

/** Values at the points: `plane` bytes from point to point, room for `stride` tiles in a panel. */
export interface Points {
  readonly buffer: Buffer;
  readonly stride: number;
  readonly plane: number;
}

/** The tiling with the fewest products; none where the algorithm does not fit or does not pay. */
export function tilingOf({ kernelSize, strides, input, output }: ConvolutionNode): Tiling | undefined {
  const isThree = kernelSize[0] === 3 && kernelSize[1] === 3 && strides[0] === 1 && strides[1] === 1;
  if (!isThree || input.channels % 8 !== 0 || output.channels % 8 !== 0) return undefined;
  const { height, width } = output;
  const tilings = [4, 3, 2].map((m) => ({ m, down: Math.ceil(height / m), across: Math.ceil(width / m) }));
  const productsOf = ({ m, down, across }: Tiling) => down * across * (m + 2) ** 2;
  const best = tilings.reduce((a, b) => (productsOf(b) < productsOf(a) ? b : a));
  return productsOf(best) < height * width * 9 ? best : undefined;
}

/** The output's gradient with zeros up to the end of the last tiles. */
export function tiledGradientLayout({ output }: ConvolutionNode, { m, down, across }: Tiling): Layout {
  return spacedLayout(output, { top: 0, left: 0, rows: down * m, columns: across * m });
}

/** Room for `channels` channels of a chunk at the points. */
export function newPoints(tiling: Tiling, channels: number, images: number): Points {
  const stride = Math.ceil((tiling.down * tiling.across * images) / 4) * 4;
  return pointsOf(tiling, stride, channels);
}

function pointsOf({ m }: Tiling, stride: number, channels: number): Points {
  const plane = stride * channels * 4 + PLANE_GAP;
  return { buffer: { bytesPerImage: 0, slack: (m + 2) ** 2 * plane }, stride, plane };
}

const shapeFields = ({ input, output }: ConvolutionNode, { m, down, across }: Tiling, stride: number) => {
  const channels = [input.channels, output.channels] as const;
  return [m, down, across, ...channels, stride, kernelPlane(...channels)];
};

export function forward(options: {
  readonly node: ConvolutionNode;
  readonly tiling: Tiling;
  readonly x: Value;
  /** Floats from x's beginning to the corner of the first tile. */
  readonly origin: number;
  readonly data: Points;
  readonly y: Value;
  readonly panels: number;
  readonly bias: number;
  readonly isRelu: boolean;
  readonly scratch: Buffer;
}): Operation {
  const { node, tiling, x, origin, data, y, panels, bias, isRelu, scratch } = options;
  const { channels, height, width } = node.output;
  const sums = pointsOf(tiling, data.stride, channels);
  return {
    kind: code.WINOGRAD,
    buffers: [x.buffer, data.buffer, sums.buffer, y.buffer, scratch],
    fields: (at) => [
      ...shapeFields(node, tiling, data.stride),
      at(data.buffer),
      data.plane,
      at(sums.buffer),
      sums.plane,
      panels,
      bias,
      at(x.buffer) + origin * 4,
      x.layout.size * 4,
      x.layout.rowStep * 4,
      at(y.buffer) + y.layout.origin * 4,
      y.layout.size * 4,
      y.layout.rowStep * 4,
      isRelu ? 1 : 0,
      height,
      width,
      at(scratch),
    ],
  };
}

/** Adds to the partial gradients of kernel and bias unless they are frozen; leaves the gradient at the points. */
export function learn(options: {
  readonly node: ConvolutionNode;
  readonly tiling: Tiling;
  readonly data: Points;
  readonly dy: Value;
  readonly gradient: Points;
  /** −1: frozen. */
  readonly partial: number;
  /** −1: no bias, or a frozen one. */
  readonly biasPartial: number;
  readonly scratch: Buffer;
}): Operation {
  const { node, tiling, data, dy, gradient, partial, biasPartial, scratch } = options;
  const { input, output } = node;
  const slack = (tiling.m + 2) ** 2 * kernelPlane(input.channels, output.channels);
  const kernel: Buffer = { bytesPerImage: 0, slack };
  return {
    kind: code.WINOGRAD_GRADIENT,
    buffers: [data.buffer, dy.buffer, gradient.buffer, kernel, scratch],
    fields: (at) => [
      ...shapeFields(node, tiling, data.stride),
      at(data.buffer),
      data.plane,
      at(gradient.buffer),
      gradient.plane,
      at(kernel),
      at(dy.buffer),
      dy.layout.size * 4,
      dy.layout.rowStep * 4,
      partial,
      biasPartial,
      at(scratch),
    ],
  };
}

/** dx, without gaps, from the gradient at the points. */
export function inputGradient(options: {
  readonly node: ConvolutionNode;
  readonly tiling: Tiling;
  readonly gradient: Points;
  readonly transposed: number;
  readonly dx: Value;
  readonly scratch: Buffer;
}): Operation {
  const { node, tiling, gradient, transposed, dx, scratch } = options;
  const { input, before } = node;
  const data = pointsOf(tiling, gradient.stride, input.channels);
  return {
    kind: code.WINOGRAD_INPUT_GRADIENT,
    buffers: [gradient.buffer, data.buffer, dx.buffer, scratch],
    fields: (at) => [
      ...shapeFields(node, tiling, gradient.stride),
      at(gradient.buffer),
      gradient.plane,
      transposed,
      at(data.buffer),
      data.plane,
      at(dx.buffer),
      dx.layout.size * 4,
      input.height,
      input.width,
      ...before,
      at(scratch),
    ],
  };
}
