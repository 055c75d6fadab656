/** augment: the ranges of the random transforms, and a preview of what they do. The transforms themselves happen in training. */

import type { ImageSet } from '../data/dataset.js';
import { firstOfEachClass } from '../data/sample-rows.js';
import type { Augmentation } from '../engine/engine.js';
import { type Augmenter, openAugmenter, wholeLevels } from '../engine/index.js';
import type { JsonObject } from '../util/json.js';
import { succeed } from '../util/outcome.js';
import { randomKey } from '../util/random.js';
import { type AugmentMeta, partsOf } from './artifacts/augmentation.js';
import { halfHashes, loadMeta, readHalf } from './artifacts/images.js';
import { identifyEngine } from './code.js';
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
      inputs: { ...halfHashes(request, 'train'), kernels: identifyEngine('wasm').code },
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
    const indices = Uint32Array.from(
      firstOfEachClass(images.value, loadMeta(request).classes.length, 1).flat(),
    );
    const key = randomKey(request.spec.spec.seed, 'augmentation');
    const augmenter = await openAugmenter(images.value, key, indices.length);
    const { labels, pictures } = drawPreview(augmenter, images.value, indices, augmentation);
    const meta: AugmentMeta = { augmentation, preview: { labels, columns: 1 + PREVIEW_EPOCHS } };
    return succeed({ meta: meta as unknown as JsonObject, blobs: { preview: pictures }, notes: {} });
  },
};

/**
 * Rows of an original and what the epochs make of it: one for each part alone, where there are several, each of another
 * class; then all parts together, one for each class. The drawn images are one batch, in which they are mixed.
 */
function drawPreview(
  augmenter: Augmenter,
  images: ImageSet,
  indices: Uint32Array,
  augmentation: Augmentation,
): { readonly labels: readonly string[]; readonly pictures: Uint8Array } {
  const parts = [...partsOf(augmentation)];
  const alone = parts.length > 1 ? parts : [];
  const labels = [
    ...alone.map(([name]) => name),
    ...Array.from(indices, (_, i) => (i > 0 ? '' : alone.length > 0 ? 'together' : (parts[0]?.[0] ?? ''))),
  ];
  const size = images.height * images.width * images.channels;
  const rowSize = (1 + PREVIEW_EPOCHS) * size;
  const pictures = new Uint8Array(labels.length * rowSize);
  const fill = (row: number, place: number, column: number, drawn: Uint8Array) =>
    pictures.set(drawn.subarray(place * size, (place + 1) * size), row * rowSize + column * size);
  const rows = [
    ...alone.map(([, part], i) => ({ part, place: i % indices.length })),
    ...Array.from(indices, (_, place) => ({ part: augmentation, place })),
  ];
  const originals = new Uint8Array(indices.length * size);
  for (const [place, index] of indices.entries()) {
    originals.set(images.pixels.subarray(index * size, (index + 1) * size), place * size);
  }
  for (const [row, { part, place }] of rows.entries()) {
    fill(row, place, 0, originals);
    for (let epoch = 1; epoch <= PREVIEW_EPOCHS; epoch++) {
      fill(row, place, epoch, wholeLevels(augmenter.draw(part, indices, epoch)));
    }
  }
  return { labels, pictures };
}

function augmentationOf({ spec }: StageRequest): Augmentation | null {
  return spec.spec.augment;
}
