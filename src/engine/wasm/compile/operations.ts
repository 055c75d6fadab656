/** The operations that the kernels know; the order of the fields is that of ../kernels/layer-operations.ts. Places are in bytes. */
import * as code from '../layout/operations.js';
import type { Layout } from './layout.js';
import type { PoolingNode } from './nodes.js';
import { TILES_SCRATCH } from './winograd.js';
import type { Buffer, Operation } from './workspace.js';

/** A buffer, and how its values lie in it. */
export interface Value {
  readonly buffer: Buffer;
  readonly layout: Layout;
}

const bytes = (floats: number): number => floats * 4;

/** A buffer for values in this layout. */
export function newValue(layout: Layout): Value {
  return { buffer: { bytesPerImage: bytes(layout.size), slack: bytes(layout.channels) + 128 }, layout };
}

/** The kernels' room for what does not fit into registers: parts of tiles that are cut off, tiles on their way to points. */
export function scratchBuffer(): Buffer {
  return { bytesPerImage: 0, slack: Math.max(160, TILES_SCRATCH) };
}

/** Reads the chunk's images, as they are or transformed, into `to`. */
export function gather(to: Value): Operation {
  const { origin, size, rowStep } = to.layout;
  return {
    kind: code.GATHER,
    buffers: [to.buffer],
    fields: (at) => [at(to.buffer) + bytes(origin), bytes(size), bytes(rowStep)],
  };
}

/** Sets a buffer to zero. */
export function clear({ buffer, layout }: Value): Operation {
  return { kind: code.CLEAR, buffers: [buffer], fields: (at) => [at(buffer), bytes(layout.size)] };
}

/** Windows: their offsets' address, how many an image has, and the runs that they consist of. */
export interface Windows {
  readonly offsets: number;
  readonly perImage: number;
  readonly rows: number;
  readonly rowLength: number;
  /** Floats from one run to the next. */
  readonly rowStep: number;
  /** Floats from one window to the one below, and to the one beside it. */
  readonly down: number;
  readonly right: number;
}

export function unfold(from: Value, windows: Windows, to: Value): Operation {
  return {
    kind: code.UNFOLD,
    buffers: [from.buffer, to.buffer],
    fields: (at) => [
      at(from.buffer),
      bytes(from.layout.size),
      windows.offsets,
      windows.perImage,
      windows.rows,
      windows.rowLength,
      bytes(windows.rowStep),
      at(to.buffer),
      bytes(to.layout.size),
    ],
  };
}

export function product(options: {
  readonly from: Value;
  readonly windows: Windows;
  readonly to: Value;
  readonly targets: number;
  readonly weights: number;
  readonly bias: number;
  readonly isRelu: boolean;
  readonly scratch: Buffer;
}): Operation {
  const { from, windows, to, targets, weights, bias, isRelu, scratch } = options;
  return {
    kind: code.PRODUCT,
    buffers: [from.buffer, to.buffer, scratch],
    fields: (at) => [
      at(from.buffer),
      windows.offsets,
      at(to.buffer),
      targets,
      windows.perImage,
      windows.rows,
      windows.rowLength,
      bytes(windows.rowStep),
      weights,
      bias,
      to.layout.channels,
      isRelu ? 1 : 0,
      at(scratch),
    ],
  };
}

export function weightGradient(options: {
  readonly from: Value;
  readonly windows: Windows;
  readonly gradient: Value;
  readonly partial: number;
  readonly scratch: Buffer;
}): Operation {
  const { from, windows, gradient, partial, scratch } = options;
  const { origin, size, rowStep, pixelStep, height, width, channels } = gradient.layout;
  return {
    kind: code.WEIGHT_GRADIENT,
    buffers: [from.buffer, gradient.buffer, scratch],
    fields: (at) => [
      at(from.buffer),
      bytes(from.layout.size),
      bytes(windows.down),
      bytes(windows.right),
      windows.rows,
      windows.rowLength,
      bytes(windows.rowStep),
      at(gradient.buffer) + bytes(origin),
      bytes(size),
      bytes(rowStep),
      bytes(pixelStep),
      height,
      width,
      partial,
      channels,
      at(scratch),
    ],
  };
}

export function biasGradient(gradient: Value, targets: number, perImage: number, partial: number): Operation {
  const { buffer, layout } = gradient;
  return {
    kind: code.BIAS_GRADIENT,
    buffers: [buffer],
    fields: (at) => [at(buffer), targets, perImage, partial, layout.channels],
  };
}

function poolFields({ input, output, poolSize, strides, before }: PoolingNode): number[] {
  const { height, width, channels } = input;
  return [height, width, channels, output.height, output.width, ...poolSize, ...strides, ...before];
}

export function maxPool(node: PoolingNode, x: Value, y: Value, winner: Value): Operation {
  return {
    kind: code.MAX_POOL,
    buffers: [x.buffer, y.buffer, winner.buffer],
    fields: (at) => [...maxPoolPlaces(at, x, y, winner), ...poolFields(node)],
  };
}

export function maxPoolBackward(
  node: PoolingNode,
  values: { readonly dy: Value; readonly y: Value; readonly winner: Value; readonly dx: Value },
  isRelu: boolean,
  adds: boolean,
): Operation {
  const { dy, y, winner, dx } = values;
  return {
    kind: code.MAX_POOL_BACKWARD,
    buffers: [dy.buffer, y.buffer, winner.buffer, dx.buffer],
    fields: (at) => [
      ...maxPoolPlaces(at, dy, y, winner),
      ...poolFields(node),
      at(dx.buffer) + bytes(dx.layout.origin),
      bytes(dx.layout.size),
      bytes(dx.layout.rowStep),
      bytes(dx.layout.pixelStep),
      isRelu ? 1 : 0,
      adds ? 1 : 0,
    ],
  };
}

function maxPoolPlaces(at: (buffer: Buffer) => number, first: Value, y: Value, winner: Value): number[] {
  return [
    at(first.buffer),
    bytes(first.layout.size),
    at(y.buffer) + bytes(y.layout.origin),
    bytes(y.layout.size),
    bytes(y.layout.rowStep),
    at(winner.buffer),
    bytes(winner.layout.size),
  ];
}

export function averagePool(node: PoolingNode, x: Value, y: Value): Operation {
  return {
    kind: code.AVERAGE_POOL,
    buffers: [x.buffer, y.buffer],
    fields: (at) => [...averagePoolPlaces(at, x, y), ...poolFields(node)],
  };
}

export function averagePoolBackward(node: PoolingNode, dy: Value, dx: Value): Operation {
  return {
    kind: code.AVERAGE_POOL_BACKWARD,
    buffers: [dy.buffer, dx.buffer],
    fields: (at) => [...averagePoolPlaces(at, dy, dx), ...poolFields(node), bytes(dx.layout.pixelStep)],
  };
}

function averagePoolPlaces(at: (buffer: Buffer) => number, from: Value, to: Value): number[] {
  const { origin, size, rowStep } = to.layout;
  return [
    at(from.buffer),
    bytes(from.layout.size),
    at(to.buffer) + bytes(origin),
    bytes(size),
    bytes(rowStep),
  ];
}
