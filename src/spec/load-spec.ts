/** The way in: a spec's file (or text) and the command line's changes → one resolved spec, or all that is wrong with it. */
import { hashJson, type SpecHash } from '../util/hash.js';
import type { JsonObject } from '../util/json.js';
import { type Failure, fail, type Outcome, type Place, succeed } from '../util/outcome.js';
import { canonicalTree } from './canonical.js';
import { checkMeaning } from './check.js';
import { sortByPlace } from './diagnostic.js';
import { readMerged } from './extends.js';
import type { ReadFile } from './read-source.js';
import { renderResolved } from './render.js';
import { applySet, setValue } from './set-value.js';
import type { Spec } from './spec-types.generated.js';
import { follow, type Origin, placeOf, plainValue, type Tree, treeOf } from './tree.js';
import { validateStructure } from './validate.js';

export interface LoadSpecOptions {
  /** The spec's file, as the user typed it. */
  readonly path?: string;
  /** The spec's text, where it is in no file; `path` then only names it. */
  readonly text?: string;
  /** `path=value`, applied in order. */
  readonly sets?: readonly string[];
  /** Replaces the spec's seed. */
  readonly seed?: number;
  /** What relative paths start from; the process's own folder by default. */
  readonly cwd?: string;
  /** Reads a file by its absolute path; from the disk by default. */
  readonly readFile?: ReadFile;
}

/** A spec with every value known: checked, in canonical form, defaults filled in. */
export interface ResolvedSpec {
  readonly spec: Spec;
  /**
   * SHA-256 of `spec` in canonical JSON without `description`, which says nothing to the computer, and `sweep`, which
   * is about other specs. Comments, the order of keys, shorthands and `extends` leave no trace in it.
   */
  readonly hash: SpecHash;
  /** Where a path like `build.layers.3.conv2d.kernelSize` stands: the nearest thing around it that somebody wrote. */
  locate(path: string): Place;
  /** Where the value at a path comes from; `undefined` when the spec has no such path. */
  origin(path: string): Origin | undefined;
  /** The spec as YAML, with the origin of each value; loading it gives the same hash. */
  readonly yaml: string;
}

/** Reads, merges, changes, checks and resolves a spec. Failures come in the order of the places they point at. */
export async function loadSpec(options: LoadSpecOptions): Promise<Outcome<ResolvedSpec, readonly Failure[]>> {
  const { path: name = 'spec.yaml', text, cwd = process.cwd(), readFile } = options;
  const merged = await readMerged({
    name,
    cwd,
    ...(text !== undefined && { text }),
    ...(readFile && { readFile }),
  });
  if (!merged.ok) return fail([merged.failure]);
  const changed = applyCommandLine(merged.value, options);
  if (!changed.ok) return changed;
  const malformed = validateStructure(changed.value);
  if (malformed.length > 0) return fail(sortByPlace(malformed, name));
  const tree = canonicalTree(changed.value);
  // The schema's validator has passed what the types, made from the same schema, describe.
  const spec = plainValue(tree) as unknown as Spec;
  const meaningless = checkMeaning(spec, tree);
  if (meaningless.length > 0) return fail(sortByPlace(meaningless, name));
  return succeed(resolved(spec, tree));
}

function applyCommandLine(
  merged: Tree,
  { sets = [], seed }: LoadSpecOptions,
): Outcome<Tree, readonly Failure[]> {
  const failures: Failure[] = [];
  let tree = merged;
  const apply = (changed: Outcome<Tree>): void => {
    if (changed.ok) tree = changed.value;
    else failures.push(changed.failure);
  };
  for (const assignment of sets) apply(applySet(tree, assignment));
  if (seed !== undefined) apply(setValue(tree, 'seed', treeOf(seed, { kind: 'seed' }), { kind: 'seed' }));
  return failures.length > 0 ? fail(failures) : succeed(tree);
}

function resolved(spec: Spec, tree: Tree): ResolvedSpec {
  const { description: _, sweep: __, ...hashed } = spec;
  return {
    spec,
    hash: hashJson(hashed as unknown as JsonObject) as string as SpecHash,
    locate: (path) => placeOf(follow(tree, path.split('.')).steps),
    origin: (path) => {
      const { steps, whole } = follow(tree, path.split('.'));
      const last = steps.at(-1);
      if (!whole || last === undefined) return undefined;
      return last.value.kind === 'scalar' ? last.value.origin : (last.keyOrigin ?? last.value.origin);
    },
    yaml: renderResolved(tree),
  };
}
