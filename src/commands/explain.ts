/** The values at a path of a spec, one line each, with where they come from. */

import type { ResolvedSpec } from '../spec/load-spec.js';
import { suggest } from '../spec/suggest.js';
import { originText } from '../spec/tree.js';
import type { JsonValue } from '../util/json.js';
import { fail, type Outcome, succeed } from '../util/outcome.js';

export interface ExplainedValue {
  readonly path: string;
  readonly value: JsonValue;
  readonly origin: string;
}

/** Explains a value, or every value below a section. */
export function explainValue(spec: ResolvedSpec, path: string): Outcome<ExplainedValue[]> {
  let value = spec.spec as unknown as JsonValue;
  const segments = path.split('.');
  for (const [i, segment] of segments.entries()) {
    const names = isContainer(value) ? Object.keys(value) : [];
    if (!names.includes(segment)) {
      // Keys of `report.paper` hold dots themselves.
      const rest = segments.slice(i).join('.');
      if (names.includes(rest))
        return explained(spec, path, (value as Record<string, JsonValue>)[rest] as JsonValue);
      const parent = segments.slice(0, i).join('.') || 'the spec';
      if (names.length === 0) {
        return fail({ kind: 'usage', message: `${parent} has no parts`, advice: `ask for ${parent} itself` });
      }
      const near = suggest(segment, names);
      const advice =
        near === undefined ? `there are: ${names.join(', ')}` : `did you mean ${JSON.stringify(near)}?`;
      return fail({ kind: 'usage', message: `there is no ${JSON.stringify(segment)} in ${parent}`, advice });
    }
    value = (value as Record<string, JsonValue>)[segment] as JsonValue;
  }
  return explained(spec, path, value);
}

function explained(spec: ResolvedSpec, path: string, value: JsonValue): Outcome<ExplainedValue[]> {
  return succeed([...leaves(spec, path, value)]);
}

function* leaves(spec: ResolvedSpec, path: string, value: JsonValue): Generator<ExplainedValue> {
  const isList = Array.isArray(value) && !value.some(isContainer);
  if (!isContainer(value) || isList || Object.keys(value).length === 0) {
    const origin = spec.origin(path);
    yield { path, value, origin: origin === undefined ? 'default' : originText(origin) };
    return;
  }
  for (const [key, inner] of Object.entries(value)) yield* leaves(spec, `${path}.${key}`, inner as JsonValue);
}

function isContainer(value: JsonValue): value is Exclude<JsonValue, null | boolean | number | string> {
  return typeof value === 'object' && value !== null;
}
