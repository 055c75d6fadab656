// What every competitor trains on: the paper's network and the same images, from this project's own loaders.
import { loadDataset } from '#src/data/load-dataset.js';

export const BATCH_SIZE = 32;
export const LEARNING_RATE = 0.01;
export const MOMENTUM = 0.9;
export const DROPOUT = 0.5;
/** Filters of the three 3×3 convolutions, each followed by 2×2 max pooling. */
export const FILTERS = [32, 64, 64];
/** Units of the dense layers before the output. */
export const UNITS = [64, 64];
export const CLASSES = 10;

/**
 * The first `count` training images of `name` (`synthetic` needs no data). How many activations are zero depends on the
 * pixels, and with it the speed of an engine that skips zeros: noise would not do.
 */
export async function loadImages(name, count, dataDir) {
  const sizes = name === 'synthetic' ? { sizes: { train: count, test: 10 } } : {};
  const place = dataDir === undefined ? {} : { dataDir };
  const outcome = await loadDataset({ name, seed: 1, env: process.env, offline: true, ...place, ...sizes });
  if (!outcome.ok) throw new Error(`${outcome.failure.message}; ${outcome.failure.advice ?? ''}`);
  const { train } = outcome.value;
  if (train.count < count) throw new Error(`${name} has ${train.count} training images, not ${count}`);
  const size = train.height * train.width * train.channels;
  return {
    ...train,
    count,
    pixels: train.pixels.slice(0, count * size),
    labels: train.labels.slice(0, count),
  };
}
