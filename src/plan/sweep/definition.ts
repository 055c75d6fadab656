/** A spec's sweep, ready to be searched: its space, how to search it, and what its trials are. */
import type { SweptParameter } from '../../report/sweep-record.js';
import type { ResolvedSpec } from '../../spec/load-spec.js';
import type { Sweep, SweepParameter } from '../../spec/spec-types.generated.js';
import { strategyOf } from '../../spec/sweep/check-sweep.js';
import { listOf, matching } from '../../spec/sweep/check-when.js';
import { changesOf, placeOf } from '../../spec/sweep/contexts.js';
import { rangeOf } from '../../spec/sweep/range.js';
import type { Constraint } from '../../sweep/constraint.js';
import { countGrid } from '../../sweep/grid.js';
import type { Domain, Parameter, Point, Space } from '../../sweep/space.js';
import type { SearchOptions } from '../../sweep/strategy.js';
import { hashJson } from '../../util/hash.js';
import type { JsonObject, JsonValue } from '../../util/json.js';
import { type Failure, fail, type Outcome, succeed } from '../../util/outcome.js';
import { checkSpec } from '../check-spec.js';
import { checkConstraints } from './check-constraints.js';
import { checkShapes } from './check-shapes.js';

/** What `openSearch` wants to know for successive halving. */
interface HalvingOptions {
  readonly reduction?: number;
  readonly minEpochs?: number;
  readonly proposals?: 'random' | 'tpe';
}

export interface SweepDefinition {
  /** The spec that trials differ from. */
  readonly base: ResolvedSpec;
  readonly space: Space;
  /** What a report says of the parameters, in the same order. */
  readonly parameters: readonly SweptParameter[];
  /** For `openSearch`. */
  readonly search: SearchOptions & HalvingOptions;
  readonly objective: Sweep['objective'];
  /** A trial for each of them. */
  readonly seeds: readonly number[];
  /** No trial begins after so many epochs. */
  readonly maxEpochs: number | null;
  /** SHA-256 of all that decides which trials there are, in which order, and how they end. */
  readonly hash: string;
}

/** More trials than this are not begun unasked. */
export const MOST_TRIALS = 1000;

/** Reads the sweep of a spec, and checks what the spec's own checks could not: constraints, and shapes with every value. */
export function sweepDefinition(base: ResolvedSpec): Outcome<SweepDefinition, readonly Failure[]> {
  const { sweep } = base.spec;
  if (sweep === undefined) throw new Error('a sweep of a spec that has none');
  const constraints = checkConstraints(base, sweep);
  const failures = [...(constraints.ok ? [] : constraints.failure), ...checkShapes(base, sweep)];
  if (!constraints.ok || failures.length > 0) return fail(failures);
  const space = spaceOf(sweep, constraints.value);
  const { objective, repeats, maxEpochs } = sweep;
  const seeds = Array.from({ length: repeats }, (_, i) => base.spec.seed + i);
  const search = searchOf(base, sweep);
  const { window, ...others } = search;
  const record = {
    spec: base.hash,
    parameters: space.parameters.map(({ name, ...parameter }) => ({
      name,
      path: sweep.parameters[name]?.path ?? '',
      ...(sweep.parameters[name]?.also && { also: sweep.parameters[name].also }),
      ...parameter,
    })),
    constraints: space.constraints.map(({ text }) => text),
    search: others,
    // Grid and random take no notice of results.
    window: search.strategy === 'tpe' || search.strategy === 'asha' ? window : null,
    objective,
    repeats,
    maxEpochs,
  };
  return succeed({
    base,
    space,
    parameters: space.parameters.map(({ name, domain }) => ({
      name,
      path: sweep.parameters[name]?.path ?? '',
      ...scaleOf(domain, sweep.parameters[name]?.names),
    })),
    search,
    objective,
    seeds,
    maxEpochs,
    hash: hashJson(record as unknown as JsonObject),
  });
}

/** How many configurations there are, counted without making them; at least so many where it is not exact. */
export function countConfigurations({ space, search }: SweepDefinition): {
  readonly count: number;
  readonly exact: boolean;
} {
  const { trials, strategy } = search;
  const grid = countGrid(space);
  if (trials === null) return grid;
  if (strategy === 'grid' || grid.exact) return { count: Math.min(trials, grid.count), exact: grid.exact };
  return { count: trials, exact: true };
}

/** How many trials there are: configurations times seeds. */
export function countTrials(definition: SweepDefinition): {
  readonly count: number;
  readonly exact: boolean;
} {
  const { count, exact } = countConfigurations(definition);
  return { count: count * definition.seeds.length, exact };
}

/** The spec of a trial: the base with the point's values and the seed, as a person would have written it. */
export function trialSpec(
  { base, parameters }: SweepDefinition,
  point: Point,
  seed: number,
): Outcome<ResolvedSpec, Failure> {
  const { sweep } = base.spec;
  if (sweep === undefined) throw new Error('a trial of a spec that has no sweep');
  const changes = parameters.flatMap(({ name }) => {
    const [value, parameter] = [point[name], sweep.parameters[name]];
    if (value === undefined || parameter === undefined) return [];
    return changesOf(parameter, { value, from: placeOf(name, value, sweep) });
  });
  const seeded = seed === base.spec.seed ? [] : [{ path: 'seed', value: seed, from: 'sweep.repeats' }];
  const spec = base.vary([...changes, ...seeded]);
  if (!spec.ok) {
    const [first] = spec.failure;
    if (first === undefined) throw new Error('a trial was refused without a reason');
    return fail(first);
  }
  const model = checkSpec(spec.value);
  return model.ok ? succeed(spec.value) : model;
}

function spaceOf({ parameters }: Sweep, constraints: readonly Constraint[]): Space {
  return {
    parameters: Object.entries(parameters).map(([name, parameter]): Parameter => {
      const when = Object.entries(parameter.when ?? {}).map(([other, wanted]) => {
        const target = parameters[other];
        const values = target === undefined ? [] : listOf(wanted).flatMap((one) => matching(target, one));
        return [other, values] as const;
      });
      const domain = domainOf(parameter);
      return when.length === 0 ? { name, domain } : { name, domain, when: Object.fromEntries(when) };
    }),
    constraints,
  };
}

function domainOf(parameter: SweepParameter): Domain {
  const range = rangeOf(parameter);
  if (range === undefined)
    return { kind: 'choice', values: (parameter.values ?? []) as readonly JsonValue[] };
  const { low, high, scale, integer, step } = range;
  return { kind: 'range', low, high, scale, integer, step };
}

/** Numbers that were listed lie on a log scale where their steps are factors rather than sums: 0.1, 0.03, 0.01. */
function scaleOf(domain: Domain, names?: readonly string[]): Pick<SweptParameter, 'scale' | 'names'> {
  if (domain.kind === 'range') return { scale: domain.scale };
  if (names !== undefined)
    return {
      scale: 'choice',
      names: Object.fromEntries(domain.values.map((value, i) => [names[i] ?? '', value])),
    };
  const numbers = domain.values.filter((value) => typeof value === 'number').sort((a, b) => a - b);
  if (numbers.length < domain.values.length) return { scale: 'choice' };
  const [least = 0] = numbers;
  const most = numbers.at(-1) ?? 0;
  return { scale: least > 0 && most / least >= 10 ? 'log' : 'linear' };
}

function searchOf({ spec }: ResolvedSpec, sweep: Sweep): SearchOptions & HalvingOptions {
  const { strategy, trials } = strategyOf(sweep);
  const { minEpochs, ...halving } = sweep.asha;
  return {
    strategy,
    trials,
    seed: spec.seed,
    window: sweep.parallel,
    epochs: spec.train.epochs,
    ...(strategy === 'asha' && { ...halving, ...(minEpochs !== null && { minEpochs }) }),
  };
}
