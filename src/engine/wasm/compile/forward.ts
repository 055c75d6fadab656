import { type ConvolutionForward, convolve, inputLayout, type ProgramContext } from './convolution.js';
import * as elementwise from './elementwise.js';
import { type Extents, type Layout, plainLayout } from './layout.js';
import type { ActivationNode, DropoutNode, Node, PoolingNode } from './nodes.js';
import type { Value } from './operations.js';
import * as op from './operations.js';
import type { Operation } from './workspace.js';

/** What a node's forward pass left for its backward pass. */
export type Forward =
  | (ConvolutionForward & { readonly kind: 'convolution' })
  | { readonly kind: 'pooling'; readonly node: PoolingNode; readonly output: Value; readonly winner: Value }
  | { readonly kind: 'activation'; readonly node: ActivationNode; readonly output: Value }
  | { readonly kind: 'dropout'; readonly node: DropoutNode; readonly output: Value; readonly mask: Value };

export interface ForwardPass {
  readonly operations: readonly Operation[];
  readonly nodes: readonly Forward[];
  readonly logits: Value;
}

/** From 8-bit pixels to logits. Each value is written in the layout that the next node wants to read. */
export function forwardPass(context: ProgramContext, image: Extents, nodes: readonly Node[]): ForwardPass {
  const operations: Operation[] = [];
  const passed: Forward[] = [];
  let value = valueFor(image, nodes[0], operations);
  operations.push(op.gather(value));
  for (const [index, node] of nodes.entries()) {
    const output = valueFor(node.output, nodes[index + 1], operations);
    switch (node.kind) {
      case 'convolution': {
        const { operations: own, forward } = convolve(context, node, value, output, index === 0);
        operations.push(...own);
        passed.push({ kind: 'convolution', ...forward });
        break;
      }
      case 'maxPooling':
      case 'averagePooling': {
        const winner = op.newValue(plainLayout(node.output));
        const isMax = node.kind === 'maxPooling';
        operations.push(
          isMax ? op.maxPool(node, value, output, winner) : op.averagePool(node, value, output),
        );
        passed.push({ kind: 'pooling', node, output, winner });
        break;
      }
      case 'activation':
        operations.push(elementwise.activate(node.activation, value, output));
        passed.push({ kind: 'activation', node, output });
        break;
      case 'dropout': {
        const mask = op.newValue(plainLayout(node.output));
        operations.push(elementwise.dropout(node, value, output, mask));
        passed.push({ kind: 'dropout', node, output, mask });
        break;
      }
      default:
        node satisfies never;
    }
    value = output;
  }
  return { operations, nodes: passed, logits: value };
}

/** A value for the node that reads it; its zeros are written before anything else. */
function valueFor(extents: Extents, reader: Node | undefined, operations: Operation[]): Value {
  const value = op.newValue(layoutFor(extents, reader));
  if (value.layout.hasGaps) operations.push(op.clear(value));
  return value;
}

function layoutFor(extents: Extents, reader: Node | undefined): Layout {
  if (reader?.kind !== 'convolution') return plainLayout(extents);
  const layout = inputLayout(reader);
  // Between a map and a dense layer lies a flatten, which needs the map without gaps.
  return layout.hasGaps ? layout : plainLayout(extents);
}
