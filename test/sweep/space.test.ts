import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { axisOf, keyOf } from '#src/sweep/axis.js';
import { continuousParameters, countGrid, gridPoints } from '#src/sweep/grid.js';
import { pointKey, type Space } from '#src/sweep/space.js';
import { openSearch } from '#src/sweep/strategy.js';
import { choice, constraint, finite, mixed, range } from './spaces.js';

const options = { seed: 1, window: 4, epochs: 9, trials: null };

function randomPoints(space: Space, trials: number, seed = 1) {
  const { jobs } = openSearch(space, { ...options, strategy: 'random', trials, seed }).jobs([]);
  return jobs.map(({ point }) => point);
}

describe('axes', () => {
  test('a step counts from the lower bound, without the noise of binary fractions', () => {
    const axis = axisOf(range(0.1, 0.75, { step: 0.1 }));
    const values = Array.from({ length: axis.size }, (_, index) => axis.value(index));
    expect(values).toEqual([0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7]);
  });

  test.each([
    ['integers', range(-2, 3, { integer: true })],
    ['steps', range(0, 1, { step: 0.125 })],
    ['integers on a log scale', range(1, 300, { integer: true, scale: 'log' })],
    ['wide steps on a log scale', range(1, 100, { step: 33, scale: 'log' })],
    ['one value', range(5, 5)],
    ['numbers to choose from', choice(64, 16, 32, 16)],
    ['names', choice('a', 'b', { a: [1, null], b: true })],
  ])('%s: a value lies in the middle of its own cell', (_, domain) => {
    const axis = axisOf(domain);
    for (let index = 0; index < axis.size; index++)
      expect(axis.valueAt(axis.unitOf(axis.value(index)))).toEqual(axis.value(index));
    expect(axis.valueAt(0)).toEqual(axis.ordered ? axis.value(axis.value(0) === 64 ? 1 : 0) : 'a');
  });

  test('reals are within bounds and have few digits', () => {
    const bounds = fc.tuple(
      fc.double({ min: -1e4, max: 1e4, noNaN: true }),
      fc.double({ min: 1e-6, max: 1e4, noNaN: true }),
    );
    fc.assert(
      fc.property(
        bounds,
        fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
        ([low, width], unit) => {
          const high = low + width;
          fc.pre(high > low);
          const value = Number(axisOf(range(low, high)).valueAt(unit));
          expect(value).toBeGreaterThanOrEqual(low);
          expect(value).toBeLessThanOrEqual(high);
          // Half a digit of rounding.
          expect(Math.abs(value - (low + unit * (high - low)))).toBeLessThanOrEqual(width * 0.0006);
        },
      ),
    );
    expect(axisOf(range(1e-5, 1, { scale: 'log' })).valueAt(0.25)).toBe(0.0001778);
    expect(axisOf(range(0, 0.95)).valueAt(1 / 3)).toBe(0.3167);
    expect(axisOf(range(-1, 1)).valueAt(0.5 - 1e-9)).toBe(0);
    expect(axisOf(range(0, 1e7)).valueAt(0.123456789)).toBe(1_235_000);
  });

  test('equal values have equal keys', () => {
    expect(keyOf({ b: [1, { d: 1, c: 2 }], a: null })).toBe(keyOf({ a: null, b: [1, { c: 2, d: 1 }] }));
    expect(keyOf('1')).not.toBe(keyOf(1));
  });
});

describe('grids', () => {
  test('the last parameter changes fastest; conditions and constraints hold', () => {
    expect([...gridPoints(finite)]).toEqual([
      { optimizer: 'sgd', momentum: 0, units: 32 },
      { optimizer: 'sgd', momentum: 0, units: 16 },
      { optimizer: 'sgd', momentum: 0.45, units: 32 },
      { optimizer: 'sgd', momentum: 0.45, units: 16 },
      { optimizer: 'sgd', momentum: 0.9, units: 16 },
      { optimizer: 'adam', beta: 1, units: 32 },
      { optimizer: 'adam', beta: 1, units: 16 },
      { optimizer: 'adam', beta: 2, units: 32 },
      { optimizer: 'adam', beta: 2, units: 16 },
    ]);
  });

  test('a search has all of it from the start, or as many as are asked for', () => {
    const all = openSearch(finite, { ...options, strategy: 'grid' }).jobs([]);
    expect(all.done).toBe(true);
    expect(all.jobs.map(({ number, trial, epochs }) => [number, trial, epochs])).toEqual(
      Array.from({ length: 9 }, (_, index) => [index, index, null]),
    );
    const some = openSearch(finite, { ...options, strategy: 'grid', trials: 4 }).jobs([]);
    expect(some.jobs).toEqual(all.jobs.slice(0, 4));
  });

  test('a value that is written twice is tried once', () => {
    const domain = choice({ a: 1, b: 2 }, 'x', { b: 2, a: 1 });
    expect([...gridPoints({ parameters: [{ name: 'p', domain }], constraints: [] })]).toHaveLength(2);
  });

  test('the count is that of the points', () => {
    const name = fc.constantFrom('p0', 'p1', 'p2', 'p3');
    const sized = fc.integer({ min: 1, max: 4 });
    const when = fc.option(fc.tuple(fc.nat(3), fc.uniqueArray(fc.nat(3), { minLength: 1 })));
    const drawn = fc.array(fc.tuple(sized, when), { minLength: 1, maxLength: 4 });
    const rules = fc.array(fc.tuple(name, fc.constantFrom('<', '!=', '>='), name), { maxLength: 2 });
    fc.assert(
      fc.property(drawn, rules, (parameters, constraints) => {
        const space: Space = {
          parameters: parameters.map(([size, condition], index) => ({
            name: `p${index}`,
            domain: choice(...Array.from({ length: size }, (_, value) => value)),
            ...(condition !== null &&
              condition[0] < index && { when: { [`p${condition[0]}`]: condition[1] } }),
          })),
          constraints: constraints.map((words) => constraint(words.join(' '))),
        };
        const points = [...gridPoints(space)];
        expect(countGrid(space)).toEqual({ count: points.length, exact: true });
        expect(new Set(points.map(pointKey)).size).toBe(points.length);
      }),
    );
  });

  test('a large grid is counted without going through it, or until a limit', () => {
    const sized = (size: number) => (name: string) => ({ name, domain: range(1, size, { integer: true }) });
    const parameters = [...['a', 'b'].map(sized(100)), ...['c', 'd'].map(sized(1e6))];
    expect(countGrid({ parameters, constraints: [] })).toEqual({ count: 1e16, exact: true });
    const constraints = [constraint('a < b')];
    expect(countGrid({ parameters, constraints })).toEqual({ count: 4950 * 1e12, exact: true });
    expect(countGrid({ parameters, constraints }, 1000)).toMatchObject({ exact: false });
  });

  test('reals are named', () => {
    expect(continuousParameters(mixed)).toEqual(['lr', 'momentum']);
    expect(countGrid(mixed)).toMatchObject({ count: Number.POSITIVE_INFINITY });
  });
});

describe('random points', () => {
  test('conditions and constraints hold, names are in order, no point comes twice', () => {
    const points = randomPoints(mixed, 300);
    expect(new Set(points.map(pointKey)).size).toBe(300);
    for (const point of points) {
      expect(Object.hasOwn(point, 'momentum')).toBe(point.optimizer === 'sgd');
      expect(Number(point.momentum ?? 0)).toBeLessThan(0.9);
      expect(point.optimizer === 'adam' && Number(point.units) > 128).toBe(false);
      const order = ['lr', 'optimizer', 'momentum', 'units', 'batch'];
      expect(Object.keys(point)).toEqual(order.filter((name) => Object.hasOwn(point, name)));
    }
  });

  test('a finite space is exhausted, each point once', () => {
    const { jobs, done } = openSearch(finite, { ...options, strategy: 'random', trials: 100 }).jobs([]);
    expect(done).toBe(true);
    expect(jobs.map(({ point }) => pointKey(point)).sort()).toEqual(
      [...gridPoints(finite)].map(pointKey).sort(),
    );
  });

  test('constraints that nothing meets end the search', () => {
    const none = { ...mixed, constraints: [constraint('units < 0')] };
    expect(openSearch(none, { ...options, strategy: 'random', trials: 5 }).jobs([])).toEqual({
      jobs: [],
      done: true,
    });
  });

  test('a log range is uniform in the logarithm, a choice in its values', () => {
    const points = randomPoints({ ...mixed, constraints: [] }, 3000, 7);
    const deciles = new Array(8).fill(0);
    for (const { lr } of points) deciles[Math.floor((Math.log10(Number(lr)) + 4) * 2)]++;
    // Pearson's χ² with 7 degrees of freedom exceeds 24.3 once in a thousand.
    expect(deciles.reduce((sum, n) => sum + (n - 375) ** 2 / 375, 0)).toBeLessThan(24.3);
    const kinds = [16, 32, 64].map((batch) => points.filter((point) => point.batch === batch).length);
    expect(kinds.reduce((sum, n) => sum + (n - 1000) ** 2 / 1000, 0)).toBeLessThan(13.8);
  });

  test('a parameter more does not change what the others get', () => {
    const more = { ...mixed, parameters: [...mixed.parameters, { name: 'seed', domain: range(0, 1) }] };
    const rates = (space: Space) => randomPoints({ ...space, constraints: [] }, 20).map(({ lr }) => lr);
    expect(rates(more)).toEqual(rates(mixed));
  });
});
