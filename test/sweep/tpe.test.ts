import { expect, test } from 'vitest';
import { Density } from '#src/sweep/density.js';
import type { JobResult } from '#src/sweep/job.js';
import { Layout, type Point, type Space } from '#src/sweep/space.js';
import { openSearch, type SearchOptions } from '#src/sweep/strategy.js';
import { RandomStream, randomKey } from '#src/util/random.js';
import { choice, mixed, range } from './spaces.js';

type Objective = (point: Point) => number;

/** What a search comes to, larger being better. */
function best(space: Space, objective: Objective, options: Partial<SearchOptions>, seed: number): number {
  const search = openSearch(space, { strategy: 'tpe', trials: 60, window: 1, epochs: 1, ...options, seed });
  const results: JobResult[] = [];
  for (;;) {
    const job = search.jobs(results).jobs[results.length];
    if (job === undefined) return Math.max(...results.map(({ value }) => value ?? Number.NEGATIVE_INFINITY));
    results.push({ value: objective(job.point) });
  }
}

function medianBest(space: Space, objective: Objective, options: Partial<SearchOptions>): number {
  const values = Array.from({ length: 9 }, (_, seed) => best(space, objective, options, seed));
  return values.sort((a, b) => a - b)[4]!;
}

const bowl: Space = {
  parameters: ['x', 'y', 'z'].map((name) => ({ name, domain: range(-5, 5) })),
  constraints: [],
};
const inBowl: Objective = ({ x, y, z }) =>
  -((Number(x) - 1) ** 2) - 3 * (Number(y) + 2) ** 2 - (Number(z) - Number(x)) ** 2;
const tuned: Objective = ({ lr, optimizer, momentum, units, batch }) =>
  -((Math.log10(Number(lr)) + (optimizer === 'sgd' ? 1 + Number(momentum) : 2.5)) ** 2) -
  (optimizer === 'adam' ? 0.3 : 0) -
  Math.abs(Math.log2(Number(units) / 100)) -
  Number(batch) / 64;

test.each([
  ['a bowl', bowl, inBowl],
  ['a space of all kinds of parameters', mixed, tuned],
])('in %s TPE finds more than random points do, four at once too', (_, space, objective) => {
  const random = medianBest(space, objective, { strategy: 'random' });
  expect(medianBest(space, objective, {})).toBeGreaterThan(random * 0.6);
  expect(medianBest(space, objective, { window: 4 })).toBeGreaterThan(random * 0.6);
});

test('proposals that are made at once keep apart', () => {
  const space: Space = { parameters: [{ name: 'x', domain: range(0, 1) }], constraints: [] };
  const search = openSearch(space, { strategy: 'tpe', trials: 40, window: 8, epochs: 1, seed: 5 });
  const results: JobResult[] = [];
  const at = (index: number) => Number(search.jobs(results).jobs[index]?.point.x);
  while (results.length < 20) results.push({ value: -Math.abs(at(results.length) - 0.6) });
  const { jobs } = search.jobs(results);
  const pending = jobs
    .slice(20)
    .map(({ point }) => Number(point.x))
    .sort((a, b) => a - b);
  expect(pending).toHaveLength(8);
  expect(pending[7]! - pending[0]!).toBeGreaterThan(0.05);
});

test('failed trials count as worst', () => {
  const space: Space = { parameters: [{ name: 'x', domain: range(0, 1) }], constraints: [] };
  const search = openSearch(space, { strategy: 'tpe', trials: 60, window: 1, epochs: 1, seed: 2 });
  const results: JobResult[] = [];
  const points: number[] = [];
  while (results.length < 60) {
    const x = Number(search.jobs(results).jobs[results.length]?.point.x);
    points.push(x);
    results.push({ value: x > 0.5 ? null : -Math.abs(x - 0.25) });
  }
  expect(points.slice(20).filter((x) => x > 0.5).length).toBeLessThan(15);
});

test('a density is one on the whole, over reals and choices', () => {
  const space: Space = {
    parameters: [
      { name: 'x', domain: range(0, 1) },
      { name: 'kind', domain: choice('a', 'b', 'c') },
      { name: 'y', domain: range(0, 1), when: { kind: ['a'] } },
    ],
    constraints: [],
  };
  const layout = new Layout(space);
  const places = [
    [0.1, 0.5 / 3, 0.9],
    [0.4, 1.5 / 3, Number.NaN],
  ].map((units) => Float64Array.from(units));
  const density = new Density(layout, places, { deviations: [0.1, 1, 0.3], spread: 0.5, prior: 0.7 });
  let whole = 0;
  for (let i = 0; i < 50; i++)
    for (let kind = 0; kind < 3; kind++)
      for (let j = 0; j < 50; j++)
        whole += Math.exp(density.logAt(Float64Array.of((i + 0.5) / 50, (kind + 0.5) / 3, (j + 0.5) / 50)));
  expect(whole / 7500).toBeCloseTo(1, 3);

  // What is drawn is distributed as the density says: the share with x < 0.25 and kind a.
  const stream = new RandomStream(randomKey(1, 'preview'));
  let drawn = 0;
  for (let i = 0; i < 4000; i++) {
    const point = density.draw(layout, stream);
    if (Number(point?.x) < 0.25 && point?.kind === 'a') drawn++;
  }
  let expected = 0;
  for (let i = 0; i < 200; i++)
    expected += Math.exp(density.logAt(Float64Array.of((i + 0.5) / 800, 0.5 / 3, Number.NaN))) / 800 / 3;
  expect(Math.abs(drawn / 4000 - expected)).toBeLessThan(4 * Math.sqrt(expected / 4000));
});
