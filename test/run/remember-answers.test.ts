import { expect, test } from 'vitest';
import type { Engine } from '#src/engine/engine.js';
import { loadEngine } from '#src/engine/index.js';
import { rememberAnswers } from '#src/run/remember-answers.js';
import {
  analyze,
  conv,
  crossentropy,
  dense,
  everyImage,
  flatten,
  keys,
  model,
  plainSgd,
  randomSet,
  randomWeights,
  scale,
} from '../engine/wasm/rig.js';

const small = model([6, 6, 1], conv(4, [3, 3]), flatten, dense(5, 'softmax'));
const analysis = analyze(small);

/** The engine, and how often one of its models was really asked. */
async function counted(): Promise<{ engine: Engine; asked: () => number }> {
  const loaded = await loadEngine('wasm');
  if (!loaded.ok) throw new Error(loaded.failure.message);
  let count = 0;
  const engine: Engine = {
    ...loaded.value,
    async compile(of, options) {
      const trainable = await loaded.value.compile(of, options);
      const evaluate = trainable.evaluate.bind(trainable);
      trainable.evaluate = (asked) => {
        count++;
        return evaluate(asked);
      };
      return trainable;
    },
  };
  return { engine: rememberAnswers(engine), asked: () => count };
}

const options = {
  pixelScale: scale,
  batchSize: 4,
  loss: crossentropy,
  optimizer: plainSgd,
  threads: 1,
  keys,
};

test('what was answered last is not computed again, by another model of the same weights either', async () => {
  const { engine, asked } = await counted();
  const set = randomSet(small.inputShape, 12, 5);
  const indices = Uint32Array.of(3, 1, 8);
  const first = await engine.compile(small, { ...options, sets: { train: set } });
  first.load({ weights: randomWeights(analysis) });
  await first.trainEpoch({ set: 'train', order: everyImage(set), epoch: 1 });
  const answer = await first.evaluate({ set: 'train', indices });
  const second = await engine.compile(small, {
    ...options,
    sets: { images: { ...set, pixels: set.pixels.slice() } },
  });
  second.load({ weights: first.state().weights });
  expect(await second.evaluate({ set: 'images', indices })).toEqual(answer);
  expect(asked()).toBe(1);
  await first.dispose();
  await second.dispose();
});

test('other weights, images, labels or views are other questions', async () => {
  const { engine, asked } = await counted();
  const set = randomSet(small.inputShape, 12, 5);
  const trainable = await engine.compile(small, { ...options, sets: { train: set } });
  trainable.load({ weights: randomWeights(analysis) });
  const indices = Uint32Array.of(3, 1, 8);
  const before = await trainable.evaluate({ set: 'train', indices });
  await trainable.evaluate({ set: 'train', indices: Uint32Array.of(3, 1, 7) });
  await trainable.evaluate({ set: 'train', indices, shift: [0, 1] });
  await trainable.trainEpoch({ set: 'train', order: everyImage(set), epoch: 1 });
  const after = await trainable.evaluate({ set: 'train', indices });
  expect(after.probabilities).not.toEqual(before.probabilities);
  trainable.replaceSet('train', { ...set, labels: set.labels.map((label) => (label + 1) % 5) });
  expect((await trainable.evaluate({ set: 'train', indices })).loss).not.toBe(after.loss);
  expect(asked()).toBe(5);
  await trainable.dispose();
});
