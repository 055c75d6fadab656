import {
  type ConvolutionForward,
  convolveBackward,
  gradientLayout,
  type ProgramContext,
} from './convolution.js';
import * as elementwise from './elementwise.js';
import type { Forward } from './forward.js';
import { plainLayout } from './layout.js';
import type { PoolingNode } from './nodes.js';
import type { Value } from './operations.js';
import * as op from './operations.js';
import type { Operation } from './workspace.js';

/** A gradient on its way back. `isReady`: already times the derivative of the convolution's activation, in its layout. */
interface Gradient {
  readonly value: Value;
  readonly isReady: boolean;
}

/** From the gradient of the logits to the partial gradients of all variables. */
export function backwardPass(
  context: ProgramContext,
  nodes: readonly Forward[],
  dLogits: Value,
): readonly Operation[] {
  const operations: Operation[] = [];
  const firstLearning = nodes.findIndex(({ kind }) => kind === 'convolution');
  let gradient: Gradient = { value: dLogits, isReady: false };
  for (let index = nodes.length - 1; index >= firstLearning; index--) {
    const forward = nodes[index];
    if (forward === undefined) break;
    const needsInputGradient = index > firstLearning;
    switch (forward.kind) {
      case 'convolution': {
        const dy = readyGradient(forward, gradient, needsInputGradient, operations);
        const dx = needsInputGradient ? op.newValue(plainLayout(forward.node.input)) : undefined;
        operations.push(...convolveBackward(context, forward, dy, dx));
        if (dx !== undefined) gradient = { value: dx, isReady: false };
        break;
      }
      case 'pooling':
        gradient = poolBackward(
          forward,
          nodes[index - 1],
          gradient.value,
          index - 1 > firstLearning,
          operations,
        );
        break;
      case 'activation': {
        const { value } = gradient;
        operations.push(elementwise.activateBackward(forward.node.activation, forward.output, value, value));
        break;
      }
      case 'dropout':
        operations.push(elementwise.dropoutBackward(gradient.value, forward.mask, gradient.value));
        break;
      default:
        forward satisfies never;
    }
  }
  return operations;
}

/** The gradient of a convolution's sums, in the layout that its backward pass wants. */
function readyGradient(
  { node, output }: ConvolutionForward,
  { value, isReady }: Gradient,
  needsInputGradient: boolean,
  operations: Operation[],
): Value {
  if (isReady) return value;
  const layout = gradientLayout(node, needsInputGradient);
  // The gradient of a flattened map comes back as a vector: the same values without gaps.
  const dy: Value = { buffer: value.buffer, layout: plainLayout(node.output) };
  if (!layout.hasGaps && node.activation === 'linear') return { buffer: value.buffer, layout };
  const ready = layout.hasGaps ? op.newValue(layout) : { buffer: value.buffer, layout };
  if (layout.hasGaps) operations.push(op.clear(ready));
  operations.push(elementwise.activateBackward(node.activation, output, dy, ready));
  return ready;
}

/**
 * A pool right behind a convolution scatters the gradient into the convolution's layout; its relu's derivative at a
 * window's winner is known from the pooled value.
 */
function poolBackward(
  { node, output, winner }: Extract<Forward, { readonly kind: 'pooling' }>,
  producer: Forward | undefined,
  dy: Value,
  needsInputGradient: boolean,
  operations: Operation[],
): Gradient {
  const isMax = node.kind === 'maxPooling';
  const activation = producer?.kind === 'convolution' ? producer.node.activation : undefined;
  const isReady = activation === 'linear' || (activation === 'relu' && isMax);
  const layout =
    isReady && producer?.kind === 'convolution'
      ? gradientLayout(producer.node, needsInputGradient)
      : plainLayout(node.input);
  const dx = op.newValue(layout);
  const tiles = isMax && tilesInput(node);
  if (layout.hasGaps || !tiles) operations.push(op.clear(dx));
  if (isMax) {
    const isRelu = isReady && activation === 'relu';
    operations.push(op.maxPoolBackward(node, { dy, y: output, winner, dx }, isRelu, !tiles));
  } else {
    operations.push(op.averagePoolBackward(node, dy, dx));
  }
  return { value: dx, isReady };
}

/** Whether the windows meet every position exactly once. */
function tilesInput({ input, output, poolSize, strides, before }: PoolingNode): boolean {
  return ([0, 1] as const).every((axis) => {
    const inputs = axis === 0 ? input.height : input.width;
    const outputs = axis === 0 ? output.height : output.width;
    return poolSize[axis] === strides[axis] && outputs * strides[axis] - before[axis] >= inputs;
  });
}
