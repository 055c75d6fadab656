import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkSpec } from '#src/plan/check-spec.js';
import { countScorings, estimateTimes } from '#src/plan/estimate.js';
import { rememberSpeed } from '#src/plan/speed.js';
import { trainingWork } from '#src/plan/training-work.js';
import { loadSpec } from '#src/spec/load-spec.js';
import { smallSpec } from '../e2e/rig.js';

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'hwr-estimate-'));
  writeFileSync(path.join(dir, 'small.yaml'), smallSpec);
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

/** 500 training images, 100 of them for validation, and 100 test images. */
async function smallWith(...sets: string[]) {
  const spec = await loadSpec({ path: path.join(dir, 'small.yaml'), sets, cwd: dir });
  if (!spec.ok) throw new Error(spec.failure[0]?.message);
  const model = checkSpec(spec.value);
  if (!model.ok) throw new Error(model.failure.message);
  return { spec: spec.value, model: model.value };
}

test('what was measured is what comes out: epochs, images, threads', async () => {
  const { spec, model } = await smallWith();
  const cacheDir = path.join(dir, 'measured');
  const options = { epochs: 3, threads: 2, cacheDir, engine: 'wasm' } as const;
  expect((await estimateTimes(spec, model, options)).measured).toBe(false);
  // One thread trained on 200 images a second, so that two train on 400; without a backward pass it takes a third.
  await rememberSpeed(cacheDir, 'wasm', model, { imagesPerSecond: 200, threads: 1 });
  const { training, scoring, measured } = await estimateTimes(spec, model, options);
  expect(training).toBeCloseTo((3 * (400 + 100 / 3)) / 400, 9);
  expect(scoring).toBeCloseTo(600 / 3 / 400, 9);
  expect(measured).toBe(true);
  // Another engine has a speed of its own.
  expect((await estimateTimes(spec, model, { ...options, engine: 'tensorflow' })).measured).toBe(false);
});

test('a model is forecast by its own speed, on as many threads if that was measured, and else by another one', async () => {
  const { spec, model } = await smallWith();
  const wider = await smallWith('build.layers.0.conv2d.filters=48');
  const cacheDir = path.join(dir, 'several');
  const trainingOf = async (of: typeof wider, threads: number) =>
    (await estimateTimes(of.spec, of.model, { epochs: 1, threads, cacheDir, engine: 'wasm' })).training;
  const images = 400 + 100 / 3;
  await rememberSpeed(cacheDir, 'wasm', model, { imagesPerSecond: 300, threads: 2 });
  await rememberSpeed(cacheDir, 'wasm', model, { imagesPerSecond: 200, threads: 1 });
  const ratio = trainingWork(wider.model) / trainingWork(model);
  expect(await trainingOf(wider, 2)).toBeCloseTo((ratio * images) / 400, 9);
  await rememberSpeed(cacheDir, 'wasm', wider.model, { imagesPerSecond: 50, threads: 1 });
  expect(await trainingOf({ spec, model }, 1)).toBeCloseTo(images / 200, 9);
  expect(await trainingOf({ spec, model }, 2)).toBeCloseTo(images / 300, 9);
  expect(await trainingOf(wider, 1)).toBeCloseTo(images / 50, 9);
  expect(await trainingOf(wider, 2)).toBeCloseTo(images / 100, 9);
});

test('other data sets are scored too; what is scored already is not scored again', async () => {
  const { spec } = await smallWith(
    'evaluate.datasets=[mnist, { dataset: mnist, split: train }, { dataset: mnist, split: all }, synthetic]',
  );
  expect(countScorings(spec).images).toBe(600 + 10_000 + 60_000 + 70_000 + 10_000);
  expect(countScorings(spec, ['train', 'validation', 'mnist-all']).images).toBe(100 + 80_000);
});

test('test-time augmentation takes as many times as long as it has views', async () => {
  const { spec, model } = await smallWith();
  const shifted = await smallWith(
    'evaluate.testTimeAugmentation={ shifts: 2 }',
    'evaluate.splits=[validation, test]',
  );
  expect(countScorings(spec)).toEqual({ images: 600, views: 1 });
  expect(countScorings(shifted.spec)).toEqual({ images: 200, views: 25 });
  const options = { epochs: 1, threads: 1, cacheDir: dir, engine: 'wasm' } as const;
  const once = await estimateTimes(spec, model, options);
  const often = await estimateTimes(shifted.spec, shifted.model, options);
  expect(often.training).toBe(once.training);
  expect(often.scoring / once.scoring).toBeCloseTo((25 * 200) / 600, 9);
});

test('an old or broken measurement counts as none', async () => {
  const { spec, model } = await smallWith();
  const zero = '{"measured":[{"work":1,"imagesPerSecond":0,"threads":2}]}';
  for (const text of ['{"workPerSecond":1e10,"threads":2}', zero, '{}', '{']) {
    writeFileSync(path.join(dir, 'speed.json'), text);
    const { measured, training } = await estimateTimes(spec, model, {
      epochs: 1,
      threads: 1,
      cacheDir: dir,
      engine: 'wasm',
    });
    expect(measured).toBe(false);
    expect(training).toBeGreaterThan(0);
    expect(training).toBeLessThan(60);
  }
});

test('what is frozen costs no backward pass, and scoring costs what it did', async () => {
  const thawed = await smallWith();
  const frozen = await smallWith('build.freeze=-1');
  const options = {
    epochs: 1,
    threads: 1,
    cacheDir: path.join(dir, 'nothing-measured'),
    engine: 'wasm',
  } as const;
  const before = await estimateTimes(thawed.spec, thawed.model, options);
  const after = await estimateTimes(frozen.spec, frozen.model, options);
  expect(after.training).toBeLessThan(0.6 * before.training);
  expect(after.scoring).toBeCloseTo(before.scoring, 12);
});
