/** The schema as the resolver reads it: which part of it describes which part of a spec. */

import type { JsonValue } from '../util/json.js';
import { schema } from './experiment-validator.js';
import { listIndex, type Tree } from './tree.js';

/** The part of JSON Schema that schemas/experiment.schema.json uses, and our annotations. */
export interface Schema {
  readonly $ref?: string;
  readonly description?: string;
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly enum?: readonly string[];
  readonly uniqueItems?: boolean;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly maxProperties?: number;
  readonly default?: JsonValue;
  readonly examples?: readonly string[];
  readonly definitions?: Readonly<Record<string, Schema>>;
  /** The sibling property whose value is the default. */
  readonly defaultFrom?: string;
  /** How this short way of writing a value is written out in full; see `expand`. */
  readonly shorthand?:
    | 'pair'
    | 'plusMinus'
    | 'around'
    | 'rate'
    | 'alpha'
    | 'probability'
    | 'run'
    | 'dataset'
    | 'name';
  /** What a value is called in messages: `layer`, `activation`. */
  readonly noun?: string;
  /** A map that a spec which extends another replaces whole. */
  readonly replaced?: boolean;
  /** What a pattern asks for, in words. */
  readonly hint?: string;
}

/** The whole schema. */
export const rootSchema = schema as Schema;

/** Follows references. */
export function dereference(node: Schema): Schema {
  let current = node;
  while (current.$ref !== undefined) {
    const name = current.$ref.replace('#/definitions/', '');
    const target = rootSchema.definitions?.[name];
    if (target === undefined) throw new Error(`schemas/experiment.schema.json has no definition ${name}`);
    current = target;
  }
  return current;
}

/** The branches of a schema, those of `anyOf` or the one that it is. */
export function branches(node: Schema): readonly Schema[] {
  const target = dereference(node);
  return target.anyOf?.map(dereference) ?? [target];
}

/** The JSON types that a schema without `anyOf` allows. */
export function typesOf({ type }: Schema): readonly string[] {
  if (type === undefined) return [];
  return typeof type === 'string' ? [type] : type;
}

/** The branch that a tree's kind belongs to, right or wrong in its details; `undefined` when its kind is wrong. */
export function branchOf(node: Schema, tree: Tree): Schema | undefined {
  return branches(node).find((branch) => typesOf(branch).some((type) => fitsType(tree, type)));
}

function fitsType(tree: Tree, type: string): boolean {
  if (tree.kind === 'list') return type === 'array';
  if (tree.kind === 'map') return type === 'object';
  if (tree.value === null) return type === 'null';
  if (type === 'integer') return Number.isInteger(tree.value);
  return typeof tree.value === type;
}

/** The branch of a schema that is a map. */
export function mapBranch(node: Schema): Schema | undefined {
  return branches(node).find((branch) => typesOf(branch).includes('object'));
}

/** The branch of a schema that is a list. */
export function listBranch(node: Schema): Schema | undefined {
  return branches(node).find((branch) => typesOf(branch).includes('array'));
}

/** Whether a map says by its one key which of several things it is, as a layer and an optimizer do. */
export function isChoice(node: Schema): boolean {
  return mapBranch(node)?.maxProperties === 1;
}

/** The schema of a map's entry; `undefined` when the map has no such key. */
export function entrySchema(map: Schema, key: string): Schema | undefined {
  if (map.properties !== undefined && Object.hasOwn(map.properties, key)) return map.properties[key];
  return typeof map.additionalProperties === 'object' ? map.additionalProperties : undefined;
}

/** A step of a path through the schema: a map's key (which may hold dots itself) or a list's index. */
export interface SchemaStep {
  readonly key: string;
  readonly schema: Schema;
}

/** Why a path cannot be in any spec: `parent` has no `segment`. */
export interface UnknownPath {
  readonly parent: Schema;
  readonly parentPath: string;
  readonly segment: string;
}

/** Follows a dotted path through the schema, whatever the spec holds. */
export function schemaPath(segments: readonly string[]): readonly SchemaStep[] | UnknownPath {
  const steps: SchemaStep[] = [];
  let current = rootSchema;
  let at = 0;
  while (at < segments.length) {
    const step = enter(current, segments, at);
    if (step === undefined) {
      return { parent: current, parentPath: segments.slice(0, at).join('.'), segment: segments[at] ?? '' };
    }
    steps.push(step);
    current = step.schema;
    at += step.length;
  }
  return steps;
}

function enter(
  node: Schema,
  segments: readonly string[],
  at: number,
): (SchemaStep & { readonly length: number }) | undefined {
  const segment = segments[at] ?? '';
  const list = listBranch(node);
  if (list?.items !== undefined && listIndex(segment) >= 0)
    return { key: segment, schema: list.items, length: 1 };
  const map = mapBranch(node);
  if (map === undefined) return undefined;
  for (let end = segments.length; end > at; end--) {
    const key = segments.slice(at, end).join('.');
    const known =
      end === at + 1
        ? entrySchema(map, key)
        : Object.hasOwn(map.properties ?? {}, key) && map.properties?.[key];
    if (known) return { key, schema: known, length: end - at };
  }
  return undefined;
}

/** The schema of what stands at `segments` in `spec`, references followed; `undefined` where the spec has strayed from it. */
export function schemaOf(spec: Tree, segments: readonly string[]): Schema | undefined {
  let node: Schema | undefined = rootSchema;
  let tree: Tree | undefined = spec;
  for (const segment of segments) {
    if (node === undefined || tree === undefined || tree.kind === 'scalar') return undefined;
    if (tree.kind === 'list') {
      node = listBranch(node)?.items;
      tree = tree.items[listIndex(segment)];
    } else {
      const map: Schema | undefined = mapBranch(node);
      node = map && entrySchema(map, segment);
      tree = tree.entries.get(segment)?.value;
    }
  }
  return node && dereference(node);
}
