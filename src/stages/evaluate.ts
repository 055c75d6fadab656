/** evaluate: scores the kept weights on the splits that the spec asks for, and on other data sets. */
import { predictionsOf } from '../metrics/figures.js';
import type { Output } from '../store/store.js';
import type { JsonObject } from '../util/json.js';
import { type Outcome, succeed } from '../util/outcome.js';
import {
  type Half,
  halfHashes,
  halfOf,
  imageMeta,
  loadMeta,
  readHalf,
  readIndices,
  type Split,
} from './artifacts/images.js';
import { encodePredictions } from './artifacts/predictions.js';
import { describeImages, type OtherImagesMeta, obtainImages } from './scoring/other-images.js';
import {
  type Answers,
  describeAnswers,
  describeModelForScoring,
  type Exam,
  Scorer,
} from './scoring/scorer.js';
import {
  type Artifact,
  blobHash,
  inputOf,
  type PartDescription,
  type Stage,
  type StageContext,
  type StageFailure,
  type StageRequest,
} from './stage.js';
import { otherDatasetsOf } from './translate/datasets.js';

export const evaluate: Stage = {
  name: 'evaluate',
  needs: ['load', 'normalize', 'build', 'train'],

  describe(request) {
    const splits = splitsOf(request);
    const inputs: Record<string, string> = { weights: blobHash(inputOf(request, 'train'), 'weights') };
    for (const half of halvesOf(splits)) Object.assign(inputs, halfHashes(request, half));
    for (const split of splits) {
      if (split !== 'test') inputs[`${split}Indices`] = blobHash(inputOf(request, 'load'), `${split}Indices`);
    }
    const datasets: JsonObject[] = [];
    for (const other of otherDatasetsOf(request.spec)) {
      const images = describeImages(request, other);
      if (!images.ok) return images;
      datasets.push({ name: other.name, ...images.value.parameters });
    }
    return succeed({
      parameters: {
        splits,
        ...describeModelForScoring(request),
        ...(datasets.length === 0 ? {} : { datasets }),
      },
      inputs,
      engine: true,
    });
  },

  prepare: {
    after: 'normalize',
    async run(context, request) {
      for (const other of otherDatasetsOf(request.spec)) {
        const images = await obtainImages(context, request, other);
        if (!images.ok) return images;
      }
      return succeed(undefined);
    },
  },

  async run(context, request) {
    const scorer = new Scorer(context, request);
    try {
      return await scoreAll(context, request, scorer);
    } finally {
      await scorer.close();
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

async function scoreAll(
  context: StageContext,
  request: StageRequest,
  scorer: Scorer,
): Promise<Outcome<Output, StageFailure>> {
  const splits: Record<string, JsonObject> = {};
  const datasets: Record<string, JsonObject> = {};
  const blobs: Record<string, Uint8Array> = {};
  const notes: Record<string, number | Record<string, number>> = {};
  for (const split of splitsOf(request)) {
    const exam = await examOf(request, split);
    if (!exam.ok) return exam;
    const answers = await scorer.answer(exam.value);
    if (!answers.ok) return answers;
    const { figures, predictions } = judge(exam.value, answers.value);
    splits[split] = figures;
    blobs[split] = predictions;
    if (split !== 'test') continue;
    const scorings = await recordScoring(context, request, exam.value.hashes);
    if (!scorings.ok) return scorings;
    notes.testScorings = scorings.value;
  }
  const scorings: Record<string, number> = {};
  for (const other of otherDatasetsOf(request.spec)) {
    const images = await obtainImages(context, request, other);
    if (!images.ok) return images;
    const exam = await otherExamOf(request, other.name, images.value);
    if (!exam.ok) return exam;
    const answers = await scorer.answer(exam.value);
    if (!answers.ok) return answers;
    const { fittedFrom, testSet } = images.value.entry.meta as unknown as OtherImagesMeta;
    const { figures, predictions } = judge(exam.value, answers.value);
    datasets[other.name] = { ...figures, fittedFrom };
    blobs[`datasets/${other.name}`] = predictions;
    blobs[`datasets/${other.name}/labels`] = exam.value.labels;
    if (testSet === null) continue;
    const recorded = await recordScoring(context, request, testSet);
    if (!recorded.ok) return recorded;
    scorings[other.name] = recorded.value;
  }
  const isAlone = Object.keys(datasets).length === 0;
  return succeed({
    meta: { splits, ...(isAlone ? {} : { datasets }) },
    blobs,
    notes: { ...notes, ...(isAlone ? {} : { datasetScorings: scorings }) },
  });
}

/** The images of a split. */
async function examOf(request: StageRequest, split: Split): Promise<Outcome<Exam, StageFailure>> {
  const indices = await readIndices(request, split);
  if (!indices.ok) return indices;
  const half = halfOf(split);
  const labels = await inputOf(request, 'load').read(`${half}Labels`);
  if (!labels.ok) return labels;
  return succeed({
    name: split,
    hashes: hashesOf(request, split),
    indices: indices.value,
    labels: Uint8Array.from(indices.value, (index) => labels.value[index] ?? 0),
    images: () => readHalf(request, half),
  });
}

function hashesOf(request: StageRequest, split: Split): Exam['hashes'] {
  const half = halfOf(split);
  const hashes = halfHashes(request, half);
  return {
    pixels: hashes[`${half}Pixels`] ?? '',
    labels: hashes[`${half}Labels`] ?? '',
    ...(split === 'test' ? {} : { indices: blobHash(inputOf(request, 'load'), `${split}Indices`) }),
  };
}

/** The images of another data set. */
async function otherExamOf(
  request: StageRequest,
  name: string,
  images: Artifact,
): Promise<Outcome<Exam, StageFailure>> {
  const labels = await images.read('labels');
  if (!labels.ok) return labels;
  const { count } = images.entry.meta as unknown as OtherImagesMeta;
  return succeed({
    name,
    hashes: otherHashesOf(images),
    indices: Uint32Array.from({ length: count }, (_, i) => i),
    labels: labels.value,
    async images() {
      const pixels = await images.read('pixels');
      if (!pixels.ok) return pixels;
      const { height, width, channels } = imageMeta(request);
      return succeed({ count, height, width, channels, pixels: pixels.value, labels: labels.value });
    },
  });
}

function otherHashesOf(images: Artifact): Exam['hashes'] {
  return { pixels: blobHash(images, 'pixels'), labels: blobHash(images, 'labels') };
}

/** Which splits and data sets are scored already, for `plan`. */
export async function scoredAlready(
  request: StageRequest,
  lookup: (part: PartDescription) => Promise<Artifact | undefined>,
): Promise<Outcome<readonly string[]>> {
  const scored: string[] = [];
  for (const split of splitsOf(request)) {
    if (await lookup(describeAnswers(request, hashesOf(request, split)))) scored.push(split);
  }
  for (const other of otherDatasetsOf(request.spec)) {
    const description = describeImages(request, other);
    if (!description.ok) return description;
    const images = await lookup(description.value);
    if (images && (await lookup(describeAnswers(request, otherHashesOf(images))))) scored.push(other.name);
  }
  return succeed(scored);
}

function judge(
  { labels, indices }: Exam,
  { probabilities, loss }: Answers,
): { readonly figures: JsonObject; readonly predictions: Uint8Array } {
  const { predictions } = predictionsOf(probabilities, labels, indices);
  const correct = labels.reduce((sum, label, i) => sum + (predictions.predicted[i] === label ? 1 : 0), 0);
  return {
    figures: { accuracy: correct / labels.length, loss, count: labels.length, correct },
    predictions: encodePredictions(predictions),
  };
}

/** The store counts how many different models have seen a test set: the more, the less its figure means. */
function recordScoring(
  context: StageContext,
  request: StageRequest,
  { pixels, labels }: { readonly pixels: string; readonly labels: string },
): Promise<Outcome<number>> {
  const weights = blobHash(inputOf(request, 'train'), 'weights');
  return context.record(`test set ${pixels} ${labels}`, weights);
}
