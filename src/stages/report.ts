/** report: everything that is known of the run, as tables, plots and pages. */
import { paperImagesOf } from '../data/catalogue/paper-images.js';
import { pictureAt, sampleRows } from '../data/sample-rows.js';
import { confidentMistakes, splitFigures } from '../metrics/figures.js';
import type {
  DatasetFigures,
  Member,
  Mistake,
  RunRecord,
  SplitFigures,
  SplitPredictions,
  StageLine,
} from '../report/run-record.js';
import { hashJson } from '../util/hash.js';
import type { JsonObject, JsonValue } from '../util/json.js';
import { type Outcome, succeed } from '../util/outcome.js';
import { version } from '../util/version.js';
import { augmentMeta } from './artifacts/augmentation.js';
import { halfOf, imageMeta, loadMeta, normalizeMeta, readHalf, type Split } from './artifacts/images.js';
import { memberFacts, trainingFacts } from './artifacts/members.js';
import { buildMeta } from './artifacts/model.js';
import { decodePredictions } from './artifacts/predictions.js';
import { readPredictions } from './artifacts/split-predictions.js';
import { encodeTrainedModel } from './artifacts/trained-model.js';
import { trainNotes } from './artifacts/training.js';
import { blobHash, inputOf, type Stage, type StageFailure, type StageRequest } from './stage.js';
import { otherDatasetsOf } from './translate/datasets.js';
import { startOf } from './translate/starting-weights.js';

/** Sample images of each class, and wrong answers, in the report. */
const SAMPLES_PER_CLASS = 10;
const MISTAKES = 24;

export const report: Stage = {
  name: 'report',
  needs: ['load', 'normalize', 'augment', 'build', 'train', 'evaluate'],

  describe(request) {
    const { name, description, report: section } = request.spec.spec;
    const inputs: Record<string, string> = {};
    for (const stage of report.needs) inputs[stage] = inputOf(request, stage).entry.content;
    // Timings and environment are shown, but they are not content: the report says those of the training it shows.
    inputs.trainNotes = hashJson(trainNotes(request) as unknown as JsonObject);
    for (const [i, member] of (request.members ?? []).entries()) {
      inputs[`${i}.train`] = inputOf(member, 'train').entry.content;
      inputs[`${i}.trainNotes`] = hashJson(trainNotes(member) as unknown as JsonObject);
    }
    inputs.evaluateNotes = hashJson(inputOf(request, 'evaluate').entry.notes);
    inputs.stages = hashJson(stageLines(request) as unknown as JsonValue);
    return succeed({
      parameters: {
        name,
        description,
        ...(section as unknown as JsonObject),
        specYaml: request.spec.yaml,
        version,
      },
      inputs,
      engine: true,
    });
  },

  async run(context, request) {
    const record = await collect(request, context.engine.name);
    if (!record.ok) return record;
    // The exporters bring the plotting library, which takes longer to load than a cached run takes in all.
    const { exportRun } = await import('../report/export-run.js');
    const files = await exportRun(record.value, request.spec.spec.report.formats);
    return succeed({
      meta: { files: Object.keys(files) },
      // An ensemble has no model of its own: its members' are in their runs' folders.
      blobs:
        request.members === undefined
          ? { ...files, 'model/model.json': describeTrainedModel(request) }
          : files,
      notes: {},
    });
  },
};

async function collect(request: StageRequest, engine: string): Promise<Outcome<RunRecord, StageFailure>> {
  const { spec, hash, yaml } = request.spec;
  const { dataset, classes } = loadMeta(request);
  const figures: Partial<Record<Split, SplitFigures>> = {};
  const predictions: Partial<Record<Split, SplitPredictions>> = {};
  const evaluated = inputOf(request, 'evaluate').entry.meta.splits as Record<string, { loss: number }>;
  for (const split of ['train', 'validation', 'test'] as const) {
    const loss = evaluated[split]?.loss;
    if (loss === undefined) continue;
    const read = await readPredictions(request, split);
    if (!read.ok) return read;
    predictions[split] = read.value;
    figures[split] = splitFigures(read.value.label, read.value.predicted, loss, classes);
  }
  const pictures = await collectPictures(request, predictions);
  if (!pictures.ok) return pictures;
  const others = await collectDatasets(request);
  if (!others.ok) return others;
  const { environment, ...training } = trainingFacts(request);
  const members = scoredMembers(request);
  return succeed({
    name: spec.name,
    ...(spec.description === '' ? {} : { description: spec.description }),
    specHash: hash,
    specYaml: yaml,
    version,
    engine: { name: engine, version: String(environment.engine ?? engine) },
    seed: spec.seed,
    dataset,
    classes,
    layers: buildMeta(request).layers,
    warnings: buildMeta(request).warnings,
    ...training,
    ...(members.length > 0 && { members }),
    ...startOf(request.spec),
    splits: figures,
    ...(Object.keys(others.value.datasets).length > 0 && { datasets: others.value.datasets }),
    predictions: { ...predictions, ...others.value.predictions },
    paper: spec.report.paper as Record<string, number>,
    ...paperImagesOf(dataset),
    testScorings: Number(inputOf(request, 'evaluate').entry.notes.testScorings ?? 0),
    ...pictures.value,
    stages: stageLines(request),
    environment,
  });
}

/**
 * The stages that the report is made from; an ensemble has one of its own, the others are its members'. Of training the
 * epochs count, however many runs it took to come to them.
 */
function stageLines(request: StageRequest): StageLine[] {
  const own = request.members === undefined ? report.needs : (['evaluate'] as const);
  return own.map((name) => {
    const { key, notes } = inputOf(request, name).entry;
    const training = (): number => trainNotes(request).epochs.reduce((sum, { seconds }) => sum + seconds, 0);
    return { name, key, seconds: name === 'train' ? training() : Number(notes.seconds ?? 0) };
  });
}

/** What became of the other data sets, in the spec's order. */
async function collectDatasets(request: StageRequest): Promise<
  Outcome<
    {
      readonly datasets: Record<string, DatasetFigures>;
      readonly predictions: Record<string, SplitPredictions>;
    },
    StageFailure
  >
> {
  const evaluated = inputOf(request, 'evaluate');
  const { meta, notes } = evaluated.entry;
  const scored = (meta.datasets ?? {}) as unknown as Readonly<Record<string, ScoredDataset>>;
  const scorings = (notes.datasetScorings ?? {}) as Readonly<Record<string, number>>;
  const datasets: Record<string, DatasetFigures> = {};
  const predictions: Record<string, SplitPredictions> = {};
  for (const { name } of otherDatasetsOf(request.spec)) {
    const score = scored[name];
    if (score === undefined) continue;
    const columns = await evaluated.read(`datasets/${name}`);
    if (!columns.ok) return columns;
    const label = await evaluated.read(`datasets/${name}/labels`);
    if (!label.ok) return label;
    const answers = decodePredictions(columns.value);
    const index = Uint32Array.from(label.value, (_, i) => i);
    predictions[name] = { index, label: label.value, ...answers };
    const testScorings = scorings[name];
    datasets[name] = {
      ...splitFigures(label.value, answers.predicted, score.loss, loadMeta(request).classes),
      ...(score.fittedFrom !== null && { fittedFrom: score.fittedFrom }),
      ...(testScorings !== undefined && { testScorings }),
    };
  }
  return succeed({ datasets, predictions });
}

/** The members of an ensemble with what each of them answered. */
function scoredMembers(request: StageRequest): readonly Member[] {
  const scores = (inputOf(request, 'evaluate').entry.meta.members ??
    []) as unknown as readonly MemberScores[];
  return memberFacts(request).map((facts, i) => ({
    ...facts,
    scores: { ...scores[i]?.splits, ...scores[i]?.datasets },
  }));
}

interface MemberScores {
  readonly splits: Member['scores'];
  readonly datasets: Member['scores'];
}

interface ScoredDataset {
  readonly loss: number;
  readonly fittedFrom: readonly [number, number] | null;
}

async function collectPictures(
  request: StageRequest,
  predictions: Partial<Record<Split, SplitPredictions>>,
): Promise<Outcome<Pick<RunRecord, 'samples' | 'augmented' | 'mistakes'>, StageFailure>> {
  const { classes } = loadMeta(request);
  const images = await readHalf(request, 'train');
  if (!images.ok) return images;
  const samples = sampleRows({ classes, train: images.value }, SAMPLES_PER_CLASS);
  const augmented = await augmentedPictures(request);
  if (!augmented.ok) return augmented;
  const split = (['test', 'validation', 'train'] as const).find((one) => predictions[one] !== undefined);
  const judged = split && predictions[split];
  if (split === undefined || judged === undefined)
    return succeed({ samples, augmented: augmented.value, mistakes: [] });
  const half = halfOf(split) === 'train' ? images : await readHalf(request, 'test');
  if (!half.ok) return half;
  const mistakes = confidentMistakes(judged, MISTAKES).map((position): Mistake => {
    const index = judged.index[position] ?? 0;
    return {
      split,
      index,
      label: classes[judged.label[position] ?? 0] ?? '?',
      predicted: classes[judged.predicted[position] ?? 0] ?? '?',
      confidence: judged.confidence[position] ?? 0,
      picture: pictureAt(half.value, index),
    };
  });
  return succeed({ samples, augmented: augmented.value, mistakes });
}

async function augmentedPictures(
  request: StageRequest,
): Promise<Outcome<RunRecord['augmented'], StageFailure>> {
  const { preview } = augmentMeta(request);
  if (preview === null) return succeed([]);
  const pixels = await inputOf(request, 'augment').read('preview');
  if (!pixels.ok) return pixels;
  const { height, width, channels } = imageMeta(request);
  const set = {
    count: preview.labels.length * preview.columns,
    height,
    width,
    channels,
    pixels: pixels.value,
    labels: new Uint8Array(),
  };
  return succeed(
    preview.labels.map((label, row) => ({
      label,
      pictures: Array.from({ length: preview.columns }, (_, column) =>
        pictureAt(set, row * preview.columns + column),
      ),
    })),
  );
}

/** model/model.json: with the weights beside it, all that is needed to use the model elsewhere. */
function describeTrainedModel(request: StageRequest): Uint8Array {
  return encodeTrainedModel({
    model: buildMeta(request).model,
    classes: loadMeta(request).classes,
    pixelScale: normalizeMeta(request).pixelScale,
    fit: request.spec.spec.normalize.fit,
    weightsSha256: blobHash(inputOf(request, 'train'), 'weights'),
  });
}
