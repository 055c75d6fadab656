/** One engine, compiled when the first epoch has to be computed, and the epochs that it computes. */
import type { ImageSet } from '../../data/dataset.js';
import type { Augmentation, EngineState, Trainable } from '../../engine/engine.js';
import { isNonFiniteLossError, NonFiniteLossError } from '../../engine/engine.js';
import type { NamedTensor } from '../../model/layer.js';
import { decodeTensors, encodeTensors } from '../../model/tensors.js';
import type { Output } from '../../store/store.js';
import { describeEnvironment } from '../../util/environment.js';
import { fail, type Outcome, succeed } from '../../util/outcome.js';
import { permutation, RandomStream, randomKey } from '../../util/random.js';
import type { Artifact, StageContext, StageFailure } from '../stage.js';
import { type CompiledEngine, compileEngine, type EngineSetup } from './compile-engine.js';
import { learningRates, type Schedule } from './schedule.js';

/** All that an epoch is made from, besides the state before it. */
export interface TrainingPlan extends EngineSetup {
  readonly augmentation: Augmentation | null;
  readonly schedule: Schedule;
  /** Where the spec has the learning rate, for advice. */
  readonly learningRatePath: string;
  /** Reads the training file's images and the splits' indices into it. */
  readonly read: () => Promise<
    Outcome<
      { readonly images: ImageSet; readonly train: Uint32Array; readonly validation: Uint32Array | null },
      StageFailure
    >
  >;
}

interface Opened extends CompiledEngine {
  readonly train: Uint32Array;
  readonly validation: Uint32Array | null;
}

export class TrainingSession {
  readonly #context: StageContext;
  readonly #plan: TrainingPlan;
  #opened: Opened | undefined;
  /** The artifact whose state the engine holds, so that consecutive epochs read nothing back. */
  #holds: string | undefined;

  constructor(context: StageContext, plan: TrainingPlan) {
    this.#context = context;
    this.#plan = plan;
  }

  /** Computes epoch `epoch` from the state that `previous` holds (its blobs `weights` and, after the first epoch, `optimizer`). */
  async epoch(epoch: number, previous: Artifact): Promise<Outcome<Output, StageFailure>> {
    const opened = await this.#open();
    if (!opened.ok) return opened;
    const { trainable } = opened.value;
    if (this.#holds === undefined || this.#holds !== previous.entry.content) {
      const restored = await this.#restore(trainable, previous);
      if (!restored.ok) return restored;
    }
    this.#holds = undefined;
    try {
      return succeed(await this.#compute(epoch, opened.value));
    } catch (error) {
      return this.#explain(error);
    }
  }

  /** Says that the engine now holds the state that was filed as `content`. */
  filed(content: string): void {
    this.#holds = content;
  }

  async close(): Promise<void> {
    await this.#opened?.trainable.dispose();
    this.#opened = undefined;
  }

  async #open(): Promise<Outcome<Opened, StageFailure>> {
    if (this.#opened !== undefined) return succeed(this.#opened);
    const data = await this.#plan.read();
    if (!data.ok) return data;
    const compiled = await compileEngine(this.#context, this.#plan, { images: data.value.images });
    if (!compiled.ok) return compiled;
    const { trainable, version } = compiled.value;
    this.#opened = { trainable, version, train: data.value.train, validation: data.value.validation };
    return succeed(this.#opened);
  }

  async #restore(trainable: Trainable, from: Artifact): Promise<Outcome<void, StageFailure>> {
    const weights = await readTensors(from, 'weights');
    if (!weights.ok) return weights;
    if (from.entry.blobs.optimizer === undefined) {
      trainable.load({ weights: weights.value });
      return succeed(undefined);
    }
    const optimizer = await readTensors(from, 'optimizer');
    if (!optimizer.ok) return optimizer;
    trainable.load({ weights: weights.value, optimizer: optimizer.value });
    return succeed(undefined);
  }

  async #compute(epoch: number, { trainable, version, train, validation }: Opened): Promise<Output> {
    const { augmentation, seed, optimizer, schedule, batchSize, emaMomentum } = this.#plan;
    const steps = Math.ceil(train.length / batchSize);
    const rates = learningRates(schedule, optimizer.learningRate, steps, epoch);
    const shuffled = permutation(train.length, new RandomStream(randomKey(seed, 'shuffle'), epoch));
    const result = await trainable.trainEpoch({
      set: 'images',
      order: shuffled.map((position) => train[position] ?? 0),
      epoch,
      learningRates: rates,
      stepsDone: (epoch - 1) * steps,
      ...(augmentation === null ? {} : { augmentation }),
      onProgress: ({ step, steps, loss }) => this.#progress(step, steps, `loss ${loss.toFixed(4)}`),
      signal: this.#context.signal,
    });
    const figures =
      validation &&
      (await trainable.evaluate({
        set: 'images',
        indices: validation,
        averaged: emaMomentum !== undefined,
        signal: this.#context.signal,
      }));
    const state: EngineState = trainable.state();
    // The loss was finite before the last update; what the update left must be finite too, or the next epoch starts from it.
    const finite = state.weights.every(({ data }) => data.every(Number.isFinite));
    if (!finite || (figures !== null && !Number.isFinite(figures.loss))) {
      throw new NonFiniteLossError(epoch, steps);
    }
    return {
      meta: {
        epoch,
        learningRate: rates.at(-1) ?? optimizer.learningRate,
        train: { loss: result.loss, accuracy: result.accuracy },
        validation: figures && { loss: figures.loss, accuracy: figures.accuracy },
      },
      blobs: { weights: encodeTensors(state.weights), optimizer: encodeTensors(state.optimizer) },
      notes: {
        seconds: result.seconds,
        imagesPerSecond: result.count / result.seconds,
        environment: {
          ...describeEnvironment(),
          threads: this.#context.threads,
          engine: version,
        },
      },
    };
  }

  #progress(done: number, total: number, detail: string): void {
    this.#context.emit({ type: 'progress', stage: 'train', done, total, unit: 'steps', detail });
  }

  #explain(error: unknown): { readonly ok: false; readonly failure: StageFailure } {
    if (this.#context.signal.aborted) return fail({ kind: 'interrupted', message: 'interrupted' });
    if (!isNonFiniteLossError(error)) throw error;
    return fail({
      kind: 'run',
      message: error.message,
      advice: `lower ${this.#plan.learningRatePath} (it is ${this.#plan.optimizer.learningRate}); the epochs before it are kept`,
    });
  }
}

/** Reads a blob of named tensors. */
export async function readTensors(
  artifact: Artifact,
  blob: string,
): Promise<Outcome<NamedTensor[], StageFailure>> {
  const bytes = await artifact.read(blob);
  if (!bytes.ok) return bytes;
  const tensors = decodeTensors(bytes.value);
  // The store has checked the bytes against their hash, so that they can only be wrong if they were written wrong.
  if (!tensors.ok) throw new Error(`${blob}: ${String(tensors.failure)}`);
  return succeed([...tensors.value]);
}
