/** evaluate: scores the kept weights on the splits that the spec asks for. */
import type { ImageSet } from '../data/dataset.js';
import type { Trainable } from '../engine/engine.js';
import { evaluateViews } from '../engine/evaluate-views.js';
import { predictionsOf } from '../metrics/figures.js';
import type { Output } from '../store/store.js';
import type { JsonObject } from '../util/json.js';
import { fail, type Outcome, succeed } from '../util/outcome.js';
import {
  type Half,
  halfHashes,
  halfOf,
  loadMeta,
  normalizeMeta,
  readHalf,
  readIndices,
  type Split,
} from './artifacts/images.js';
import { buildMeta } from './artifacts/model.js';
import { encodePredictions } from './artifacts/predictions.js';
import {
  blobHash,
  inputOf,
  type Stage,
  type StageContext,
  type StageFailure,
  type StageRequest,
} from './stage.js';
import { compileEngine } from './training/compile-engine.js';
import { readTensors } from './training/session.js';
import { lossOf, optimizerOf } from './translate/optimizer.js';

export const evaluate: Stage = {
  name: 'evaluate',
  needs: ['load', 'normalize', 'build', 'train'],

  describe(request) {
    const splits = splitsOf(request);
    const { testTimeAugmentation } = request.spec.spec.evaluate;
    const inputs: Record<string, string> = { weights: blobHash(inputOf(request, 'train'), 'weights') };
    for (const half of halvesOf(splits)) Object.assign(inputs, halfHashes(request, half));
    for (const split of splits) {
      if (split !== 'test') inputs[`${split}Indices`] = blobHash(inputOf(request, 'load'), `${split}Indices`);
    }
    return succeed({
      parameters: {
        splits,
        model: buildMeta(request).model as unknown as JsonObject,
        pixelScale: normalizeMeta(request).pixelScale,
        loss: lossOf(request.spec),
        ...(testTimeAugmentation === null ? {} : { testTimeAugmentation: { ...testTimeAugmentation } }),
      },
      inputs,
      engine: true,
    });
  },

  async run(context, request) {
    const splits = splitsOf(request);
    const sets: Partial<Record<Half, ImageSet>> = {};
    for (const half of halvesOf(splits)) {
      const images = await readHalf(request, half);
      if (!images.ok) return images;
      sets[half] = images.value;
    }
    const weights = await readTensors(inputOf(request, 'train'), 'weights');
    if (!weights.ok) return weights;
    const { batchSize } = request.spec.spec.train;
    const setup = {
      model: buildMeta(request).model,
      pixelScale: normalizeMeta(request).pixelScale,
      batchSize,
      loss: lossOf(request.spec),
      optimizer: optimizerOf(request.spec),
      seed: request.spec.spec.seed,
    };
    const compiled = await compileEngine(context, setup, sets as Record<string, ImageSet>);
    if (!compiled.ok) return compiled;
    const { trainable } = compiled.value;
    try {
      trainable.load({ weights: weights.value });
      return await score(context, request, trainable, splits, sets);
    } catch (error) {
      if (!context.signal.aborted) throw error;
      return fail({ kind: 'interrupted', message: 'interrupted' });
    } finally {
      await trainable.dispose();
    }
  },
};

/** The splits asked for, in the usual order, less a validation split that does not exist. */
function splitsOf(request: StageRequest): Split[] {
  const wanted: readonly Split[] = request.spec.spec.evaluate.splits;
  const there = loadMeta(request).splits;
  return (['train', 'validation', 'test'] as const).filter(
    (split) => wanted.includes(split) && there[split] > 0,
  );
}

function halvesOf(splits: readonly Split[]): Half[] {
  return (['train', 'test'] as const).filter((half) => splits.some((split) => halfOf(split) === half));
}

async function score(
  context: StageContext,
  request: StageRequest,
  trainable: Trainable,
  splits: readonly Split[],
  sets: Partial<Record<Half, ImageSet>>,
): Promise<Outcome<Output, StageFailure>> {
  const { testTimeAugmentation } = request.spec.spec.evaluate;
  const figures: Record<string, JsonObject> = {};
  const blobs: Record<string, Uint8Array> = {};
  for (const split of splits) {
    const indices = await readIndices(request, split);
    if (!indices.ok) return indices;
    const half = halfOf(split);
    const labels = sets[half]?.labels ?? new Uint8Array();
    const truth = Uint8Array.from(indices.value, (index) => labels[index] ?? 0);
    const options = {
      set: half,
      indices: indices.value,
      onProgress: ({ done, count }: { readonly done: number; readonly count: number }) =>
        context.emit({
          type: 'progress',
          stage: 'evaluate',
          done,
          total: count,
          unit: 'images',
          detail: split,
        }),
      signal: context.signal,
    };
    const result =
      testTimeAugmentation === null
        ? await trainable.evaluate(options)
        : await evaluateViews(trainable, {
            ...options,
            ...testTimeAugmentation,
            labels: truth,
            loss: lossOf(request.spec),
          });
    const { predictions } = predictionsOf(result.probabilities, truth, indices.value);
    const correct = truth.reduce((sum, label, i) => sum + (predictions.predicted[i] === label ? 1 : 0), 0);
    figures[split] = { accuracy: correct / truth.length, loss: result.loss, count: truth.length, correct };
    blobs[split] = encodePredictions(predictions);
  }
  const notes: Record<string, number> = {};
  if (splits.includes('test')) {
    // The store counts how many different models have seen this test set: the more, the less its figure means.
    const { testPixels, testLabels } = halfHashes(request, 'test');
    const scorings = await context.record(
      `test set ${testPixels} ${testLabels}`,
      blobHash(inputOf(request, 'train'), 'weights'),
    );
    if (!scorings.ok) return scorings;
    notes.testScorings = scorings.value;
  }
  return succeed({ meta: { splits: figures }, blobs, notes });
}
