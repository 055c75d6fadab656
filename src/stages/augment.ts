/** augment: the ranges of the random transforms, and a preview of what they do. The transforms themselves happen in training. */

import { firstOfEachClass } from '../data/sample-rows.js';
import type { Augmentation } from '../engine/engine.js';
import { augmentImages } from '../engine/index.js';
import type { JsonObject } from '../util/json.js';
import { succeed } from '../util/outcome.js';
import { randomKey } from '../util/random.js';
import type { AugmentMeta } from './artifacts/augmentation.js';
import { halfHashes, loadMeta, readHalf } from './artifacts/images.js';
import { engineCode } from './code.js';
import type { Stage, StageRequest } from './stage.js';

/** Epochs that the preview shows each image in, beside the original. */
const PREVIEW_EPOCHS = 9;

export const augment: Stage = {
  name: 'augment',
  needs: ['load', 'normalize'],

  describe(request) {
    const augmentation = augmentationOf(request);
    if (augmentation === null)
      return succeed({ parameters: { augmentation: null }, inputs: {}, engine: false });
    return succeed({
      parameters: { augmentation: augmentation as unknown as JsonObject, seed: request.spec.spec.seed },
      // The preview is drawn by the default engine's kernel, whichever engine trains.
      inputs: { ...halfHashes(request, 'train'), kernels: engineCode('wasm') },
      engine: false,
    });
  },

  async run(_context, request) {
    const augmentation = augmentationOf(request);
    if (augmentation === null) {
      return succeed({ meta: { augmentation: null, preview: null }, blobs: {}, notes: {} });
    }
    const images = await readHalf(request, 'train');
    if (!images.ok) return images;
    const indices = firstOfEachClass(images.value, loadMeta(request).classes.length, 1).flat();
    const columns = await Promise.all(
      Array.from({ length: PREVIEW_EPOCHS }, (_, e) =>
        augmentImages(
          images.value,
          indices,
          e + 1,
          augmentation,
          randomKey(request.spec.spec.seed, 'augmentation'),
        ),
      ),
    );
    const size = images.value.height * images.value.width * images.value.channels;
    const preview = new Uint8Array(indices.length * (1 + PREVIEW_EPOCHS) * size);
    for (const [row, index] of indices.entries()) {
      const start = row * (1 + PREVIEW_EPOCHS) * size;
      preview.set(images.value.pixels.subarray(index * size, (index + 1) * size), start);
      for (const [column, pixels] of columns.entries()) {
        preview.set(pixels.subarray(row * size, (row + 1) * size), start + (column + 1) * size);
      }
    }
    const meta: AugmentMeta = {
      augmentation,
      preview: { rows: indices.length, columns: 1 + PREVIEW_EPOCHS },
    };
    return succeed({ meta: meta as unknown as JsonObject, blobs: { preview }, notes: {} });
  },
};

function augmentationOf({ spec }: StageRequest): Augmentation | null {
  return spec.spec.augment;
}
