import { expect, test } from 'vitest';
import { holmAdjusted } from '#src/metrics/holm.js';
import { wilsonInterval } from '#src/metrics/intervals.js';
import { leaderboard } from '#src/metrics/leaderboard.js';
import { mcnemar } from '#src/metrics/paired-test.js';
import type { SweepRecord } from '#src/report/sweep-record.js';
import { failedSweep, gridSweep, halvedSweep, lineSweep, randomSweep } from '../report/example-sweep.js';

test('the best first, equals in plan order, the failed last', () => {
  const record = gridSweep();
  const rows = leaderboard(record);
  expect(rows.map(({ rank }) => rank)).toEqual(Array.from({ length: 16 }, (_, i) => i + 1));
  const figures = rows
    .slice(0, 15)
    .map(({ accuracy, configuration }) => [accuracy!.mean, configuration] as const);
  for (let i = 1; i < figures.length; i++) {
    const [[before, earlier], [after, later]] = [figures[i - 1]!, figures[i]!];
    expect(before > after || (before === after && earlier < later)).toBe(true);
  }
  expect(rows[15]).toMatchObject({ configuration: 8, done: 0, failed: 1 });
  expect(rows[15]).not.toHaveProperty('accuracy');
  const { accuracy, count } = rows[0]!.trials[0]!.validation!;
  expect(rows[0]!.interval).toEqual(wilsonInterval(Math.round(accuracy * count), count));
});

test('a loss is better when it is smaller', () => {
  const losses = leaderboard(gridSweep({ objective: 'validation.loss' })).flatMap(
    ({ loss }) => loss?.mean ?? [],
  );
  expect(losses).toEqual([...losses].sort((a, b) => a - b));
  const trials = gridSweep().trials.map((trial) => ({
    ...trial,
    ...(trial.number === 1 && { validation: { accuracy: 0.99, loss: Number.NaN, count: 600 } }),
  }));
  const rows = leaderboard(gridSweep({ objective: 'validation.loss', trials }));
  expect(rows.findIndex(({ configuration }) => configuration === 1)).toBe(14);
});

test('comparisons: discordant answers summed over seeds, mid-p, Holm over all', () => {
  const record = lineSweep();
  const rows = leaderboard(record);
  const [best, ...others] = rows;
  expect(best).not.toHaveProperty('comparison');
  const raw = others.map((row) => {
    let [onlyBest, onlyThis] = [0, 0];
    for (const trial of row.trials) {
      const other = best!.trials.find(({ seed }) => seed === trial.seed)!;
      record.validationLabels[trial.seed]!.forEach((label, i) => {
        const [a, b] = [other.predicted?.[i] === label, trial.predicted?.[i] === label];
        if (trial.predicted && a && !b) onlyBest++;
        if (trial.predicted && b && !a) onlyThis++;
      });
    }
    expect(row.comparison).toMatchObject({ onlyBest, onlyThis });
    return mcnemar(onlyBest, onlyThis).midP;
  });
  expect(others.map(({ comparison }) => comparison!.p)).toEqual(raw);
  expect(others.map(({ comparison }) => comparison!.adjustedP)).toEqual(holmAdjusted(raw));
});

test('a configuration with a failed repeat comes behind those without, whatever its figures', () => {
  const rows = leaderboard(randomSweep());
  expect(rows.at(-1)).toMatchObject({ configuration: 7, done: 2, failed: 1 });
  expect(rows.at(-1)!.accuracy!.mean).toBeGreaterThan(rows.at(-2)!.accuracy!.mean);
  expect(rows.at(-1)!.accuracy!.count).toBe(2);
});

test('a repeat that has not run yet counts like a failed one', () => {
  const record = lineSweep();
  const trials = record.trials.filter(({ configuration, seed }) => configuration !== 3 || seed === 1);
  expect(leaderboard({ ...record, trials }).findIndex(({ configuration }) => configuration === 3)).toBe(4);
});

test('those that were stopped come behind those that were not, without a comparison', () => {
  const rows = leaderboard(halvedSweep());
  expect(rows[0]).toMatchObject({ configuration: 7, done: 1 });
  expect(rows[1]!.accuracy!.mean).toBeGreaterThan(rows[0]!.accuracy!.mean);
  expect(rows.every(({ comparison }) => comparison === undefined)).toBe(true);
});

test('nothing succeeded, nothing ran', () => {
  expect(leaderboard(failedSweep()).map(({ configuration }) => configuration)).toEqual(
    Array.from({ length: 16 }, (_, i) => i + 1),
  );
  const empty: SweepRecord = { ...failedSweep(), trials: [] };
  expect(leaderboard(empty)).toEqual([]);
});
