/** `ensemble`: a spec whose data, network and training are those of other specs, its members. */
import path from 'node:path';
import { hashJson, type SpecHash } from '../util/hash.js';
import type { JsonObject } from '../util/json.js';
import { type Failure, fail, type Outcome, succeed } from '../util/outcome.js';
import { valueAt } from './canonical.js';
import { describeValue } from './diagnostic.js';
import { readMerged, type SpecSource } from './extends.js';
import type { ResolvedSpec } from './load-spec.js';
import { merge } from './merge.js';
import { renderResolved } from './render.js';
import type { Spec } from './spec-types.generated.js';
import {
  DEFAULT,
  follow,
  type MapTree,
  type Origin,
  placeOfOrigin,
  plainValue,
  type Tree,
  treeOf,
} from './tree.js';

/** What an ensemble says of itself; all else is its members'. */
const OWN = ['name', 'description', 'evaluate', 'report', 'ensemble'];

/** A member as the ensemble names it. */
export interface MemberReference {
  readonly file: string;
  /** Where the spec names the file. */
  readonly origin: Origin;
  /** In the place of the file's own. */
  readonly seed?: number;
}

/** Whether a spec is an ensemble. */
export function isEnsemble(spec: MapTree): boolean {
  return spec.entries.has('ensemble');
}

/** The command line's `path=value`s that are about the ensemble itself, and those that are for all of its members. */
export function partSets(sets: readonly string[]): {
  readonly own: readonly string[];
  readonly members: readonly string[];
} {
  const isOwn = (set: string): boolean => OWN.includes(/^\s*([^.=\s]*)/.exec(set)?.[1] ?? '');
  return { own: sets.filter(isOwn), members: sets.filter((set) => !isOwn(set)) };
}

/** The members of a spec, each file with each seed. */
export function membersOf(spec: MapTree): Outcome<readonly MemberReference[]> {
  const of = follow(spec, ['ensemble', 'of']);
  const at = of.steps.at(-1)?.value ?? spec;
  if (!of.whole) return refuse(at.origin, 'missing key "of" in ensemble', 'add "of: base.yaml"');
  const seeds = valueAt(spec, ['ensemble', 'seeds']);
  const given: readonly unknown[] = Array.isArray(seeds) ? seeds : [undefined];
  const references: MemberReference[] = [];
  for (const item of at.kind === 'list' ? at.items : [at]) {
    if (item.kind !== 'scalar' || typeof item.value !== 'string' || item.value === '') {
      const found = describeValue(plainValue(item));
      return refuse(item.origin, `ensemble.of must be a file or a list of files, found ${found}`);
    }
    const folder = item.origin.kind === 'file' ? path.dirname(item.origin.file) : '.';
    const file = path.isAbsolute(item.value) ? item.value : path.join(folder, item.value);
    for (const seed of given)
      references.push({ file, origin: item.origin, ...(typeof seed === 'number' && { seed }) });
  }
  return succeed(references);
}

/** The ensemble's spec with the sections of its first member below its own. */
export async function overFirstMember(
  own: MapTree,
  [first]: readonly MemberReference[],
  source: Omit<SpecSource, 'name' | 'text'>,
): Promise<Outcome<MapTree>> {
  const foreign = [...own.entries].find(([key]) => !OWN.includes(key));
  if (foreign !== undefined) {
    const [key, { keyOrigin }] = foreign;
    return refuse(
      keyOrigin,
      `an ensemble has no ${key} of its own, its members have`,
      key === 'sweep'
        ? 'sweep the spec of its members'
        : `write it in their specs, or change it for all with --set ${key}`,
    );
  }
  if (first === undefined) return succeed(own);
  const base = await readMerged({ ...source, name: first.file });
  if (!base.ok)
    return base.failure.place === undefined
      ? fail({ ...base.failure, kind: 'spec', place: placeOfOrigin(first.origin) })
      : base;
  if (isEnsemble(base.value))
    return refuse(first.origin, `${first.file} is an ensemble itself`, 'name its members here');
  const entries = [...base.value.entries].filter(([key]) => !OWN.includes(key) && key !== 'sweep');
  const merged = merge({ ...base.value, entries: new Map(entries) }, own);
  return succeed(first.seed === undefined ? (merged as MapTree) : withSeed(merged as MapTree, first.seed));
}

function withSeed(spec: MapTree, seed: number): MapTree {
  const entry = { keyOrigin: DEFAULT, value: treeOf(seed, DEFAULT) };
  return { ...spec, entries: new Map([...spec.entries, ['seed', entry]]) };
}

/** The members, read as specs of their own. */
export async function loadMembers(
  references: readonly MemberReference[],
  load: (reference: MemberReference) => Promise<Outcome<ResolvedSpec, readonly Failure[]>>,
): Promise<Outcome<readonly ResolvedSpec[], readonly Failure[]>> {
  const members: ResolvedSpec[] = [];
  const places = new Map<string, MemberReference>();
  for (const reference of references) {
    const member = await load(reference);
    // A file that cannot be read is told where it is named.
    if (!member.ok)
      return fail(
        member.failure.map((failure) =>
          failure.place === undefined
            ? { ...failure, kind: 'spec', place: placeOfOrigin(reference.origin) }
            : failure,
        ),
      );
    const { hash, members: inner } = member.value;
    const problem =
      inner !== undefined
        ? (['is an ensemble itself', 'name its members here'] as const)
        : places.has(hash)
          ? (['is a member twice', 'give it seeds, or keep one of the two'] as const)
          : undefined;
    if (problem !== undefined) {
      const refused = refuse(reference.origin, `${reference.file} ${problem[0]}`, problem[1]);
      return fail([refused.failure]);
    }
    places.set(hash, reference);
    members.push(member.value);
  }
  const [only] = references;
  if (only !== undefined && references.length === 1) {
    const advice = 'name several files, or several seeds: "seeds: [1, 2, 3]"';
    return fail([refuse(only.origin, 'an ensemble of one member', advice).failure]);
  }
  return succeed(members);
}

/** Whether the members hold out the same images, so that a split is the same for all of them. */
export function shareSplits(members: readonly ResolvedSpec[]): boolean {
  const [first, ...others] = members.map(({ spec: { load, seed } }) => ({ held: load.validation, seed }));
  return others.every(({ held, seed }) => held === first?.held && (held === 0 || seed === first.seed));
}

/** By default an ensemble is scored on the splits that are the same for all of its members. */
export function withSharedSplits(spec: Tree, members: readonly ResolvedSpec[]): Tree {
  const splits = follow(spec, ['evaluate', 'splits']).steps.at(-1)?.value;
  if (splits?.origin.kind !== 'default' || shareSplits(members) || spec.kind !== 'map') return spec;
  const evaluate = spec.entries.get('evaluate');
  if (evaluate?.value.kind !== 'map') return spec;
  const entries = new Map([
    ...evaluate.value.entries,
    ['splits', { keyOrigin: DEFAULT, value: treeOf(['test'], DEFAULT) }] as const,
  ]);
  return {
    ...spec,
    entries: new Map([...spec.entries, ['evaluate', { ...evaluate, value: { ...evaluate.value, entries } }]]),
  };
}

/** An ensemble is what its members are and what is scored and reported of it, wherever their files lie. */
export function ensembleHash({ name, evaluate, report }: Spec, members: readonly ResolvedSpec[]): SpecHash {
  const hashed = { name, evaluate, report, members: members.map(({ hash }) => hash) };
  return hashJson(hashed as unknown as JsonObject) as string as SpecHash;
}

/** The file of a member beside the ensemble's resolved spec. */
export function memberFile(index: number): string {
  return `members/${index + 1}.yaml`;
}

/** The resolved spec, which finds its members beside it. */
export function renderEnsemble(tree: Tree, members: readonly ResolvedSpec[]): string {
  if (tree.kind !== 'map') return renderResolved(tree);
  const origin = follow(tree, ['ensemble', 'of']).steps.at(-1)?.value.origin ?? DEFAULT;
  const of = treeOf(
    members.map((_, i) => memberFile(i)),
    origin,
  );
  const ensemble: MapTree = {
    kind: 'map',
    origin,
    entries: new Map([['of', { keyOrigin: origin, value: of }]]),
  };
  const entries = [...tree.entries]
    .filter(([key]) => OWN.includes(key))
    .map(([key, entry]) => [key, key === 'ensemble' ? { ...entry, value: ensemble } : entry] as const);
  return renderResolved({ ...tree, entries: new Map(entries) });
}

function refuse(
  origin: Origin,
  message: string,
  advice?: string,
): { readonly ok: false; readonly failure: Failure } {
  return fail({
    kind: 'spec',
    message,
    place: placeOfOrigin(origin),
    ...(advice !== undefined && { advice }),
  });
}
