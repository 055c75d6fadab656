/** The engines and the float64 reference against ten steps of Keras (make_optimizers.py). */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { ImageSet } from '#src/data/dataset.js';
import type { EngineName, Loss, Optimizer, Trainable } from '#src/engine/engine.js';
import { newOptimizerState, optimizerStep } from '#src/engine/wasm/reference/optimizer.js';
import type { NamedTensor } from '#src/model/layer.js';
import { engines } from '../engine/engines.js';
import {
  analyze,
  compile,
  dense,
  everyImage,
  expectClose,
  flatten,
  model,
  referenceBatch,
  variablesOf,
} from '../engine/wasm/rig.js';

interface Penalty {
  readonly l1: number;
  readonly l2: number;
}

interface Case {
  readonly optimizer: Optimizer;
  readonly loss: Loss;
  readonly emaMomentum?: number;
  /** Of the first kernel. */
  readonly penalty?: Penalty;
  readonly learningRates?: readonly number[];
  readonly weights: Readonly<Record<string, readonly number[]>>;
  readonly tensors: Readonly<Record<string, readonly number[]>>;
  readonly meanLoss: number;
}

interface Golden {
  readonly steps: number;
  readonly batchSize: number;
  readonly pixels: readonly number[];
  readonly labels: readonly number[];
  readonly initial: Readonly<
    Record<string, { readonly shape: readonly number[]; readonly data: readonly number[] }>
  >;
  readonly cases: Readonly<Record<string, Case>>;
}

const golden = JSON.parse(
  readFileSync(new URL('../fixtures/parity/optimizers.json', import.meta.url), 'utf8'),
) as Golden;
const { steps, batchSize } = golden;

const of = model([2, 3, 1], flatten, dense(4, 'tanh'), dense(3, 'softmax'));
const set: ImageSet = {
  count: golden.labels.length,
  height: 2,
  width: 3,
  channels: 1,
  pixels: Uint8Array.from(golden.pixels),
  labels: Uint8Array.from(golden.labels),
};
const initial: readonly NamedTensor[] = Object.entries(golden.initial).map(([name, { shape, data }]) => ({
  name,
  shape,
  data: Float32Array.from(data),
}));
const cases = Object.entries(golden.cases);

/** The engine on the model, whose first kernel may have a penalty. */
function compileCase(
  { optimizer, loss, emaMomentum, penalty }: Case,
  threads: number,
  engine: EngineName,
): Promise<Trainable> {
  const [first, hidden, last] = [flatten, dense(4, 'tanh'), dense(3, 'softmax')];
  return compile(
    model([2, 3, 1], first, { ...hidden, ...(penalty && { kernelRegularizer: penalty }) }, last),
    set,
    {
      pixelScale: { scale: 1 / 128, offset: -0.5 },
      batchSize,
      loss,
      optimizer,
      ...(emaMomentum === undefined ? {} : { emaMomentum }),
      threads,
    },
    engine,
  );
}

/** Steps `from` … `to` − 1. */
function train(trainable: Trainable, { learningRates }: Case, from: number, to: number) {
  return trainable.trainEpoch({
    set: 'train',
    order: everyImage(set).subarray(from * batchSize, to * batchSize),
    epoch: 1,
    stepsDone: from,
    ...(learningRates === undefined
      ? {}
      : { learningRates: Float64Array.from(learningRates.slice(from, to)) }),
  });
}

function moves(name: string, data: ArrayLike<number>): number[] {
  const before = initial.find((tensor) => tensor.name === name)!.data;
  return Array.from(data, (value, i) => value - before[i]!);
}

describe.each(cases)('%s', (_name, one) => {
  test('the reference is Keras', () => {
    const variables = variablesOf(initial);
    const analysis = analyze(of);
    const state = newOptimizerState();
    const penalties = new Map(one.penalty ? [['dense/kernel', one.penalty]] : []);
    let lossSum = 0;
    for (let step = 0; step < steps; step++) {
      const { loss, gradients } = referenceBatch(
        analysis,
        variables,
        set,
        { step, epoch: 1 },
        step * batchSize,
        (step + 1) * batchSize,
        one.loss,
      );
      lossSum += loss;
      const learningRate = one.learningRates?.[step];
      optimizerStep(one.optimizer, variables, gradients, state, {
        penalties,
        ...(learningRate === undefined ? {} : { learningRate }),
        ...(one.emaMomentum === undefined ? {} : { emaMomentum: one.emaMomentum }),
      });
    }
    const exact = { atol: 1e-10, rtol: 1e-9 };
    expectClose([lossSum / steps], [one.meanLoss], 'loss', exact);
    for (const [name, expected] of Object.entries(one.weights))
      expectClose(moves(name, variables.get(name)!), moves(name, expected), `change of ${name}`, exact);
    for (const [name, expected] of Object.entries(one.tensors))
      expectClose(state.tensors.get(name)!, expected, name, exact);
  });

  describe.each(engines)('the engine %s', (engine, { missing }) => {
    test.skipIf(missing)('is Keras, and goes on from a saved state with the same bits', async () => {
      const [through, resumed] = await Promise.all([
        compileCase(one, 1, engine),
        compileCase(one, 2, engine),
      ]);
      try {
        through.load({ weights: initial });
        const { loss } = await train(through, one, 0, steps);
        const state = through.state();
        const close = { atol: 1e-6, rtol: 2e-4 };
        expectClose([loss], [one.meanLoss], 'loss', close);
        for (const { name, data } of state.weights)
          expectClose(moves(name, data), moves(name, one.weights[name]!), `change of ${name}`, close);
        expect(state.optimizer.map(({ name }) => name)).toEqual(Object.keys(one.tensors));
        for (const { name, data } of state.optimizer) expectClose(data, one.tensors[name]!, name, close);

        resumed.load({ weights: initial });
        await train(resumed, one, 0, 4);
        const saved = resumed.state();
        await train(resumed, one, 7, 9);
        resumed.load(saved);
        await train(resumed, one, 4, steps);
        expect(resumed.state()).toEqual(state);
      } finally {
        await Promise.all([through.dispose(), resumed.dispose()]);
      }
    });
  });
});
