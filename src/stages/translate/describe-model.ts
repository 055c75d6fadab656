/** The model's summary as the build stage files it. */
import type { ModelAnalysis } from '../../model/analysis.js';
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
    })),
    parameters,
    flops,
    trainingFlops,
    warnings: warnings.map(({ message, advice }) => `${message}; ${advice}`),
  };
}
