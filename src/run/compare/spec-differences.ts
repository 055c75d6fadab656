/** In what several specs differ. */
import type { SpecDifference } from '../../report/compare/record.js';
import { canonicalJson } from '../../util/hash.js';
import type { JsonObject, JsonValue } from '../../util/json.js';

type Values = readonly (JsonValue | undefined)[];

/** What is said of a spec and of its results, and what is about other specs: none of it changes what is computed. */
const ASIDE = new Set(['name', 'description', 'sweep', 'report']);

/**
 * The values in which the specs differ, in the order of their paths. Of lists of different lengths what they begin and end
 * with in common is left out, so that one more layer is one difference.
 */
export function specDifferences(specs: readonly JsonObject[]): SpecDifference[] {
  const found: SpecDifference[] = [];
  for (const key of keysOf(specs)) {
    if (ASIDE.has(key)) continue;
    compare(
      key,
      specs.map((spec) => spec[key]),
      found,
    );
  }
  return found;
}

function compare(path: string, values: Values, found: SpecDifference[]): void {
  const [first, ...others] = values;
  if (others.every((value) => isSame(first, value))) return;
  if (values.every(isMap)) {
    for (const key of keysOf(values))
      compare(
        `${path}.${key}`,
        values.map((value) => value[key]),
        found,
      );
  } else if (values.every(Array.isArray)) compareLists(path, values, found);
  else found.push({ path, values });
}

function compareLists(path: string, lists: readonly (readonly JsonValue[])[], found: SpecDifference[]): void {
  const lengths = lists.map(({ length }) => length);
  const shortest = Math.min(...lengths);
  if (lengths.every((length) => length === shortest)) {
    for (let i = 0; i < shortest; i++)
      compare(
        `${path}.${i}`,
        lists.map((list) => list[i]),
        found,
      );
    return;
  }
  const agreeAt = (at: (list: readonly JsonValue[]) => JsonValue | undefined): boolean =>
    lists.every((list) => isSame(at(list), at(lists[0] ?? [])));
  let head = 0;
  while (head < shortest && agreeAt((list) => list[head])) head++;
  let tail = 0;
  while (tail < shortest - head && agreeAt((list) => list.at(-1 - tail))) tail++;
  const middles = lists.map((list) => list.slice(head, list.length - tail));
  const values = middles.map((middle) =>
    middle.length === 0 ? undefined : middle.length === 1 ? middle[0] : middle,
  );
  found.push({ path: `${path}.${head}${middles.some(({ length }) => length > 1) ? '…' : ''}`, values });
}

function keysOf(maps: readonly JsonObject[]): string[] {
  return [...new Set(maps.flatMap((map) => Object.keys(map)))];
}

function isSame(a: JsonValue | undefined, b: JsonValue | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return canonicalJson(a) === canonicalJson(b);
}

function isMap(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
