import { describe, expect, test } from 'vitest';
import { adam, digest, epoch, globalNorm, settings, using } from '../learning-rig.js';
import { analyze, compile, dense, everyImage, flatten, model, randomSet, randomWeights } from './rig.js';

describe.each(Object.entries(settings))('%s', (_name, options) => {
  test('gives the same bits with 1, 2 and 3 threads', async () => {
    const digests = await Promise.all(
      [1, 2, 3].map((threads) =>
        using({ ...options, threads }, async (trainable) => {
          for (const number of [1, 2]) await trainable.trainEpoch(epoch(number));
          return digest(trainable);
        }),
      ),
    );
    expect(new Set(digests).size).toBe(1);
  });
});

test('a step allocates nothing in JavaScript', async () => {
  const tiny = model([2, 2, 1], flatten, dense(3, 'softmax'));
  const steps = 8000;
  const images = randomSet(tiny.inputShape, steps, 3);
  const trainable = await compile(tiny, images, {
    batchSize: 1,
    optimizer: { ...adam, clipping: globalNorm },
  });
  try {
    trainable.load({ weights: randomWeights(analyze(tiny)) });
    const order = everyImage(images);
    const learningRates = new Float64Array(steps).fill(0.01);
    const grownBy = async (count: number) => {
      const before = process.memoryUsage();
      await trainable.trainEpoch({
        set: 'train',
        order: order.subarray(0, count),
        epoch: 1,
        learningRates: learningRates.subarray(0, count),
      });
      const after = process.memoryUsage();
      return after.heapUsed + after.arrayBuffers - before.heapUsed - before.arrayBuffers;
    };
    // Compiled first; then the middle one, since what is collected meanwhile makes one smaller, and others' work larger.
    for (let i = 0; i < 3; i++) await grownBy(steps);
    const growths: number[] = [];
    for (let i = 0; i < 5; i++) growths.push(await grownBy(steps));
    expect(growths.sort((a, b) => a - b)[2]).toBeLessThan(8 * steps);
  } finally {
    await trainable.dispose();
  }
});
