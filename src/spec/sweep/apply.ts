/** The command line's sweep put into the spec, so that it is checked as if it had been written there. */
import { type Failure, fail, type Outcome, succeed } from '../../util/outcome.js';
import type { Problem } from '../known-keys.js';
import { suggest } from '../suggest.js';
import {
  follow,
  type MapEntry,
  type MapTree,
  type Origin,
  placeOfOrigin,
  plainValue,
  type Tree,
  treeOf,
} from '../tree.js';
import { numbersAt } from './check-path.js';
import { findPath } from './find-parameter.js';
import { RANGE_KEYS } from './range.js';
import { originOf, parseSweepWord, type SweepWord, type WrittenRange } from './syntax.js';

/** What the command line says of a sweep; `words` is empty where the spec as it is is to be repeated. */
export interface SweepFlags {
  /** Each `--sweep`, '' for one without a value. */
  readonly words: readonly string[];
  readonly strategy?: string;
  readonly trials?: number;
  readonly repeats?: number;
  readonly objective?: string;
  readonly maxEpochs?: number;
}

const FLAGS = {
  strategy: '--strategy',
  trials: '--trials',
  repeats: '--repeats',
  objective: '--objective',
  maxEpochs: '--max-epochs',
} as const;

/**
 * @param merged the spec, whose structure is right.
 * @param canonical the same in canonical form.
 */
export function applySweepFlags(
  merged: Tree,
  canonical: Tree,
  flags: SweepFlags,
): Outcome<Tree, readonly Failure[]> {
  const declared = entriesAt(merged, ['sweep', 'parameters']);
  const isRepeated = (flags.repeats ?? numberAt(merged, ['sweep', 'repeats']) ?? 1) > 1;
  const failures: Failure[] = [];
  const chosen = new Map<string, MapEntry>();
  for (const word of flags.words) {
    const read = parseSweepWord(word);
    const named = read.ok ? choose(read.value, declared, canonical, chosen, isRepeated) : read;
    if (named.ok) for (const [name, entry] of named.value) chosen.set(name, entry);
    else {
      const file = placeOfOrigin(
        originOf(word.includes('=') ? word.slice(0, word.indexOf('=')).trim() : ''),
      ).file;
      failures.push({ kind: 'usage', ...named.failure, place: { file } });
    }
  }
  if (failures.length > 0) return fail(failures);
  const sweep = new Map(entriesAt(merged, ['sweep']));
  const origin = originOf('');
  sweep.set('parameters', {
    keyOrigin: sweep.get('parameters')?.keyOrigin ?? origin,
    value: mapOf(chosen, origin),
  });
  const constraints = sweep.get('constraints');
  if (constraints !== undefined) {
    const left = [...declared.keys()].filter((name) => !chosen.has(name));
    sweep.set('constraints', { ...constraints, value: withoutNames(constraints.value, left) });
  }
  for (const [key, flag] of Object.entries(FLAGS)) {
    const value = flags[key as keyof typeof FLAGS];
    if (value === undefined) continue;
    const given: Origin = { kind: 'flag', flag };
    sweep.set(key, { keyOrigin: given, value: treeOf(value, given) });
  }
  const sections = new Map(merged.kind === 'map' ? merged.entries : []);
  sections.set('sweep', {
    keyOrigin: sections.get('sweep')?.keyOrigin ?? origin,
    value: mapOf(sweep, origin),
  });
  return succeed(mapOf(sections, merged.origin));
}

/** The parameters that one `--sweep` means. */
function choose(
  word: SweepWord,
  declared: ReadonlyMap<string, MapEntry>,
  canonical: Tree,
  chosen: ReadonlyMap<string, MapEntry>,
  isRepeated: boolean,
): Outcome<Iterable<readonly [string, MapEntry]>, Problem> {
  if (word.kind === 'all') {
    if (declared.size > 0 || isRepeated) return succeed(declared);
    return fail({
      message: 'the spec declares no parameters to sweep',
      advice: "name them: --sweep 'learningRate=0.1,0.01', or repeat it as it is: --repeats 3",
    });
  }
  if (word.kind === 'names') {
    const found: [string, MapEntry][] = [];
    for (const name of word.names) {
      const entry = declared.get(name);
      if (entry === undefined) return fail(undeclared(name, [...declared.keys()], canonical));
      found.push([name, entry]);
    }
    return succeed(found);
  }
  const { key, domain } = word;
  const origin = originOf(key);
  const known = declared.get(key);
  const path = known === undefined ? findPath(key, canonical, [...declared.keys()]) : succeed(pathIn(known));
  if (!path.ok) return path;
  const fromSpec = known?.value.kind === 'map' ? known.value.entries : new Map<string, MapEntry>();
  const others = [...fromSpec].filter(([name]) => !DOMAIN_KEYS.includes(name));
  const written = 'values' in domain ? { values: domain.values } : rangeEntries(domain, path.value, origin);
  const entries = new Map<string, MapEntry>([
    ...(others.length > 0
      ? others
      : [['path', { keyOrigin: origin, value: treeOf(path.value, origin) }] as const]),
    ...Object.entries(written).map(([name, value]) => [name, { keyOrigin: origin, value }] as const),
  ]);
  const name =
    known === undefined ? nameFor(path.value, new Set([...declared.keys(), ...chosen.keys()])) : key;
  return succeed([[name, { keyOrigin: origin, value: mapOf(entries, origin) }]]);
}

const DOMAIN_KEYS: readonly string[] = ['values', 'names', 'step', ...RANGE_KEYS];

/** A range is one of whole numbers where its path takes nothing else. */
function rangeEntries(
  { low, high, step, scale }: WrittenRange,
  path: string,
  origin: Origin,
): Record<string, Tree> {
  const { whole, real } = numbersAt(path);
  const isWhole = whole && !real;
  const key = scale === 'log' ? (isWhole ? 'logInt' : 'logUniform') : isWhole ? 'int' : 'uniform';
  return { [key]: treeOf([low, high], origin), ...(step !== null && { step: treeOf(step, origin) }) };
}

function undeclared(name: string, declared: readonly string[], canonical: Tree): Problem {
  const message = `the spec declares no parameter ${JSON.stringify(name)} to sweep`;
  const near = suggest(name, declared);
  if (near !== undefined) return { message, advice: `did you mean ${JSON.stringify(near)}?` };
  const path = findPath(name, canonical, declared);
  if (path.ok) return { message, advice: `give it values: --sweep '${name}=VALUE,VALUE'` };
  return declared.length > 0
    ? { message, advice: `it declares ${declared.join(', ')}` }
    : { message, ...(path.failure.advice !== undefined && { advice: path.failure.advice }) };
}

/** The last keys of a path, as many as make a new name: `filters`, `conv2d_filters`, `layers_2_conv2d_filters`. */
function nameFor(path: string, taken: ReadonlySet<string>): string {
  const segments = path.split('.');
  for (let from = segments.length - 1; from >= 0; from--) {
    const name = segments.slice(from).join('_');
    if (/^[A-Za-z]/.test(name) && !taken.has(name)) return name;
  }
  return segments.join('_');
}

function pathIn({ value }: MapEntry): string {
  const path = value.kind === 'map' ? value.entries.get('path')?.value : undefined;
  return path?.kind === 'scalar' ? String(path.value) : '';
}

/** Constraints about parameters that are not swept this time say nothing. */
function withoutNames(constraints: Tree, names: readonly string[]): Tree {
  if (constraints.kind !== 'list') return constraints;
  const speaks = (text: string): boolean =>
    names.some((name) => new RegExp(`(?<![\\w.])${name}(?![\\w.])`).test(text));
  return { ...constraints, items: constraints.items.filter((item) => !speaks(String(plainValue(item)))) };
}

function entriesAt(tree: Tree, segments: readonly string[]): ReadonlyMap<string, MapEntry> {
  const { steps, whole } = follow(tree, segments);
  const found = steps.at(-1)?.value;
  return whole && found?.kind === 'map' ? found.entries : new Map();
}

function numberAt(tree: Tree, segments: readonly string[]): number | undefined {
  const { steps, whole } = follow(tree, segments);
  const found = steps.at(-1)?.value;
  return whole && found?.kind === 'scalar' && typeof found.value === 'number' ? found.value : undefined;
}

function mapOf(entries: ReadonlyMap<string, MapEntry>, origin: Origin): MapTree {
  return { kind: 'map', entries, origin };
}
