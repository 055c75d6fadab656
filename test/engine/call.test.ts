/** Both engines: what a call promises besides its result. */
import { describe, expect, test } from 'vitest';
import { type CompileOptions, NonFiniteLossError, type Trainable } from '#src/engine/engine.js';
import { engines } from './engines.js';
import { adam, digest, epoch, set, using, weights } from './learning-rig.js';
import { everyImage } from './wasm/rig.js';

describe.each(engines)('%s, a call', (engine, { missing }) => {
  const on = <T>(options: Partial<CompileOptions>, use: (trainable: Trainable) => Promise<T>) =>
    using(options, use, set, engine);
  const indices = everyImage(set);

  test.skipIf(missing)('reports progress and finite results', async () => {
    await on({}, async (trainable) => {
      const reports: { step: number; steps: number; loss: number }[] = [];
      const result = await trainable.trainEpoch({
        ...epoch(1),
        onProgress: (report) => reports.push(report),
      });
      expect(reports.at(-1)).toEqual({ step: 4, steps: 4, loss: result.loss });
      expect(result.count).toBe(50);
      const scored: { done: number; count: number }[] = [];
      await trainable.evaluate({ set: 'train', indices, onProgress: (report) => scored.push(report) });
      expect(scored.at(-1)).toEqual({ done: 50, count: 50 });
    });
  });

  test.skipIf(missing)(
    'that is aborted rejects with the reason, and what is loaded then is trained on',
    async () => {
      await on({ optimizer: adam }, async (trainable) => {
        const from = trainable.state();
        await trainable.trainEpoch(epoch(1));
        const expected = digest(trainable);
        const controller = new AbortController();
        const long = Uint32Array.from({ length: 50_000 }, (_, i) => i % 50);
        const call = trainable.trainEpoch({
          set: 'train',
          order: long.subarray(0, 50),
          epoch: 1,
          signal: AbortSignal.abort(new Error('enough')),
        });
        await expect(call).rejects.toThrow('enough');
        const scoring = trainable.evaluate({ set: 'train', indices, signal: controller.signal });
        controller.abort(new Error('enough'));
        // What is over before anybody could look is a result.
        await scoring.catch((error: Error) => expect(error.message).toBe('enough'));
        trainable.load(from);
        await trainable.trainEpoch(epoch(1));
        expect(digest(trainable)).toBe(expected);
      });
    },
  );

  test.skipIf(missing)('whose loss is not finite says in which step', async () => {
    await on({}, async (trainable) => {
      trainable.load({
        weights: weights.map((tensor) => ({ ...tensor, data: tensor.data.map(() => Number.NaN) })),
      });
      await expect(trainable.trainEpoch(epoch(7))).rejects.toThrow(new NonFiniteLossError(7, 1));
    });
    const optimizer = { kind: 'sgd', learningRate: 1e38, momentum: 0.9, nesterov: false } as const;
    await on({ optimizer }, async (trainable) => {
      // How far infinity gets in a step depends on the order of sums.
      await expect(trainable.trainEpoch(epoch(1))).rejects.toThrow(
        /not a finite number in epoch 1, step [23]$/,
      );
    });
  });

  test.skipIf(missing)(
    'with an unknown set, an image outside it, or a foreign state is refused',
    async () => {
      await on({}, async (trainable) => {
        await expect(trainable.evaluate({ set: 'test', indices })).rejects.toThrow('image set "test"');
        await expect(trainable.evaluate({ set: 'train', indices: Uint32Array.of(50) })).rejects.toThrow(
          'image 50 of a set of 50',
        );
        expect(() => trainable.load({ weights: weights.slice(1) })).toThrow('no tensor conv2d/kernel');
      });
    },
  );
});
