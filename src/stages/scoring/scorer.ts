/**
 * What a model says of images: a probability of each class for each image, filed under the weights, the images and
 * nothing else. So what has been scored is not scored again when something else is, and an ensemble can be made of it.
 */
import type { ImageSet } from '../../data/dataset.js';
import type { Trainable } from '../../engine/engine.js';
import { evaluateViews } from '../../engine/evaluate-views.js';
import { encodeTensors } from '../../model/tensors.js';
import type { Output } from '../../store/store.js';
import type { JsonObject } from '../../util/json.js';
import { fail, type Outcome, succeed } from '../../util/outcome.js';
import { normalizeMeta } from '../artifacts/images.js';
import { buildMeta } from '../artifacts/model.js';
import {
  blobHash,
  inputOf,
  type PartDescription,
  type StageContext,
  type StageFailure,
  type StageRequest,
} from '../stage.js';
import { compileEngine } from '../training/compile-engine.js';
import { readTensors } from '../training/session.js';
import { lossOf, optimizerOf } from '../translate/optimizer.js';

/** Images with their right classes. */
export interface Exam {
  /** What results call it. */
  readonly name: string;
  /** Hashes of the pixels and labels of a set, and of the indices where it is a part of it. */
  readonly hashes: { readonly pixels: string; readonly labels: string; readonly indices?: string };
  /** Which images of the set, in the order of the answers. */
  readonly indices: Uint32Array;
  /** The right classes of those. */
  readonly labels: Uint8Array;
  /** Reads the set. */
  images(): Promise<Outcome<ImageSet, StageFailure>>;
}

/** count × classes probabilities, row-major, and the mean loss of an image. */
export interface Answers {
  readonly probabilities: Float32Array;
  readonly loss: number;
}

/** All that what a model says depends on, whatever it is asked. */
export function describeModelForScoring(request: StageRequest): JsonObject {
  const { testTimeAugmentation } = request.spec.spec.evaluate;
  return {
    model: buildMeta(request).model as unknown as JsonObject,
    pixelScale: normalizeMeta(request).pixelScale,
    loss: lossOf(request.spec),
    ...(testTimeAugmentation === null ? {} : { testTimeAugmentation: { ...testTimeAugmentation } }),
  };
}

/** What the answers to an exam are filed under. */
export function describeAnswers(
  request: StageRequest,
  { pixels, labels, indices }: Exam['hashes'],
): PartDescription {
  return {
    part: 'answers',
    parameters: describeModelForScoring(request),
    inputs: {
      weights: blobHash(inputOf(request, 'train'), 'weights'),
      pixels,
      labels,
      ...(indices === undefined ? {} : { indices }),
    },
    engine: true,
  };
}

/** One trained model; the engine holds one set of images at a time, and none before something has to be computed. */
export class Scorer {
  readonly #context: StageContext;
  readonly #request: StageRequest;
  #opened: { readonly set: string; readonly trainable: Trainable } | undefined;

  constructor(context: StageContext, request: StageRequest) {
    this.#context = context;
    this.#request = request;
  }

  /** The answers from the store, or computed and filed. */
  async answer(exam: Exam): Promise<Outcome<Answers, StageFailure>> {
    const obtained = await this.#context.obtain({
      ...describeAnswers(this.#request, exam.hashes),
      compute: () => this.#compute(exam),
    });
    if (!obtained.ok) return obtained;
    const { artifact } = obtained.value;
    const tensors = await readTensors(artifact, 'probabilities');
    if (!tensors.ok) return tensors;
    const probabilities = tensors.value[0]?.data ?? new Float32Array();
    return succeed({ probabilities, loss: Number(artifact.entry.meta.loss) });
  }

  async close(): Promise<void> {
    await this.#opened?.trainable.dispose();
    this.#opened = undefined;
  }

  async #compute(exam: Exam): Promise<Outcome<Output, StageFailure>> {
    const opened = await this.#open(exam);
    if (!opened.ok) return opened;
    try {
      return succeed(await this.#ask(opened.value, exam));
    } catch (error) {
      if (!this.#context.signal.aborted) throw error;
      return fail({ kind: 'interrupted', message: 'interrupted' });
    }
  }

  async #open({ hashes, images: read }: Exam): Promise<Outcome<Trainable, StageFailure>> {
    const set = `${hashes.pixels} ${hashes.labels}`;
    if (this.#opened?.set === set) return succeed(this.#opened.trainable);
    await this.close();
    const images = await read();
    if (!images.ok) return images;
    const weights = await readTensors(inputOf(this.#request, 'train'), 'weights');
    if (!weights.ok) return weights;
    const { batchSize } = this.#request.spec.spec.train;
    const setup = {
      model: buildMeta(this.#request).model,
      pixelScale: normalizeMeta(this.#request).pixelScale,
      batchSize,
      loss: lossOf(this.#request.spec),
      optimizer: optimizerOf(this.#request.spec),
      seed: this.#request.spec.spec.seed,
    };
    const compiled = await compileEngine(this.#context, setup, { images: images.value });
    if (!compiled.ok) return compiled;
    const { trainable } = compiled.value;
    this.#opened = { set, trainable };
    trainable.load({ weights: weights.value });
    return succeed(trainable);
  }

  async #ask(trainable: Trainable, { name, indices, labels }: Exam): Promise<Output> {
    const { testTimeAugmentation } = this.#request.spec.spec.evaluate;
    const options = {
      set: 'images',
      indices,
      onProgress: ({ done, count }: { readonly done: number; readonly count: number }) =>
        this.#context.emit({
          type: 'progress',
          stage: 'evaluate',
          done,
          total: count,
          unit: 'images',
          detail: name,
        }),
      signal: this.#context.signal,
    };
    const { probabilities, loss } =
      testTimeAugmentation === null
        ? await trainable.evaluate(options)
        : await evaluateViews(trainable, {
            ...options,
            ...testTimeAugmentation,
            labels,
            loss: lossOf(this.#request.spec),
          });
    const shape = [labels.length, probabilities.length / labels.length];
    return {
      meta: { loss },
      blobs: { probabilities: encodeTensors([{ name: 'probabilities', shape, data: probabilities }]) },
      notes: {},
    };
  }
}
