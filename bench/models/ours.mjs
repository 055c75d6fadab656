// Ours: the wasm engine, driven as the stages drive it.
import { loadEngine } from '#src/engine/index.js';
import { analyzeModel } from '#src/model/analyze.js';
import { initializeWeights } from '#src/model/initialize.js';
import { randomKey } from '#src/util/random.js';

export const SEED = 1;

/** The compiled model with its initial weights. */
export async function compileOurs({ model, images, batchSize, optimizer, threads }) {
  const analysis = unwrap(analyzeModel(model));
  const engine = unwrap(await loadEngine('wasm'));
  const trainable = await engine.compile(model, {
    sets: { train: images },
    pixelScale: { scale: 1 / 255, offset: 0 },
    batchSize,
    loss: 'sparseCategoricalCrossentropy',
    optimizer: { kind: 'sgd', ...optimizer, nesterov: false },
    threads,
    keys: { dropout: randomKey(SEED, 'dropout'), augmentation: randomKey(SEED, 'augmentation') },
  });
  trainable.load({ weights: initializeWeights(analysis, SEED) });
  return { trainable, analysis, version: engine.version };
}

export function unwrap(outcome) {
  if (!outcome.ok) throw new Error(outcome.failure?.message ?? 'failed');
  return outcome.value;
}
