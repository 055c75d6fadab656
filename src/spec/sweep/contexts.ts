/** The single values of a sweep's parameters, each with the values of other parameters that it can only be tried with. */
import { canonicalJson } from '../../util/hash.js';
import type { JsonValue } from '../../util/json.js';
import type { Sweep, SweepParameter } from '../spec-types.generated.js';
import type { Change } from '../vary.js';
import { isInside } from './check-path.js';
import { labelOf, listOf, matching } from './check-when.js';
import { rangeOf } from './range.js';

/** A value that a parameter may have, and where the spec has it. */
export type Candidate = Pick<Change, 'value' | 'from'>;

/** Values of the parameters that another one depends on. */
export interface Context {
  readonly changes: readonly Change[];
  /** `optimizer is adam`; empty where there are none. */
  readonly words: string;
}

/** All places that a parameter varies. */
export function pathsOf({ path, also = [] }: SweepParameter): readonly string[] {
  return [path, ...also];
}

/** The same, each with where the spec names it. */
export function placesOf(
  name: string,
  parameter: SweepParameter,
): readonly { readonly path: string; readonly at: string }[] {
  const at = `sweep.parameters.${name}`;
  return pathsOf(parameter).map((path, i) => ({ path, at: i === 0 ? `${at}.path` : `${at}.also.${i - 1}` }));
}

/** The changes that give a parameter a value. */
export function changesOf(parameter: SweepParameter, candidate: Candidate): readonly Change[] {
  return pathsOf(parameter).map((path) => ({ path, ...candidate }));
}

/** The values of a parameter; of a range its ends. */
export function candidatesOf(name: string, { parameters }: Sweep): readonly Candidate[] {
  const parameter = parameters[name];
  if (parameter === undefined) return [];
  const at = `sweep.parameters.${name}`;
  const { key, values } = keyed(parameter);
  return values.map((value, i) => ({ value, from: `${at}.${key}.${i}` }));
}

function keyed(parameter: Sweep['parameters'][string]): {
  readonly key: string;
  readonly values: JsonValue[];
} {
  const range = rangeOf(parameter);
  if (range !== undefined) return { key: range.key, values: [range.low, range.high] };
  return { key: 'values', values: [...((parameter.values ?? []) as JsonValue[])] };
}

/**
 * What a parameter has to be tried with: each value that its `when` names, and each value of an earlier parameter that
 * replaces what its own path leads into. One of them changes at a time; the others have their first value.
 */
export function contextsOf(name: string, sweep: Sweep): readonly Context[] {
  const dimensions = dependenciesOf(name, sweep);
  const first = dimensions.flatMap(({ name: other, choices: [choice] }) =>
    choice === undefined ? [] : [[other, choice] as const],
  );
  const contexts = [new Map(first)];
  for (const { name: other, choices } of dimensions) {
    for (const choice of choices.slice(1)) contexts.push(new Map([...first, [other, choice]]));
  }
  return contexts.map((context) => contextOf(context, sweep));
}

interface Dependency {
  readonly name: string;
  readonly choices: readonly Candidate[];
}

/** In the order of the sweep; those that the dependencies themselves depend on are among them. */
function dependenciesOf(name: string, sweep: Sweep): readonly Dependency[] {
  const { parameters } = sweep;
  const names = Object.keys(parameters);
  const own = parameters[name];
  if (own === undefined) return [];
  const found = new Map<string, Dependency>();
  for (const [other, wanted] of Object.entries(own.when ?? {})) {
    const parameter = parameters[other];
    if (parameter === undefined) continue;
    const values = listOf(wanted).flatMap((value) => matching(parameter, value));
    found.set(other, {
      name: other,
      choices: values.map((value) => ({ value, from: placeOf(other, value, sweep) })),
    });
  }
  for (const other of names.slice(0, names.indexOf(name))) {
    const replaced = parameters[other];
    if (found.has(other) || replaced === undefined || !leadsInto(own, replaced)) continue;
    found.set(other, { name: other, choices: candidatesOf(other, sweep) });
  }
  for (const { name: other } of [...found.values()]) {
    for (const dependency of dependenciesOf(other, sweep)) {
      if (!found.has(dependency.name))
        found.set(dependency.name, { ...dependency, choices: dependency.choices.slice(0, 1) });
    }
  }
  return names.flatMap((other) => found.get(other) ?? []);
}

function leadsInto(own: SweepParameter, other: SweepParameter): boolean {
  return pathsOf(own).some((path) => pathsOf(other).some((outer) => isInside(path, outer)));
}

function contextOf(context: ReadonlyMap<string, Candidate>, { parameters }: Sweep): Context {
  const entries = Object.entries(parameters).flatMap(([name, parameter]) => {
    const candidate = context.get(name);
    return candidate === undefined ? [] : [{ name, parameter, candidate }];
  });
  return {
    changes: entries.flatMap(({ parameter, candidate }) => changesOf(parameter, candidate)),
    words: entries.map(({ name, candidate }) => `${name} is ${labelOf(candidate.value)}`).join(' and '),
  };
}

/** Where the spec has a value of a parameter: its place in the list, else the range. */
export function placeOf(name: string, value: JsonValue, { parameters }: Sweep): string {
  const parameter = parameters[name];
  const at = `sweep.parameters.${name}`;
  if (parameter === undefined) return at;
  const { key, values } = keyed(parameter);
  const text = canonicalJson(value);
  const index = values.findIndex((one) => canonicalJson(one) === text);
  return index < 0 ? `${at}.${key}` : `${at}.${key}.${index}`;
}
