// Ours: the wasm engine, driven as stages/train drives it.
import { loadEngine } from '#src/engine/index.js';
import { analyzeModel } from '#src/model/analyze.js';
import { initializeWeights } from '#src/model/initialize.js';
import { permutation, RandomStream, randomKey } from '#src/util/random.js';
import { readOptions, serve } from './competitor.mjs';
import {
  BATCH_SIZE,
  CLASSES,
  DROPOUT,
  FILTERS,
  LEARNING_RATE,
  loadImages,
  MOMENTUM,
  UNITS,
} from './workload.mjs';

const SEED = 1;
const options = readOptions();
const images = await loadImages(options.data, options.images, options['data-dir']);

const learned = { useBias: true, kernelInitializer: 'glorotUniform', biasInitializer: 'zeros' };
const pool = { kind: 'maxPooling2d', poolSize: [2, 2], strides: [2, 2], padding: 'valid' };
const conv2d = {
  kind: 'conv2d',
  kernelSize: [3, 3],
  strides: [1, 1],
  padding: options.padding,
  activation: 'relu',
};
const model = {
  inputShape: [images.height, images.width, images.channels],
  layers: [
    ...FILTERS.flatMap((filters) => [{ ...conv2d, filters, ...learned }, pool]),
    { kind: 'flatten' },
    ...UNITS.map((units) => ({ kind: 'dense', units, activation: 'relu', ...learned })),
    { kind: 'dropout', rate: DROPOUT },
    { kind: 'dense', units: CLASSES, activation: 'softmax', ...learned },
  ],
};
/** That of experiments/base.yaml. */
const augmentation = {
  rotation: 10,
  shift: [0.1, 0.1],
  zoom: [0.9, 1.1],
  shear: 0,
  fillMode: 'nearest',
  fillValue: 0,
};

const analysis = unwrap(analyzeModel(model));
const engine = unwrap(await loadEngine('wasm'));
const trainable = await engine.compile(model, {
  sets: { train: images },
  pixelScale: { scale: 1 / 255, offset: 0 },
  batchSize: BATCH_SIZE,
  loss: { kind: 'categoricalCrossentropy', labelSmoothing: 0 },
  optimizer: { kind: 'sgd', learningRate: LEARNING_RATE, momentum: MOMENTUM, nesterov: false },
  threads: options.threads,
  keys: { dropout: randomKey(SEED, 'dropout'), augmentation: randomKey(SEED, 'augmentation') },
});
trainable.load({ weights: initializeWeights(analysis, SEED) });

let epoch = 0;
await serve({ name: 'hwr-run', version: engine.version, parameters: analysis.parameters }, async (count) => {
  epoch++;
  const order = permutation(count, new RandomStream(randomKey(SEED, 'shuffle'), epoch));
  const start = process.hrtime.bigint();
  const { loss } = await trainable.trainEpoch({
    set: 'train',
    order,
    epoch,
    ...(options.augmentation ? { augmentation } : {}),
  });
  return { seconds: Number(process.hrtime.bigint() - start) / 1e9, loss };
});
await trainable.dispose();

function unwrap(outcome) {
  if (!outcome.ok) throw new Error(outcome.failure.message);
  return outcome.value;
}
