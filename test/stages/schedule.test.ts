import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { learningRates, type Schedule } from '#src/stages/training/schedule.js';

interface Golden {
  readonly schedule: Schedule;
  readonly learningRate: number;
  readonly stepsPerEpoch: number;
  readonly epochs: number;
  readonly rates: readonly number[];
}

/** Made from Keras and PyTorch by test/parity/make_schedules.py. */
const goldens = Object.entries(
  JSON.parse(readFileSync(new URL('../fixtures/parity/schedules.json', import.meta.url), 'utf8')) as Record<
    string,
    Golden
  >,
);

function allRates(schedule: Schedule, learningRate: number, steps: number, epochs: number): number[] {
  return Array.from({ length: epochs }, (_, i) =>
    Array.from(learningRates(schedule, learningRate, steps, i + 1)),
  ).flat();
}

test.each(goldens)('%s is that of the library', (_name, golden) => {
  const { schedule, learningRate, stepsPerEpoch, epochs, rates } = golden;
  const ours = allRates(schedule, learningRate, stepsPerEpoch, epochs);
  expect(ours).toHaveLength(rates.length);
  const farthest = (values: readonly number[]) =>
    Math.max(...values.map((rate, i) => Math.abs(rate - rates[i]!)));
  // Keras computes its schedules in float32.
  expect(farthest(ours)).toBeLessThan(1e-8);
  expect(farthest(ours.map(() => 0))).toBeGreaterThan(0.01);
});

describe('learning rates', () => {
  const constant: Schedule = { kind: 'constant', warmup: 0 };

  test('are the optimizer’s own without a schedule, to the last bit', () => {
    expect(allRates(constant, 0.1, 3, 2)).toEqual([0.1, 0.1, 0.1, 0.1, 0.1, 0.1]);
  });

  test('rise from 0 in a warm-up, behind which every schedule begins', () => {
    expect(allRates({ ...constant, warmup: 2 }, 1, 2, 3)).toEqual([0, 0.25, 0.5, 0.75, 1, 1]);
    const step: Schedule = { kind: 'step', warmup: 0.5, every: 1, factor: 0.5 };
    expect(allRates(step, 1, 4, 3)).toEqual([0, 0.5, 1, 1, 1, 1, 0.5, 0.5, 0.5, 0.5, 0.25, 0.25]);
    const oneCycle: Schedule = {
      kind: 'oneCycle',
      warmup: 1,
      epochs: 5,
      pctStart: 0.3,
      divFactor: 10,
      finalDivFactor: 10,
    };
    const rates = allRates(oneCycle, 1, 10, 5);
    expect(rates.slice(0, 11)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((i) => 0.1 * (i / 10)));
    expect(rates[10 + 11]).toBeCloseTo(1, 12);
    expect(rates.at(-1)).toBeCloseTo(0.01, 12);
  });

  test('stay finite and positive in the shortest of trainings', () => {
    const shortest: readonly Schedule[] = [
      { kind: 'cosine', warmup: 0, epochs: 1, minimum: 0.5 },
      { kind: 'oneCycle', warmup: 0, epochs: 1, pctStart: 0, divFactor: 1, finalDivFactor: 1 },
      { kind: 'oneCycle', warmup: 0, epochs: 1, pctStart: 1, divFactor: 25, finalDivFactor: 1e4 },
      { kind: 'exponential', warmup: 0, every: 0.001, decayRate: 0.5 },
    ];
    for (const schedule of shortest) {
      for (const steps of [1, 2, 3]) {
        for (const rate of learningRates(schedule, 0.1, steps, 1)) {
          expect(rate).toBeGreaterThan(0);
          expect(rate).toBeLessThanOrEqual(0.1 + 1e-15);
        }
      }
    }
  });
});
