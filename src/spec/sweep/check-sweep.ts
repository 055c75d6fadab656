/** The sweep section: every parameter leads to a value that there is, and every value would be valid there. */
import type { Failure, Outcome } from '../../util/outcome.js';
import type { Tell } from '../check.js';
import type { Problem } from '../known-keys.js';
import type { Spec, Sweep } from '../spec-types.generated.js';
import type { Tree } from '../tree.js';
import type { Change } from '../vary.js';
import { checkDomain } from './check-domain.js';
import { isInside, strayingAt } from './check-path.js';
import { checkWhen, exclude, labelOf } from './check-when.js';
import { candidatesOf, changesOf, contextsOf, pathsOf, placesOf } from './contexts.js';
import { isListed, rangeOf } from './range.js';

export interface SweepChecks {
  readonly tell: Tell;
  /** Reports what is wrong where the value at `from` is in its place; `label` names it: `lr = 0.1`. */
  readonly add: (failure: Failure, from: string, label: string) => void;
  /** The spec with changes, in canonical form; or what is wrong with it. */
  readonly vary: (changes: readonly Change[]) => Outcome<Tree, readonly Failure[]>;
  /**
   * Whether the sweep is about to be made. The section may come from a spec that this one extends; while nobody sweeps, it
   * need not fit what this one says elsewhere.
   */
  readonly isWanted: boolean;
  /** Whether its values need not be tried. */
  readonly isIgnored: boolean;
}

/** @param spec the canonical spec, its sweep section included. */
export function checkSweep(spec: Spec, checks: SweepChecks): void {
  const { sweep } = spec;
  if (sweep === undefined) return;
  const { tell } = checks;
  let sound = true;
  const refuse: Tell = (path, problem) => {
    sound = false;
    tell(path, problem);
  };
  for (const name of Object.keys(sweep.parameters)) {
    checkPlace(name, sweep, refuse);
    checkDomain(name, sweep, refuse);
    checkWhen(name, sweep, refuse);
  }
  if (checks.isWanted && Object.keys(sweep.parameters).length === 0 && sweep.repeats === 1) {
    refuse('sweep.parameters', {
      message: 'there is nothing to vary',
      advice: 'add a parameter, or "repeats: 3" for the spec as it is with three seeds',
    });
  }
  checkStrategy(spec, sweep, checks.isWanted, refuse);
  // Values are tried together with those of other parameters, which therefore must be in order.
  if (!sound || checks.isIgnored) return;
  for (const name of Object.keys(sweep.parameters)) checkValues(name, sweep, checks);
}

/** No two parameters vary the same value in one trial. */
function checkPlace(name: string, { parameters }: Sweep, tell: Tell): void {
  const own = parameters[name];
  if (own === undefined) return;
  const places = placesOf(name, own);
  for (const [i, { path, at }] of places.entries()) {
    if (places.findIndex((one) => isInside(one.path, path) || isInside(path, one.path)) < i)
      tell(at, { message: `${name} varies ${path} twice`, advice: 'keep one' });
  }
  for (const [other, parameter] of Object.entries(parameters)) {
    if (other === name) return;
    if (exclude(own.when, parameter.when)) continue;
    for (const { path: ownPath, at } of places) {
      for (const path of pathsOf(parameter)) {
        if (path === ownPath) {
          tell(at, { message: `${name} and ${other} both vary ${path}`, advice: 'keep one' });
        } else if (isInside(path, ownPath)) {
          const message = `${name} replaces all of ${ownPath}, and with it what ${other} says`;
          tell(at, { message, advice: `declare ${name} before ${other}` });
        }
      }
    }
  }
}

function checkStrategy(spec: Spec, sweep: Sweep, isWanted: boolean, tell: Tell): void {
  const { strategy, trials, parameters, asha, objective } = sweep;
  const entries = Object.entries(parameters);
  if (strategy === 'grid') {
    for (const [name, parameter] of entries) {
      const range = rangeOf(parameter);
      if (range === undefined || range.integer || range.step !== null) continue;
      tell(`sweep.parameters.${name}.${range.key}`, {
        message: `a grid cannot try all numbers from ${range.low} to ${range.high}`,
        advice: 'list values, add a step, or choose strategy random',
      });
    }
  } else if (strategy !== null && trials === null) {
    tell('sweep.strategy', {
      message: `strategy ${strategy} needs a number of trials`,
      advice: 'add "trials: 20"',
    });
  }
  if (strategy === 'asha') {
    const swept = entries.find(([, { path }]) => isInside('train.epochs', path));
    if (swept !== undefined) {
      tell(`sweep.parameters.${swept[0]}.path`, {
        message: `asha chooses how many epochs a trial gets, so ${swept[1].path} cannot be swept`,
        advice: 'choose another strategy, or leave it out',
      });
    }
    const { epochs } = spec.train;
    const first = asha.minEpochs ?? Math.max(1, Math.round(epochs / asha.reduction ** 3));
    // The search joins a rung to the last one that is nearer to it than half a reduction.
    const least = Math.ceil(first * Math.sqrt(asha.reduction));
    if (isWanted && epochs < least) {
      tell('sweep.strategy', {
        message: `asha judges trials by their first ${first === 1 ? 'epoch' : `${first} epochs`}, and train.epochs is only ${epochs}`,
        advice: `train for at least ${least}, or choose strategy random`,
      });
    }
  }
  const lastSeed = spec.seed + sweep.repeats - 1;
  if (isWanted && lastSeed >= 2 ** 32) {
    tell('sweep.repeats', {
      message: `${sweep.repeats} seeds from ${spec.seed} on go beyond ${2 ** 32 - 1}`,
      advice: 'begin with a smaller seed',
    });
  }
  if (isWanted && spec.load.validation === 0) {
    tell('sweep.objective', {
      message: `the objective is ${objective}, but there is no validation split`,
      advice: 'hold images out with load.validation, as in "validation: 0.1"',
    });
  }
}

/** Puts each value where it would go, beside the values of others that it depends on, and hears what is said to it there. */
function checkValues(name: string, sweep: Sweep, { vary, tell, add, isWanted }: SweepChecks): void {
  const parameter = sweep.parameters[name];
  if (parameter === undefined) return;
  const told = new Set<string>();
  for (const context of contextsOf(name, sweep)) {
    const around = vary(context.changes);
    // What is wrong with the context alone is told where its own parameters are looked at.
    if (!around.ok) continue;
    for (const { path, at } of placesOf(name, parameter)) {
      const straying = isWanted || context.changes.length > 0 ? strayingAt(around.value, path) : undefined;
      if (straying === undefined) continue;
      tell(at, strayingProblem(name, path, straying, context.words));
      return;
    }
    for (const candidate of candidatesOf(name, sweep)) {
      const changed = vary([...context.changes, ...changesOf(parameter, candidate)]);
      const failure = changed.ok ? undefined : changed.failure[0];
      // One line for each value; and for a path that is not there, one line.
      const about = failure?.message.startsWith('no parameter ') ? 'path' : candidate.from;
      if (failure === undefined || told.has(about)) continue;
      told.add(about);
      add(failure, candidate.from, `${name} = ${labelOf(candidate.value)}`);
    }
  }
}

function strayingProblem(name: string, path: string, { message }: Problem, context: string): Problem {
  if (context === '')
    return { message: `there is no ${path}: ${message}`, advice: `give ${name} another path` };
  return {
    message: `where ${context}, there is no ${path}: ${message}`,
    advice: `say with "when" in which trials ${name} exists`,
  };
}

/** The strategy that a sweep comes down to, and its number of trials. */
export function strategyOf(sweep: Sweep): {
  readonly strategy: NonNullable<Sweep['strategy']>;
  readonly trials: number | null;
} {
  const { strategy, trials, parameters } = sweep;
  if (strategy !== null) return { strategy, trials };
  const isGrid = trials === null && Object.values(parameters).every(isListed);
  return isGrid ? { strategy: 'grid', trials } : { strategy: 'random', trials: trials ?? 20 };
}
