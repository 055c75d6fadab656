import { setImmediate } from 'node:timers/promises';
import type { ImageSet } from '../../data/dataset.js';
import type { ModelAnalysis, Variable } from '../../model/analysis.js';
import { checkSet } from '../check-compilation.js';
import { tensorsByName } from '../checkpoint.js';
import {
  type CompileOptions,
  type EngineState,
  type EpochOptions,
  type EpochResult,
  type EvaluateOptions,
  type EvaluateResult,
  NonFiniteLossError,
  type Trainable,
} from '../engine.js';
import { openEpoch, type StepInput, scoringInput } from './feed.js';
import { keptTensors } from './optimizer.js';
import { scoreBatch } from './score.js';
import type { Tensor, Tfjs } from './tfjs.js';
import { trainOnBatch } from './training-step.js';

/** Images that are scored at once. */
const SCORED_AT_ONCE = 250;
/** Milliseconds of computing between two looks at the event loop, where Ctrl-C arrives. */
const PATIENCE = 100;

/** A model on TensorFlow: weights and what the optimizer keeps are its tensors, replaced step by step. */
export class TensorflowTrainable implements Trainable {
  readonly #tfjs: Tfjs;
  readonly #analysis: ModelAnalysis;
  #options: CompileOptions;
  /** How many images a set may have. */
  readonly #capacities: ReadonlyMap<string, number>;
  readonly #variables: readonly Variable[];
  readonly #kept: readonly { readonly name: string; readonly variable: Variable }[];
  /** By their names in the state. */
  readonly #tensors = new Map<string, Tensor>();

  constructor(tfjs: Tfjs, analysis: ModelAnalysis, options: CompileOptions) {
    this.#tfjs = tfjs;
    this.#analysis = analysis;
    this.#capacities = new Map(Object.entries(options.sets).map(([name, { count }]) => [name, count]));
    this.#options = {
      ...options,
      sets: Object.fromEntries(Object.entries(options.sets).map(([name, set]) => [name, copyOf(set)])),
    };
    this.#variables = analysis.layers.flatMap(({ variables }) => variables);
    this.#kept = keptTensors(this.#variables, options);
  }

  async trainEpoch(options: EpochOptions): Promise<EpochResult> {
    const { order, epoch, onProgress, signal } = options;
    const network = { tfjs: this.#tfjs, analysis: this.#analysis, options: this.#options };
    const inputOf = await openEpoch(this.#options, this.#analysis, options);
    const { batchSize } = this.#options;
    const steps = Math.ceil(order.length / batchSize);
    const pause = new Pause(signal);
    let [lossSum, correct, done] = [0, 0, 0];
    const started = performance.now();
    for (let step = 0; step < steps; step++) {
      const input: StepInput = inputOf(step);
      const result = trainOnBatch(network, this.#tensors, input);
      lossSum += result.lossSum;
      correct += result.correct;
      done += input.labels.length;
      if (!Number.isFinite(lossSum)) throw new NonFiniteLossError(epoch, step + 1);
      if (await pause.taken()) onProgress?.({ step: step + 1, steps, loss: lossSum / done });
    }
    const seconds = (performance.now() - started) / 1000;
    onProgress?.({ step: steps, steps, loss: lossSum / done });
    return { loss: lossSum / done, accuracy: correct / done, count: done, seconds };
  }

  replaceSet(name: string, images: ImageSet): void {
    const capacity = this.#capacities.get(name);
    if (capacity === undefined) throw new RangeError(`the model was compiled without an image set "${name}"`);
    checkSet(name, images, this.#analysis.model.inputShape, this.#analysis.outputShape[0] ?? 1);
    if (images.count > capacity)
      throw new RangeError(`${images.count} images for "${name}", but at most ${capacity} fit`);
    this.#options = { ...this.#options, sets: { ...this.#options.sets, [name]: copyOf(images) } };
  }

  async evaluate(options: EvaluateOptions): Promise<EvaluateResult> {
    const { indices, averaged = false, onProgress, signal } = options;
    const network = { tfjs: this.#tfjs, analysis: this.#analysis, options: this.#options };
    const tensors = averaged ? this.#averages() : this.#tensors;
    const classes = this.#analysis.outputShape[0] ?? 1;
    const count = indices.length;
    const probabilities = new Float32Array(count * classes);
    const pause = new Pause(signal);
    let [lossSum, correct] = [0, 0];
    for (let from = 0; from < count; from += SCORED_AT_ONCE) {
      const input = scoringInput(this.#options, classes, options, from, from + SCORED_AT_ONCE);
      const scored = scoreBatch(network, tensors, input);
      probabilities.set(scored.probabilities, from * classes);
      lossSum += scored.lossSum;
      correct += scored.correct;
      const done = Math.min(count, from + SCORED_AT_ONCE);
      if (await pause.taken()) onProgress?.({ done, count });
    }
    onProgress?.({ done: count, count });
    return { loss: lossSum / count, accuracy: correct / count, count, probabilities };
  }

  state(): EngineState {
    const read = (name: string, { shape }: Variable) => ({
      name,
      shape,
      data: Float32Array.from(this.#tensor(name).dataSync()),
    });
    return {
      weights: this.#variables.map((variable) => read(variable.name, variable)),
      optimizer: this.#kept.map(({ name, variable }) => read(name, variable)),
    };
  }

  load({ weights, optimizer }: Parameters<Trainable['load']>[0]): void {
    const given = tensorsByName(weights);
    for (const { name, shape } of this.#variables) this.#replace(name, given(name, shape), shape);
    const isFresh = optimizer === undefined || optimizer.length === 0;
    const kept = isFresh ? undefined : tensorsByName(optimizer);
    for (const { name, variable } of this.#kept) {
      const { shape } = variable;
      const zeros = () => new Float32Array(shape.reduce((product, side) => product * side, 1));
      // Moving averages begin with the weights.
      const initial = () => (name.startsWith('ema/') ? given(variable.name, shape) : zeros());
      this.#replace(name, kept === undefined ? initial() : kept(name, shape), shape);
    }
  }

  async dispose(): Promise<void> {
    for (const tensor of this.#tensors.values()) tensor.dispose();
    this.#tensors.clear();
  }

  #tensor(name: string): Tensor {
    const tensor = this.#tensors.get(name);
    if (tensor === undefined) throw new RangeError(`the engine has no ${name}: nothing was loaded`);
    return tensor;
  }

  #replace(name: string, data: Float32Array, shape: readonly number[]): void {
    this.#tensors.get(name)?.dispose();
    this.#tensors.set(name, this.#tfjs.tf.tensor(data.slice(), [...shape]));
  }

  /** The variables, with moving averages in place of those that have one. */
  #averages(): ReadonlyMap<string, Tensor> {
    if (this.#options.emaMomentum === undefined)
      throw new RangeError('the model was compiled without moving averages');
    return new Map(
      this.#variables.map(({ name }) => [name, this.#tensors.get(`ema/${name}`) ?? this.#tensor(name)]),
    );
  }
}

function copyOf(set: ImageSet): ImageSet {
  return { ...set, pixels: set.pixels.slice(), labels: set.labels.slice() };
}

/** Lets the event loop run now and then. */
class Pause {
  readonly #signal: AbortSignal | undefined;
  #last = performance.now();

  constructor(signal: AbortSignal | undefined) {
    signal?.throwIfAborted();
    this.#signal = signal;
  }

  /** Whether it was time for one; throws when the signal has been given meanwhile. */
  async taken(): Promise<boolean> {
    if (performance.now() - this.#last < PATIENCE) return false;
    await setImmediate();
    this.#signal?.throwIfAborted();
    this.#last = performance.now();
    return true;
  }
}
