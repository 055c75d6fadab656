import { expect, test } from 'vitest';
import type { Engine } from '#src/engine/engine.js';
import { reuseModel } from '#src/run/reuse-model.js';
import { analyze, everyImage, randomWeights } from '../engine/wasm/rig.js';
import { options, set, small, watchedEngine } from './small-model.js';

const weights = randomWeights(analyze(small));
const whole = { ...options, sets: { images: set } };

/** The engine, with what it has compiled and ended. */
async function watched(): Promise<{ engine: Engine; compiled: () => number; ended: () => number }> {
  let [compiled, ended] = [0, 0];
  const engine = await watchedEngine((trainable) => {
    compiled++;
    const dispose = trainable.dispose.bind(trainable);
    trainable.dispose = () => {
      ended++;
      return dispose();
    };
  });
  return { engine: reuseModel(engine), compiled: () => compiled, ended: () => ended };
}

test('the same model with the same images is compiled once, and computes as a new one does', async () => {
  const { engine, compiled, ended } = await watched();
  const train = async () => {
    const trainable = await engine.compile(small, {
      ...options,
      sets: { images: { ...set, pixels: set.pixels.slice() } },
    });
    trainable.load({ weights });
    await trainable.trainEpoch({ set: 'images', order: everyImage(set), epoch: 1 });
    const { weights: trained } = trainable.state();
    await trainable.dispose();
    return trained;
  };
  const first = await train();
  expect(await train()).toEqual(first);
  expect([compiled(), ended()]).toEqual([1, 0]);
});

test.each([
  ['images', { sets: { images: { ...set, labels: set.labels.map((label) => (label + 1) % 5) } } }],
  ['a name of images', { sets: { others: set } }],
  ['batch size', { batchSize: 3 }],
  ['optimizer', { optimizer: { ...options.optimizer, momentum: 0.25 } }],
  ['random stream', { keys: { ...options.keys, dropout: [7, 8] as const } }],
  ['moving average', { emaMomentum: 0.9 }],
])('with another %s it is another model', async (_, other) => {
  const { engine, compiled, ended } = await watched();
  await (await engine.compile(small, whole)).dispose();
  const second = await engine.compile(small, { ...whole, ...other });
  expect([compiled(), ended()]).toEqual([2, 1]);
  await second.dispose();
});

test('one that was broken off, or whose images were changed, is not used again', async () => {
  const { engine, compiled, ended } = await watched();
  const broken = await engine.compile(small, whole);
  broken.load({ weights });
  await expect(
    broken.trainEpoch({
      set: 'images',
      order: everyImage(set),
      epoch: 1,
      learningRates: new Float64Array(3).fill(Number.POSITIVE_INFINITY),
    }),
  ).rejects.toThrow('finite');
  await broken.dispose();
  expect(ended()).toBe(1);
  const changed = await engine.compile(small, whole);
  changed.replaceSet('images', set);
  await changed.dispose();
  expect([compiled(), ended()]).toEqual([2, 2]);
});
