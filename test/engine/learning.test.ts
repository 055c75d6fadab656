/** Both engines: optimizers, losses, averages and views. */
import { describe, expect, test } from 'vitest';
import type { ImageSet } from '#src/data/dataset.js';
import type { CompileOptions, Loss, Trainable } from '#src/engine/engine.js';
import { evaluateViews } from '#src/engine/evaluate-views.js';
import { newOptimizerState, optimizerStep } from '#src/engine/wasm/reference/optimizer.js';
import { engines } from './engines.js';
import { adam, analysis, digest, epoch, of, set, settings, using, weights } from './learning-rig.js';
import {
  analyze,
  batchNorm,
  compile,
  dense,
  everyImage,
  expectClose,
  flatten,
  model,
  plainSgd,
  randomWeights,
  referenceBatch,
  variablesOf,
} from './wasm/rig.js';

describe.each(engines)('%s', (engine, { missing }) => {
  const on = <T>(options: Partial<CompileOptions>, use: (trainable: Trainable) => Promise<T>, images = set) =>
    using(options, use, images, engine);

  describe.skipIf(missing).each(Object.entries(settings))('%s', (_name, options) => {
    test('moves the weights as the reference does', async () => {
      const variables = variablesOf(weights);
      const state = newOptimizerState();
      const { optimizer = plainSgd, loss, emaMomentum } = options;
      for (let step = 0; step < 4; step++) {
        const [from, to] = [step * 16, Math.min(50, step * 16 + 16)];
        const { gradients } = referenceBatch(analysis, variables, set, { step, epoch: 1 }, from, to, loss);
        optimizerStep(
          optimizer,
          variables,
          gradients,
          state,
          emaMomentum === undefined ? {} : { emaMomentum },
        );
      }
      await on({ ...options, threads: 2 }, async (trainable) => {
        await trainable.trainEpoch(epoch(1));
        for (const { name, data } of trainable.state().weights) {
          const before = weights.find((tensor) => tensor.name === name)!.data;
          const moved = (values: ArrayLike<number>) => Array.from(before, (value, i) => values[i]! - value);
          expectClose(moved(data), moved(variables.get(name)!), name, { atol: 2e-5, rtol: 2e-3 });
        }
      });
    });
  });

  describe.skipIf(missing)('losses', () => {
    const losses: readonly Loss[] = [
      { kind: 'categoricalCrossentropy', labelSmoothing: 0 },
      { kind: 'categoricalCrossentropy', labelSmoothing: 0.3 },
      { kind: 'meanSquaredError' },
    ];

    test.each(
      losses,
    )('$kind, smoothed by $labelSmoothing, is the reference’s with its gradient', async (loss) => {
      const expected = referenceBatch(
        analysis,
        variablesOf(weights),
        set,
        { step: 0, epoch: 1 },
        0,
        50,
        loss,
      );
      await on({ batchSize: 50, loss, optimizer: plainSgd }, async (trainable) => {
        const result = await trainable.trainEpoch(epoch(1));
        expectClose([result.loss], [expected.loss], 'loss');
        for (const { name, data } of trainable.state().optimizer) {
          const variable = name.slice('sgd/'.length, -'/momentum'.length);
          expectClose(
            data.map((v) => -v),
            expected.gradients.get(variable)!,
            `gradient of ${variable}`,
          );
        }
      });
      const scored = referenceBatch(analysis, variablesOf(weights), set, undefined, 0, 50, loss);
      await on({ loss }, async (trainable) => {
        const result = await trainable.evaluate({ set: 'train', indices: everyImage(set) });
        expectClose([result.loss], [scored.loss], 'loss');
        const { probabilities } = result;
        expectClose(probabilities, Float64Array.from(scored.probabilities.flatMap((p) => [...p])), 'p');
      });
    });
  });

  describe.skipIf(missing)('the moving average', () => {
    test('is scored as if it were the weights, and training goes on from the weights', async () => {
      const options = { optimizer: adam, emaMomentum: 0.5, threads: 2 };
      const indices = everyImage(set);
      await on(options, async (trainable) => {
        const untrained = await trainable.evaluate({ set: 'train', indices, averaged: true });
        expect(untrained).toEqual(await trainable.evaluate({ set: 'train', indices }));
        await trainable.trainEpoch(epoch(1));
        const averaged = await trainable.evaluate({ set: 'train', indices, averaged: true });
        const plain = await trainable.evaluate({ set: 'train', indices });
        const { optimizer } = trainable.state();
        await trainable.trainEpoch(epoch(2));
        const disturbed = digest(trainable);
        const averages = weights.map((tensor) => ({
          ...tensor,
          data: optimizer.find(({ name }) => name === `ema/${tensor.name}`)!.data,
        }));
        trainable.load({ weights: averages });
        expect(averaged).toEqual(await trainable.evaluate({ set: 'train', indices }));
        expect(averaged.probabilities).not.toEqual(plain.probabilities);

        trainable.load({ weights });
        for (const number of [1, 2]) await trainable.trainEpoch(epoch(number));
        expect(digest(trainable)).toBe(disturbed);
      });
    });

    test('is none of moving statistics, which are scored and kept as they are', async () => {
      const normalised = model(of.inputShape, flatten, dense(5), batchNorm(), dense(7, 'softmax'));
      const trainable = await compile(
        normalised,
        set,
        { batchSize: 16, optimizer: adam, emaMomentum: 0.5 },
        engine,
      );
      try {
        trainable.load({ weights: randomWeights(analyze(normalised)) });
        await trainable.trainEpoch(epoch(1));
        const { weights: trained, optimizer } = trainable.state();
        const names = optimizer.map(({ name }) => name).filter((name) => name.startsWith('ema/'));
        expect(names).toContain('ema/batchNormalization/gamma');
        expect(names).toHaveLength(trained.length - 2);
        const call = { set: 'train', indices: everyImage(set) };
        const averaged = await trainable.evaluate({ ...call, averaged: true });
        const kept = trained.map((tensor) => {
          const average = optimizer.find(({ name }) => name === `ema/${tensor.name}`);
          return { ...tensor, data: average?.data ?? tensor.data };
        });
        trainable.load({ weights: kept });
        expect(await trainable.evaluate(call)).toEqual(averaged);
      } finally {
        await trainable.dispose();
      }
    });

    test('that was not asked for cannot be scored', async () => {
      await on({}, async (trainable) => {
        const call = trainable.evaluate({ set: 'train', indices: everyImage(set), averaged: true });
        await expect(call).rejects.toThrow('without moving averages');
      });
    });
  });

  describe.skipIf(missing)('shifted images', () => {
    const shifted = (down: number, right: number): ImageSet => {
      const { height, width, count } = set;
      const clamp = (value: number, side: number) => Math.max(0, Math.min(side - 1, value));
      const pixels = Uint8Array.from({ length: set.pixels.length }, (_, i) => {
        const [image, y, x] = [Math.floor(i / (height * width)), Math.floor(i / width) % height, i % width];
        const from = image * height * width + clamp(y - down, height) * width + clamp(x - right, width);
        return set.pixels[from]!;
      });
      return { ...set, pixels, count };
    };
    const indices = everyImage(set);

    test.each([
      [1, 0],
      [-2, 3],
      [0, -20],
    ])('by %i down and %i right are scored as if they lay so', async (down, right) => {
      const options = { set: 'train', indices };
      const moved = await on({}, async (trainable) => {
        const result = await trainable.evaluate({ ...options, shift: [down, right] });
        expect(await trainable.evaluate(options)).not.toEqual(result);
        return result;
      });
      const lying = await on({}, (trainable) => trainable.evaluate(options), shifted(down, right));
      expect(moved).toEqual(lying);
    });

    test('are averaged over all views', async () => {
      const loss: Loss = { kind: 'categoricalCrossentropy', labelSmoothing: 0.1 };
      const variables = variablesOf(weights);
      const views = [-1, 0, 1].flatMap((down) => [-1, 0, 1].map((right) => shifted(down, right)));
      const results = views.map((view) => referenceBatch(analysis, variables, view).probabilities);
      const mean = Array.from({ length: 50 }, (_, image) =>
        Array.from({ length: 7 }, (_, c) => results.reduce((sum, view) => sum + view[image]![c]! / 9, 0)),
      );
      const lossOf = (p: readonly number[], label: number) =>
        -p.reduce((sum, value, c) => sum + ((c === label ? 0.9 : 0) + 0.1 / 7) * Math.log(value), 0);
      const expected = mean.reduce((sum, p, i) => sum + lossOf(p, set.labels[i]!) / 50, 0);
      const hits = mean.filter((p, i) => p.indexOf(Math.max(...p)) === set.labels[i]).length;
      const reports: { done: number; count: number }[] = [];
      const result = await on({ loss }, (trainable) =>
        evaluateViews(trainable, {
          set: 'train',
          indices,
          shifts: 1,
          labels: set.labels,
          loss,
          onProgress: (report) => reports.push(report),
        }),
      );
      expectClose(result.probabilities, mean.flat(), 'probabilities');
      expectClose([result.loss], [expected], 'loss');
      expect(result.accuracy).toBeCloseTo(hits / 50, 12);
      expect(reports.at(-1)).toEqual({ done: 450, count: 450 });
    });
  });

  test.skipIf(missing)('an epoch with another number of learning rates than steps is refused', async () => {
    await on({}, async (trainable) => {
      const call = trainable.trainEpoch({ ...epoch(1), learningRates: Float64Array.of(1, 1) });
      await expect(call).rejects.toThrow('2 learning rates for 4 steps');
    });
  });
});
