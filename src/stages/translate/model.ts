/** The spec's layers as a model that fits its images and classes; problems are told at the layer's place in the spec. */

import type { ModelAnalysis, ModelProblem } from '../../model/analysis.js';
import { analyzeModel, checkOutput } from '../../model/analyze.js';
import type { Layer, Model } from '../../model/layer.js';
import type { ResolvedSpec } from '../../spec/load-spec.js';
import { type Failure, fail, type Outcome } from '../../util/outcome.js';
import { startingWeightsOf } from './starting-weights.js';

/** Builds the model for images of `inputShape` ([height, width, channels]) and checks that everything fits, and learns. */
export function modelOf(
  spec: ResolvedSpec,
  inputShape: readonly [number, number, number],
  classes: number,
): Outcome<ModelAnalysis> {
  const { layers, freeze = 0 } = spec.spec.build;
  const frozen = freeze < 0 ? layers.length + freeze : freeze;
  const model: Model = {
    inputShape,
    layers: layers.map(layerOf).map((layer, i) => (i < frozen ? frozenLayer(layer) : layer)),
  };
  const analysis = analyzeModel(model);
  if (!analysis.ok) return fail(failureAt(spec, analysis.failure));
  const fits = checkOutput(analysis.value, classes);
  if (!fits.ok) return fail(failureAt(spec, fits.failure));
  const isFrozen = analysis.value.layers.every(
    ({ variables }) => !variables.some(({ trainable }) => trainable),
  );
  if (isFrozen) return fail(nothingToTrain(spec));
  const starts = startingWeightsOf(spec, analysis.value);
  return starts.ok ? analysis : starts;
}

function nothingToTrain(spec: ResolvedSpec): Failure {
  const isByNumber = spec.spec.build.freeze !== undefined;
  return {
    kind: 'spec',
    message: 'every layer with weights is frozen: there is nothing to train',
    place: spec.locate(isByNumber ? 'build.freeze' : 'build.layers'),
    advice: isByNumber
      ? 'freeze fewer: −1 leaves the last one'
      : 'leave out trainable: false at the last one',
  };
}

function failureAt(spec: ResolvedSpec, { layer, path, message, advice }: ModelProblem): Failure {
  const at = ['build.layers', layer, path].filter((part) => part !== '');
  return {
    kind: 'spec',
    message,
    place: spec.locate(at.join('.')),
    ...(advice === undefined ? {} : { advice }),
  };
}

type SpecLayer = ResolvedSpec['spec']['build']['layers'][number];

/** `{ conv2d: { … } }`, as the resolved spec has it, becomes `{ kind: 'conv2d', … }`, and so do the layers in it. */
function layerOf(layer: SpecLayer): Layer {
  if ('activation' in layer) return { kind: 'activation', activation: layer.activation };
  if ('residual' in layer) {
    const { layers, shortcut, activation } = layer.residual;
    return {
      kind: 'residual',
      ...trainableOf(layer.residual),
      layers: layers.map(layerOf),
      shortcut: typeof shortcut === 'string' ? shortcut : shortcut.map(layerOf),
      activation,
    };
  }
  if ('repeat' in layer) {
    const { times, layers } = layer.repeat;
    return { kind: 'repeat', ...trainableOf(layer.repeat), times, layers: layers.map(layerOf) };
  }
  if ('add' in layer)
    return { kind: 'add', ...trainableOf(layer.add), branches: branchesOf(layer.add.branches) };
  if ('concatenate' in layer) {
    const { concatenate } = layer;
    return { kind: 'concatenate', ...trainableOf(concatenate), branches: branchesOf(concatenate.branches) };
  }
  const [entry] = Object.entries(layer);
  if (entry === undefined) throw new Error('a layer of the resolved spec has no key');
  const [kind, options] = entry;
  return { kind, ...(options as object) } as Layer;
}

/** Present only where something is frozen: the models of all other specs are what they were. */
function trainableOf({ trainable }: { readonly trainable?: boolean }): { readonly trainable?: false } {
  return trainable === false ? { trainable } : {};
}

/** A layer that can have weights, frozen. */
function frozenLayer(layer: Layer): Layer {
  switch (layer.kind) {
    case 'maxPooling2d':
    case 'averagePooling2d':
    case 'globalAveragePooling2d':
    case 'zeroPadding2d':
    case 'flatten':
    case 'dropout':
    case 'spatialDropout2d':
    case 'activation':
      return layer;
    default:
      return { ...layer, trainable: false };
  }
}

function branchesOf(branches: readonly (readonly SpecLayer[])[]): readonly (readonly Layer[])[] {
  return branches.map((branch) => branch.map(layerOf));
}
