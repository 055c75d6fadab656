/** `when`: a parameter that only some trials have. */
import { canonicalJson } from '../../util/hash.js';
import type { JsonObject, JsonValue } from '../../util/json.js';
import type { Tell } from '../check.js';
import { either, quote } from '../diagnostic.js';
import type { Sweep, SweepParameter } from '../spec-types.generated.js';
import { suggest } from '../suggest.js';
import { rangeOf } from './range.js';

export function checkWhen(name: string, { parameters }: Sweep, tell: Tell): void {
  const names = Object.keys(parameters);
  const earlier = names.slice(0, names.indexOf(name));
  for (const [other, wanted] of Object.entries(parameters[name]?.when ?? {})) {
    const at = `sweep.parameters.${name}.when.${other}`;
    const parameter = parameters[other];
    if (parameter === undefined || other === name) {
      const near = suggest(other, earlier);
      const advice =
        near !== undefined
          ? `did you mean ${quote(near)}?`
          : earlier.length > 0
            ? `the parameters before ${name} are ${earlier.join(', ')}`
            : `no parameter comes before ${name}`;
      tell(at, { message: `${name} depends on ${quote(other)}, which the sweep does not vary`, advice });
    } else if (!earlier.includes(other)) {
      tell(at, {
        message: `${name} depends on ${other}, which comes after it`,
        advice: `declare ${other} first`,
      });
    } else {
      if (listOf(wanted).length === 0)
        tell(at, { message: `${name} would never exist: no value of ${other} is named` });
      for (const value of listOf(wanted)) {
        if (matching(parameter, value).length > 0) continue;
        const message = `${other} never is ${canonicalJson(value)}`;
        tell(at, { message, advice: `it is ${domainInWords(parameter)}` });
      }
    }
  }
}

/** The values of `when` as a list; a list stands for its items. */
export function listOf(wanted: unknown): readonly JsonValue[] {
  return (Array.isArray(wanted) ? wanted : [wanted]) as readonly JsonValue[];
}

/** The values of a parameter that a value of `when` stands for: itself, one by its name, and choices such as `{ sgd: … }` by their key. */
export function matching(parameter: SweepParameter, wanted: JsonValue): readonly JsonValue[] {
  const range = rangeOf(parameter);
  if (range !== undefined) return isIn(wanted, range) ? [wanted] : [];
  const text = canonicalJson(wanted);
  return ((parameter.values ?? []) as readonly JsonValue[]).filter(
    (value, i) =>
      canonicalJson(value) === text ||
      parameter.names?.[i] === wanted ||
      (isMap(value) && Object.keys(value).join() === wanted),
  );
}

/** Whether no trial has both of two parameters with these conditions. */
export function exclude(a: SweepParameter['when'], b: SweepParameter['when']): boolean {
  if (a === undefined || b === undefined) return false;
  return Object.keys(a).some((name) => {
    if (!Object.hasOwn(b, name)) return false;
    const others = new Set(listOf(b[name]).map(canonicalJson));
    return !listOf(a[name]).some((value) => others.has(canonicalJson(value)));
  });
}

function isIn(value: JsonValue, range: NonNullable<ReturnType<typeof rangeOf>>): boolean {
  const { low, high, step, integer } = range;
  if (typeof value !== 'number' || value < low || value > high) return false;
  const grain = step ?? (integer ? 1 : null);
  if (grain === null) return true;
  const steps = (value - low) / grain;
  return Math.abs(steps - Math.round(steps)) < 1e-9;
}

function domainInWords(parameter: SweepParameter): string {
  const range = rangeOf(parameter);
  if (range !== undefined) return `from ${range.low} to ${range.high}`;
  const values = (parameter.names ?? parameter.values ?? []) as readonly JsonValue[];
  return either(values.slice(0, 8).map(labelOf));
}

/** A value in few letters: a choice by its key. */
export function labelOf(value: JsonValue): string {
  if (isMap(value)) {
    const keys = Object.keys(value);
    if (keys.length === 1) return keys.join();
  }
  const text = typeof value === 'string' ? value : canonicalJson(value);
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}

function isMap(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
