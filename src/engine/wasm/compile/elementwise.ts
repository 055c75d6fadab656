/** Operations on each value by itself; the order of the fields is that of ../kernels/value-operations.ts. */
import type { Activation } from '../../../model/layer.js';
import * as code from '../layout/operations.js';
import type { DropoutNode } from './nodes.js';
import type { Value } from './operations.js';
import { floatBits, type Operation } from './workspace.js';

const bytes = (floats: number): number => floats * 4;

export function activationCode(activation: Activation): number {
  switch (activation) {
    case 'linear':
      return code.LINEAR;
    case 'relu':
      return code.RELU;
    case 'sigmoid':
      return code.SIGMOID;
    case 'tanh':
      return code.TANH;
    case 'leakyRelu':
      return code.LEAKY_RELU;
    case 'elu':
      return code.ELU;
    case 'gelu':
      return code.GELU;
    case 'silu':
      return code.SILU;
    case 'softmax':
      throw new Error('softmax is for the last layer only');
    default:
      return activation satisfies never;
  }
}

/** Applies an activation; x and y may be one buffer if their layouts are the same. */
export function activate(activation: Activation, x: Value, y: Value): Operation {
  const { height, width, channels } = x.layout;
  const kind = activationCode(activation);
  return {
    kind: code.ACTIVATE,
    buffers: [x.buffer, y.buffer],
    fields: (at) => [
      at(x.buffer) + bytes(x.layout.origin),
      bytes(x.layout.size),
      bytes(x.layout.rowStep),
      at(y.buffer) + bytes(y.layout.origin),
      bytes(y.layout.size),
      bytes(y.layout.rowStep),
      height,
      width * channels,
      kind,
    ],
  };
}

/** dx = dy·f′(x) from y = f(x) (GELU and SILU: from x in its place). `dy` has no gaps; it may be `dx`'s buffer if that has none either. */
export function activateBackward(activation: Activation, y: Value, dy: Value, dx: Value): Operation {
  const { height, width, channels } = dx.layout;
  // Pixels side by side in both are one long run.
  const isRun = dx.layout.pixelStep === channels;
  const kind = activationCode(activation);
  return {
    kind: code.ACTIVATE_BACKWARD,
    buffers: [y.buffer, dy.buffer, dx.buffer],
    fields: (at) => [
      at(y.buffer) + bytes(y.layout.origin),
      bytes(y.layout.size),
      bytes(y.layout.rowStep),
      at(dy.buffer),
      bytes(dy.layout.size),
      at(dx.buffer) + bytes(dx.layout.origin),
      bytes(dx.layout.size),
      bytes(dx.layout.rowStep),
      bytes(dx.layout.pixelStep),
      height,
      isRun ? 1 : width,
      isRun ? width * channels : channels,
      kind,
    ],
  };
}

export function dropout(node: DropoutNode, x: Value, y: Value, mask: Value): Operation {
  const { height, width, channels } = node.input;
  const { whole } = node;
  return {
    kind: code.DROPOUT,
    buffers: [x.buffer, y.buffer, mask.buffer],
    fields: (at) => [
      at(x.buffer) + bytes(x.layout.origin),
      bytes(x.layout.size),
      bytes(x.layout.rowStep),
      at(y.buffer) + bytes(y.layout.origin),
      bytes(y.layout.size),
      bytes(y.layout.rowStep),
      at(mask.buffer),
      bytes(mask.layout.size),
      height,
      width * channels,
      whole.height * whole.width * whole.channels,
      whole.width * whole.channels,
      floatBits(node.rate),
      node.layer,
    ],
  };
}

export function dropoutBackward(dy: Value, mask: Value, dx: Value): Operation {
  return {
    kind: code.DROPOUT_BACKWARD,
    buffers: [dy.buffer, mask.buffer, dx.buffer],
    fields: (at) => [
      at(dy.buffer),
      bytes(dy.layout.size),
      at(mask.buffer),
      bytes(mask.layout.size),
      at(dx.buffer),
      bytes(dx.layout.size),
      dx.layout.size,
    ],
  };
}

/** Softmax and cross-entropy on the logits; the gradient is that of the batch's mean loss. */
export function loss(logits: Value, gradient: Value): Operation {
  return {
    kind: code.LOSS,
    buffers: [logits.buffer, gradient.buffer],
    fields: (at) => [
      at(logits.buffer),
      bytes(logits.layout.size),
      at(gradient.buffer),
      bytes(gradient.layout.size),
      logits.layout.size,
    ],
  };
}

/** Softmax and cross-entropy on the logits; the probabilities go where the control block says. */
export function predict(logits: Value): Operation {
  return {
    kind: code.PREDICT,
    buffers: [logits.buffer],
    fields: (at) => [at(logits.buffer), bytes(logits.layout.size), logits.layout.size],
  };
}
