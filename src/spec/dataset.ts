/** `load.dataset` and `evaluate.datasets`: what a spec has to know of its data before anything runs, found once while it is read. */
import path from 'node:path';
import { type Failure, fail, type Outcome, type Place, succeed } from '../util/outcome.js';
import type { DatasetSource, Evaluate } from './spec-types.generated.js';
import {
  DEFAULT,
  follow,
  type MapEntry,
  type Origin,
  placeOf,
  plainValue,
  replaceAt,
  type ScalarTree,
  type Step,
  type Tree,
  treeOf,
} from './tree.js';

/** A data set of the catalogue, or data of the user's own, as far as a spec depends on it. */
export interface DatasetFacts {
  /** What results call it. */
  readonly name: string;
  /** One name for each class, by class number. */
  readonly classes: readonly string[];
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** Numbers of images. */
  readonly train: number;
  readonly test: number;
  /** SHA-256 of the files, where no published checksum says what is in them. */
  readonly sha256?: string;
  /** Why the images have to be fitted into one size, where they have to. */
  readonly needsFit?: string;
}

/** Finds out about a data set; paths are relative to the working folder, or absolute. The failure has no place yet. */
export type ReadData = (source: DatasetSource) => Promise<Outcome<DatasetFacts>>;

const AT = ['load', 'dataset'];
const OTHERS = ['evaluate', 'datasets'];
const LAYERS = ['build', 'layers'];
/** Keys of a source under which paths stand, in files of their own or in pairs of them. */
const PATH_KEYS: ReadonlySet<string> = new Set(['train', 'test', 'images', 'labels']);

/** A data set that a spec names, as far as somebody knew of it. */
export interface FoundDataset {
  readonly facts?: DatasetFacts;
  /** The user's own: its paths counted from the working folder, with its content's hash. */
  readonly source?: Tree;
}

/** The data sets of a spec. */
export interface KnownData {
  readonly dataset: FoundDataset;
  /** Those of `evaluate.datasets`, in their order. */
  readonly others: readonly FoundDataset[];
}

/**
 * Looks at a canonical spec's data sets; nothing is known of one whose name nobody knows, which is told with all else that
 * is wrong with the spec as a whole.
 */
export async function findData(
  canonical: Tree,
  cwd: string,
  readData: ReadData | undefined,
): Promise<Outcome<KnownData>> {
  const dataset = await findAt(canonical, AT, cwd, readData);
  if (!dataset.ok) return dataset;
  const others: FoundDataset[] = [];
  for (const i of othersIn(canonical).keys()) {
    const other = await findAt(canonical, [...OTHERS, String(i), 'dataset'], cwd, readData);
    if (!other.ok) return other;
    others.push(other.value);
  }
  return succeed({ dataset: dataset.value, others });
}

async function findAt(
  canonical: Tree,
  at: readonly string[],
  cwd: string,
  readData: ReadData | undefined,
): Promise<Outcome<FoundDataset>> {
  const { steps, whole } = follow(canonical, at);
  const source = steps.at(-1)?.value;
  if (!whole || source === undefined) return succeed({});
  if (source.kind === 'scalar') {
    const facts = await readData?.(String(source.value));
    return succeed(facts?.ok === true ? { facts: facts.value } : {});
  }
  if (readData === undefined) {
    const message = 'there is nobody to read data of your own';
    return fail({ kind: 'usage', message, place: placeOf(steps) });
  }
  let failure: Failure | undefined;
  for (const located of candidatesOf(source, cwd)) {
    const facts = await readData(plainValue(located) as unknown as DatasetSource);
    if (facts.ok) return succeed({ facts: facts.value, source: withContent(located, facts.value) });
    failure ??= { ...facts.failure, place: placeOfFailure(located, facts.failure, steps) };
  }
  return failure === undefined ? succeed({}) : fail(failure);
}

/**
 * A spec with its data sets' sources and number of classes filled in.
 *
 * @param canonical the same spec in canonical form, where another data set is more than the path to it.
 */
export function withData(spec: Tree, data: KnownData, canonical: Tree): Tree {
  const { dataset, others } = data;
  const located = dataset.source === undefined ? spec : replaceAt(spec, AT, dataset.source);
  return withClasses(
    others.reduce((whole, { source }, i) => {
      const other = othersIn(canonical)[i];
      if (source === undefined || other === undefined) return whole;
      return replaceAt(whole, [...OTHERS, String(i)], replaceAt(other, ['dataset'], source));
    }, located),
    data,
  );
}

function othersIn(spec: Tree): readonly Tree[] {
  const { steps, whole } = follow(spec, OTHERS);
  const list = steps.at(-1)?.value;
  return whole && list?.kind === 'list' ? list.items : [];
}

/** The path that a failure begins with, where it is one of the source's; else the training set's. */
function placeOfFailure(source: Tree, { message }: Failure, steps: readonly Step[]): Place {
  const paths = pathsIn(source);
  const named = paths.find(({ value }) => typeof value === 'string' && message.startsWith(value)) ?? paths[0];
  return named === undefined ? placeOf(steps) : placeOf([...steps, { value: named }]);
}

function pathsIn(tree: Tree, key = ''): readonly ScalarTree[] {
  if (tree.kind === 'scalar') return PATH_KEYS.has(key) && typeof tree.value === 'string' ? [tree] : [];
  if (tree.kind === 'list') return [];
  return [...tree.entries].flatMap(([name, { value }]) => pathsIn(value, name));
}

function withContent(source: Tree, { sha256 = '' }: DatasetFacts): Tree {
  const [kind, options] = source.kind === 'map' ? ([...source.entries][0] ?? []) : [];
  if (source.kind !== 'map' || kind === undefined || options?.value.kind !== 'map') return source;
  const content: MapEntry = { keyOrigin: DEFAULT, value: treeOf(sha256, DEFAULT) };
  const entries = new Map([...options.value.entries, ['sha256', content] as const]);
  return { ...source, entries: new Map([[kind, { ...options, value: { ...options.value, entries } }]]) };
}

/** The source with its paths counted from the spec's folder; those of a resolved spec also as they stand. */
function candidatesOf(source: Tree, cwd: string): readonly Tree[] {
  const fromSpec = withPaths(source, (value, origin) => locate(value, origin, cwd));
  const isResolved = JSON.stringify(plainValue(source)).includes('"sha256":"');
  return isResolved ? [withPaths(source, (value) => inWorkingFolder(value, cwd)), fromSpec] : [fromSpec];
}

function withPaths(tree: Tree, change: (value: string, origin: Origin) => string, key = ''): Tree {
  if (tree.kind === 'scalar') {
    const isPath = PATH_KEYS.has(key) && typeof tree.value === 'string';
    return isPath ? { ...tree, value: change(String(tree.value), tree.origin) } : tree;
  }
  if (tree.kind === 'list') return tree;
  const entries = [...tree.entries].map(
    ([name, entry]) => [name, { ...entry, value: withPaths(entry.value, change, name) }] as const,
  );
  return { ...tree, entries: new Map(entries) };
}

function locate(value: string, origin: Origin, cwd: string): string {
  const folder = origin.kind === 'file' ? path.dirname(origin.file) : '.';
  return inWorkingFolder(path.isAbsolute(value) ? value : path.join(folder, value), cwd);
}

/** Paths are shown as short as they can be. */
function inWorkingFolder(value: string, cwd: string): string {
  return path.resolve(cwd) === process.cwd() ? path.normalize(value) : path.resolve(cwd, value);
}

/** What the content of the user's own data is hashed as: where it lies leaves no trace, what it is read as does. */
export function contentOf(source: DatasetSource): DatasetSource {
  if (typeof source === 'string') return source;
  const entries = Object.entries(source).map(([kind, options]) => {
    const others = Object.entries(options as object).filter(([key, value]) => {
      return !(PATH_KEYS.has(key) && typeof value !== 'number');
    });
    return [kind, Object.fromEntries(others)];
  });
  return Object.fromEntries(entries) as DatasetSource;
}

/** What is scored, with other data sets by their content alone. */
export function scoredContentOf(evaluate: Evaluate): Evaluate {
  const datasets = evaluate.datasets?.map((other) => ({ ...other, dataset: contentOf(other.dataset) }));
  return { ...evaluate, ...(datasets && { datasets }) };
}

/** `units: classes` as the number that it stands for, wherever in the layers. */
export function withClasses(spec: Tree, { dataset: { facts } }: KnownData): Tree {
  if (facts === undefined) return spec;
  const classes = facts.classes.length;
  const fill = (node: Tree, key: string): Tree => {
    if (node.kind === 'scalar')
      return key === 'units' && node.value === 'classes' ? { ...node, value: classes } : node;
    if (node.kind === 'list') return { ...node, items: node.items.map((item) => fill(item, '')) };
    const entries = [...node.entries].map(
      ([name, entry]) => [name, { ...entry, value: fill(entry.value, name) }] as const,
    );
    return { ...node, entries: new Map(entries) };
  };
  const { steps, whole } = follow(spec, LAYERS);
  const layers = steps.at(-1)?.value;
  return whole && layers !== undefined ? replaceAt(spec, LAYERS, fill(layers, '')) : spec;
}

/** Where the layers say `units: classes` and nobody knows how many there are. */
export function unknownClasses(spec: Tree): Failure | undefined {
  const { steps } = follow(spec, LAYERS);
  const layers = steps.at(-1)?.value;
  const text = layers === undefined ? '' : JSON.stringify(plainValue(layers));
  if (!text.includes('"units":"classes"')) return undefined;
  return {
    kind: 'usage',
    message: 'there is nobody to say how many classes the data set has',
    place: placeOf(steps),
    advice: 'write the number of units',
  };
}
