import type { JsonValue } from '../util/json.js';
import { exp, log } from '../util/portable-math.js';

/** What a parameter may be. `low` and `high` are both included; a log scale has 0 < low; a step counts from low. */
export type Domain =
  | { readonly kind: 'choice'; readonly values: readonly JsonValue[] }
  | {
      readonly kind: 'range';
      readonly low: number;
      readonly high: number;
      readonly scale: 'linear' | 'log';
      readonly integer: boolean;
      readonly step: number | null;
    };

/** A domain laid along [0, 1]: one cell of it for each value, or, where the values are without number, a point. */
export interface Axis {
  /** How many values; Infinity for a range of reals. */
  readonly size: number;
  /** Whether near values are alike: ranges, and choices that are all numbers. */
  readonly ordered: boolean;
  /** Value number `index` of a finite axis, in the order given (of a range: ascending). */
  value(index: number): JsonValue;
  /** The value in whose cell `unit` lies; uniform units give values uniform on the domain's scale. */
  valueAt(unit: number): JsonValue;
  /** The middle of the value's cell, in [0, 1]. */
  unitOf(value: JsonValue): number;
}

/** Lays a domain along [0, 1]. */
export function axisOf(domain: Domain): Axis {
  if (domain.kind === 'choice') return choiceAxis(domain.values);
  const { low, high, scale } = domain;
  if (!(low <= high) || (scale === 'log' && low <= 0)) throw new RangeError(`no range: ${low} to ${high}`);
  const step = domain.step ?? (domain.integer ? 1 : null);
  if (low === high) return steppedAxis(low, 1, 1, scale);
  if (step === null) return continuousAxis(low, high, scale);
  return steppedAxis(low, step, Math.floor((high - low) / step + 1e-9) + 1, scale);
}

/** Two values are the same where their keys are: JSON with sorted keys. */
export function keyOf(value: JsonValue): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (isList(value)) return `[${value.map(keyOf).join(',')}]`;
  const entries = Object.keys(value)
    .sort()
    .map((name) => `${JSON.stringify(name)}:${keyOf(value[name] ?? null)}`);
  return `{${entries.join(',')}}`;
}

function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}

/** Numbers lie in ascending order, everything else in the order given; all cells are equally wide. */
function choiceAxis(given: readonly JsonValue[]): Axis {
  const values = [...new Map(given.map((value) => [keyOf(value), value])).values()];
  const ordered = values.every((value) => typeof value === 'number');
  const laid = ordered ? [...values].sort((a, b) => Number(a) - Number(b)) : values;
  const places = new Map(laid.map((value, index) => [keyOf(value), index]));
  const at = (list: readonly JsonValue[], index: number): JsonValue =>
    list[Math.min(values.length - 1, Math.max(0, index))] ?? null;
  return {
    size: values.length,
    ordered,
    value: (index) => at(values, index),
    valueAt: (unit) => at(laid, Math.floor(unit * values.length)),
    unitOf: (value) => ((places.get(keyOf(value)) ?? 0) + 0.5) / values.length,
  };
}

/** low, low + step, …: a value's cell reaches half a step to either side. */
function steppedAxis(low: number, step: number, size: number, scale: 'linear' | 'log'): Axis {
  const [forth, back] = scales[scale];
  const decimals = Math.min(100, Math.max(decimalsOf(low), decimalsOf(step)));
  const value = (index: number): number => Number((low + index * step).toFixed(decimals)) + 0;
  const last = value(size - 1);
  // The outer halves of the first and the last cell mirror their inner halves: low − step / 2 may have no logarithm.
  const start = 2 * forth(low) - forth(low + step / 2);
  const end = size === 1 ? forth(low + step / 2) : 2 * forth(last) - forth(last - step / 2);
  return {
    size,
    ordered: true,
    value,
    valueAt(unit) {
      const index = Math.floor((back(start + unit * (end - start)) - low) / step + 0.5);
      return value(Math.min(size - 1, Math.max(0, index)));
    },
    unitOf: (of) => clip((forth(Number(of)) - start) / (end - start), 0, 1),
  };
}

/** Reals, rounded so that tables and command lines stay readable. */
function continuousAxis(low: number, high: number, scale: 'linear' | 'log'): Axis {
  const [forth, back] = scales[scale];
  const start = forth(low);
  const width = forth(high) - start;
  return {
    size: Number.POSITIVE_INFINITY,
    ordered: true,
    value: () => low,
    valueAt(unit) {
      const value = clip(back(start + unit * width), low, high);
      return clip(readable(value, high - low, scale), low, high);
    },
    unitOf: (value) => clip((forth(Number(value)) - start) / width, 0, 1),
  };
}

const same = (x: number): number => x;
const scales = { linear: [same, same], log: [log, exp] } as const;

/**
 * Four digits: of the range's width (3.14 in −5 … 10), and on a log scale of the value too (0.0001234). Number's own
 * conversions to decimals are exact by ECMAScript's definition, so nothing here depends on a machine.
 */
function readable(value: number, width: number, scale: 'linear' | 'log'): number {
  const ofWidth = exponentOf(width) + (isPowerOf10(width) ? 0 : 1) - 4;
  const decimals = -(scale === 'log' ? Math.min(ofWidth, exponentOf(value) - 3) : ofWidth);
  // The sum makes 0 of −0.
  if (decimals >= 0) return Number(value.toFixed(Math.min(100, decimals))) + 0;
  const digits = exponentOf(value) + 1 + decimals;
  return digits < 1 ? 0 : Number(value.toPrecision(Math.min(100, digits)));
}

function exponentOf(x: number): number {
  return x === 0 ? 0 : Number(x.toExponential().split('e')[1]);
}

function isPowerOf10(x: number): boolean {
  return x.toExponential().startsWith('1e');
}

/** How many decimals the shortest text of a number has. */
function decimalsOf(x: number): number {
  const [digits = '', exponent = '0'] = x.toExponential().split('e');
  return Math.max(0, digits.replace(/^-?\d\.?/, '').length - Number(exponent));
}

function clip(x: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, x));
}
