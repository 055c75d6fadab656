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
import { weightsOf } from './artifacts/members.js';
import { encodePredictions } from './artifacts/predictions.js';
import { describeImages, type OtherImagesMeta, obtainImages } from './scoring/other-images.js';
import { Panel } from './scoring/panel.js';
import { type Answers, describeAnswers, describeModelForScoring, type Exam } from './scoring/scorer.js';
import {
  type Artifact,
  blobHash,
  inputOf,
  type PartDescription,
  type Stage,
  type StageContext,
  type StageDescription,
  type StageFailure,
  type StageRequest,
} from './stage.js';
import { type NamedDataset, otherDatasetsOf } from './translate/datasets.js';
import { lossOf } from './translate/optimizer.js';

export const evaluate: Stage = {
  name: 'evaluate',
  needs: ['load', 'normalize', 'build', 'train'],

  describe(request) {
    if (request.members === undefined) return describeScoring(request);
    const parameters: JsonObject[] = [];
    const inputs: Record<string, string> = {};
    for (const [i, member] of request.members.entries()) {
      const description = describeScoring(member);
      if (!description.ok) return description;
      parameters.push(description.value.parameters);
      for (const [name, hash] of Object.entries(description.value.inputs)) inputs[`${i}.${name}`] = hash;
    }
    return succeed({ parameters: { members: parameters, loss: lossOf(request.spec) }, inputs, engine: true });
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
    const panel = new Panel(context, request);
    try {
      return await scoreAll(context, request, panel);
    } finally {
      await panel.close();
    }
  },
};

/** What determines the scores of one model. */
function describeScoring(request: StageRequest): Outcome<StageDescription> {
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
}

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
  panel: Panel,
): Promise<Outcome<Output, StageFailure>> {
  const scored = emptyScores();
  const members = request.members?.map(emptyScores);
  const blobs: Record<string, Uint8Array> = {};
  const notes: Record<string, number | Record<string, number>> = {};
  for (const split of splitsOf(request)) {
    const judged = await panel.ask((member) => examOf(member, split));
    if (!judged.ok) return judged;
    const { exam, answers, each } = judged.value;
    const { figures, predictions } = judge(exam, answers);
    scored.splits[split] = figures;
    blobs[split] = predictions;
    for (const [i, own] of each.entries())
      if (members?.[i]) members[i].splits[split] = judge(exam, own).figures;
    if (split !== 'test') continue;
    const scorings = await recordScoring(context, request, exam.hashes);
    if (!scorings.ok) return scorings;
    notes.testScorings = scorings.value;
  }
  const scorings: Record<string, number> = {};
  for (const other of otherDatasetsOf(request.spec)) {
    const judged = await panel.ask((member) => otherExamOf(context, member, other));
    if (!judged.ok) return judged;
    const { exam, answers, each } = judged.value;
    const { figures, predictions } = judge(exam, answers);
    scored.datasets[other.name] = { ...figures, fittedFrom: exam.meta.fittedFrom };
    blobs[`datasets/${other.name}`] = predictions;
    blobs[`datasets/${other.name}/labels`] = exam.labels;
    for (const [i, own] of each.entries())
      if (members?.[i]) members[i].datasets[other.name] = judge(exam, own).figures;
    if (exam.meta.testSet === null) continue;
    const recorded = await recordScoring(context, request, exam.meta.testSet);
    if (!recorded.ok) return recorded;
    scorings[other.name] = recorded.value;
  }
  const isAlone = otherDatasetsOf(request.spec).length === 0;
  return succeed({
    meta: {
      splits: scored.splits,
      ...(isAlone ? {} : { datasets: scored.datasets }),
      ...(members === undefined ? {} : { members }),
    },
    blobs,
    notes: { ...notes, ...(isAlone ? {} : { datasetScorings: scorings }) },
  });
}

interface Scores extends JsonObject {
  readonly splits: Record<string, JsonObject>;
  readonly datasets: Record<string, JsonObject>;
}

function emptyScores(): Scores {
  return { splits: {}, datasets: {} };
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
  context: StageContext,
  request: StageRequest,
  other: NamedDataset,
): Promise<Outcome<Exam & { readonly meta: OtherImagesMeta }, StageFailure>> {
  const obtained = await obtainImages(context, request, other);
  if (!obtained.ok) return obtained;
  const images = obtained.value;
  const labels = await images.read('labels');
  if (!labels.ok) return labels;
  const meta = images.entry.meta as unknown as OtherImagesMeta;
  const { count } = meta;
  return succeed({
    name: other.name,
    meta,
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

/** The store counts how many different models have seen a test set: the more, the less its figure means. Members count, too. */
async function recordScoring(
  context: StageContext,
  request: StageRequest,
  testSet: { readonly pixels: string; readonly labels: string },
): Promise<Outcome<number>> {
  for (const member of request.members ?? []) {
    const recorded = await recordScoring(context, member, testSet);
    if (!recorded.ok) return recorded;
  }
  const { pixels, labels } = testSet;
  return context.record(`test set ${pixels} ${labels}`, weightsOf(request));
}
