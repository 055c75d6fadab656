/** The model's summary as the build stage files it. */
import type { LayerAnalysis, ModelAnalysis } from '../../model/analysis.js';
import type { BuildMeta } from '../artifacts/model.js';

export function describeModel({
  model,
  layers,
  parameters,
  flops,
  trainingFlops,
  warnings,
}: ModelAnalysis): BuildMeta {
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
    })),
    parameters,
    flops,
    trainingFlops,
    warnings: warnings.map(({ message, advice }) => `${message}; ${advice}`),
  };
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
