import { fail, type Outcome, succeed } from '../util/outcome.js';
import type { LayerAnalysis, ModelAnalysis, ModelProblem, Region } from './analysis.js';
import { describeLayer, elementCount, type LayerDescription } from './describe.js';
import { type AxisMask, allUsed, extentOf, readPositions } from './geometry.js';
import type { Activation, Layer, Model, Pair, Shape } from './layer.js';
import { warnOf } from './warnings.js';

export type {
  LayerAnalysis,
  ModelAnalysis,
  ModelProblem,
  ModelWarning,
  PaddingAmounts,
  Region,
  Variable,
} from './analysis.js';

/** 2²⁸ float32 parameters are 1 GiB, and training holds three copies: weights, gradients, momentum. */
const MOST_PARAMETERS = 2 ** 28;
/** Floats in one image's activations: 256 MiB. */
const MOST_ACTIVATIONS = 2 ** 26;

/**
 * Works out everything about a model that its layers alone decide: shapes, variables, cost, receptive field, and which
 * outputs and pixels are ever read. Engine-neutral.
 *
 * Fails with the first layer that cannot be: a kernel that does not fit its map, a dense layer on a map, a convolution
 * after flatten, softmax before the end, dropout at the end, more parameters or activations than memory has room for.
 */
export function analyzeModel(model: Model): Outcome<ModelAnalysis, ModelProblem> {
  const described = describeLayers(model);
  if (!described.ok) return described;
  const drafts = described.value;
  const masks = liveMasks(model, drafts);
  const layers = analyzeLayers(model, drafts, masks);
  const seen = masks[0] ?? fullMasks(model.inputShape);
  const visible = regionOf(seen);
  const [height, width] = model.inputShape;
  const deadPixels = height * width - visible.rows.count * visible.columns.count;
  const total = (of: (layer: LayerAnalysis) => number): number =>
    layers.reduce((sum, layer) => sum + of(layer), 0);
  return succeed({
    model,
    layers,
    outputShape: layers.at(-1)?.outputShape ?? model.inputShape,
    parameters: total((layer) => layer.parameters),
    flops: total((layer) => layer.flops),
    liveFlops: total((layer) => layer.liveFlops),
    trainingFlops: total((layer) => layer.trainingFlops),
    liveTrainingFlops: total((layer) => layer.liveTrainingFlops),
    activations: total((layer) => elementCount(layer.outputShape)),
    visible,
    deadPixels,
    warnings: warnOf({
      inputShape: model.inputShape,
      visible,
      deadPixels,
      layers: drafts.map(({ name, layer, description }) => ({ name, layer, windows: description.windows })),
    }),
  });
}

/**
 * Checks that the model ends in one softmax probability for each of `classes` classes: `dense` with softmax, or a
 * `dense` followed by `activation: softmax`.
 */
export function checkOutput(analysis: ModelAnalysis, classes: number): Outcome<undefined, ModelProblem> {
  const { layers } = analysis.model;
  const last = layers.length - 1;
  const end = layers[last];
  const output = end?.kind === 'activation' ? last - 1 : last;
  const dense = layers[output];
  if (end === undefined || dense?.kind !== 'dense') {
    return fail({
      layer: last,
      path: '',
      message: `the model ends in ${end?.kind ?? 'nothing'}, not in one probability for each class`,
      advice: `end it with dense: { units: ${classes}, activation: softmax }`,
    });
  }
  if (activationOf(end) !== 'softmax') {
    return fail({
      layer: last,
      path: end.kind === 'activation' ? '' : 'activation',
      message: `the output layer's activation is ${activationOf(end) ?? 'linear'}, but the loss needs probabilities`,
      advice: 'use activation: softmax',
    });
  }
  if (dense.units !== classes) {
    return fail({
      layer: output,
      path: 'units',
      message: `the output layer has ${dense.units} units, but the data set has ${classes} classes`,
      advice: `use units: ${classes}`,
    });
  }
  return succeed(undefined);
}

interface Draft {
  readonly name: string;
  readonly layer: Layer;
  readonly inputShape: Shape;
  readonly description: LayerDescription;
}

function describeLayers(model: Model): Outcome<readonly Draft[], ModelProblem> {
  const { layers } = model;
  if (layers.length === 0) {
    return fail({
      layer: -1,
      path: '',
      message: 'the model has no layers',
      advice: 'add at least flatten and dense',
    });
  }
  const drafts: Draft[] = [];
  const seen = new Map<string, number>();
  let shape: Shape = model.inputShape;
  let parameters = 0;
  let activations = 0;
  for (const [index, layer] of layers.entries()) {
    const earlier = seen.get(layer.kind) ?? 0;
    seen.set(layer.kind, earlier + 1);
    const name = earlier === 0 ? layer.kind : `${layer.kind}_${earlier}`;
    const misplaced = problemOfPlace(layer, index === layers.length - 1);
    if (misplaced !== undefined) return fail({ layer: index, ...misplaced });
    const described = describeLayer(layer, name, shape);
    if (!described.ok) return fail({ layer: index, ...described.failure });
    drafts.push({ name, layer, inputShape: shape, description: described.value });
    shape = described.value.outputShape;
    parameters += parametersOf(described.value);
    activations += elementCount(shape);
    if (parameters > MOST_PARAMETERS) {
      const message = `the model has ${parameters} parameters up to this layer, more than ${MOST_PARAMETERS} (1 GiB)`;
      return fail({
        layer: index,
        path: sizeProperty(layer),
        message,
        advice: 'make it smaller, or pool before it',
      });
    }
    if (activations > MOST_ACTIVATIONS) {
      const message = `one image takes ${activations} values up to this layer, more than ${MOST_ACTIVATIONS} (256 MiB)`;
      return fail({
        layer: index,
        path: sizeProperty(layer),
        message,
        advice: 'make it smaller, or pool before it',
      });
    }
  }
  return succeed(drafts);
}

function problemOfPlace(layer: Layer, isLast: boolean): Omit<ModelProblem, 'layer'> | undefined {
  if (layer.kind === 'dropout' && isLast) {
    return {
      path: '',
      message: 'dropout is the last layer: nothing learns from what it drops',
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
  if (layer.kind === 'conv2d' && layer.activation === 'softmax') {
    return {
      path: 'activation',
      message: 'softmax on a map of positions is not supported',
      advice: 'end with flatten and dense',
    };
  }
  return undefined;
}

function activationOf(layer: Layer): Activation | undefined {
  return 'activation' in layer ? layer.activation : undefined;
}

function sizeProperty(layer: Layer): string {
  if (layer.kind === 'conv2d') return 'filters';
  return layer.kind === 'dense' ? 'units' : '';
}

function parametersOf(description: LayerDescription): number {
  return description.variables.reduce((sum, variable) => sum + elementCount(variable.shape), 0);
}

/** [rows, columns] of a map that are used. */
type Masks = readonly [AxisMask, AxisMask];

/**
 * Which positions of each map are read, from the last layer back: index 0 is the image, index i + 1 the output of layer i.
 * `undefined` for outputs that are no map: flatten and what follows use all they are given.
 */
function liveMasks(model: Model, drafts: readonly Draft[]): readonly (Masks | undefined)[] {
  const shapes = [model.inputShape, ...drafts.map((draft) => draft.description.outputShape)];
  const masks: (Masks | undefined)[] = shapes.map(fullMasks);
  for (let i = drafts.length - 1; i >= 0; i--) {
    const used = masks[i + 1];
    if (used === undefined) continue;
    const windows = drafts[i]?.description.windows;
    masks[i] =
      windows === undefined ? used : [readPositions(windows[0], used[0]), readPositions(windows[1], used[1])];
  }
  return masks;
}

function fullMasks(shape: Shape): Masks | undefined {
  const [height, width, channels] = shape;
  if (height === undefined || width === undefined || channels === undefined) return undefined;
  return [allUsed(height), allUsed(width)];
}

function regionOf(masks: Masks | undefined): Region {
  return { rows: extentOf(masks?.[0] ?? []), columns: extentOf(masks?.[1] ?? []) };
}

/** Where one output of a map looks: it starts at `offset` + jump · index and is `size` long, per axis. */
interface View {
  readonly size: Pair;
  readonly jump: Pair;
  readonly offset: Pair;
}

function analyzeLayers(
  model: Model,
  drafts: readonly Draft[],
  masks: readonly (Masks | undefined)[],
): readonly LayerAnalysis[] {
  let view: View = { size: [1, 1], jump: [1, 1], offset: [0, 0] };
  let lastMap: Shape = model.inputShape;
  let learnsBefore = false;
  return drafts.map(({ name, layer, inputShape, description }, index) => {
    if (inputShape.length === 3) lastMap = inputShape;
    view = nextView(view, layer, description, model.inputShape, lastMap);
    const { outputShape, variables, flopsPerPosition, windows } = description;
    const mask = masks[index + 1];
    const live = mask === undefined ? undefined : regionOf(mask);
    const positions = live === undefined ? 1 : (outputShape[0] ?? 1) * (outputShape[1] ?? 1);
    const livePositions = live === undefined ? 1 : live.rows.count * live.columns.count;
    const passes = 1 + (variables.length > 0 ? 1 : 0) + (learnsBefore ? 1 : 0);
    learnsBefore ||= variables.length > 0;
    return {
      name,
      layer,
      inputShape,
      outputShape,
      padding: {
        top: windows?.[0].before ?? 0,
        bottom: windows?.[0].after ?? 0,
        left: windows?.[1].before ?? 0,
        right: windows?.[1].after ?? 0,
      },
      variables,
      parameters: parametersOf(description),
      flops: flopsPerPosition * positions,
      liveFlops: flopsPerPosition * livePositions,
      trainingFlops: flopsPerPosition * positions * passes,
      liveTrainingFlops: flopsPerPosition * livePositions * passes,
      receptiveField: view.size,
      jump: view.jump,
      ...(live === undefined ? {} : { live }),
    };
  });
}

/** Araujo, Norris and Sim, "Computing receptive fields of convolutional neural networks", Distill 2019. */
function nextView(view: View, layer: Layer, description: LayerDescription, image: Shape, map: Shape): View {
  const perAxis = (of: (axis: 0 | 1) => number): Pair => [of(0), of(1)];
  const { windows } = description;
  if (windows !== undefined) {
    return {
      size: perAxis((a) => view.size[a] + (windows[a].size - 1) * view.jump[a]),
      jump: perAxis((a) => view.jump[a] * windows[a].stride),
      offset: perAxis((a) => view.offset[a] - windows[a].before * view.jump[a]),
    };
  }
  if (layer.kind !== 'dense') return view;
  const start = perAxis((a) => Math.max(0, view.offset[a]));
  const end = perAxis((a) =>
    Math.min(image[a] ?? 1, view.offset[a] + view.size[a] + view.jump[a] * ((map[a] ?? 1) - 1)),
  );
  return { size: perAxis((a) => end[a] - start[a]), jump: [0, 0], offset: start };
}
