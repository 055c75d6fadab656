/**
 * An engine that keeps its last model when that is disposed of, and hands it out again when the same one is wanted: a trial's training and its
 * scoring compile the same model with the same images, which in a sweep of short trainings would be a good part of it.
 */
import type { ImageSet } from '../data/dataset.js';
import type { CompileOptions, Engine, Trainable } from '../engine/engine.js';
import type { Model } from '../model/layer.js';
import { canonicalJson } from '../util/hash.js';
import type { JsonObject } from '../util/json.js';
import { trainableAround } from './trainable-around.js';

interface Kept {
  readonly trainable: Trainable;
  readonly model: Model;
  readonly options: CompileOptions;
}

/** Wraps an engine; nothing but the last model is kept, until another is compiled. */
export function reuseModel(engine: Engine): Engine {
  let kept: Kept | undefined;
  return {
    ...engine,
    async compile(model, options) {
      const last = kept;
      kept = undefined;
      const isSame = last !== undefined && isSameModel(last, { model, options });
      if (!isSame) await last?.trainable.dispose();
      const trainable = isSame ? last.trainable : await engine.compile(model, options);
      return releasable(trainable, async (isIntact) => {
        await kept?.trainable.dispose();
        kept = undefined;
        if (isIntact) kept = { trainable, model, options };
        else await trainable.dispose();
      });
    },
  };
}

/** Whether two models would, after `load`, compute the same in every way. */
function isSameModel(a: Omit<Kept, 'trainable'>, b: Omit<Kept, 'trainable'>): boolean {
  return describe(a) === describe(b) && haveSameImages(a.options.sets, b.options.sets);
}

function describe({ model, options: { sets: _, keys, ...others } }: Omit<Kept, 'trainable'>): string {
  const streams = { dropout: [...keys.dropout], augmentation: [...keys.augmentation] };
  return canonicalJson({ model, streams, ...others } as unknown as JsonObject);
}

function haveSameImages(a: CompileOptions['sets'], b: CompileOptions['sets']): boolean {
  const names = Object.keys(a);
  return (
    names.length === Object.keys(b).length &&
    names.every((name) => {
      const [one, other] = [a[name], b[name]];
      return one !== undefined && other !== undefined && areSame(one, other);
    })
  );
}

function areSame(a: ImageSet, b: ImageSet): boolean {
  return (
    (['count', 'height', 'width', 'channels'] as const).every((key) => a[key] === b[key]) &&
    Buffer.compare(a.pixels, b.pixels) === 0 &&
    Buffer.compare(a.labels, b.labels) === 0
  );
}

/** @param release is told whether it may be used again: not after its images have changed, nor after anything went wrong with it. */
function releasable(inner: Trainable, release: (isIntact: boolean) => Promise<void>): Trainable {
  let isIntact = true;
  const watch = async <T>(working: Promise<T>): Promise<T> => {
    try {
      return await working;
    } catch (error) {
      isIntact = false;
      throw error;
    }
  };
  return trainableAround(inner, {
    trainEpoch: (options) => watch(inner.trainEpoch(options)),
    evaluate: (options) => watch(inner.evaluate(options)),
    replaceSet(name, images) {
      isIntact = false;
      inner.replaceSet(name, images);
    },
    dispose: () => release(isIntact),
  });
}
