/** Why a stage would run again: what its key record says now, against what it said in the last run. */
import type { JsonObject, JsonValue } from '../util/json.js';

export interface Difference {
  /** `parameters.optimizer.learningRate` */
  readonly path: string;
  readonly before: JsonValue | undefined;
  readonly now: JsonValue | undefined;
}

/** The leaves in which two records differ, in the order of the keys. */
export function differences(before: JsonObject, now: JsonObject): Difference[] {
  const found: Difference[] = [];
  compare('', before, now, found);
  return found;
}

function compare(
  path: string,
  before: JsonValue | undefined,
  now: JsonValue | undefined,
  found: Difference[],
): void {
  if (isContainer(before) && isContainer(now)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(now)])].sort();
    for (const key of keys) {
      const deeper = path === '' ? key : `${path}.${key}`;
      compare(deeper, (before as JsonObject)[key], (now as JsonObject)[key], found);
    }
  } else if (JSON.stringify(before) !== JSON.stringify(now)) {
    found.push({ path, before, now });
  }
}

function isContainer(value: JsonValue | undefined): value is JsonObject | readonly JsonValue[] {
  return typeof value === 'object' && value !== null;
}
