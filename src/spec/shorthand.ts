/** The short ways of writing a value, written out. */
import { branchOf, type Schema } from './schema.js';
import type { MapEntry, Tree } from './tree.js';

/** `tree` in full, when its schema says that it is a shorthand; itself otherwise. All of it keeps the origin. */
export function expand(tree: Tree, schema: Schema): Tree {
  if (tree.kind !== 'scalar') return tree;
  const { value, origin } = tree;
  const number = (n: number): Tree => ({ kind: 'scalar', value: n, origin });
  const map = (key: string, inner: Tree): Tree => {
    const entry: MapEntry = { keyOrigin: origin, value: inner };
    return { kind: 'map', entries: new Map([[key, entry]]), origin };
  };
  const shorthand = branchOf(schema, tree)?.shorthand;
  switch (shorthand) {
    case undefined:
      return tree;
    // kernelSize: 3 → [3, 3]
    case 'pair':
      return { kind: 'list', items: [tree, tree], origin };
    // zoom: 0.1 → [0.9, 1.1]
    case 'plusMinus':
      return { kind: 'list', items: [number(1 - Number(value)), number(1 + Number(value))], origin };
    // thickness: 1 → [-1, 1]
    case 'around':
      return { kind: 'list', items: [number(0 - Number(value)), number(Number(value))], origin };
    // dropout: 0.5 → { rate: 0.5 }
    case 'rate':
    // elastic: 34 → { alpha: 34 }
    case 'alpha':
    // erasing: 0.5 → { probability: 0.5 }
    case 'probability':
    // from: baseline → { run: baseline }
    case 'run':
    // datasets: [usps] → [{ dataset: usps }]
    case 'dataset':
      return map(shorthand, tree);
    // flatten → { flatten: {} }
    case 'name':
      return map(String(value), { kind: 'map', entries: new Map(), origin });
  }
}
