/** The spec's layers as a model that fits its images and classes; problems are told at the layer's place in the spec. */

import type { ModelAnalysis, ModelProblem } from '../../model/analysis.js';
import { analyzeModel, checkOutput } from '../../model/analyze.js';
import type { Layer, Model } from '../../model/layer.js';
import type { ResolvedSpec } from '../../spec/load-spec.js';
import { type Failure, fail, type Outcome, succeed } from '../../util/outcome.js';

/** Builds the model for images of `inputShape` ([height, width, channels]) and checks that everything fits. */
export function modelOf(
  spec: ResolvedSpec,
  inputShape: readonly [number, number, number],
  classes: number,
): Outcome<ModelAnalysis> {
  const model: Model = { inputShape, layers: spec.spec.build.layers.map(layerOf) };
  const analysis = analyzeModel(model);
  if (!analysis.ok) return fail(failureAt(spec, analysis.failure));
  const fits = checkOutput(analysis.value, classes);
  return fits.ok ? succeed(analysis.value) : fail(failureAt(spec, fits.failure));
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
      layers: layers.map(layerOf),
      shortcut: typeof shortcut === 'string' ? shortcut : shortcut.map(layerOf),
      activation,
    };
  }
  if ('repeat' in layer) {
    return { kind: 'repeat', times: layer.repeat.times, layers: layer.repeat.layers.map(layerOf) };
  }
  if ('add' in layer) return { kind: 'add', branches: branchesOf(layer.add.branches) };
  if ('concatenate' in layer) {
    return { kind: 'concatenate', branches: branchesOf(layer.concatenate.branches) };
  }
  const [entry] = Object.entries(layer);
  if (entry === undefined) throw new Error('a layer of the resolved spec has no key');
  const [kind, options] = entry;
  return { kind, ...(options as object) } as Layer;
}

function branchesOf(branches: readonly (readonly SpecLayer[])[]): readonly (readonly Layer[])[] {
  return branches.map((branch) => branch.map(layerOf));
}
