/** The engine with a spec's model in it, for the stages that compute with one. */
import type { ImageSet } from '../../data/dataset.js';
import type { CompileOptions, Trainable } from '../../engine/engine.js';
import { isEngineMemoryError } from '../../engine/engine.js';
import type { Model } from '../../model/layer.js';
import { fail, type Outcome, succeed } from '../../util/outcome.js';
import { randomKey } from '../../util/random.js';
import type { StageContext, StageFailure } from '../stage.js';

/** What determines a compiled model, besides the images. */
export interface EngineSetup
  extends Pick<CompileOptions, 'pixelScale' | 'batchSize' | 'loss' | 'optimizer' | 'emaMomentum'> {
  readonly model: Model;
  readonly seed: number;
}

export interface CompiledEngine {
  readonly trainable: Trainable;
  /** In words, for people. */
  readonly version: string;
}

/** Loads the engine and compiles a model for some images; a model that does not fit into memory is a failure. */
export async function compileEngine(
  context: StageContext,
  { model, pixelScale, batchSize, loss, optimizer, emaMomentum, seed }: EngineSetup,
  sets: Readonly<Record<string, ImageSet>>,
): Promise<Outcome<CompiledEngine, StageFailure>> {
  const engine = await context.engine.load();
  try {
    const trainable = await engine.compile(model, {
      sets,
      pixelScale,
      batchSize,
      loss,
      optimizer,
      ...(emaMomentum === undefined ? {} : { emaMomentum }),
      threads: context.threads,
      keys: { dropout: randomKey(seed, 'dropout'), augmentation: randomKey(seed, 'augmentation') },
    });
    return succeed({ trainable, version: engine.version });
  } catch (error) {
    if (!isEngineMemoryError(error)) throw error;
    const advice = 'use a smaller model or train.batchSize, or fewer images with load.limit';
    return fail({ kind: 'run', message: error.message, advice });
  }
}
