/** The way in: a spec's file (or text) and the command line's changes → one resolved spec, or all that is wrong with it. */
import { hashJson, type SpecHash } from '../util/hash.js';
import type { JsonObject } from '../util/json.js';
import { type Failure, fail, type Outcome, type Place, succeed } from '../util/outcome.js';
import { canonicalTree, valueAt } from './canonical.js';
import { checkMeaning } from './check.js';
import { sortByPlace } from './diagnostic.js';
import {
  ensembleHash,
  isEnsemble,
  loadMembers,
  membersOf,
  overFirstMember,
  partSets,
  renderEnsemble,
  withSharedSplits,
} from './ensemble.js';
import { readMerged } from './extends.js';
import type { ReadFile } from './read-source.js';
import { renderResolved } from './render.js';
import { applySet, setValue } from './set-value.js';
import type { Spec } from './spec-types.generated.js';
import {
  findStart,
  type ReadRun,
  type Start,
  type StartingRun,
  withLayersOf,
  withWeightsOf,
} from './starting-run.js';
import { applySweepFlags, type SweepFlags } from './sweep/apply.js';
import { checkSweep } from './sweep/check-sweep.js';
import { placedAt } from './sweep/place-value.js';
import { follow, type MapTree, type Origin, placeOf, plainValue, type Tree, treeOf } from './tree.js';
import { validateStructure } from './validate.js';
import { type Change, varied } from './vary.js';

export interface LoadSpecOptions {
  /** The spec's file, as the user typed it. */
  readonly path?: string;
  /** The spec's text, where it is in no file; `path` then only names it. */
  readonly text?: string;
  /** `path=value`, applied in order. */
  readonly sets?: readonly string[];
  /** Replaces the spec's seed. */
  readonly seed?: number;
  /** What the command line wants to sweep. */
  readonly sweep?: SweepFlags;
  /** Where nobody looks at the spec's sweep, its values are not tried: each costs as much as reading a spec. */
  readonly ignoresSweep?: boolean;
  /** What relative paths start from; the process's own folder by default. */
  readonly cwd?: string;
  /** Reads a file by its absolute path; from the disk by default. */
  readonly readFile?: ReadFile;
  /** Finds the run that `build.from` names; without it no spec can start from a run. */
  readonly readRun?: ReadRun;
}

/** A spec with every value known: checked, in canonical form, defaults filled in. */
export interface ResolvedSpec {
  readonly spec: Spec;
  /**
   * SHA-256 of `spec` in canonical JSON without `description`, which says nothing to the computer, and `sweep`, which
   * is about other specs. Comments, the order of keys, shorthands and `extends` leave no trace in it, nor does the name of
   * the run that it starts from: its weights do.
   */
  readonly hash: SpecHash;
  /** The run that `build.from` names. */
  readonly startingRun?: StartingRun;
  /** Of an ensemble: the specs of its members. The ensemble's own sections then lie over those of the first one. */
  readonly members?: readonly ResolvedSpec[];
  /** Where a path like `build.layers.3.conv2d.kernelSize` stands: the nearest thing around it that somebody wrote. */
  locate(path: string): Place;
  /** Where the value at a path comes from; `undefined` when the spec has no such path. */
  origin(path: string): Origin | undefined;
  /** What is wrong with a variant as the fault of the value at `from`, which `label` names (`lr = 0.1`): told where that is. */
  blame(failure: Failure, from: string, label: string): Failure;
  /**
   * The spec without its sweep and with other values, as if they had been written in the file: a trial's. Each value keeps
   * the place where the sweep has it.
   */
  vary(changes: readonly Change[]): Outcome<ResolvedSpec, readonly Failure[]>;
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
  if (isEnsemble(merged.value)) return loadEnsemble(merged.value, options);
  return complete(merged.value, options);
}

/** An ensemble lies over the first of its members, and each of them is a spec of its own. */
async function loadEnsemble(
  file: MapTree,
  options: LoadSpecOptions,
): Promise<Outcome<ResolvedSpec, readonly Failure[]>> {
  const { cwd = process.cwd(), readFile, seed, sweep, sets = [] } = options;
  const refused =
    sweep !== undefined
      ? { message: 'an ensemble cannot be swept', advice: 'sweep the spec of its members' }
      : seed !== undefined
        ? {
            message: 'an ensemble has no seed of its own',
            advice: 'give its members others with --set ensemble.seeds=[4,5,6]',
          }
        : undefined;
  if (refused !== undefined) return fail([{ kind: 'usage', ...refused }]);
  const parted = partSets(sets);
  const own = applyCommandLine(file, { sets: parted.own });
  if (own.failures.length > 0) return fail(own.failures);
  if (own.tree.kind !== 'map') throw new Error('the spec is no map any more');
  const references = membersOf(own.tree);
  if (!references.ok) return fail([references.failure]);
  const whole = await overFirstMember(own.tree, references.value, { cwd, ...(readFile && { readFile }) });
  if (!whole.ok) return fail([whole.failure]);
  const { text: _, seed: __, ...others } = options;
  return complete(whole.value, { ...options, sets: parted.members, ignoresSweep: true }, () =>
    loadMembers(references.value, ({ file: path, seed: own }) =>
      loadSpec({
        ...others,
        path,
        sets: parted.members,
        ignoresSweep: true,
        ...(own !== undefined && { seed: own }),
      }),
    ),
  );
}

/** A merged spec, changed, checked and resolved. */
async function complete(
  merged: MapTree,
  options: LoadSpecOptions,
  loadMembers?: () => Promise<Outcome<readonly ResolvedSpec[], readonly Failure[]>>,
): Promise<Outcome<ResolvedSpec, readonly Failure[]>> {
  const { path: name = 'spec.yaml', cwd = process.cwd(), readRun } = options;
  // The command line may name the run, and change layers that come from it: it is looked at before and after.
  const named = applyCommandLine(merged, options).tree;
  const start = await findStart(named, cwd, readRun);
  if (!start.ok) return fail(sortByPlace([...validateStructure(named), start.failure], name));
  const whole =
    start.value === undefined
      ? succeed(merged)
      : withLayersOf(start.value, merged, valueAt(named, ['load', 'dataset']));
  if (!whole.ok) return fail([whole.failure]);
  const changed = applyCommandLine(whole.value, options);
  if (changed.failures.length > 0) return fail(changed.failures);
  const malformed = validateStructure(changed.tree);
  if (malformed.length > 0) return fail(sortByPlace(malformed, name));
  const swept = withSweep(changed.tree, options.sweep);
  if (!swept.ok) return fail(sortByPlace(swept.failure, name));
  const tree = canonicalTree(swept.value);
  const wrong = [...meaningless(tree), ...wrongSweep(swept.value, tree, options)];
  if (wrong.length > 0) return fail(sortByPlace(wrong, name));
  if (loadMembers === undefined) return resolved({ merged: swept.value, canonical: tree }, start.value);
  const members = await loadMembers();
  if (!members.ok) return members;
  const scored = withSharedSplits(tree, members.value);
  return resolved({ merged: swept.value, canonical: scored }, start.value, members.value);
}

/** The spec with the command line's sweep in its section's place. */
function withSweep(spec: Tree, flags: SweepFlags | undefined): Outcome<Tree, readonly Failure[]> {
  if (flags === undefined) return succeed(spec);
  const changed = applySweepFlags(spec, canonicalTree(spec), flags);
  if (!changed.ok) return changed;
  const malformed = validateStructure(changed.value);
  return malformed.length > 0 ? fail(malformed) : changed;
}

function meaningless(canonical: Tree): readonly Failure[] {
  // The schema's validator has passed what the types, made from the same schema, describe.
  return checkMeaning(plainValue(canonical) as unknown as Spec, canonical);
}

function wrongSweep(
  merged: Tree,
  canonical: Tree,
  { sweep, ignoresSweep = false }: LoadSpecOptions,
): readonly Failure[] {
  const failures: Failure[] = [];
  const locate = (path: string): Place => placeOf(follow(canonical, path.split('.')).steps);
  checkSweep(plainValue(canonical) as unknown as Spec, {
    isWanted: sweep !== undefined,
    isIgnored: ignoresSweep,
    tell: (path, problem) => void failures.push({ kind: 'spec', ...problem, place: locate(path) }),
    add: (failure, from, label) => void failures.push(placedAt(failure, canonical, from, label)),
    vary(changes) {
      const changed = varied(merged, canonical, changes);
      return changed.ok ? succeed(changed.value.canonical) : changed;
    },
  });
  return failures;
}

/** The spec with all changes that can be made, and what is wrong with the others. */
function applyCommandLine(
  merged: Tree,
  { sets = [], seed }: LoadSpecOptions,
): { readonly tree: Tree; readonly failures: readonly Failure[] } {
  const failures: Failure[] = [];
  let tree = merged;
  const apply = (changed: Outcome<Tree>): void => {
    if (changed.ok) tree = changed.value;
    else failures.push(changed.failure);
  };
  for (const assignment of sets) apply(applySet(tree, assignment));
  if (seed !== undefined) apply(setValue(tree, 'seed', treeOf(seed, { kind: 'seed' }), { kind: 'seed' }));
  return { tree, failures };
}

/** @param trees the spec before and after its completion. */
function resolved(
  { merged, canonical }: { readonly merged: Tree; readonly canonical: Tree },
  start: Start | undefined,
  members?: readonly ResolvedSpec[],
): Outcome<ResolvedSpec, readonly Failure[]> {
  const started = start === undefined ? succeed(canonical) : withWeightsOf(start, canonical);
  if (!started.ok) return fail([started.failure]);
  const tree = started.value;
  const spec = plainValue(tree) as unknown as Spec;
  let yaml: string | undefined;
  return succeed({
    spec,
    hash: members === undefined ? hashOf(spec) : ensembleHash(spec, members),
    ...(members && { members }),
    ...(start && { startingRun: start.run }),
    locate: (path) => placeOf(follow(tree, path.split('.')).steps),
    origin: (path) => {
      const { steps, whole } = follow(tree, path.split('.'));
      const last = steps.at(-1);
      if (!whole || last === undefined) return undefined;
      return last.value.kind === 'scalar' ? last.value.origin : (last.keyOrigin ?? last.value.origin);
    },
    blame: (failure, from, label) => placedAt(failure, tree, from, label),
    vary(changes) {
      const changed = varied(merged, canonical, changes);
      return changed.ok ? resolved(changed.value, start) : changed;
    },
    // A sweep makes many specs, most of which nobody reads.
    get yaml() {
      yaml ??= members === undefined ? renderResolved(tree) : renderEnsemble(tree, members);
      return yaml;
    },
  });
}

function hashOf({ description: _, sweep: __, build, ...others }: Spec): SpecHash {
  const { weightsSha256 } = build.from ?? {};
  const hashed = {
    ...others,
    build: weightsSha256 === undefined ? build : { ...build, from: { weightsSha256 } },
  };
  return hashJson(hashed as unknown as JsonObject) as string as SpecHash;
}
