import { expect, it } from 'vitest';
import type { ImageSet } from '#src/data/dataset.js';
import type { Augmentation, Erasing } from '#src/engine/engine.js';
import { openAugmenter } from '#src/engine/index.js';
import { augmentBatch } from '#src/engine/wasm/augmentation/augment-reference.js';
import { drawRectangle } from '#src/engine/wasm/augmentation/erasing-reference.js';
import { drawMix, partnerPlace } from '#src/engine/wasm/augmentation/mixing-reference.js';
import {
  analyze,
  compile,
  conv,
  dense,
  everyImage,
  expectClose,
  flatten,
  keys,
  model,
  pool,
  randomSet,
  randomWeights,
  scale,
} from '../rig.js';

const off: Augmentation = {
  rotation: 0,
  shift: [0, 0],
  zoom: [1, 1],
  shear: 0,
  fillMode: 'nearest',
  fillValue: 0,
};
const erasing: Erasing = { probability: 0.6, area: [0.02, 0.4], aspect: [0.3, 3.3], fill: 'random' };
const everything: Augmentation = {
  ...off,
  rotation: 10,
  shift: [0.1, 0.1],
  thickness: [-1, 1],
  elastic: { alpha: 20, sigma: 3 },
  contrast: [0.5, 1.5],
  brightness: [-0.2, 0.2],
  noise: 0.1,
  erasing,
  mixup: { alpha: 0.4 },
  cutmix: { alpha: 1 },
};

it.each([
  ['mixup', { mixup: { alpha: 0.5 } }],
  ['cutmix', { cutmix: { alpha: 1 } }],
  ['both', { mixup: { alpha: 1 }, cutmix: { alpha: 1 } }],
] as const)('%s: the loss, the gradient and the accuracy are those of the mixed target', async (_, mixing) => {
  const augmentation = { ...off, ...mixing };
  const of = model([5, 4, 1], flatten, dense(3, 'softmax'));
  const set = randomSet(of.inputShape, 7, 3, 4);
  const weights = randomWeights(analyze(of));
  const trainable = await compile(of, set);
  trainable.load({ weights });
  const result = await trainable.trainEpoch({ set: 'train', order: everyImage(set), epoch: 2, augmentation });
  const velocity = trainable.state().optimizer.map(({ data }) => data.map((value) => -value));
  await trainable.dispose();

  const indices = [...everyImage(set)];
  const images = augmentBatch(set, indices, augmentation, keys.augmentation, 2, 0);
  const [kernel, bias] = weights.map(({ data }) => data);
  const gradient = [new Float64Array(60), new Float64Array(3)] as const;
  let loss = 0;
  let correct = 0;
  for (const [place, levels] of images.entries()) {
    const x = Array.from(levels, (level) => level * scale.scale + scale.offset);
    const partner = partnerPlace(place, 7, keys.augmentation, 2, 0);
    expect(partner).not.toBe(place);
    const { ownShare } = drawMix(augmentation, set, keys.augmentation, 2, place);
    const logits = [0, 1, 2].map((j) =>
      x.reduce((sum, value, i) => sum + value * kernel![3 * i + j]!, bias![j]!),
    );
    const sum = logits.reduce((total, logit) => total + Math.exp(logit), 0);
    const labels = [set.labels[place]!, set.labels[partner]!] as const;
    for (const [j, logit] of logits.entries()) {
      const target = (j === labels[0] ? ownShare : 0) + (j === labels[1] ? 1 - ownShare : 0);
      const p = Math.exp(logit) / sum;
      loss -= (target * Math.log(p)) / 7;
      gradient[1][j]! += (p - target) / 7;
      for (const [i, value] of x.entries()) gradient[0][3 * i + j]! += (value * (p - target)) / 7;
    }
    const dominant = ownShare >= 0.5 ? labels[0] : labels[1];
    if (logits[dominant] === Math.max(...logits)) correct++;
  }
  expect(result.loss).toBeCloseTo(loss, 5);
  expect(result.accuracy).toBeCloseTo(correct / 7, 12);
  expectClose(velocity[0]!, gradient[0], 'kernel');
  expectClose(velocity[1]!, gradient[1], 'bias');
});

it('training with all of them gives the same bits with 1, 2, 3 and 4 threads', async () => {
  const of = model(
    [12, 12, 1],
    conv(6, [3, 3], { activation: 'relu', padding: 'same' }),
    pool('maxPooling2d', [2, 2]),
    flatten,
    dense(4, 'softmax'),
  );
  const set = randomSet(of.inputShape, 61, 4);
  const results = [];
  for (const threads of [1, 2, 3, 4]) {
    const trainable = await compile(of, set, {
      batchSize: 16,
      threads,
      optimizer: { kind: 'sgd', learningRate: 0.02, momentum: 0.9, nesterov: false },
    });
    trainable.load({ weights: randomWeights(analyze(of)) });
    const losses = [];
    for (const epoch of [1, 2]) {
      const { loss } = await trainable.trainEpoch({
        set: 'train',
        order: everyImage(set),
        epoch,
        augmentation: everything,
      });
      losses.push(loss);
    }
    results.push({
      losses,
      weights: trainable.state().weights.map(({ data }) => Buffer.from(data.buffer).toString('hex')),
    });
    await trainable.dispose();
  }
  for (const result of results.slice(1)) expect(result).toEqual(results[0]);
});

it('an image that is not mixed is the same wherever it stands in whichever batch', async () => {
  const augmentation = { ...everything, mixup: null, cutmix: null };
  const set = randomSet([28, 28, 1], 20, 3);
  const augmenter = await openAugmenter(set, [1, 2], 20);
  const alone = augmenter.draw(augmentation, Uint32Array.of(13), 3).slice();
  const among = augmenter.draw(augmentation, everyImage(set), 3, 8).slice(13 * 784, 14 * 784);
  expect(among).toEqual(alone);
  expect(augmenter.draw(augmentation, Uint32Array.of(13), 4)).not.toEqual(alone);
});

it('partners are a permutation without fixed points, another one in each step and epoch', () => {
  const partners = (epoch: number, step: number) =>
    Array.from({ length: 32 }, (_, place) => partnerPlace(place, 32, [1, 2], epoch, step));
  const seen = new Set<string>();
  for (let step = 0; step < 20; step++) {
    const row = partners(1 + (step & 1), step >> 1);
    expect([...row].sort((a, b) => a - b)).toEqual([...row.keys()]);
    expect(row.some((partner, place) => partner === place)).toBe(false);
    seen.add(row.join());
  }
  expect(seen.size).toBeGreaterThan(8);
  expect(partnerPlace(0, 1, [1, 2], 1, 0)).toBe(0);
});

it('the share of a pasted image is the area of its rectangle, uniform before it is cut off', () => {
  const mixes = Array.from({ length: 4000 }, (_, i) =>
    drawMix({ ...off, cutmix: { alpha: 1 } }, { height: 28, width: 28 }, [5, 1], 2, i),
  );
  for (const { ownShare, pasted } of mixes) {
    const { top, left, rows, columns } = pasted!;
    const isInside = top >= 0 && left >= 0 && top + rows <= 28 && left + columns <= 28;
    if (!isInside || Math.abs(ownShare - (1 - (rows * columns) / 784)) > 1e-6)
      expect.fail(JSON.stringify(pasted));
  }
  // What the whole rectangle would cover is 1 − λ, ½ on average; a part of it is outside.
  const whole = mixes.filter(
    ({ pasted: p }) => p!.top > 0 && p!.left > 0 && p!.top + p!.rows < 28 && p!.left + p!.columns < 28,
  );
  expect(whole.length).toBeGreaterThan(500);
  const mean = mixes.reduce((sum, { ownShare }) => sum + ownShare, 0) / mixes.length;
  expect(mean).toBeGreaterThan(0.6);
  expect(mean).toBeLessThan(0.8);
  const both = { ...off, mixup: { alpha: 1 }, cutmix: { alpha: 1 } };
  const pasted = Array.from(
    { length: 4000 },
    (_, i) => drawMix(both, { height: 28, width: 28 }, [5, 1], 2, i).pasted,
  );
  expect(Math.abs(pasted.filter((one) => one !== null).length - 2000)).toBeLessThan(130);
});

it('erasing hits as many images as it should, with rectangles of the area and the aspect that are asked for', async () => {
  const set: ImageSet = { ...randomSet([28, 28, 1], 1000, 2), pixels: new Uint8Array(1000 * 784).fill(7) };
  const augmentation = { ...off, fillValue: 99, erasing: { ...erasing, fill: 'constant' as const } };
  const augmenter = await openAugmenter(set, [8, 9], 1000);
  const values = augmenter.draw(augmentation, everyImage(set), 1);
  let erased = 0;
  for (let i = 0; i < 1000; i++) {
    const levels = values.subarray(784 * i, 784 * (i + 1));
    const area = levels.reduce((sum, level) => sum + (level === 99 ? 1 : 0), 0);
    if (area === 0) continue;
    erased++;
    const { rows, columns } = drawRectangle(erasing, set, [8, 9], 1, i)!;
    expect(area).toBe(rows * columns);
    // The sides are rounded to whole pixels.
    expect((rows - 0.5) * (columns - 0.5)).toBeLessThan(0.4 * 784);
    expect((rows + 0.5) * (columns + 0.5)).toBeGreaterThan(0.02 * 784);
    expect((rows - 0.5) / (columns + 0.5)).toBeLessThan(3.3);
    expect((rows + 0.5) / (columns - 0.5)).toBeGreaterThan(0.3);
  }
  expect(Math.abs(erased / 1000 - 0.6)).toBeLessThan(0.05);
});
