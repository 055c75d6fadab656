/** The engines by name. Each is loaded when it is asked for, and not before. */
import type { ImageSet } from '../data/dataset.js';
import { type Outcome, succeed } from '../util/outcome.js';
import type { RandomKey } from '../util/random.js';
import type { Augmentation, Engine, EngineName } from './engine.js';
import type { Augmenter } from './wasm/augmenter.js';

export type { Augmenter };

type Environment = Readonly<Record<string, string | undefined>>;

/** What can be said of an engine without computing anything. */
export interface EngineState {
  readonly name: EngineName;
  readonly available: boolean;
  /** Its version, or how to get it. */
  readonly detail: string;
}

/** An engine that can be used here; loading it takes a moment. */
export interface AvailableEngine {
  readonly name: EngineName;
  /** SHA-256 of the binaries of an engine that is installed apart from this program. */
  readonly installedSha256?: string;
  load(): Promise<Engine>;
}

/** Finds an engine without loading it; fails with `run` and advice where it is not installed. */
export async function findEngine(name: EngineName, env: Environment): Promise<Outcome<AvailableEngine>> {
  switch (name) {
    case 'wasm':
      return succeed({
        name,
        load: async () => (await import('./wasm/index.js')).loadWasmEngine(),
      });
    case 'tensorflow': {
      const { findTensorflow } = await import('./tensorflow/installation.js');
      const found = await findTensorflow(env);
      if (!found.ok) return found;
      return succeed({
        name,
        installedSha256: found.value.binarySha256,
        load: async () => (await import('./tensorflow/index.js')).createTensorflowEngine(found.value),
      });
    }
    default:
      return name satisfies never;
  }
}

/** Loads an engine; fails as `findEngine` does. */
export async function loadEngine(name: EngineName, env: Environment = process.env): Promise<Outcome<Engine>> {
  const found = await findEngine(name, env);
  return found.ok ? succeed(await found.value.load()) : found;
}

/** All engines, and whether they can be used here. TensorFlow is looked for, not loaded. */
export async function listEngines(env: Environment): Promise<readonly EngineState[]> {
  const { loadWasmEngine } = await import('./wasm/index.js');
  const { version } = await loadWasmEngine();
  return [{ name: 'wasm', available: true, detail: version }, await describeTensorflow(env)];
}

async function describeTensorflow(env: Environment): Promise<EngineState> {
  const { findTensorflow } = await import('./tensorflow/installation.js');
  const found = await findTensorflow(env);
  if (!found.ok) {
    const { message, advice } = found.failure;
    return { name: 'tensorflow', available: false, detail: `${message}; ${advice}` };
  }
  const { tensorflow, tfjsNode, folder } = found.value;
  const detail = `TensorFlow ${tensorflow} (tfjs-node ${tfjsNode}) in ${folder}`;
  return { name: 'tensorflow', available: true, detail };
}

/**
 * Opens an image set for drawing augmented images from it again and again, by the default engine's kernels in one thread;
 * its pixels are copied.
 *
 * @param capacity images that one call of `draw` can be about
 */
export async function openAugmenter(set: ImageSet, key: RandomKey, capacity: number): Promise<Augmenter> {
  const { openWasmAugmenter } = await import('./wasm/index.js');
  return openWasmAugmenter(set, key, capacity);
}

/**
 * Draws images as training sees them in `epoch`, all of them one batch, by the default engine's kernels.
 *
 * @returns indices.length × height × width × channels pixels
 */
export async function augmentImages(
  set: ImageSet,
  indices: readonly number[] | Uint32Array,
  epoch: number,
  augmentation: Augmentation,
  key: RandomKey,
): Promise<Uint8Array> {
  const augmenter = await openAugmenter(set, key, indices.length);
  return wholeLevels(augmenter.draw(augmentation, Uint32Array.from(indices), epoch));
}

/** Grey levels rounded to whole ones, for a picture. */
export function wholeLevels(values: Float32Array): Uint8Array {
  return Uint8Array.from(values, (value) => Math.max(0, Math.min(255, Math.round(value))));
}
