/** A spec as a tree of located values: what the file says, and where it says it. Merging and resolving keep origins. */
import type { JsonValue } from '../util/json.js';
import type { Place } from '../util/outcome.js';

/** Where a value comes from. */
export type Origin =
  | { readonly kind: 'file'; readonly file: string; readonly line: number; readonly col: number }
  | { readonly kind: 'set'; readonly path: string }
  | { readonly kind: 'seed' }
  /** Another flag, with as much of its value as says where to look. */
  | { readonly kind: 'flag'; readonly flag: string }
  /** A run that the spec starts from, and where the spec names it. */
  | { readonly kind: 'run'; readonly run: string; readonly namedAt: Origin }
  | { readonly kind: 'default' };

export type ScalarValue = null | boolean | number | string;

export interface ScalarTree {
  readonly kind: 'scalar';
  readonly value: ScalarValue;
  readonly origin: Origin;
}

export interface ListTree {
  readonly kind: 'list';
  readonly items: readonly Tree[];
  readonly origin: Origin;
}

export interface MapTree {
  readonly kind: 'map';
  readonly entries: ReadonlyMap<string, MapEntry>;
  readonly origin: Origin;
}

export interface MapEntry {
  readonly keyOrigin: Origin;
  readonly value: Tree;
}

export type Tree = ScalarTree | ListTree | MapTree;

export const DEFAULT: Origin = { kind: 'default' };

/** The tree of a plain value, every part of it of one origin. */
export function treeOf(value: JsonValue, origin: Origin): Tree {
  if (value === null || typeof value !== 'object') return { kind: 'scalar', value, origin };
  if (Array.isArray(value)) return { kind: 'list', items: value.map((item) => treeOf(item, origin)), origin };
  const entries = Object.entries(value).map(
    ([key, inner]) => [key, { keyOrigin: origin, value: treeOf(inner as JsonValue, origin) }] as const,
  );
  return { kind: 'map', entries: new Map(entries), origin };
}

/** The plain value of a tree. Parsing has refused the key `__proto__`, so a plain object can hold every key. */
export function plainValue(tree: Tree): JsonValue {
  if (tree.kind === 'scalar') return tree.value;
  if (tree.kind === 'list') return tree.items.map(plainValue);
  return Object.fromEntries([...tree.entries].map(([key, { value }]) => [key, plainValue(value)]));
}

/** An entry on the way into a tree: the value, and the key that it was found under if a map held it. */
export interface Step {
  readonly value: Tree;
  readonly keyOrigin?: Origin;
}

/**
 * Goes into `tree` along `segments` as far as they can be followed. Keys may hold dots themselves (`test.accuracy`), so
 * at a map the longest run of segments that is one of its keys is taken.
 */
export function follow(
  tree: Tree,
  segments: readonly string[],
): { readonly steps: readonly Step[]; readonly whole: boolean } {
  const steps: Step[] = [{ value: tree }];
  let current = tree;
  let at = 0;
  while (at < segments.length) {
    const step = enter(current, segments, at);
    if (step === undefined) return { steps, whole: false };
    steps.push(step);
    current = step.value;
    at += step.length;
  }
  return { steps, whole: true };
}

function enter(
  tree: Tree,
  segments: readonly string[],
  at: number,
): (Step & { readonly length: number }) | undefined {
  if (tree.kind === 'list') {
    const value = tree.items[listIndex(segments[at] ?? '')];
    return value && { value, length: 1 };
  }
  if (tree.kind !== 'map') return undefined;
  for (let end = segments.length; end > at; end--) {
    const entry = tree.entries.get(segments.slice(at, end).join('.'));
    if (entry !== undefined) return { ...entry, length: end - at };
  }
  return undefined;
}

/** Replaces what is there under keys of maps and indices of lists. */
export function replaceAt(tree: Tree, [key, ...rest]: readonly string[], value: Tree): Tree {
  if (key === undefined) return value;
  if (tree.kind === 'list') {
    const items = tree.items.map((item, i) => (i === listIndex(key) ? replaceAt(item, rest, value) : item));
    return { ...tree, items };
  }
  const entry = tree.kind === 'map' ? tree.entries.get(key) : undefined;
  if (tree.kind !== 'map' || entry === undefined) return tree;
  return {
    ...tree,
    entries: new Map([...tree.entries, [key, { ...entry, value: replaceAt(entry.value, rest, value) }]]),
  };
}

/** The index that a path's segment stands for, or -1: only plain decimal digits count, from 0. */
export function listIndex(segment: string): number {
  return /^(0|[1-9]\d{0,8})$/.test(segment) ? Number(segment) : -1;
}

/**
 * The place to show for the last of `steps`: a single value is shown where it stands, a list or map at its key. What
 * was filled in by default has no place of its own and is shown at the nearest thing around it that somebody wrote.
 */
export function placeOf(steps: readonly Step[]): Place {
  for (const { value, keyOrigin } of [...steps].reverse()) {
    const origin = value.kind === 'scalar' ? value.origin : (keyOrigin ?? value.origin);
    if (origin.kind !== 'default') return placeOfOrigin(origin);
  }
  return { file: 'default' };
}

/** An origin as a place: a command line option stands in the file's stead. */
export function placeOfOrigin(origin: Origin): Place {
  switch (origin.kind) {
    case 'file':
      return { file: origin.file, line: origin.line, col: origin.col };
    case 'set':
      return { file: `--set ${origin.path}` };
    case 'flag':
      return { file: origin.flag };
    case 'seed':
      return { file: '--seed' };
    case 'run':
      return placeOfOrigin(origin.namedAt);
    case 'default':
      return { file: 'default' };
  }
}

/** An origin in words, as `why` and the resolved spec's comments give it. */
export function originText(origin: Origin): string {
  if (origin.kind === 'run') return `run ${origin.run}`;
  const { file, line, col } = placeOfOrigin(origin);
  return line === undefined ? file : `${file}:${line}:${col}`;
}
