/** A model as TensorFlow.js's LayersModel: model.json with Keras's description of the layers, and the weights in shards. */
import { bytesOf, type ExportableModel, type ExportedFiles, generator, metadataOf } from '../exportable.js';
import { topologyOf } from './topology.js';

/** Small enough for browsers to load, and cache, each on its own. */
const SHARD_BYTES = 4 * 1024 * 1024;

/** `model.json` and `group1-shard1of2.bin` …, which model.json names by relative paths. For `tf.loadLayersModel`. */
export function exportTfjs(model: ExportableModel): ExportedFiles {
  const { config, weights } = topologyOf(model);
  const shards = cut(join(weights.map(({ tensor }) => bytesOf(tensor))));
  const paths = shards.map((_, i) => `group1-shard${i + 1}of${shards.length}.bin`);
  const description = {
    format: 'layers-model',
    generatedBy: generator(),
    convertedBy: null,
    modelTopology: { class_name: 'Model', config, keras_version: '2', backend: 'tensor_flow.js' },
    weightsManifest: [
      {
        paths,
        weights: weights.map(({ name, tensor }) => ({ name, shape: tensor.shape, dtype: 'float32' })),
      },
    ],
    userDefinedMetadata: metadataOf(model),
  };
  const json = new TextEncoder().encode(`${JSON.stringify(description)}\n`);
  return new Map([
    ['model.json', json],
    ...shards.map((shard, i): [string, Uint8Array] => [paths[i] ?? '', shard]),
  ]);
}

function join(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    bytes.set(part, offset);
    offset += part.length;
  }
  return bytes;
}

/** At least one shard, if only an empty one: a manifest without paths is none. */
function cut(bytes: Uint8Array): readonly Uint8Array[] {
  const count = Math.max(1, Math.ceil(bytes.length / SHARD_BYTES));
  return Array.from({ length: count }, (_, i) => bytes.subarray(i * SHARD_BYTES, (i + 1) * SHARD_BYTES));
}
