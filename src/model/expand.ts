/** The nested layers of a model as a flat list, each described, in the order in which they run. */
import { fail, type Outcome, succeed } from '../util/outcome.js';
import type { ModelProblem } from './analysis.js';
import {
  layersOfDenseBlock,
  layersOfSeparableConv2d,
  layersOfShortcut,
  layersOfTransition,
} from './blocks.js';
import { describeLayer, elementCount, type LayerDescription, type LayerProblem } from './describe.js';
import type { Activation, FlatLayer, Layer, Merge, Model, PrimitiveLayer, Shape } from './layer.js';
import { frozen } from './variables.js';

/** 2²⁸ float32 parameters are 1 GiB, and training holds three copies: weights, gradients, momentum. */
const MOST_PARAMETERS = 2 ** 28;
/** Floats in one image's activations: 256 MiB. */
const MOST_ACTIVATIONS = 2 ** 26;
/** Three times the layers of ResNet-1001, every activation counted. */
const MOST_LAYERS = 10_000;
const MOST_NESTING = 16;

/** A layer of the flat list, before it is known what reads it. */
export interface Draft {
  readonly name: string;
  readonly layer: FlatLayer;
  /** Indices of earlier drafts; −1 is the image. */
  readonly inputs: readonly number[];
  readonly path: string;
  readonly inputShape: Shape;
  readonly description: LayerDescription;
}

/**
 * Expands the blocks of a model. Fails with the first layer that cannot be, at its place in the nested model.
 */
export function expandModel(model: Model): Outcome<readonly Draft[], ModelProblem> {
  const expansion = new Expansion(model.inputShape);
  const end = expansion.run(model.layers, -1, { path: '', isLast: true, depth: 0, isFrozen: false });
  return end.ok ? succeed(expansion.drafts) : end;
}

/** Where a list of layers stands. */
interface Site {
  /** Path of the list; of the block when `block` is given. */
  readonly path: string;
  /** The block that implies these layers; absent when they are written in the model. */
  readonly block?: Layer;
  /** Whether the last of them makes the model's output. */
  readonly isLast: boolean;
  /** How many blocks are around it. */
  readonly depth: number;
  /** Whether a block around it is frozen. */
  readonly isFrozen: boolean;
}

/** Index of a draft, or −1: where the next layer reads from. */
type Ran = Outcome<number, ModelProblem>;

class Expansion {
  readonly drafts: Draft[] = [];
  readonly #inputShape: Shape;
  readonly #counts = new Map<string, number>();
  #parameters = 0;
  #activations = 0;

  constructor(inputShape: Shape) {
    this.#inputShape = inputShape;
  }

  /** Appends `layers`, fed by `input`. */
  run(layers: readonly Layer[], input: number, site: Site): Ran {
    if (layers.length === 0) return fail(noLayers(site.path));
    let at = input;
    for (const [index, layer] of layers.entries()) {
      const path = site.block === undefined ? join(site.path, String(index), layer.kind) : site.path;
      const isLast = site.isLast && index === layers.length - 1;
      const ran = this.#runLayer(layer, at, { ...site, path, isLast });
      if (!ran.ok) return ran;
      at = ran.value;
    }
    return succeed(at);
  }

  /** `site.path` is the layer's own. */
  #runLayer(layer: Layer, input: number, site: Site): Ran {
    const { path, isLast, depth } = site;
    if (depth > MOST_NESTING) {
      const message = `layers are nested more than ${MOST_NESTING} blocks deep`;
      return fail({ layer: path, path: '', message, advice: 'take some of the blocks apart' });
    }
    const isFrozen = site.isFrozen || ('trainable' in layer && layer.trainable === false);
    const written = (name: string): Site => ({ path: join(path, name), isLast, depth: depth + 1, isFrozen });
    const implied: Site = { ...site, block: site.block ?? layer, depth: depth + 1, isFrozen };
    switch (layer.kind) {
      case 'residual': {
        const before = this.drafts.length;
        const branch = this.run(layer.layers, input, { ...written('layers'), isLast: false });
        if (!branch.ok) return branch;
        const from = this.#shapeOf(input);
        const made = this.drafts.slice(before).map((draft) => draft.layer);
        const shortcut = layersOfShortcut(layer, from, this.#shapeOf(branch.value), made);
        if (!shortcut.ok) return fail({ layer: path, ...shortcut.failure });
        const list = typeof layer.shortcut === 'object' ? written('shortcut') : implied;
        const other =
          shortcut.value.length === 0
            ? succeed(input)
            : this.run(shortcut.value, input, { ...list, isLast: false });
        if (!other.ok) return other;
        const merged = this.#merge({ kind: 'add' }, [branch.value, other.value], site);
        if (!merged.ok || layer.activation === 'linear') return merged;
        const activation: Layer = { kind: 'activation', activation: layer.activation };
        const activated = this.#append(activation, [merged.value], implied);
        return activated.ok ? activated : fail({ ...activated.failure, path: 'activation' });
      }
      case 'denseBlock':
        return this.run(layersOfDenseBlock(layer), input, implied);
      case 'transition': {
        const layers = layersOfTransition(layer, this.#shapeOf(input));
        return layers.ok ? this.run(layers.value, input, implied) : fail({ layer: path, ...layers.failure });
      }
      case 'separableConv2d':
        return this.run(layersOfSeparableConv2d(layer), input, implied);
      case 'repeat': {
        let at = input;
        for (let time = 1; time <= layer.times; time++) {
          const isLastTime = isLast && time === layer.times;
          const ran = this.run(layer.layers, at, { ...written('layers'), isLast: isLastTime });
          if (!ran.ok) return ran;
          at = ran.value;
        }
        return succeed(at);
      }
      case 'add':
      case 'concatenate': {
        const ends: number[] = [];
        for (const [index, branch] of layer.branches.entries()) {
          const list = site.block === undefined ? written(join('branches', String(index))) : implied;
          const end =
            branch.length === 0 ? succeed(input) : this.run(branch, input, { ...list, isLast: false });
          if (!end.ok) return end;
          ends.push(end.value);
        }
        return this.#merge({ kind: layer.kind }, ends, site);
      }
      default:
        return this.#append(isFrozen ? frozenLayer(layer) : layer, [input], { ...site, isFrozen });
    }
  }

  #merge(layer: Merge, inputs: readonly number[], site: Site): Ran {
    if (new Set(inputs).size < inputs.length) {
      const message = `two branches of ${layer.kind} are empty, and an empty branch is the identity`;
      return fail({ layer: site.path, path: 'branches', message, advice: 'keep one of them' });
    }
    return this.#append(layer, inputs, site);
  }

  #append(layer: FlatLayer, inputs: readonly number[], { path, block, isLast, isFrozen }: Site): Ran {
    const failWith = (problem: LayerProblem): Ran => {
      // What is wrong with a layer that a block implies is wrong with the block's own property, where it has that.
      const isTheirs = block === undefined || problem.path in block;
      return fail({ layer: path, ...problem, path: isTheirs ? problem.path : '' });
    };
    const earlier = this.#counts.get(layer.kind) ?? 0;
    this.#counts.set(layer.kind, earlier + 1);
    const name = earlier === 0 ? layer.kind : `${layer.kind}_${earlier}`;
    const misplaced = problemOfPlace(layer, isLast);
    if (misplaced !== undefined) return failWith(misplaced);
    const shapes = inputs.map((input) => this.#shapeOf(input));
    const described = describeLayer(layer, name, shapes);
    if (!described.ok) return failWith(described.failure);
    const description = isFrozen
      ? { ...described.value, variables: described.value.variables.map(frozen) }
      : described.value;
    this.drafts.push({ name, layer, inputs, path, inputShape: shapes[0] ?? [], description });
    this.#parameters += parametersOf(description);
    this.#activations += elementCount(description.outputShape);
    const excess = this.#excess();
    if (excess === undefined) return succeed(this.drafts.length - 1);
    return failWith({ path: sizeProperty(layer), ...excess });
  }

  #shapeOf(index: number): Shape {
    return this.drafts[index]?.description.outputShape ?? this.#inputShape;
  }

  #excess(): Pick<ModelProblem, 'message' | 'advice'> | undefined {
    const advice = 'make it smaller, or pool before it';
    if (this.#parameters > MOST_PARAMETERS) {
      const message = `the model has ${this.#parameters} parameters up to this layer, more than ${MOST_PARAMETERS} (1 GiB)`;
      return { message, advice };
    }
    if (this.#activations > MOST_ACTIVATIONS) {
      const message = `one image takes ${this.#activations} values up to this layer, more than ${MOST_ACTIVATIONS} (256 MiB)`;
      return { message, advice };
    }
    if (this.drafts.length > MOST_LAYERS) {
      const message = `the model has more than ${MOST_LAYERS} layers when its blocks are written out`;
      return { message, advice: 'repeat less' };
    }
    return undefined;
  }
}

/** A layer in a frozen block is frozen itself; one without variables has nothing to freeze. */
function frozenLayer(layer: PrimitiveLayer): PrimitiveLayer {
  switch (layer.kind) {
    case 'conv2d':
    case 'depthwiseConv2d':
    case 'dense':
    case 'batchNormalization':
    case 'layerNormalization':
      return { ...layer, trainable: false };
    default:
      return layer;
  }
}

/** The variables' sizes added up. */
export function parametersOf(description: LayerDescription): number {
  return description.variables.reduce((sum, variable) => sum + elementCount(variable.shape), 0);
}

/** The activation that a layer ends with, if it has one. */
export function activationOf(layer: FlatLayer): Activation | undefined {
  return 'activation' in layer ? layer.activation : undefined;
}

function noLayers(path: string): ModelProblem {
  if (path === '') {
    return {
      layer: '',
      path: '',
      message: 'the model has no layers',
      advice: 'add at least flatten and dense',
    };
  }
  return {
    layer: path,
    path: '',
    message: 'the block has no layers',
    advice: 'add one, or remove the block',
  };
}

function problemOfPlace(layer: FlatLayer, isLast: boolean): LayerProblem | undefined {
  if ((layer.kind === 'dropout' || layer.kind === 'spatialDropout2d') && isLast) {
    return {
      path: '',
      message: `${layer.kind} is the last layer: nothing learns from what it drops`,
      advice: 'put it before the output layer',
    };
  }
  if (activationOf(layer) === 'softmax' && !isLast) {
    const path = layer.kind === 'activation' ? '' : 'activation';
    return {
      path,
      message: 'softmax is for the last layer only',
      advice: 'use relu here, or remove what follows',
    };
  }
  if ((layer.kind === 'conv2d' || layer.kind === 'depthwiseConv2d') && layer.activation === 'softmax') {
    return {
      path: 'activation',
      message: 'softmax on a map of positions is not supported',
      advice: 'end with flatten and dense',
    };
  }
  return undefined;
}

function sizeProperty(layer: FlatLayer): string {
  if (layer.kind === 'conv2d') return 'filters';
  return layer.kind === 'dense' ? 'units' : '';
}

function join(...parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join('.');
}
