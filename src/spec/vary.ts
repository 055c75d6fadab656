/** A spec with other values at some of its paths: the specs of a sweep's trials. */
import { canonicalJson } from '../util/hash.js';
import type { JsonValue } from '../util/json.js';
import { type Failure, fail, type Outcome, succeed } from '../util/outcome.js';
import { canonicalTree } from './canonical.js';
import { checkMeaning } from './check.js';
import { setValue } from './set-value.js';
import type { Spec } from './spec-types.generated.js';
import { DEFAULT, follow, type MapTree, placeOf, plainValue, type Tree, treeOf } from './tree.js';
import { validateStructure } from './validate.js';

/** Another value for a path: what stood there is replaced whole, as by `--set`. */
export interface Change {
  readonly path: string;
  readonly value: JsonValue;
  /** Where the spec has the value, or the range that it was drawn from: `sweep.parameters.lr.values.0`. */
  readonly from: string;
}

/**
 * `merged` without its sweep and with the changes, in canonical form, as if they had been written in the file; all that
 * is wrong with it otherwise.
 *
 * @param whole the canonical spec with its sweep, to which `from` refers.
 */
export function varied(
  merged: Tree,
  whole: Tree,
  changes: readonly Change[],
): Outcome<{ readonly merged: Tree; readonly canonical: Tree }, readonly Failure[]> {
  let tree = withoutSweep(merged);
  for (const { path, value, from } of changes) {
    const located = locatedValue(whole, value, from);
    const changed = setValue(tree, path, located, located.origin);
    if (!changed.ok) return fail([noSuchPath(changed.failure, path, whole, from)]);
    tree = changed.value;
  }
  const malformed = validateStructure(tree);
  if (malformed.length > 0) return fail(malformed);
  const canonical = canonicalTree(tree);
  const meaningless = checkMeaning(plainValue(canonical) as unknown as Spec, canonical);
  return meaningless.length > 0 ? fail(meaningless) : succeed({ merged: tree, canonical });
}

/** The schema knows the path, but this spec does not have it: no such layer, for one. */
function noSuchPath(failure: Failure, path: string, whole: Tree, from: string): Failure {
  const at = [...from.split('.').slice(0, 3), 'path'];
  const place = placeOf(follow(whole, at).steps);
  return { ...failure, message: `no parameter ${path}: ${failure.message}`, place };
}

/** The value as it stands in the spec, so that each part of it keeps its place; else one that stands where it came from. */
function locatedValue(whole: Tree, value: JsonValue, from: string): Tree {
  const { steps } = follow(whole, from.split('.'));
  const found = steps.at(-1);
  if (found === undefined) return treeOf(value, DEFAULT);
  if (canonicalJson(plainValue(found.value)) === canonicalJson(value)) return found.value;
  const { origin } = found.value;
  return treeOf(value, origin.kind === 'default' ? (found.keyOrigin ?? origin) : origin);
}

export function withoutSweep(spec: Tree): Tree {
  if (spec.kind !== 'map') return spec;
  const others: MapTree['entries'] = new Map([...spec.entries].filter(([key]) => key !== 'sweep'));
  return { ...spec, entries: others };
}
