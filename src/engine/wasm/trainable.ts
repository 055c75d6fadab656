import type { ImageSet } from '../../data/dataset.js';
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
import { writeAugmentation } from './augmentation/parameters.js';
import * as control from './layout/control.js';
import { FACTOR_BYTES } from './layout/learning.js';
import { writeFactors } from './learning/factors.js';
import { copySet, type EngineMemory, type PlacedSet } from './memory.js';
import type { Kernels, Threads, ThreadTask } from './platform.js';

/** Milliseconds between looks at the progress counters. */
const PROGRESS_INTERVAL = 100;

/** A compiled model: the control block is the only thing that the threads and this class both write. */
export class WasmTrainable implements Trainable {
  readonly #options: CompileOptions;
  readonly #memory: EngineMemory;
  readonly #kernels: Kernels;
  readonly #threads: Threads;
  readonly #ints: Int32Array;
  readonly #lossSum: Float64Array;

  constructor(options: CompileOptions, memory: EngineMemory, kernels: Kernels, threads: Threads) {
    this.#options = options;
    this.#memory = memory;
    this.#kernels = kernels;
    this.#threads = threads;
    this.#ints = new Int32Array(memory.buffer, control.CONTROL, control.CONTROL_BYTES / 4);
    this.#lossSum = new Float64Array(memory.buffer, control.CONTROL + control.LOSS_SUM, 1);
  }

  async trainEpoch({
    set,
    order,
    epoch,
    learningRates,
    stepsDone,
    augmentation,
    onProgress,
    signal,
  }: EpochOptions): Promise<EpochResult> {
    this.#prepare(set, order);
    this.#setInt(control.EPOCH, epoch);
    this.#setInt(control.AUGMENTS, augmentation === undefined ? 0 : 1);
    if (augmentation !== undefined) {
      const { address, shape } = this.#memory.augmentation;
      writeAugmentation(this.#memory.buffer, address, augmentation, shape);
    }
    const steps = Math.ceil(order.length / this.#options.batchSize);
    if (learningRates !== undefined && learningRates.length !== steps)
      throw new RangeError(`${learningRates.length} learning rates for ${steps} steps`);
    const { factors } = this.#memory.learning;
    const table = new Float32Array(this.#memory.buffer, factors, (steps * FACTOR_BYTES) / 4);
    writeFactors(table, this.#options, steps, stepsDone ?? (epoch - 1) * steps, learningRates);
    const started = performance.now();
    await this.#run('trainEpoch', signal, () => {
      const count = this.#int(control.IMAGES_DONE);
      onProgress?.({
        step: this.#int(control.STEPS_DONE),
        steps,
        loss: (this.#lossSum[0] ?? 0) / Math.max(1, count),
      });
    });
    const seconds = (performance.now() - started) / 1000;
    const stop = this.#int(control.STOP);
    if (stop === control.STOP_ABORTED) signal?.throwIfAborted();
    if (stop === control.STOP_NOT_FINITE)
      throw new NonFiniteLossError(epoch, this.#int(control.STEPS_DONE) + 1);
    const count = order.length;
    return {
      loss: (this.#lossSum[0] ?? 0) / count,
      accuracy: this.#int(control.CORRECT) / count,
      count,
      seconds,
    };
  }

  replaceSet(name: string, images: ImageSet): void {
    const placed = this.#placedSet(name);
    const { height, width, channels } = this.#options.sets[name] ?? images;
    checkSet(name, images, [height, width, channels], this.#memory.results.classes);
    if (images.count > placed.capacity)
      throw new RangeError(`${images.count} images for "${name}", but at most ${placed.capacity} fit`);
    copySet(this.#memory.buffer, placed, images);
  }

  async evaluate({
    set,
    indices,
    averaged = false,
    shift: [down, right] = [0, 0],
    onProgress,
    signal,
  }: EvaluateOptions): Promise<EvaluateResult> {
    this.#prepare(set, indices);
    this.#setInt(control.AUGMENTS, 0);
    this.#setInt(control.SHIFT_DOWN, down);
    this.#setInt(control.SHIFT_RIGHT, right);
    const count = indices.length;
    if (averaged) this.#exchangeAverages();
    try {
      await this.#run('evaluate', signal, () =>
        onProgress?.({ done: this.#int(control.IMAGES_DONE), count }),
      );
    } finally {
      if (averaged) this.#exchangeAverages();
    }
    signal?.throwIfAborted();
    const { buffer, results } = this.#memory;
    const losses = new Float32Array(buffer, results.losses, count);
    const hits = new Uint8Array(buffer, results.hits, count);
    const probabilities = new Float32Array(buffer, results.probabilities, count * results.classes).slice();
    const lossSum = losses.reduce((sum, loss) => sum + loss, 0);
    const correct = hits.reduce((sum, hit) => sum + hit, 0);
    return { loss: lossSum / count, accuracy: correct / count, count, probabilities };
  }

  state(): EngineState {
    const { model, learning } = this.#memory;
    return {
      weights: model.variables.map(({ name, shape, weights, length }) => ({
        name,
        shape,
        data: this.#floatsAt(weights, length).slice(),
      })),
      optimizer: learning.tensors.map(({ name, variable: { shape, length }, address }) => ({
        name,
        shape,
        data: this.#floatsAt(address, length).slice(),
      })),
    };
  }

  load({ weights, optimizer }: Parameters<Trainable['load']>[0]): void {
    const { model, learning } = this.#memory;
    const given = tensorsByName(weights);
    for (const { name, shape, weights: address, length } of model.variables) {
      this.#floatsAt(address, length).set(given(name, shape));
    }
    const state = optimizer === undefined || optimizer.length === 0 ? undefined : tensorsByName(optimizer);
    for (const { name, variable, address } of learning.tensors) {
      const { shape, length } = variable;
      const place = this.#floatsAt(address, length);
      if (state === undefined) place.fill(0);
      else place.set(state(name, shape));
    }
    if (state === undefined) {
      for (const { variable, address } of learning.averages) {
        this.#floatsAt(address, variable.length).set(this.#floatsAt(variable.weights, variable.length));
      }
    }
    this.#kernels.pack();
  }

  async dispose(): Promise<void> {
    await this.#threads.end();
  }

  #floatsAt(address: number, length: number): Float32Array {
    return new Float32Array(this.#memory.buffer, address, length);
  }

  /** Lets the weights and their moving averages change places. */
  #exchangeAverages(): void {
    const { averages } = this.#memory.learning;
    if (averages.length === 0) throw new RangeError('the model was compiled without moving averages');
    for (const { variable, address } of averages) {
      const weights = this.#floatsAt(variable.weights, variable.length);
      const averaged = this.#floatsAt(address, variable.length);
      const kept = weights.slice();
      weights.set(averaged);
      averaged.set(kept);
    }
    this.#kernels.pack();
  }

  /** Sets what a call on `order`, image numbers of the set named `set`, is about. */
  #prepare(set: string, order: Uint32Array): void {
    const placed = this.#placedSet(set);
    this.#checkOrder(order, placed);
    const { results } = this.#memory;
    new Uint32Array(this.#memory.buffer, results.order, order.length).set(order);
    this.#setInt(control.COUNT, order.length);
    this.#setInt(control.PIXELS, placed.pixels);
    this.#setInt(control.LABELS, placed.labels);
    for (const word of [control.ABORT, control.ARRIVED, control.NEXT, control.STOP]) this.#setInt(word, 0);
    for (const word of [control.STEPS_DONE, control.IMAGES_DONE, control.CORRECT]) this.#setInt(word, 0);
    this.#lossSum[0] = 0;
  }

  #placedSet(name: string): PlacedSet {
    const placed = this.#memory.sets.get(name);
    if (placed === undefined) throw new RangeError(`the model was compiled without an image set "${name}"`);
    return placed;
  }

  #checkOrder(order: Uint32Array, { count }: PlacedSet): void {
    const { capacity } = this.#memory.results;
    if (order.length === 0) throw new RangeError('there are no images to work on');
    if (order.length > capacity)
      throw new RangeError(`${order.length} images in one call, but at most ${capacity} fit`);
    const outside = order.find((index) => index >= count);
    if (outside !== undefined) throw new RangeError(`image ${outside} of a set of ${count}`);
  }

  async #run(task: ThreadTask, signal: AbortSignal | undefined, report: () => void): Promise<void> {
    signal?.throwIfAborted();
    const abort = () => Atomics.store(this.#ints, control.ABORT / 4, 1);
    signal?.addEventListener('abort', abort, { once: true });
    const timer = setInterval(report, PROGRESS_INTERVAL);
    try {
      await this.#threads.run(task);
    } finally {
      clearInterval(timer);
      signal?.removeEventListener('abort', abort);
    }
    report();
  }

  #int(word: number): number {
    return Atomics.load(this.#ints, word / 4);
  }

  #setInt(word: number, value: number): void {
    Atomics.store(this.#ints, word / 4, value);
  }
}
