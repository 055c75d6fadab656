/** load: a data set's files, checked, and the split of the training file into training and validation images. */

import type { ImageSet } from '../data/dataset.js';
import { datasetIdentity, loadDataset } from '../data/load-dataset.js';
import { splitDataset } from '../data/split.js';
import { succeed } from '../util/outcome.js';
import { encodeIndices } from './artifacts/images.js';
import { loadEvent } from './artifacts/load-event.js';
import type { Stage } from './stage.js';
import { datasetParameters } from './translate/datasets.js';

export const load: Stage = {
  name: 'load',
  needs: [],

  describe(request) {
    const identity = datasetIdentity(
      request.spec.spec.load.dataset,
      datasetParameters(request.spec.spec.load.synthetic),
    );
    if (!identity.ok) return identity;
    const { validation, limit } = request.spec.spec.load;
    const { seed } = request.spec.spec;
    return succeed({
      parameters: { dataset: identity.value, validation, limit, seed },
      inputs: {},
      engine: false,
    });
  },

  async run(context, request) {
    const loaded = await loadDataset({
      name: request.spec.spec.load.dataset,
      ...datasetParameters(request.spec.spec.load.synthetic),
      ...context.data,
      onProgress: (progress) => context.emit(loadEvent(progress)),
      signal: context.signal,
    });
    if (!loaded.ok) return loaded;
    const { name, classes } = loaded.value;
    const { validation, limit } = request.spec.spec.load;
    const train = firstImages(loaded.value.train, limit);
    const test = firstImages(loaded.value.test, limit);
    const split = splitDataset({
      labels: train.labels,
      classes: classes.length,
      validation,
      seed: request.spec.spec.seed,
    });
    if (!split.ok) return split;
    return succeed({
      meta: {
        dataset: name,
        classes,
        height: train.height,
        width: train.width,
        channels: train.channels,
        counts: { train: train.count, test: test.count },
        splits: {
          train: split.value.train.length,
          validation: split.value.validation.length,
          test: test.count,
        },
      },
      blobs: {
        trainPixels: train.pixels,
        trainLabels: train.labels,
        testPixels: test.pixels,
        testLabels: test.labels,
        trainIndices: encodeIndices(split.value.train),
        validationIndices: encodeIndices(split.value.validation),
      },
      notes: {},
    });
  },
};

/** `load.limit`: only the first images of a file, so that a trial run is short. */
function firstImages(set: ImageSet, limit: number | null): ImageSet {
  if (limit === null || limit >= set.count) return set;
  const pixels = set.pixels.subarray(0, limit * set.height * set.width * set.channels);
  return { ...set, count: limit, pixels, labels: set.labels.subarray(0, limit) };
}
