/** What to say to somebody who wrote a key that no spec has. */
import { either, quote } from './diagnostic.js';
import { mapBranch, rootSchema, type Schema } from './schema.js';
import { suggest } from './suggest.js';

/** A problem before it has a place. */
export interface Problem {
  readonly message: string;
  readonly advice?: string;
}

/** `key` is not one of the keys of `map`, which stands at `path` in the spec. */
export function unknownKey(map: Schema, path: string, key: string): Problem {
  const known = Object.keys(map.properties ?? {});
  const where = path === '' ? '' : ` in ${path}`;
  const message =
    map.noun === undefined ? `unknown key ${quote(key)}${where}` : `unknown ${map.noun} ${quote(key)}`;
  return { message, advice: adviceFor(map, path, key, known) };
}

function adviceFor(map: Schema, path: string, key: string, known: readonly string[]): string {
  const near = suggest(key, known);
  if (near !== undefined) return `did you mean ${quote(near)}?`;
  const elsewhere = pathsOf(key)[0];
  if (elsewhere !== undefined) return `did you mean ${elsewhere}?`;
  if (known.length === 0) return `${path.split('.').at(-1)} takes no options`;
  return map.noun === undefined ? `its keys are ${known.join(', ')}` : `write ${either(known)}`;
}

/** Where else in a spec `key` is known: the paths that do not lead through a list, the shortest first. */
export function pathsOf(key: string): readonly string[] {
  const found: string[] = [];
  let level: { readonly path: string; readonly map: Schema }[] = [{ path: '', map: rootSchema }];
  while (level.length > 0) {
    const next: typeof level = [];
    for (const { path, map } of level) {
      for (const [name, inner] of Object.entries(map.properties ?? {})) {
        const at = path === '' ? name : `${path}.${name}`;
        if (name === key) found.push(at);
        const innerMap = mapBranch(inner);
        if (innerMap !== undefined) next.push({ path: at, map: innerMap });
      }
    }
    level = next;
  }
  return found;
}

/** `word` is not one of the values that an enumeration has. */
export function unknownWord(noun: string, word: string, known: readonly string[]): Problem {
  const near = suggest(word, known);
  const advice = near === undefined ? `write ${either(known)}` : `did you mean ${quote(near)}?`;
  return { message: `unknown ${noun} ${quote(word)}`, advice };
}
