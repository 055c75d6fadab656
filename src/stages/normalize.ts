/** normalize: how a pixel becomes a number, and images of other sizes fitted into one. Pixels stay 8-bit. */

import type { ImageSet } from '../data/dataset.js';
import { fitImages, isDarkOnLight } from '../data/images/fit.js';
import type { JsonObject } from '../util/json.js';
import { type Outcome, succeed } from '../util/outcome.js';
import { decodeIndices, type Half, type ImageMeta, loadMeta, readLoadedHalf } from './artifacts/images.js';
import { blobHash, inputOf, type Stage, type StageFailure, type StageRequest } from './stage.js';

export const normalize: Stage = {
  name: 'normalize',
  needs: ['load'],

  describe(request) {
    const load = inputOf(request, 'load');
    const names = ['trainPixels', 'testPixels', 'trainIndices'];
    return succeed({
      parameters: request.spec.spec.normalize as unknown as JsonObject,
      inputs: Object.fromEntries(names.map((name) => [name, blobHash(load, name)])),
      engine: false,
    });
  },

  async run(_context, request) {
    const { fit } = request.spec.spec.normalize;
    if (fit === null) {
      const scale = await pixelScale(request, undefined);
      return scale.ok
        ? succeed({ meta: { pixelScale: scale.value, images: null }, blobs: {}, notes: {} })
        : scale;
    }
    const halves = {} as Record<Half, ImageSet>;
    let { invert } = fit;
    for (const half of ['train', 'test'] as const) {
      const images = await readLoadedHalf(request, half);
      if (!images.ok) return images;
      // The training images decide for both: a single test image may well be mostly ink.
      if (invert === 'auto') invert = isDarkOnLight(images.value);
      halves[half] = fitImages(images.value, { size: [fit.size, fit.size], box: [fit.box, fit.box], invert });
    }
    const scale = await pixelScale(request, halves.train);
    if (!scale.ok) return scale;
    const { height, width, channels } = halves.train;
    const images: ImageMeta = { height, width, channels, counts: loadMeta(request).counts };
    return succeed({
      meta: { pixelScale: scale.value, images },
      blobs: { trainPixels: halves.train.pixels, testPixels: halves.test.pixels },
      notes: {},
    });
  },
};

/**
 * value = pixel × scale + offset. `scale: [low, high]` maps 0…255 to that range, then `mean` is subtracted and divided
 * by `std`; `standardize` measures both on the training split (validation and test images have no part in it).
 */
async function pixelScale(
  request: StageRequest,
  train: ImageSet | undefined,
): Promise<Outcome<{ scale: number; offset: number }, StageFailure>> {
  const { scale: range, standardize, mean, std } = request.spec.spec.normalize;
  const [low, high] = range;
  if (!standardize) return succeed({ scale: (high - low) / 255 / std, offset: (low - mean) / std });
  const statistics = await trainingStatistics(request, train);
  if (!statistics.ok) return statistics;
  const deviation = statistics.value.std === 0 ? 1 : statistics.value.std;
  return succeed({ scale: 1 / deviation, offset: -statistics.value.mean / deviation });
}

/** Mean and standard deviation of the training split's pixels, from exact integer sums. */
async function trainingStatistics(
  request: StageRequest,
  fitted: ImageSet | undefined,
): Promise<Outcome<{ mean: number; std: number }, StageFailure>> {
  const images = fitted === undefined ? await readLoadedHalf(request, 'train') : succeed(fitted);
  if (!images.ok) return images;
  const indices = await inputOf(request, 'load').read('trainIndices');
  if (!indices.ok) return indices;
  const { height, width, channels, pixels } = images.value;
  const size = height * width * channels;
  let sum = 0;
  let squares = 0;
  let count = 0;
  for (const index of decodeIndices(indices.value)) {
    for (const pixel of pixels.subarray(index * size, (index + 1) * size)) {
      sum += pixel;
      squares += pixel * pixel;
    }
    count += size;
  }
  const mean = sum / count;
  return succeed({ mean, std: Math.sqrt(squares / count - mean * mean) });
}
