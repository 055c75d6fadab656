/** How a spec lies over the one that it extends. */
import { dereference, entrySchema, isChoice, mapBranch, rootSchema, type Schema } from './schema.js';
import type { MapEntry, MapTree, Tree } from './tree.js';

/**
 * `over` on top of `base`: maps are merged key by key, everything else (lists too) is replaced. Where a map says by its
 * one key what it is (`optimizer: { sgd: … }`), another key is another thing, and replaces it. A sweep's
 * parameters are one space, replaced whole.
 */
export function merge(base: Tree, over: Tree, schema: Schema = rootSchema): Tree {
  if (base.kind !== 'map' || over.kind !== 'map') return over;
  if (dereference(schema).replaced === true) return over;
  if (isChoice(schema) && !sameKeys(base, over)) return over;
  const map = mapBranch(schema);
  const entries = new Map<string, MapEntry>(base.entries);
  for (const [key, entry] of over.entries) {
    const below = base.entries.get(key);
    const inner = (map && entrySchema(map, key)) ?? {};
    entries.set(
      key,
      below === undefined ? entry : { ...entry, value: merge(below.value, entry.value, inner) },
    );
  }
  return { kind: 'map', entries, origin: over.origin };
}

function sameKeys(a: MapTree, b: MapTree): boolean {
  return a.entries.size === b.entries.size && [...a.entries.keys()].every((key) => b.entries.has(key));
}
