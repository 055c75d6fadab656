/** The files of a run's folder, with weights that nobody has trained. */
import { initializeWeights } from '#src/model/initialize.js';
import { encodeTensors } from '#src/model/tensors.js';
import { loadSpec } from '#src/spec/load-spec.js';
import { encodeTrainedModel } from '#src/stages/artifacts/trained-model.js';
import { modelOf } from '#src/stages/translate/model.js';
import { sha256 } from '#src/util/hash.js';

export interface RunFiles {
  readonly weightsSha256: string;
  /** By their paths in the run's folder. */
  readonly files: Readonly<Record<string, string | Uint8Array>>;
}

/** A run of the spec of this text, for images of 28 × 28 pixels (or `side`) and as many classes as its last layer has outputs. */
export async function trainedRun(
  text: string,
  { seed = 1, classes = 10, side = 28 } = {},
): Promise<RunFiles> {
  const spec = await loadSpec({ text, path: 'trained.yaml' });
  if (!spec.ok) throw new Error(spec.failure[0]?.message);
  const analysis = modelOf(spec.value, [side, side, 1], classes);
  if (!analysis.ok) throw new Error(analysis.failure.message);
  const weights = encodeTensors(initializeWeights(analysis.value, seed));
  const weightsSha256 = sha256(weights);
  const model = encodeTrainedModel({
    model: analysis.value.model,
    classes: Array.from({ length: classes }, (_, i) => String(i)),
    pixelScale: { scale: 1 / 255, offset: 0 },
    fit: null,
    weightsSha256,
  });
  return {
    weightsSha256,
    files: {
      'model/model.json': model,
      'model/weights.safetensors': weights,
      'result.json': JSON.stringify({
        version: '0.1.0',
        name: spec.value.spec.name,
        specHash: spec.value.hash,
        engine: { name: 'wasm', version: 'wasm' },
        seed,
        dataset: spec.value.spec.load.dataset,
        epochs: 0,
        bestEpoch: 0,
        weightsSha256,
        splits: {},
        paper: {},
        warnings: [],
      }),
      'events.jsonl': '{"type":"run-finished"}\n',
    },
  };
}
