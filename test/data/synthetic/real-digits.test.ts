/** What the drawn digits are for: a network that has learned from them alone reads people's. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import type { ImageSet } from '#src/data/dataset.js';
import { generateSynthetic } from '#src/data/synthetic/generate.js';
import { initializeWeights } from '#src/model/initialize.js';
import { permutation, RandomStream } from '#src/util/random.js';
import { analyze, compile, conv, dense, everyImage, flatten, model, pool } from '../../engine/wasm/rig.js';

const mnist = join(process.env.HWR_DATA_DIR ?? '../shared', 'mnist');
const BATCH = 32;
/** The learning rate of each epoch. */
const RATES = [0.05, 0.02, 0.005];

/** The first of MNIST's training images; its test images stay out of this. */
function realDigits(count: number): ImageSet {
  const read = (name: string, from: number, size: number) =>
    new Uint8Array(gunzipSync(readFileSync(join(mnist, name)))).slice(from, from + size);
  return {
    count,
    height: 28,
    width: 28,
    channels: 1,
    pixels: read('train-images-idx3-ubyte.gz', 16, count * 28 * 28),
    labels: read('train-labels-idx1-ubyte.gz', 8, count),
  };
}

it.skipIf(!existsSync(mnist))('real digits are read by a small network that never saw one', async () => {
  const relu = { padding: 'same', activation: 'relu' } as const;
  const small = model(
    [28, 28, 1],
    conv(16, [3, 3], relu),
    pool('maxPooling2d', [2, 2]),
    conv(32, [3, 3], relu),
    pool('maxPooling2d', [2, 2]),
    flatten,
    dense(64, 'relu'),
    dense(10, 'softmax'),
  );
  const drawn = generateSynthetic({ seed: 1, train: 12_800, test: 0 }).train;
  const real = realDigits(5000);
  const trainable = await compile(small, drawn, {
    sets: { drawn, real },
    pixelScale: { scale: 1 / 255, offset: 0 },
    batchSize: BATCH,
    optimizer: { kind: 'sgd', learningRate: 1, momentum: 0.9, nesterov: false },
  });
  try {
    trainable.load({ weights: initializeWeights(analyze(small), 1) });
    for (const [i, rate] of RATES.entries()) {
      const order = permutation(drawn.count, new RandomStream([8, 9], i));
      const learningRates = new Float64Array(drawn.count / BATCH).fill(rate);
      await trainable.trainEpoch({ set: 'drawn', order, epoch: i + 1, learningRates });
    }
    const { accuracy } = await trainable.evaluate({ set: 'real', indices: everyImage(real) });
    expect(accuracy).toBeGreaterThan(0.93);
  } finally {
    await trainable.dispose();
  }
});
