import { fail, type Outcome, succeed } from '../util/outcome.js';
import type { LayerAnalysis, ModelAnalysis, ModelProblem, Variable } from './analysis.js';
import { elementCount } from './describe.js';
import { activationOf, type Draft, expandModel, parametersOf } from './expand.js';
import type { Model } from './layer.js';
import { type Liveness, liveMasks, regionOf } from './live.js';
import { viewsOf } from './receptive-field.js';
import { isMovingStatistic } from './variables.js';
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

/**
 * Works out everything about a model that its layers alone decide: shapes, variables, cost, receptive field, and which
 * outputs and pixels are ever read. Engine-neutral.
 *
 * Fails with the first layer that cannot be: a kernel that does not fit its map, a dense layer on a map, a convolution
 * after flatten, branches that do not meet, softmax before the end, dropout at the end, more layers, parameters or
 * activations than there is room for.
 */
export function analyzeModel(model: Model): Outcome<ModelAnalysis, ModelProblem> {
  const expanded = expandModel(model);
  if (!expanded.ok) return expanded;
  const drafts = expanded.value;
  const liveness = liveMasks(model.inputShape, drafts);
  if (!liveness.ok) return liveness;
  const layers = analyzeLayers(model, drafts, liveness.value);
  const spared = sparedBy(layers);
  const visible = regionOf(liveness.value.image);
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
    spared,
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

function analyzeLayers(model: Model, drafts: readonly Draft[], liveness: Liveness): readonly LayerAnalysis[] {
  const views = viewsOf(model.inputShape, drafts);
  const passes = passesOf(drafts, ({ trainable }) => trainable);
  const layers: LayerAnalysis[] = [];
  for (const [index, draft] of drafts.entries()) {
    const { outputShape, variables, flopsPerPosition, windows } = draft.description;
    const view = views[index];
    if (view === undefined) continue;
    const mask = liveness.outputs[index];
    const live = mask === undefined ? undefined : regionOf(mask);
    const positions = live === undefined ? 1 : (outputShape[0] ?? 1) * (outputShape[1] ?? 1);
    const livePositions = live === undefined ? 1 : live.rows.count * live.columns.count;
    const { count = 1 } = passes[index] ?? {};
    layers.push({
      name: draft.name,
      layer: draft.layer,
      inputs: draft.inputs,
      path: draft.path,
      inputShape: draft.inputShape,
      outputShape,
      padding: {
        top: windows?.[0].before ?? 0,
        bottom: windows?.[0].after ?? 0,
        left: windows?.[1].before ?? 0,
        right: windows?.[1].after ?? 0,
      },
      variables,
      parameters: parametersOf(draft.description),
      flops: flopsPerPosition * positions,
      liveFlops: flopsPerPosition * livePositions,
      trainingFlops: flopsPerPosition * positions * count,
      liveTrainingFlops: flopsPerPosition * livePositions * count,
      receptiveField: view.size,
      jump: view.jump,
      ...(live === undefined ? {} : { live }),
    });
  }
  return layers;
}

/** Passes through a layer in a training step, and whether a gradient has to get as far as its output. */
interface Passes {
  readonly count: number;
  readonly learns: boolean;
}

function passesOf(
  layers: readonly {
    readonly inputs: readonly number[];
    readonly description: Pick<LayerAnalysis, 'variables'>;
  }[],
  isTrained: (variable: Variable) => boolean,
): readonly Passes[] {
  const passes: Passes[] = [];
  for (const { inputs, description } of layers) {
    const isOwn = description.variables.some(isTrained);
    const isBefore = inputs.some((input) => passes[input]?.learns ?? false);
    passes.push({ count: 1 + (isOwn ? 1 : 0) + (isBefore ? 1 : 0), learns: isOwn || isBefore });
  }
  return passes;
}

/** What training would take beyond what it takes, if nothing were frozen. */
function sparedBy(layers: readonly LayerAnalysis[]): ModelAnalysis['spared'] {
  const described = layers.map((layer) => ({ inputs: layer.inputs, description: layer }));
  const now = passesOf(described, ({ trainable }) => trainable);
  const thawed = passesOf(described, ({ name }) => !isMovingStatistic(name));
  const sum = (of: (layer: LayerAnalysis, now: Passes, thawed: Passes) => number): number =>
    layers.reduce((total, layer, i) => {
      const [a, b] = [now[i], thawed[i]];
      return a === undefined || b === undefined ? total : total + of(layer, a, b);
    }, 0);
  return {
    flops: sum((layer, a, b) => layer.liveFlops * (b.count - a.count)),
    activations: sum((layer, a, b) => (b.learns && !a.learns ? elementCount(layer.outputShape) : 0)),
  };
}

/**
 * Checks that the model ends in one softmax probability for each of `classes` classes: `dense` with softmax, or a
 * `dense` followed by `activation: softmax`.
 */
export function checkOutput(analysis: ModelAnalysis, classes: number): Outcome<undefined, ModelProblem> {
  const { layers } = analysis;
  const end = layers.at(-1);
  const output = end?.layer.kind === 'activation' ? layers[end.inputs[0] ?? -1] : end;
  if (end === undefined || output?.layer.kind !== 'dense') {
    return fail({
      layer: end?.path ?? '',
      path: '',
      message: `the model ends in ${end?.layer.kind ?? 'nothing'}, not in one probability for each class`,
      advice: `end it with dense: { units: ${classes}, activation: softmax }`,
    });
  }
  if (activationOf(end.layer) !== 'softmax') {
    return fail({
      layer: end.path,
      path: end.layer.kind === 'activation' ? '' : 'activation',
      message: `the output layer's activation is ${activationOf(end.layer) ?? 'linear'}, but the loss needs probabilities`,
      advice: 'use activation: softmax',
    });
  }
  const { units } = output.layer;
  if (units !== classes) {
    return fail({
      layer: output.path,
      path: 'units',
      message: `the output layer has ${units} units, but the data set has ${classes} classes`,
      advice: `use units: ${classes}`,
    });
  }
  return succeed(undefined);
}
