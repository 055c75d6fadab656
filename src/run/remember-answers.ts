/**
 * An engine that remembers what its models said last. A trial's last epoch is scored on the validation images when it ends; the stage
 * behind it then asks the same weights about the same images, and in a sweep of short trainings that would be a good part of it.
 */
import { createHash } from 'node:crypto';
import type { CompileOptions, Engine, EvaluateOptions, EvaluateResult, Trainable } from '../engine/engine.js';
import type { Model } from '../model/layer.js';
import { hashJson } from '../util/hash.js';
import type { JsonObject } from '../util/json.js';
import { trainableAround } from './trainable-around.js';

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
      return remembering(await engine.compile(model, options), model, options, memory);
    },
  };
}

function remembering(
  inner: Trainable,
  model: Model,
  { pixelScale, loss, sets: given }: CompileOptions,
  memory: { last?: Answer },
): Trainable {
  const about = hashJson({ model, pixelScale, loss } as unknown as JsonObject);
  const sets = new Map(Object.entries(given));
  const digestOf = ({ set, indices }: EvaluateOptions): string => {
    const hash = createHash('sha256').update(about);
    for (const { name, data } of inner.state().weights) hash.update(name).update(data);
    const images = sets.get(set);
    if (images === undefined) throw new RangeError(`no image set "${set}"`);
    const size = images.height * images.width * images.channels;
    for (const index of indices) {
      hash.update(images.pixels.subarray(index * size, (index + 1) * size));
      hash.update(images.labels.subarray(index, index + 1));
    }
    return hash.digest('hex');
  };
  return trainableAround(inner, {
    async evaluate(options) {
      // Averaged weights and moved images are asked about once.
      if (options.averaged === true || options.shift !== undefined) return inner.evaluate(options);
      const digest = digestOf(options);
      const { last } = memory;
      if (last !== undefined && last.digest === digest) return last.result;
      const result = await inner.evaluate(options);
      memory.last = { digest, result };
      return result;
    },
    replaceSet(name, images) {
      inner.replaceSet(name, images);
      sets.set(name, images);
    },
  });
}
