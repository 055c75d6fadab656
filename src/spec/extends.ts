/** A spec's file and all that it extends, merged into one tree. */
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { type Failure, fail, type Outcome, succeed } from '../util/outcome.js';
import { describeValue, quote } from './diagnostic.js';
import { merge } from './merge.js';
import { parseYaml } from './parse-yaml.js';
import { type ReadFile, readSource, type Unreadable } from './read-source.js';
import { suggest } from './suggest.js';
import { type MapTree, type Origin, placeOfOrigin, plainValue, type Tree } from './tree.js';

/** How far a chain of specs may go, and how many files may be read in all. */
const MAX_CHAIN = 32;
const MAX_FILES = 256;

export interface SpecSource {
  /** What the file is called in messages; relative paths in `extends` start from its folder. */
  readonly name: string;
  /** The text, where there is no file to read. */
  readonly text?: string;
  readonly cwd: string;
  readonly readFile?: ReadFile;
}

/** A file on the way from the spec to what it extends. */
interface Link {
  readonly name: string;
  readonly file: string;
}

/** Reads, parses and merges; the first thing that goes wrong ends it, because the rest depends on it. */
export async function readMerged(source: SpecSource): Promise<Outcome<MapTree>> {
  let files = 0;

  async function load(
    name: string,
    chain: readonly Link[],
    namedAt: Origin | undefined,
  ): Promise<Outcome<MapTree>> {
    const file = path.resolve(source.cwd, name);
    const isSpec = namedAt === undefined;
    if (!isSpec && ++files > MAX_FILES)
      return refuse(namedAt, `extends leads to more than ${MAX_FILES} files`);
    const text =
      isSpec && source.text !== undefined
        ? succeed(source.text)
        : await readSource(file, name, source.readFile);
    if (!text.ok) return fail(await unreadable(text.failure, file, name, namedAt));
    const parsed = parseYaml({ text: text.value, at: { file: name } });
    if (!parsed.ok) return parsed;
    const start: Origin = { kind: 'file', file: name, line: 1, col: 1 };
    if (parsed.value === undefined)
      return refuse(start, 'the file is empty', 'a spec needs at least name, load and build');
    if (parsed.value.kind !== 'map')
      return refuse(
        parsed.value.origin,
        notAMap(parsed.value),
        'write "key: value" lines, a space after the colon',
      );

    const own = parsed.value;
    const parents = parentsOf(own);
    if (!parents.ok) return parents;
    let merged: Tree | undefined;
    for (const { name: parent, origin } of parents.value) {
      const parentName = path.isAbsolute(parent) ? parent : path.join(path.dirname(name), parent);
      const links = [...chain, { name, file }];
      const problem = chainProblem(links, path.resolve(source.cwd, parentName), parentName);
      if (problem !== undefined) return refuse(origin, ...problem);
      const loaded = await load(parentName, links, origin);
      if (!loaded.ok) return loaded;
      merged = merged === undefined ? loaded.value : merge(merged, loaded.value);
    }
    const child = { ...own, entries: new Map([...own.entries].filter(([key]) => key !== 'extends')) };
    const result = merged === undefined ? child : merge(merged, child);
    if (result.kind !== 'map') throw new Error('two maps merged into something else');
    return succeed(result);
  }

  return load(source.name, [], undefined);
}

function parentsOf(spec: MapTree): Outcome<readonly { readonly name: string; readonly origin: Origin }[]> {
  const value = spec.entries.get('extends')?.value;
  const parents: { name: string; origin: Origin }[] = [];
  for (const item of value === undefined ? [] : value.kind === 'list' ? value.items : [value]) {
    if (item.kind !== 'scalar' || typeof item.value !== 'string' || item.value === '') {
      const found = describeValue(plainValue(item));
      return refuse(item.origin, `extends must be a file or a list of files, found ${found}`);
    }
    parents.push({ name: item.value, origin: item.origin });
  }
  return succeed(parents);
}

function chainProblem(chain: readonly Link[], file: string, name: string): [string, string?] | undefined {
  const start = chain.findIndex((link) => link.file === file);
  if (start >= 0) {
    const circle = [...chain.slice(start).map((link) => link.name), name].join(' → ');
    return [`extends goes in a circle: ${circle}`, 'remove one of them'];
  }
  return chain.length >= MAX_CHAIN ? [`extends goes more than ${MAX_CHAIN} files deep`] : undefined;
}

function notAMap(tree: Tree): string {
  return `the spec must be a map, found ${describeValue(plainValue(tree))}`;
}

/** A file that cannot be read is told at the line that names it, or as bad usage where the command line does. */
async function unreadable(
  problem: Unreadable,
  file: string,
  name: string,
  namedAt: Origin | undefined,
): Promise<Failure> {
  const { reason, message, advice = reason === 'missing' ? await nearFile(file, name) : undefined } = problem;
  const place = problem.place ?? (namedAt && placeOfOrigin(namedAt));
  const kind = reason === 'missing' && namedAt === undefined ? 'usage' : 'spec';
  return { kind, message, ...(place && { place }), ...(advice !== undefined && { advice }) };
}

/** A file in the same folder with a similar name. */
async function nearFile(file: string, name: string): Promise<string> {
  const names = await readdir(path.dirname(file)).catch(() => []);
  const specs = names.filter((candidate) => /\.ya?ml$/.test(candidate)).sort();
  const near = suggest(path.basename(file), specs);
  if (near !== undefined) return `did you mean ${quote(path.join(path.dirname(name), near))}?`;
  return 'check the path';
}

function refuse(origin: Origin, message: string, advice?: string): Outcome<never> {
  return fail({
    kind: 'spec',
    message,
    place: placeOfOrigin(origin),
    ...(advice !== undefined && { advice }),
  });
}
