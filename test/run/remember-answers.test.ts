import { expect, test } from 'vitest';
import type { Engine } from '#src/engine/engine.js';
import { rememberAnswers } from '#src/run/remember-answers.js';
import { analyze, everyImage, randomWeights } from '../engine/wasm/rig.js';
import { options, set, small, watchedEngine } from './small-model.js';

const weights = randomWeights(analyze(small));

/** The engine, and how often one of its models was really asked. */
async function counted(): Promise<{ engine: Engine; asked: () => number }> {
  let count = 0;
  const engine = await watchedEngine((trainable) => {
    const evaluate = trainable.evaluate.bind(trainable);
    trainable.evaluate = (asked) => {
      count++;
      return evaluate(asked);
    };
  });
  return { engine: rememberAnswers(engine), asked: () => count };
}

test('what was answered last is not computed again, by another model of the same weights either', async () => {
  const { engine, asked } = await counted();
  const indices = Uint32Array.of(3, 1, 8);
  const first = await engine.compile(small, { ...options, sets: { train: set } });
  first.load({ weights: weights });
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
  const trainable = await engine.compile(small, { ...options, sets: { train: set } });
  trainable.load({ weights: weights });
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
