import { expect, it } from 'vitest';
import type { Augmentation } from '#src/engine/engine.js';
import { openAugmenter } from '#src/engine/index.js';
import { augmentBatch } from '#src/engine/wasm/augmentation/augment-reference.js';
import type { RandomKey } from '#src/util/random.js';
import { randomSet } from '../rig.js';

const off: Augmentation = {
  rotation: 0,
  shift: [0, 0],
  zoom: [1, 1],
  shear: 0,
  fillMode: 'nearest',
  fillValue: 40,
};
const affine = { rotation: 15, shift: [0.1, 0.2], zoom: [0.8, 1.3] } as const;
const erasing = { probability: 0.7, area: [0.05, 0.4], aspect: [0.3, 3.3], fill: 'random' } as const;

const augmentations: Readonly<Record<string, Partial<Augmentation>>> = {
  nothing: {},
  affine: { ...affine, shear: 10 },
  'thicker or thinner': { thickness: [-2.6, 3.4] },
  elastic: { elastic: { alpha: 34, sigma: 4 } },
  'elastic, fine': { elastic: { alpha: 8, sigma: 1 } },
  'elastic and affine': { ...affine, elastic: { alpha: 20, sigma: 2.7 }, fillMode: 'reflect' },
  contrast: { contrast: [0.3, 1.9] },
  brightness: { brightness: [-0.4, 0.3] },
  noise: { noise: 0.1 },
  'erasing with random levels': { erasing },
  'erasing with a constant': { erasing: { ...erasing, fill: 'constant' } },
  mixup: { mixup: { alpha: 0.2 } },
  'mixup in the middle': { mixup: { alpha: 3 } },
  cutmix: { cutmix: { alpha: 1 } },
  everything: {
    ...affine,
    shear: 5,
    fillMode: 'constant',
    thickness: [-1, 2],
    elastic: { alpha: 30, sigma: 5 },
    contrast: [0.5, 1.5],
    brightness: [-0.2, 0.2],
    noise: 0.05,
    erasing,
    mixup: { alpha: 0.4 },
    cutmix: { alpha: 0.9 },
  },
};
const shapes: readonly (readonly [number, number, number])[] = [
  [28, 28, 1],
  [1, 1, 1],
  [2, 4, 1],
  [7, 5, 1],
  [9, 18, 1],
  [17, 3, 1],
  [6, 9, 3],
];

const bits = (values: Float32Array) => new Uint32Array(values.buffer, values.byteOffset, values.length);

it.each(
  Object.entries(augmentations),
)('%s: the kernels and the reference agree bit for bit', async (_, part) => {
  const augmentation = { ...off, ...part };
  for (const [s, shape] of shapes.entries()) {
    const set = randomSet(shape, 12, 3, s);
    const size = shape[0] * shape[1] * shape[2];
    for (let seed = 0; seed < 3; seed++) {
      const key: RandomKey = [seed * 0x9e3779b1, (seed << 29) >>> 0];
      const augmenter = await openAugmenter(set, key, 12);
      const order = Uint32Array.from([3, 0, 11, 7, 7, 1, 2, 10, 5]);
      const got = augmenter.draw(augmentation, order, seed + 1, 5);
      const expected = [0, 1].flatMap((step) => [
        ...augmentBatch(set, [...order.subarray(5 * step, 5 * step + 5)], augmentation, key, seed + 1, step),
      ]);
      for (const [i, want] of expected.entries()) {
        const own = got.slice(i * size, (i + 1) * size);
        const at = bits(own).findIndex((value, j) => value !== bits(want)[j]);
        if (at >= 0)
          expect.fail(
            `${shape.join('×')}, seed ${seed}, image ${i}: value ${at} is ${own[at]}, not ${want[at]}`,
          );
      }
    }
  }
});
