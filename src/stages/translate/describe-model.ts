/** The model's summary as the build stage files it. */
import type { LayerAnalysis, ModelAnalysis } from '../../model/analysis.js';
import type { LayerLine } from '../../report/run-record.js';
import type { BuildMeta } from '../artifacts/model.js';
import type { StartingWeights } from './starting-weights.js';

export function describeModel(
  { model, layers, parameters, flops, trainingFlops, warnings }: ModelAnalysis,
  starts?: StartingWeights,
): BuildMeta {
  const stuck = layers.filter((layer) => isFrozen(layer) && starts?.anew.includes(layer.name));
  return {
    model,
    layers: layers.map((layer) => ({
      name: layer.name,
      kind: layer.layer.kind,
      outputShape: layer.outputShape,
      parameters: layer.parameters,
      flops: layer.flops,
      receptiveField: layer.receptiveField,
      ...blockOf(layer),
      ...weightsOf(layer, starts),
    })),
    parameters,
    flops,
    trainingFlops,
    warnings: [
      ...warnings.map(({ message, advice }) => `${message}; ${advice}`),
      ...stuck.map(({ name }) => `${name} is frozen, and begins at random: the run has no such layer`),
    ],
  };
}

function isFrozen({ variables }: LayerAnalysis): boolean {
  return variables.length > 0 && !variables.some(({ trainable }) => trainable);
}

/** Where a layer's weights come from and whether they stay so; nothing for what is usual. */
function weightsOf(layer: LayerAnalysis, starts: StartingWeights | undefined): Pick<LayerLine, 'weights'> {
  if (layer.variables.length === 0) return {};
  const origin = starts === undefined ? '' : starts.taken.includes(layer.name) ? 'from the run' : 'at random';
  const words = [origin, isFrozen(layer) ? 'frozen' : ''].filter((word) => word !== '');
  return words.length === 0 ? {} : { weights: words.join(', ') };
}

/**
 * The block in whose list of layers a layer is written, or that it is a part of, as a path below `build.layers`:
 * `3.repeat.layers.0.residual`. Nothing for a layer that stands by itself.
 */
function blockOf({ path, layer }: LayerAnalysis): { readonly block?: string } {
  const isWritten = path.endsWith(`.${layer.kind}`);
  const block = isWritten ? path.split('.').slice(0, -2).join('.') : path;
  return block === '' ? {} : { block: block.replace(/\.layers$/, '') };
}
