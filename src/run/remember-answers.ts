/**
 * An engine that remembers what its models said last. A trial's last epoch is scored on the validation images when it ends; the stage
 * behind it then asks the same weights about the same images, and in a sweep of short trainings that would be a good part of it.
 */
import { createHash } from 'node:crypto';
import type { ImageSet } from '../data/dataset.js';
import type { CompileOptions, Engine, EvaluateOptions, EvaluateResult, Trainable } from '../engine/engine.js';
import type { Model } from '../model/layer.js';
import { hashJson } from '../util/hash.js';
import type { JsonObject } from '../util/json.js';

interface Answer {
  /** Of everything that it depends on. */
  readonly digest: string;
  readonly result: EvaluateResult;
}

/** Wraps an engine; nothing but the last answer is kept. */
export function rememberAnswers(engine: Engine): Engine {
  const memory: { last?: Answer } = {};
  return {
    ...engine,
    async compile(model, options) {
      return new RememberingTrainable(await engine.compile(model, options), model, options, memory);
    },
  };
}

class RememberingTrainable implements Trainable {
  readonly #inner: Trainable;
  readonly #about: string;
  readonly #sets: Map<string, ImageSet>;
  readonly #memory: { last?: Answer };

  constructor(inner: Trainable, model: Model, options: CompileOptions, memory: { last?: Answer }) {
    const { pixelScale, loss, sets } = options;
    this.#inner = inner;
    this.#about = hashJson({ model, pixelScale, loss } as unknown as JsonObject);
    this.#sets = new Map(Object.entries(sets));
    this.#memory = memory;
  }

  async evaluate(options: EvaluateOptions): Promise<EvaluateResult> {
    // Averaged weights and moved images are asked about once.
    if (options.averaged === true || options.shift !== undefined) return this.#inner.evaluate(options);
    const digest = this.#digest(options);
    const { last } = this.#memory;
    if (last !== undefined && last.digest === digest) return last.result;
    const result = await this.#inner.evaluate(options);
    this.#memory.last = { digest, result };
    return result;
  }

  #digest({ set, indices }: EvaluateOptions): string {
    const hash = createHash('sha256').update(this.#about);
    for (const { name, data } of this.#inner.state().weights) hash.update(name).update(data);
    const images = this.#sets.get(set);
    if (images === undefined) throw new RangeError(`no image set "${set}"`);
    const size = images.height * images.width * images.channels;
    for (const index of indices) {
      hash.update(images.pixels.subarray(index * size, (index + 1) * size));
      hash.update(images.labels.subarray(index, index + 1));
    }
    return hash.digest('hex');
  }

  replaceSet(name: string, images: ImageSet): void {
    this.#inner.replaceSet(name, images);
    this.#sets.set(name, images);
  }

  trainEpoch(...args: Parameters<Trainable['trainEpoch']>): ReturnType<Trainable['trainEpoch']> {
    return this.#inner.trainEpoch(...args);
  }

  state(): ReturnType<Trainable['state']> {
    return this.#inner.state();
  }

  load(...args: Parameters<Trainable['load']>): void {
    this.#inner.load(...args);
  }

  dispose(): Promise<void> {
    return this.#inner.dispose();
  }
}
