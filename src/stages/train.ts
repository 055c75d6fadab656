/** train: a chain of epochs, each filed under what defines it and the content of the one before. */
import type { Model } from '../model/layer.js';
import type { EpochRow } from '../report/run-record.js';
import type { JsonObject } from '../util/json.js';
import { type Outcome, succeed } from '../util/outcome.js';
import { type AugmentMeta, augmentMeta } from './artifacts/augmentation.js';
import { halfHashes, loadMeta, normalizeMeta, readHalf, readIndices } from './artifacts/images.js';
import { type BuildMeta, buildMeta } from './artifacts/model.js';
import {
  type Artifact,
  blobHash,
  checkInterrupted,
  inputOf,
  type Stage,
  type StageContext,
  type StageDescription,
  type StageFailure,
  type StageRequest,
} from './stage.js';
import { averagedWeights } from './training/averages.js';
import { judgeEpochs } from './training/early-stopping.js';
import { TrainingSession } from './training/session.js';
import { lossOf, optimizerOf } from './translate/optimizer.js';
import { scheduleOf } from './translate/schedule.js';

export const train: Stage = {
  name: 'train',
  needs: ['load', 'normalize', 'augment', 'build'],

  describe(request) {
    const { parameters, inputs } = describeEpochs(request);
    const { epochs, earlyStopping } = request.spec.spec.train;
    return succeed({
      parameters: { ...parameters, epochs, earlyStopping: earlyStopping as unknown as JsonObject | null },
      inputs,
      engine: true,
    });
  },

  async run(context, request) {
    const { epochs, earlyStopping } = request.spec.spec.train;
    const chain = await followChain(context, request, epochs);
    if (!chain.ok) return chain;
    const { history, links } = chain.value;
    return finish(request, history, links, earlyStopping !== null && history.length < epochs);
  },
};

/** The epochs of a training as far as it has come. */
export interface Chain {
  readonly history: readonly EpochRow[];
  readonly links: readonly Artifact[];
  /** Whether early stopping says that this is the end. */
  readonly stops: boolean;
}

/** Goes along the chain of epochs, each known or computed, up to epoch `until` or to where early stopping ends it. */
export async function followChain(
  context: StageContext,
  request: StageRequest,
  until: number,
): Promise<Outcome<Chain, StageFailure>> {
  const { epochs, earlyStopping } = request.spec.spec.train;
  const session = openSession(context, request);
  const history: EpochRow[] = [];
  const links: Artifact[] = [];
  context.emit({ type: 'training-started', epochs: until });
  try {
    let previous = inputOf(request, 'build');
    for (let epoch = 1; epoch <= Math.min(until, epochs); epoch++) {
      const going = checkInterrupted(context.signal);
      if (!going.ok) return going;
      const link = await obtainEpoch(context, request, session, epoch, previous);
      if (!link.ok) return link;
      const row = epochRow(link.value.artifact);
      history.push(row);
      links.push(link.value.artifact);
      const judged = judgeEpochs(history, earlyStopping);
      context.emit({
        type: 'epoch',
        epochs: until,
        cached: link.value.cached,
        best: earlyStopping !== null && judged.best === epoch,
        row,
      });
      if (judged.stop) {
        context.emit({ type: 'stopped-early', epoch, best: judged.best });
        return succeed({ history, links, stops: true });
      }
      previous = link.value.artifact;
    }
    return succeed({ history, links, stops: false });
  } finally {
    await session.close();
  }
}

/** How many epochs of the chain are on record already, for `plan`. */
export async function countKnownEpochs(
  request: StageRequest,
  lookup: (part: StageDescription & { readonly part: string }) => Promise<Artifact | undefined>,
): Promise<number> {
  const history: EpochRow[] = [];
  let previous: Artifact | undefined = inputOf(request, 'build');
  const { epochs, earlyStopping } = request.spec.spec.train;
  while (history.length < epochs && !judgeEpochs(history, earlyStopping).stop) {
    previous = await lookup(describeEpoch(request, history.length + 1, previous));
    if (previous === undefined) break;
    history.push(epochRow(previous));
  }
  return history.length;
}

/** What all epochs of a run have in common; early stopping is not part of it, nor their number, unless a schedule depends on it. */
function describeEpochs(request: StageRequest): { parameters: JsonObject; inputs: Record<string, string> } {
  const { batchSize, ema } = request.spec.spec.train;
  const load = inputOf(request, 'load');
  const { splits } = loadMeta(request);
  const inputs: Record<string, string> = {
    ...halfHashes(request, 'train'),
    trainIndices: blobHash(load, 'trainIndices'),
    initialWeights: blobHash(inputOf(request, 'build'), 'weights'),
  };
  if (splits.validation > 0) inputs.validationIndices = blobHash(load, 'validationIndices');
  return {
    parameters: {
      model: buildMeta(request).model as unknown as JsonObject,
      pixelScale: normalizeMeta(request).pixelScale,
      augmentation: augmentMeta(request).augmentation as unknown as JsonObject | null,
      loss: lossOf(request.spec),
      optimizer: optimizerOf(request.spec) as unknown as JsonObject,
      schedule: scheduleOf(request.spec) as unknown as JsonObject,
      ema,
      batchSize,
      seed: request.spec.spec.seed,
    },
    inputs,
  };
}

function describeEpoch(
  request: StageRequest,
  epoch: number,
  previous: Artifact,
): StageDescription & { part: string } {
  const common = describeEpochs(request);
  return {
    part: 'epoch',
    parameters: { ...common.parameters, epoch },
    inputs: { ...common.inputs, ...(epoch === 1 ? {} : { previous: previous.entry.content }) },
    engine: true,
  };
}

async function obtainEpoch(
  context: StageContext,
  request: StageRequest,
  session: TrainingSession,
  epoch: number,
  previous: Artifact,
): Promise<Outcome<{ artifact: Artifact; cached: boolean }, StageFailure>> {
  const link = await context.obtain({
    ...describeEpoch(request, epoch, previous),
    compute: () => session.epoch(epoch, previous),
  });
  if (link.ok && !link.value.cached) session.filed(link.value.artifact.entry.content);
  return link;
}

function openSession(context: StageContext, request: StageRequest): TrainingSession {
  const meta: BuildMeta = buildMeta(request);
  const { augmentation }: AugmentMeta = augmentMeta(request);
  const { batchSize, ema, optimizer } = request.spec.spec.train;
  return new TrainingSession(context, {
    model: meta.model as Model,
    pixelScale: normalizeMeta(request).pixelScale,
    augmentation,
    loss: lossOf(request.spec),
    optimizer: optimizerOf(request.spec),
    ...(ema === null ? {} : { emaMomentum: ema }),
    schedule: scheduleOf(request.spec),
    learningRatePath: `train.optimizer.${Object.keys(optimizer).join()}.learningRate`,
    batchSize,
    seed: request.spec.spec.seed,
    async read() {
      const images = await readHalf(request, 'train');
      if (!images.ok) return images;
      const indices = await readIndices(request, 'train');
      if (!indices.ok) return indices;
      if (loadMeta(request).splits.validation === 0) {
        return succeed({ images: images.value, train: indices.value, validation: null });
      }
      const validation = await readIndices(request, 'validation');
      if (!validation.ok) return validation;
      return succeed({ images: images.value, train: indices.value, validation: validation.value });
    },
  });
}

function epochRow(link: Artifact): EpochRow {
  const { meta, notes } = link.entry;
  const figures = meta as unknown as Pick<EpochRow, 'epoch' | 'learningRate' | 'train'> & {
    validation: EpochRow['train'] | null;
  };
  const timing = notes as unknown as { seconds: number; imagesPerSecond: number };
  return {
    epoch: figures.epoch,
    seconds: timing.seconds,
    imagesPerSecond: timing.imagesPerSecond,
    learningRate: figures.learningRate,
    train: figures.train,
    ...(figures.validation === null ? {} : { validation: figures.validation }),
  };
}

/** The stage's own entry: the kept weights, and the learning curve (its timings apart, since they are not content). */
async function finish(
  request: StageRequest,
  history: readonly EpochRow[],
  links: readonly Artifact[],
  stoppedEarly: boolean,
) {
  const { earlyStopping, ema } = request.spec.spec.train;
  const { keep, best } = judgeEpochs(history, earlyStopping);
  const kept = links[keep - 1];
  if (kept === undefined) throw new Error('train: no epoch to keep');
  const weights = ema === null ? await kept.read('weights') : await averagedWeights(kept);
  if (!weights.ok) return weights;
  return succeed({
    meta: {
      epochs: history.length,
      bestEpoch: best,
      keptEpoch: keep,
      stoppedEarly,
      history: history.map(({ epoch, learningRate, train, validation }) => ({
        epoch,
        learningRate,
        train,
        validation: validation ?? null,
      })),
    },
    blobs: { weights: weights.value },
    notes: {
      epochs: history.map(({ seconds, imagesPerSecond }) => ({ seconds, imagesPerSecond })),
      environment: links.at(-1)?.entry.notes.environment ?? {},
    },
  });
}
