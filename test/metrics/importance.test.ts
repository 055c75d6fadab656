import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parameterImportance } from '#src/metrics/importance.js';
import type { SweepRecord, SweepTrial } from '#src/report/sweep-record.js';
import { RandomStream, randomKey } from '#src/util/random.js';
import { halvedSweep } from '../report/example-sweep.js';

// Made by make_sweep_golden.py: functional ANOVA of a full grid by its definition, with NumPy.
const golden = JSON.parse(readFileSync(new URL('sweep-golden.json', import.meta.url), 'utf8'));
type Setting = Record<string, number | string>;

/** A sweep whose validation loss is given: `repeats` values a setting. */
function sweepOf(
  settings: readonly Setting[],
  costs: readonly (readonly number[])[],
  scale: 'linear' | 'log' | 'choice' = 'choice',
): SweepRecord {
  const names = [...new Set(settings.flatMap((setting) => Object.keys(setting)))];
  const trials = settings.flatMap((parameters, c) =>
    costs[c]!.map(
      (loss, s): SweepTrial => ({
        number: c * 10 + s + 1,
        configuration: c + 1,
        seed: s,
        parameters,
        status: 'done',
        specHash: '',
        folder: '',
        epochs: 1,
        keptEpoch: 1,
        validation: { accuracy: 0.5, loss, count: 100 },
        history: [],
      }),
    ),
  );
  return {
    ...halvedSweep(),
    objective: 'validation.loss',
    repeats: costs[0]!.length,
    parameters: names.map((name) => ({ name, path: name, scale })),
    trials,
  };
}

const sharesOf = (record: SweepRecord) =>
  Object.fromEntries(parameterImportance(record)!.parameters.map(({ name, share }) => [name, share]));

test('main effects of an additive function on a full grid are those of functional ANOVA', () => {
  const { points, values, mains } = golden.additive;
  const settings = points.map(([x, y]: number[]) => ({ x: x!, y: y! }));
  const shares = sharesOf(
    sweepOf(
      settings,
      values.map((value: number) => [value]),
    ),
  );
  expect(shares.x).toBeCloseTo(mains[0], 10);
  expect(shares.y).toBeCloseTo(mains[1], 10);
});

test('with repeats that agree, main effects and the pair of an interacting function are, too', () => {
  const { points, values, mains, pairs } = golden.interacting;
  const settings = points.map(([x, y, z]: number[]) => ({ x: x!, y: y!, z: z! }));
  const importance = parameterImportance(
    sweepOf(
      settings,
      values.map((value: number) => [value, value]),
    ),
  )!;
  const shares = Object.fromEntries(importance.parameters.map(({ name, share }) => [name, share]));
  expect(shares.x).toBeCloseTo(mains[0], 10);
  expect(shares.y).toBeCloseTo(mains[1], 10);
  expect(shares.z).toBeCloseTo(mains[2], 10);
  expect(importance.interaction?.names).toEqual(['x', 'y']);
  expect(importance.interaction?.share).toBeCloseTo(pairs['0,1'], 10);
  expect(importance.parameters[0]?.name).toBe(mains[1] > mains[0] ? 'y' : 'x');
});

test('of accuracies with one seed each, what two parameters do together is not taken for noise', () => {
  const best = [0.7, 0.8, 0.97, 0.96];
  const record = sweepOf(
    best.flatMap((_, x) => best.map((_, y) => ({ x, y }))),
    best.flatMap(() => best.map(() => [0])),
  );
  const trials = record.trials.map((trial, i) => {
    const [x, y] = [i >> 2, i % 4];
    const accuracy = x + y === 3 ? best[x]! : 0.1 + 0.2 * x;
    return { ...trial, validation: { accuracy, loss: 1, count: 600 } };
  });
  const importance = parameterImportance({ ...record, objective: 'validation.accuracy', trials })!;
  const shares = Object.fromEntries(importance.parameters.map(({ name, share }) => [name, share]));
  expect(shares.x).toBeGreaterThan(0.2);
  expect(importance.interaction?.names).toEqual(['x', 'y']);
  expect(importance.interaction?.share).toBeGreaterThan(0.2);
});

test('noise explains about nothing on average, however many values a parameter has', () => {
  const stream = new RandomStream(randomKey(2, 'preview'));
  let few = 0;
  let range = 0;
  const rounds = 60;
  for (let round = 0; round < rounds; round++) {
    const settings = Array.from({ length: 60 }, () => ({
      few: stream.below(2),
      many: stream.below(6),
      range: stream.uniform(),
    }));
    const shares = sharesOf(
      sweepOf(
        settings,
        settings.map(() => [1 + stream.uniform()]),
        'linear',
      ),
    );
    few += shares.few! / rounds;
    range += (shares.range! + shares.many!) / 2 / rounds;
  }
  // Negative estimates count as 0, so the mean is above it; unadjusted, `many` would be near 5/59.
  expect(few).toBeLessThan(0.02);
  expect(range).toBeLessThan(0.035);
});

test('a random search: the parameter that matters is told from those that do not', () => {
  const stream = new RandomStream(randomKey(4, 'preview'));
  const settings = Array.from({ length: 60 }, () => ({ a: stream.uniform(), b: stream.uniform() }));
  const shares = sharesOf(
    sweepOf(
      settings,
      settings.map(({ a }) => [1 + (a - 0.3) ** 2]),
      'linear',
    ),
  );
  expect(shares.a).toBeGreaterThan(0.7);
  expect(shares.b).toBeLessThan(0.1);
});

test('a conditional parameter is not credited with its condition', () => {
  const stream = new RandomStream(randomKey(5, 'preview'));
  const settings = Array.from(
    { length: 40 },
    (_, i): Setting =>
      i % 2 === 0 ? { momentum: stream.below(3), optimizer: 'sgd' } : { optimizer: 'adam' },
  );
  const costs = settings.map(({ optimizer }) => [(optimizer === 'sgd' ? 1 : 2) + 0.01 * stream.uniform()]);
  const shares = sharesOf(sweepOf(settings, costs));
  expect(shares.optimizer).toBeGreaterThan(0.99);
  expect(shares.momentum).toBeLessThan(0.01);
});

test('one training that diverged does not hide the others', () => {
  const { points, values } = golden.additive;
  const settings = points.map(([x, y]: number[]) => ({ x: x!, y: y! }));
  const costs = values.map((value: number, i: number) => [i === 3 ? 1e6 : value]);
  const importance = parameterImportance(sweepOf(settings, costs))!;
  expect(importance.clipped).toBe(1);
  expect(importance.parameters.map(({ share }) => share).reduce((a, b) => a! + b!, 0)).toBeGreaterThan(0.1);
});

test('trials of different length are compared after an epoch that all have', () => {
  expect(parameterImportance(halvedSweep())).toMatchObject({ epoch: 1, configurations: 9 });
});

test('too few configurations, or all equally good, say nothing', () => {
  const settings = [{ x: 0 }, { x: 1 }, { x: 2 }, { x: 3 }];
  expect(parameterImportance(sweepOf(settings.slice(1), [[1], [2], [3]]))).toBeUndefined();
  expect(parameterImportance(sweepOf(settings, [[0.1], [0.1], [0.1], [0.1]]))).toBeUndefined();
  expect(sharesOf(sweepOf(settings, [[1], [2], [3], [4]]))).toEqual({ x: undefined });
});
