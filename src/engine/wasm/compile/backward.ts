import type { ProgramContext } from './convolution.js';
import { convolveBackward, gradientLayout } from './convolution-backward.js';
import * as elementwise from './elementwise.js';
import { type Forward, readersOf } from './forward.js';
import { needsInput } from './graph.js';
import { type Layout, plainLayout } from './layout.js';
import * as maps from './maps.js';
import type { ConvolutionNode, MergeNode, Node, PoolingNode } from './nodes.js';
import * as normalization from './normalization.js';
import type { Value } from './operations.js';
import * as op from './operations.js';
import { addressOf, partialOf } from './places.js';
import { convolveAndPoolBackward } from './pooled-convolution.js';
import { learnFromWinners, type Winners } from './winners.js';
import type { Operation } from './workspace.js';

/** The gradient of a node's output, or a reader's share of it. */
interface Gradient {
  readonly value: Value;
  /** Already times the derivative of the convolution's activation, in its layout. */
  readonly isReady: boolean;
  /** Whether nobody else reads it, so that it may be overwritten. */
  readonly isOwn: boolean;
  /** Present where it is the gradient of what a max pooling put out, and not yet that of what it read. */
  readonly winners?: Winners;
}

/** From the gradient of the logits to the partial gradients of all variables. */
export function backwardPass(
  context: ProgramContext,
  nodes: readonly Node[],
  passed: readonly Forward[],
  dLogits: Value,
): readonly Operation[] {
  return new BackwardPass(context, nodes, passed).run(dLogits);
}

class BackwardPass {
  readonly #context: ProgramContext;
  readonly #nodes: readonly Node[];
  readonly #passed: readonly Forward[];
  readonly #operations: Operation[] = [];
  /** Shares of the gradient of each node's output, from its readers. */
  readonly #shares: Gradient[][];

  constructor(context: ProgramContext, nodes: readonly Node[], passed: readonly Forward[]) {
    this.#context = context;
    this.#nodes = nodes;
    this.#passed = passed;
    this.#shares = nodes.map(() => []);
  }

  run(dLogits: Value): readonly Operation[] {
    this.#shares.at(-1)?.push({ value: dLogits, isReady: false, isOwn: true });
    for (let index = this.#nodes.length - 1; index >= 0; index--) {
      const node = this.#nodes[index];
      const forward = this.#passed[index];
      if (node === undefined || forward === undefined || !node.learns) continue;
      this.#visit(node, forward, this.#gather(index));
    }
    return this.#operations;
  }

  #visit(node: Node, forward: Forward, gradient: Gradient): void {
    const { value } = gradient;
    const wantsInput = this.#wants(node.inputs[0]);
    const newInput = () => op.newValue(plainLayout(node.input));
    switch (forward.kind) {
      case 'convolution': {
        const dx = wantsInput ? newInput() : undefined;
        const { winners } = gradient;
        if (winners !== undefined) {
          this.#operations.push(learnFromWinners(this.#context, forward.node, forward.input, winners, dx));
          this.#send(node, dx);
          break;
        }
        const dy = this.#ready(forward.node, forward.output, gradient, wantsInput);
        this.#operations.push(...convolveBackward(this.#context, forward, dy, dx));
        this.#send(node, dx);
        break;
      }
      case 'pooledConvolution':
        this.#operations.push(convolveAndPoolBackward(this.#context, forward, value));
        break;
      case 'depthwise': {
        const { node: own, input } = forward;
        const dx = wantsInput ? newInput() : undefined;
        const kernel = addressOf(this.#context, own.kernel);
        const partials = [partialOf(this.#context, own.kernel), partialOf(this.#context, own.bias)] as const;
        this.#operations.push(maps.depthwiseBackward(own, { dy: value, x: input, dx }, kernel, partials));
        this.#send(node, dx);
        break;
      }
      case 'pooling':
        this.#pool(forward, value);
        break;
      case 'activation': {
        const { activation } = forward.node;
        const dx = gradient.isOwn ? value : newInput();
        const reference = needsInput(activation) ? forward.input : forward.output;
        this.#operations.push(elementwise.activateBackward(activation, reference, value, dx));
        this.#send(node, dx);
        break;
      }
      case 'dropout': {
        const dx = gradient.isOwn ? value : newInput();
        const drop =
          forward.node.kind === 'dropout' ? elementwise.dropoutBackward : maps.spatialDropoutBackward;
        this.#operations.push(drop(value, forward.mask, dx));
        this.#send(node, dx);
        break;
      }
      case 'batchNormalization': {
        const { node: own, input, output, places } = forward;
        const target = wantsInput ? this.#target(node) : undefined;
        if (target?.value.layout.hasGaps) this.#operations.push(op.clear(target.value));
        const values = { dy: value, x: input, y: output, dx: target?.value };
        this.#operations.push(...normalization.normalizeBackward(own, values, places));
        if (target !== undefined) this.#share(node.inputs[0], { ...target, isOwn: true });
        break;
      }
      case 'layerNormalization': {
        const { node: own, input } = forward;
        const dx = newInput();
        const gamma = addressOf(this.#context, own.gamma);
        const partials = [partialOf(this.#context, own.gamma), partialOf(this.#context, own.beta)] as const;
        const values = { dy: value, x: input, dx };
        this.#operations.push(normalization.layerNormalizeBackward(own, values, gamma, partials));
        this.#send(node, dx);
        break;
      }
      case 'merge':
        if (forward.node.kind === 'add') this.#spread(forward.node, forward.output, gradient);
        else this.#slice(forward.node, value);
        break;
      case 'padding': {
        const dx = newInput();
        const [inner, outer] = maps.insideOf(forward.node, dx, value);
        if (maps.exceeds(dx, inner)) this.#operations.push(op.clear(dx));
        this.#operations.push(maps.copy(outer, inner));
        this.#send(node, dx);
        break;
      }
      default:
        forward satisfies never;
    }
  }

  /** The sum of what the readers of a node send back. */
  #gather(index: number): Gradient {
    const shares = this.#shares[index] ?? [];
    const target = shares.find(({ isOwn }) => isOwn) ?? shares[0];
    if (target === undefined) throw new Error(`nothing reads the output of node ${index}`);
    let sum = target;
    for (const share of shares) {
      if (share === target) continue;
      const value = sum.isOwn ? sum.value : op.newValue(sum.value.layout);
      this.#operations.push(maps.add(sum.value, share.value, value));
      sum = { value, isReady: false, isOwn: true };
    }
    return sum;
  }

  #wants(input: number | undefined): boolean {
    return this.#nodes[input ?? -1]?.learns ?? false;
  }

  #share(input: number | undefined, gradient: Gradient): void {
    if (this.#wants(input)) this.#shares[input ?? -1]?.push(gradient);
  }

  /** A gradient of the first input that nobody else reads, without gaps; that of a flattened map is one of the map. */
  #send(node: Node, dx: Value | undefined): void {
    const [input = -1] = node.inputs;
    const extents = this.#nodes[input]?.output;
    if (dx === undefined || extents === undefined) return;
    this.#share(input, {
      value: { buffer: dx.buffer, layout: plainLayout(extents) },
      isReady: false,
      isOwn: true,
    });
  }

  /** An addition passes its gradient on to all its inputs, the same for each. */
  #spread(node: MergeNode, output: Value, { value, isOwn }: Gradient): void {
    let gradient = value;
    const { activation } = node;
    if (activation !== 'linear') {
      gradient = isOwn ? value : op.newValue(value.layout);
      this.#operations.push(elementwise.activateBackward(activation, output, value, gradient));
    }
    const wanting = node.inputs.filter((input) => this.#wants(input));
    const isOnly = wanting.length === 1 && (isOwn || gradient !== value);
    for (const input of wanting) this.#share(input, { value: gradient, isReady: false, isOwn: isOnly });
  }

  /** Each input of a concatenation gets its channels back. */
  #slice(node: MergeNode, value: Value): void {
    let first = 0;
    for (const [i, input] of node.inputs.entries()) {
      const extents = { ...node.output, channels: node.channels[i] ?? 0 };
      if (this.#wants(input)) {
        const dx = op.newValue(plainLayout(extents));
        this.#operations.push(maps.copy(maps.part(value, extents, { first }), dx));
        this.#share(input, { value: dx, isReady: false, isOwn: true });
      }
      first += extents.channels;
    }
  }

  /** The gradient of a convolution's sums, in the layout that its backward pass wants. */
  #ready(
    node: ConvolutionNode,
    output: Value,
    { value, isReady, isOwn }: Gradient,
    wantsInput: boolean,
  ): Value {
    if (isReady) return value;
    const layout = gradientLayout(node, wantsInput);
    // The gradient of a flattened map comes back as a vector: the same values without gaps.
    const dy: Value = { buffer: value.buffer, layout: plainLayout(node.output) };
    if (!layout.hasGaps && node.activation === 'linear') return { buffer: value.buffer, layout };
    const ready = layout.hasGaps || !isOwn ? op.newValue(layout) : { buffer: value.buffer, layout };
    if (layout.hasGaps) this.#operations.push(op.clear(ready));
    this.#operations.push(elementwise.activateBackward(node.activation, output, dy, ready));
    return ready;
  }

  /**
   * Where a node writes the gradient of its first input: if that is made by a convolution for this node alone, and with
   * an activation whose derivative is known here, in the layout that the convolution's backward pass wants.
   */
  #target(node: Node, isKnown: (producer: ConvolutionNode) => boolean = isLinear): Omit<Gradient, 'isOwn'> {
    const [input = -1] = node.inputs;
    const producer = this.#nodes[input];
    const isReady =
      producer?.kind === 'convolution' &&
      readersOf(this.#nodes, input).length === 1 &&
      producer.output.channels === node.input.channels &&
      isKnown(producer);
    const layout: Layout = isReady
      ? gradientLayout(producer, this.#wants(producer.inputs[0]))
      : plainLayout(node.input);
    return { value: op.newValue(layout), isReady };
  }

  /**
   * A pool right behind a convolution scatters the gradient into the convolution's layout; its relu's derivative at a
   * window's winner is known from the pooled value.
   */
  #pool({ node, output, winner }: Extract<Forward, { readonly kind: 'pooling' }>, dy: Value): void {
    const isMax = node.kind === 'maxPooling';
    const [input = -1] = node.inputs;
    const producer = this.#nodes[input];
    if (producer?.kind === 'convolution' && producer.hasWinners) {
      const winners = { node, dy, y: output, winner };
      this.#share(input, { value: dy, isReady: false, isOwn: true, winners });
      return;
    }
    const { value: dx, isReady } = this.#target(
      node,
      ({ activation }) => activation === 'linear' || (activation === 'relu' && isMax),
    );
    const tiles = isMax && tilesInput(node);
    if (dx.layout.hasGaps || !tiles) this.#operations.push(op.clear(dx));
    if (isMax) {
      const isRelu = isReady && producer?.kind === 'convolution' && producer.activation === 'relu';
      this.#operations.push(op.maxPoolBackward(node, { dy, y: output, winner, dx }, isRelu, !tiles));
    } else {
      this.#operations.push(op.averagePoolBackward(node, dy, dx));
    }
    this.#share(input, { value: dx, isReady, isOwn: true });
  }
}

function isLinear({ activation }: ConvolutionNode): boolean {
  return activation === 'linear';
}

/** Whether the windows meet every position exactly once. */
function tilesInput({ input, output, poolSize, strides, before }: PoolingNode): boolean {
  return ([0, 1] as const).every((axis) => {
    const inputs = axis === 0 ? input.height : input.width;
    const outputs = axis === 0 ? output.height : output.width;
    return poolSize[axis] === strides[axis] && outputs * strides[axis] - before[axis] >= inputs;
  });
}
