/** Values of a sweep's parameters by the names that its spec gives them. */
import { canonicalJson } from '../util/hash.js';
import type { JsonValue } from '../util/json.js';
import type { SweepRecord, SweptParameter } from './sweep-record.js';

type Setting = Readonly<Record<string, JsonValue>>;

/** A configuration in the names of its values, where they have some. */
export function withNames(parameters: readonly SweptParameter[], setting: Setting): Setting {
  const named: Record<string, JsonValue> = { ...setting };
  for (const { name: parameter, names } of parameters) {
    const value = setting[parameter];
    if (names === undefined || value === undefined) continue;
    const text = canonicalJson(value);
    named[parameter] =
      Object.keys(names).find((name) => canonicalJson(names[name] ?? null) === text) ?? value;
  }
  return named;
}

/** A sweep's record as people read it. */
export function namedRecord(record: SweepRecord): SweepRecord {
  const { parameters, trials } = record;
  if (parameters.every(({ names }) => names === undefined)) return record;
  return {
    ...record,
    trials: trials.map((trial) => ({ ...trial, parameters: withNames(parameters, trial.parameters) })),
  };
}
