// Ours: an engine, driven as the stages drive it.
import { loadEngine } from '#src/engine/index.js';
import { analyzeModel } from '#src/model/analyze.js';
import { initializeWeights } from '#src/model/initialize.js';
import { randomKey } from '#src/util/random.js';
import { unwrap } from '../harness/failure.mjs';

export const SEED = 1;

/** The compiled model with its initial weights, and how many of them are trained. */
export async function compileOurs({ model, images, batchSize, optimizer, threads, engine: name = 'wasm' }) {
  const analysis = unwrap(analyzeModel(model));
  const engine = unwrap(await loadEngine(name));
  const trainable = await engine.compile(model, {
    sets: { train: images },
    pixelScale: { scale: 1 / 255, offset: 0 },
    batchSize,
    loss: { kind: 'categoricalCrossentropy', labelSmoothing: 0 },
    optimizer: { kind: 'sgd', ...optimizer, nesterov: false },
    threads,
    keys: { dropout: randomKey(SEED, 'dropout'), augmentation: randomKey(SEED, 'augmentation') },
  });
  trainable.load({ weights: initializeWeights(analysis, SEED) });
  const variables = analysis.layers
    .flatMap((layer) => layer.variables)
    .filter((variable) => variable.trainable);
  const sizes = variables.map(({ shape }) => shape.reduce((product, side) => product * side, 1));
  const parameters = sizes.reduce((sum, size) => sum + size, 0);
  return { trainable, analysis, parameters, version: engine.version };
}
