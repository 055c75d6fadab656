import { describe, expect, it } from 'vitest';
import { type Engine, EngineMemoryError } from '#src/engine/engine.js';
import type { StageContext } from '#src/stages/stage.js';
import { compileEngine, type EngineSetup } from '#src/stages/training/compile-engine.js';

const setup: EngineSetup = {
  model: { inputShape: [28, 28, 1], layers: [] },
  pixelScale: { scale: 1, offset: 0 },
  batchSize: 32,
  loss: { kind: 'categoricalCrossentropy', labelSmoothing: 0 },
  optimizer: { kind: 'sgd', learningRate: 0.1, momentum: 0, nesterov: false },
  seed: 1,
};

function contextWith(compile: Engine['compile']): StageContext {
  const engine: Engine = { name: 'wasm', version: 'a test', binarySha256: '', compile };
  return {
    engine: { name: 'wasm', load: async () => engine },
  } as unknown as StageContext;
}

describe('compileEngine', () => {
  it('tells that a model does not fit into memory as a failure with a way forward', async () => {
    const context = contextWith(() =>
      Promise.reject(new EngineMemoryError(5 * 2 ** 30, 'WebAssembly can address 4 GiB')),
    );
    expect(await compileEngine(context, setup, {})).toEqual({
      ok: false,
      failure: {
        kind: 'run',
        message: 'the model and its images need 5.00 GiB of memory: WebAssembly can address 4 GiB',
        advice: 'use a smaller model or train.batchSize, or fewer images with load.limit',
      },
    });
  });

  it('leaves bugs to be seen', async () => {
    const context = contextWith(() => Promise.reject(new TypeError('a bug')));
    await expect(compileEngine(context, setup, {})).rejects.toThrow('a bug');
  });
});
