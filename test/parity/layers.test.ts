/** Ten steps of small models, each layer and block in one of them, against Keras (make_layers.py). */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { ImageSet } from '#src/data/dataset.js';
import type { Sgd } from '#src/engine/engine.js';
import { newOptimizerState, optimizerStep } from '#src/engine/wasm/reference/optimizer.js';
import type { ModelAnalysis } from '#src/model/analysis.js';
import type { Model, NamedTensor } from '#src/model/layer.js';
import { engines } from '../engine/engines.js';
import { analyze, compile, expectClose, referenceBatch, variablesOf } from '../engine/wasm/rig.js';

interface Case {
  readonly name: string;
  readonly model: Model;
  readonly variables: readonly { readonly name: string; readonly shape: readonly number[] }[];
  readonly initial: string;
  readonly steps: readonly { readonly loss: number; readonly weights: string }[];
  readonly probabilities: string;
}

interface Golden {
  readonly batchSize: number;
  readonly optimizer: Sgd;
  readonly pixels: string;
  readonly labels: readonly number[];
  readonly cases: readonly Case[];
}

const golden: Golden = JSON.parse(readFileSync(new URL('layers.json', import.meta.url), 'utf8'));
const { batchSize, optimizer, cases } = golden;

function imagesOf({ inputShape: [height, width, channels] }: Model): ImageSet {
  const pixels = new Uint8Array(Buffer.from(golden.pixels, 'base64'));
  const labels = Uint8Array.from(golden.labels);
  return { count: labels.length, height, width, channels, pixels, labels };
}

function floatsOf(text: string): Float32Array {
  return new Float32Array(new Uint8Array(Buffer.from(text, 'base64')).buffer);
}

/** Keras's values as tensors. */
function tensorsOf({ variables }: Case, text: string): readonly NamedTensor[] {
  const values = floatsOf(text);
  let at = 0;
  const tensors = variables.map(({ name, shape }) => {
    const length = shape.reduce((product, side) => product * side, 1);
    at += length;
    return { name, shape, data: values.slice(at - length, at) };
  });
  expect(at).toBe(values.length);
  return tensors;
}

/** All values one after another, in Keras's order of variables; with `before`, how far they have moved since then. */
function flatten(
  { variables }: Case,
  values: ReadonlyMap<string, ArrayLike<number>>,
  before?: ReadonlyMap<string, ArrayLike<number>>,
): number[] {
  return variables.flatMap(({ name }) =>
    Array.from(values.get(name)!, (value, i) => value - (before?.get(name)?.[i] ?? 0)),
  );
}

const byName = (tensors: readonly NamedTensor[]) => new Map(tensors.map(({ name, data }) => [name, data]));

/** Compares the weights after a step, and how far they have moved from where they began. */
function expectWeights(
  of: Case,
  step: number,
  actual: ReadonlyMap<string, ArrayLike<number>>,
  tolerance: { readonly atol: number; readonly rtol: number },
): void {
  const initial = byName(tensorsOf(of, of.initial));
  const expected = byName(tensorsOf(of, of.steps[step]!.weights));
  for (const { name } of of.variables)
    expectClose(actual.get(name)!, expected.get(name)!, `${name} after step ${step + 1}`, tolerance);
  const moved = flatten(of, expected, initial);
  expectClose(flatten(of, actual, initial), moved, `what step ${step + 1} has moved`, tolerance);
}

const penaltiesOf = ({ layers }: ModelAnalysis) =>
  new Map(
    layers.flatMap(({ variables }) =>
      variables.flatMap(({ name, regularizer }) => (regularizer ? [[name, regularizer] as const] : [])),
    ),
  );

describe.each(cases.map((of) => [of.name, of] as const))('ten steps of %s', (_, of) => {
  const analysis = analyze(of.model);
  const set = imagesOf(of.model);

  test('the variables are Keras’s', () => {
    const ours = analysis.layers.flatMap(({ variables }) => variables);
    const listed = ours.map(({ name, shape }) => ({ name, shape }));
    const byNames = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : 1);
    expect(listed.toSorted(byNames)).toEqual([...of.variables].sort(byNames));
  });

  test('the float64 reference is Keras', () => {
    const tolerance = { atol: 1e-7, rtol: 1e-6 };
    const variables = variablesOf(tensorsOf(of, of.initial));
    const state = newOptimizerState();
    const penalties = penaltiesOf(analysis);
    for (const [step, { loss }] of of.steps.entries()) {
      const [from, to] = [step * batchSize, (step + 1) * batchSize];
      const batch = referenceBatch(analysis, variables, set, { step, epoch: 1 }, from, to);
      expectClose([batch.loss], [loss], `loss of step ${step + 1}`, tolerance);
      optimizerStep(optimizer, variables, batch.gradients, state, { penalties });
      for (const [name, values] of batch.moved) variables.get(name)!.set(values);
      expectWeights(of, step, variables, tolerance);
    }
    const { probabilities } = referenceBatch(analysis, variables, set, undefined, 0, batchSize);
    const flat = probabilities.flatMap((values) => [...values]);
    expectClose(flat, floatsOf(of.probabilities), 'probabilities', tolerance);
  });

  describe.each(engines)('the engine %s', (engine, { missing }) => {
    test.skipIf(missing)('is Keras', async () => {
      const tolerance = { atol: 2e-4, rtol: 2e-3 };
      const trainable = await compile(of.model, set, { batchSize, optimizer, threads: 2 }, engine);
      try {
        trainable.load({ weights: tensorsOf(of, of.initial) });
        for (const [step, { loss }] of of.steps.entries()) {
          // An epoch of one step each: the state can be looked at after every one.
          const order = Uint32Array.from({ length: batchSize }, (_, i) => step * batchSize + i);
          const result = await trainable.trainEpoch({ set: 'train', order, epoch: step + 1 });
          expectClose([result.loss], [loss], `loss of step ${step + 1}`, tolerance);
          expectWeights(of, step, byName(trainable.state().weights), tolerance);
        }
        const indices = Uint32Array.from({ length: batchSize }, (_, i) => i);
        const { probabilities } = await trainable.evaluate({ set: 'train', indices });
        expectClose(probabilities, floatsOf(of.probabilities), 'probabilities', tolerance);
      } finally {
        await trainable.dispose();
      }
    });
  });
});
