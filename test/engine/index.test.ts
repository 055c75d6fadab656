import { expect, test } from 'vitest';
import { augmentImages, listEngines, loadEngine } from '#src/engine/index.js';
import { randomSet } from './wasm/rig.js';

test('the default engine is there, and names its binary', async () => {
  const engine = await loadEngine('wasm');
  expect(engine).toMatchObject({
    ok: true,
    value: { name: 'wasm', binarySha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
  });
});

test('an engine that is not there fails with the way on', async () => {
  const nowhere = { HWR_ENGINE_DIR: '/nowhere' };
  const engine = await loadEngine('tensorflow', nowhere);
  expect(engine).toMatchObject({
    ok: false,
    failure: { kind: 'run', advice: 'install it: hwr-run engine install tensorflow' },
  });
  expect(await listEngines(nowhere)).toMatchObject([
    { name: 'wasm', available: true },
    { name: 'tensorflow', available: false },
  ]);
});

test('augmented images differ by epoch and image, and do not depend on what else is drawn', async () => {
  const set = randomSet([9, 8, 1], 5, 3);
  const augmentation = {
    rotation: 20,
    shift: [0.1, 0.1],
    zoom: [0.9, 1.1],
    shear: 0,
    fillMode: 'nearest',
    fillValue: 0,
  } as const;
  const draw = (indices: number[], epoch: number) => augmentImages(set, indices, epoch, augmentation, [1, 2]);
  const both = await draw([3, 4], 2);
  expect(both).toHaveLength(2 * 72);
  expect(both.subarray(72)).toEqual(await draw([4], 2));
  expect(await draw([4], 3)).not.toEqual(await draw([4], 2));
  const still = { ...augmentation, rotation: 0, shift: [0, 0], zoom: [1, 1] } as const;
  expect(await augmentImages(set, [1], 1, still, [1, 2])).toEqual(set.pixels.slice(72, 144));
});
