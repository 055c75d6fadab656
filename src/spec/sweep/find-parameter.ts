/** Which value of a spec the word before `=` in `--sweep` means. */

import { fail, type Outcome, succeed } from '../../util/outcome.js';
import { either, quote } from '../diagnostic.js';
import type { Problem } from '../known-keys.js';
import { pathsOf } from '../known-keys.js';
import { suggest } from '../suggest.js';
import { plainValue, type Tree } from '../tree.js';

/** Sections that are no business of a sweep's. */
const OTHERS = ['name', 'description', 'seed', 'load', 'evaluate', 'report', 'sweep'];

/**
 * The path that `key` means: itself where it has dots or is one, else the one path of the spec that ends in it.
 *
 * @param spec canonical.
 * @param declared names of the parameters that the spec declares, for suggestions.
 */
export function findPath(key: string, spec: Tree, declared: readonly string[]): Outcome<string, Problem> {
  if (key.includes('.') || (spec.kind === 'map' && spec.entries.has(key))) return succeed(key);
  const all = spec.kind === 'map' ? [...spec.entries].filter(([name]) => !OTHERS.includes(name)) : [];
  const paths = all.flatMap(([name, { value }]) => pathsIn(value, name));
  const found = paths.filter((path) => lastOf(path) === key);
  const [only, ...others] = found;
  if (only !== undefined && others.length === 0) return succeed(only);
  if (only !== undefined) {
    const shown = found.length > 4 ? [...found.slice(0, 3), `${found.length - 3} more`] : found;
    return fail({
      message: `${quote(key)} is in more than one place: ${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`,
      advice: `name one: --sweep '${only}=…'`,
    });
  }
  // In a section that the spec leaves out, such as augment.
  const [possible] = pathsOf(key).filter((path) => !OTHERS.includes(path.split('.')[0] ?? ''));
  if (possible !== undefined) return succeed(possible);
  return fail({ message: `unknown parameter ${quote(key)}`, advice: adviceFor(key, declared, paths) });
}

function adviceFor(key: string, declared: readonly string[], paths: readonly string[]): string {
  const name = suggest(key, declared);
  if (name !== undefined) return `did you mean ${quote(name)}?`;
  const keys = [...new Set(paths.map(lastOf))].filter((word) => /^[A-Za-z]/.test(word));
  // lr is the learning rate.
  const meant = keys.find((word) => initialsOf(word) === key.toLowerCase()) ?? suggest(key, keys);
  if (meant === undefined) return 'name it by its path, as in train.batchSize';
  const where = paths.filter((path) => lastOf(path) === meant);
  return `did you mean ${either(where.slice(0, 3))}?`;
}

function initialsOf(word: string): string {
  return `${word.slice(0, 1)}${word.replace(/[^A-Z]/g, '')}`.toLowerCase();
}

function pathsIn(tree: Tree, path: string): readonly string[] {
  if (tree.kind === 'map') {
    return [path, ...[...tree.entries].flatMap(([key, { value }]) => pathsIn(value, `${path}.${key}`))];
  }
  if (
    tree.kind === 'list' &&
    typeof plainValue(tree) === 'object' &&
    tree.items.some(({ kind }) => kind !== 'scalar')
  ) {
    return [path, ...tree.items.flatMap((item, i) => pathsIn(item, `${path}.${i}`))];
  }
  return [path];
}

function lastOf(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1);
}
