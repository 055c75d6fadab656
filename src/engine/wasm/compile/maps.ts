/** Operations on whole maps besides convolutions and pools; the order of the fields is that of ../kernels/map-operations.ts. */
import type { Activation } from '../../../model/layer.js';
import * as code from '../layout/operations.js';
import { activationCode } from './elementwise.js';
import { type Layout, plainLayout } from './layout.js';
import type { DepthwiseNode, DropoutNode, PaddingNode } from './nodes.js';
import { mapFields, runFields, spacedFields, type Value } from './operations.js';
import { floatBits, type Operation } from './workspace.js';

/** y = activation(a + b); y may be a or b if their layouts are the same. */
export function add(a: Value, b: Value, y: Value, activation: Activation = 'linear'): Operation {
  const { height, width, channels } = y.layout;
  return {
    kind: code.ADD,
    buffers: [a.buffer, b.buffer, y.buffer],
    fields: (at) => [
      ...mapFields(at, a),
      ...mapFields(at, b),
      ...mapFields(at, y),
      height,
      width * channels,
      activationCode(activation),
    ],
  };
}

/** Copies the pixels that both layouts describe. */
export function copy(from: Value, to: Value): Operation {
  const { height, width, channels } = from.layout;
  return {
    kind: code.COPY,
    buffers: [from.buffer, to.buffer],
    fields: (at) => [...spacedFields(at, from), ...spacedFields(at, to), height, width, channels],
  };
}

/** A part of a value: pixels from (top, left) on, channels from `first` on. */
export function part(
  { buffer, layout }: Value,
  extents: { readonly height: number; readonly width: number; readonly channels: number },
  {
    top = 0,
    left = 0,
    first = 0,
  }: { readonly top?: number; readonly left?: number; readonly first?: number },
): Value {
  const origin = layout.origin + top * layout.rowStep + left * layout.pixelStep + first;
  const within: Layout = { ...layout, ...extents, origin, hasGaps: true };
  return { buffer, layout: within };
}

/** Where a padded map and its input are the same: the input, and its place in the output (or in their gradients). */
export function insideOf(
  { input, output, before: [top, left] }: PaddingNode,
  inner: Value,
  outer: Value,
): readonly [Value, Value] {
  const extents = {
    height: Math.min(input.height, output.height - top),
    width: Math.min(input.width, output.width - left),
    channels: input.channels,
  };
  return [part(inner, extents, {}), part(outer, extents, { top, left })];
}

/** Whether a value has positions beside those of a part. */
export function exceeds({ layout }: Value, inside: Value): boolean {
  return inside.layout.height < layout.height || inside.layout.width < layout.width;
}

function windowFields({ kernelSize, strides, before }: DepthwiseNode): number[] {
  return [...kernelSize, ...strides, ...before];
}

export function depthwise(node: DepthwiseNode, x: Value, kernel: number, bias: number, y: Value): Operation {
  const { input, output } = node;
  return {
    kind: code.DEPTHWISE,
    buffers: [x.buffer, y.buffer],
    fields: (at) => [
      ...mapFields(at, x),
      ...mapFields(at, y),
      input.height,
      input.width,
      output.height,
      output.width,
      output.channels,
      kernel,
      bias,
      ...windowFields(node),
    ],
  };
}

/** Adds to the partial gradients (−1: frozen, or no bias) and, if there is a dx, writes it. */
export function depthwiseBackward(
  node: DepthwiseNode,
  values: { readonly dy: Value; readonly x: Value; readonly dx: Value | undefined },
  kernel: number,
  partials: readonly [number, number],
): Operation {
  const { dy, x, dx } = values;
  const { input, output } = node;
  return {
    kind: code.DEPTHWISE_BACKWARD,
    buffers: [dy.buffer, x.buffer, ...(dx === undefined ? [] : [dx.buffer])],
    fields: (at) => [
      ...runFields(at, dy),
      ...mapFields(at, x),
      ...(dx === undefined ? [-1, 0] : runFields(at, dx)),
      input.height,
      input.width,
      output.height,
      output.width,
      output.channels,
      kernel,
      ...partials,
      ...windowFields(node),
    ],
  };
}

/** One factor a channel. */
export function channelMask({ output }: DropoutNode): Value {
  return {
    buffer: { bytesPerImage: output.channels * 4, slack: 128 },
    layout: plainLayout({ height: 1, width: 1, channels: output.channels }),
  };
}

export function spatialDropout(node: DropoutNode, x: Value, y: Value, mask: Value): Operation {
  const { height, width, channels } = node.output;
  return {
    kind: code.SPATIAL_DROPOUT,
    buffers: [x.buffer, y.buffer, mask.buffer],
    fields: (at) => [
      ...mapFields(at, x),
      ...mapFields(at, y),
      ...runFields(at, mask),
      height,
      width,
      channels,
      floatBits(node.rate),
      node.layer,
    ],
  };
}

export function spatialDropoutBackward(dy: Value, mask: Value, dx: Value): Operation {
  const { height, width, channels } = dx.layout;
  return {
    kind: code.SPATIAL_DROPOUT_BACKWARD,
    buffers: [dy.buffer, mask.buffer, dx.buffer],
    fields: (at) => [
      ...runFields(at, dy),
      ...runFields(at, mask),
      ...runFields(at, dx),
      height,
      width,
      channels,
    ],
  };
}
