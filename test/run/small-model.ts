/** A model that is compiled in a moment, and the engine with somebody watching what becomes of it. */
import type { Engine, Trainable } from '#src/engine/engine.js';
import { loadEngine } from '#src/engine/index.js';
import {
  conv,
  crossentropy,
  dense,
  flatten,
  keys,
  model,
  plainSgd,
  randomSet,
  scale,
} from '../engine/wasm/rig.js';

export const small = model([6, 6, 1], conv(4, [3, 3]), flatten, dense(5, 'softmax'));
export const set = randomSet(small.inputShape, 12, 5);
export const options = {
  pixelScale: scale,
  batchSize: 4,
  loss: crossentropy,
  optimizer: plainSgd,
  threads: 1,
  keys,
};

/** @param watch is handed each model that is compiled, and may change its methods. */
export async function watchedEngine(watch: (trainable: Trainable) => void): Promise<Engine> {
  const loaded = await loadEngine('wasm');
  if (!loaded.ok) throw new Error(loaded.failure.message);
  return {
    ...loaded.value,
    async compile(of, how) {
      const trainable = await loaded.value.compile(of, how);
      watch(trainable);
      return trainable;
    },
  };
}
