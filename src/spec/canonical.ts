/** The one form that every way of writing the same experiment comes down to: shorthands written out, defaults filled in. */
import {
  branches,
  dereference,
  entrySchema,
  listBranch,
  mapBranch,
  rootSchema,
  type Schema,
  typesOf,
} from './schema.js';
import { expand } from './shorthand.js';
import {
  DEFAULT,
  follow,
  type ListTree,
  type MapEntry,
  type MapTree,
  plainValue,
  type Tree,
  treeOf,
} from './tree.js';

/** The canonical form of a merged spec that the schema accepts. Its keys are in the schema's order. */
export function canonicalTree(merged: Tree): Tree {
  const { extends: _, ...properties } = rootSchema.properties ?? {};
  const tree = complete(merged, { ...rootSchema, properties });
  return withoutIdleAugmentation(
    withOtherDatasets(withExistingSplits(withSynthetic(withoutIdleStart(tree), ['load']))),
  );
}

/** What says of `build` only what goes without saying is left out. */
function withoutIdleStart(spec: Tree): Tree {
  const { steps, whole } = follow(spec, ['build']);
  const build = steps.at(-1)?.value;
  if (!whole || build?.kind !== 'map') return spec;
  const idle: Readonly<Record<string, unknown>> = { from: null, freeze: 0 };
  const isIdle = (key: string, value: Tree): boolean =>
    key in idle && value.kind === 'scalar' && value.value === idle[key];
  const entries = [...build.entries].filter(([key, { value }]) => !isIdle(key, value));
  return replace(spec, ['build'], withoutTrainable({ ...build, entries: new Map(entries) }));
}

/** Layers are trained where nothing else is said. */
function withoutTrainable(tree: Tree): Tree {
  if (tree.kind === 'scalar') return tree;
  if (tree.kind === 'list') return { ...tree, items: tree.items.map(withoutTrainable) };
  const told = [...tree.entries].filter(
    ([key, { value }]) => !(key === 'trainable' && value.kind === 'scalar' && value.value === true),
  );
  const entries = told.map(
    ([key, entry]) => [key, { ...entry, value: withoutTrainable(entry.value) }] as const,
  );
  return { ...tree, entries: new Map(entries) };
}

function complete(tree: Tree, schema: Schema): Tree {
  // What may be anything, as a sweep's values may, is left as it is.
  if (branches(schema).every((branch) => typesOf(branch).length === 0)) return tree;
  const full = expand(tree, schema);
  if (full.kind === 'map') return completeMap(full, mapBranch(schema) ?? {});
  if (full.kind === 'list') return completeList(full, listBranch(schema) ?? {});
  return full;
}

function completeMap(tree: MapTree, schema: Schema): MapTree {
  const entries = new Map<string, MapEntry>();
  for (const [key, inner] of Object.entries(schema.properties ?? {})) {
    const given = tree.entries.get(key);
    if (given !== undefined) {
      entries.set(key, { ...given, value: complete(given.value, inner) });
      continue;
    }
    const { default: value, defaultFrom } = dereference(inner);
    const source = defaultFrom === undefined ? undefined : entries.get(defaultFrom)?.value;
    const filled =
      source !== undefined
        ? treeOf(plainValue(source), DEFAULT)
        : value === undefined
          ? undefined
          : treeOf(value, DEFAULT);
    if (filled !== undefined) entries.set(key, { keyOrigin: DEFAULT, value: complete(filled, inner) });
  }
  for (const [key, given] of tree.entries) {
    if (entries.has(key)) continue;
    const inner = entrySchema(schema, key);
    // `extends` is the one key that the schema knows and that has done its work.
    if (inner !== undefined) entries.set(key, { ...given, value: complete(given.value, inner) });
  }
  return { ...tree, entries };
}

/** Lists of distinct words (splits, formats) are sets: their order says nothing, so they are put in the schema's. */
function completeList(tree: ListTree, schema: Schema): ListTree {
  const items = tree.items.map((item) => complete(item, schema.items ?? {}));
  if (schema.uniqueItems !== true) return { ...tree, items };
  const order: readonly unknown[] = dereference(schema.items ?? {}).enum ?? [];
  return {
    ...tree,
    items: items.sort((a, b) => order.indexOf(plainValue(a)) - order.indexOf(plainValue(b))),
  };
}

/** The sizes of the generated data set where that is what the map at a path loads; nothing elsewhere, where they change nothing. */
function withSynthetic(spec: Tree, at: readonly string[]): Tree {
  const isSynthetic = valueAt(spec, [...at, 'dataset']) === 'synthetic';
  if (!isSynthetic) return replace(spec, [...at, 'synthetic'], treeOf(null, DEFAULT));
  if (valueAt(spec, [...at, 'synthetic']) !== null) return spec;
  const schema = dereference(rootSchema.definitions?.Synthetic ?? {});
  return replace(spec, [...at, 'synthetic'], complete(treeOf({}, DEFAULT), schema));
}

/** Likewise in the list of other data sets to score; an empty list is as good as none. */
function withOtherDatasets(spec: Tree): Tree {
  const evaluate = follow(spec, ['evaluate']).steps.at(-1)?.value;
  const datasets = evaluate?.kind === 'map' ? evaluate.entries.get('datasets')?.value : undefined;
  if (evaluate?.kind !== 'map' || datasets?.kind !== 'list') return spec;
  if (datasets.items.length > 0)
    return replace(spec, ['evaluate', 'datasets'], {
      ...datasets,
      items: datasets.items.map((item) => withSynthetic(item, [])),
    });
  const entries = [...evaluate.entries].filter(([key]) => key !== 'datasets');
  return replace(spec, ['evaluate'], { ...evaluate, entries: new Map(entries) });
}

/** By default every split is evaluated that there is. */
function withExistingSplits(spec: Tree): Tree {
  const { steps } = follow(spec, ['evaluate', 'splits']);
  if (steps.at(-1)?.value.origin.kind !== 'default' || valueAt(spec, ['load', 'validation']) !== 0)
    return spec;
  return replace(spec, ['evaluate', 'splits'], treeOf(['train', 'test'], DEFAULT));
}

/** The strengths of augmentation's parts, without which a part is none. */
const strengths = { elastic: 'alpha', erasing: 'probability', mixup: 'alpha', cutmix: 'alpha' } as const;

/** Augmentation that changes nothing. */
const idle: Readonly<Record<string, unknown>> = {
  rotation: 0,
  shift: [0, 0],
  zoom: [1, 1],
  shear: 0,
  thickness: [0, 0],
  contrast: [1, 1],
  brightness: [0, 0],
  noise: 0,
  ...Object.fromEntries(Object.keys(strengths).map((part) => [part, null])),
};

/** A part of augmentation that changes nothing is none; and so is all of it, where no part does. */
function withoutIdleAugmentation(spec: Tree): Tree {
  let result = spec;
  for (const [part, strength] of Object.entries(strengths)) {
    if (valueAt(result, ['augment', part, strength]) === 0) result = withNull(result, ['augment', part]);
  }
  for (const [key, value] of Object.entries(idle)) {
    if (JSON.stringify(valueAt(result, ['augment', key])) !== JSON.stringify(value)) return result;
  }
  return withNull(result, ['augment']);
}

function withNull(spec: Tree, path: readonly string[]): Tree {
  return replace(spec, path, treeOf(null, follow(spec, path).steps.at(-1)?.keyOrigin ?? DEFAULT));
}

/** The plain value at a path of the tree; `undefined` when there is none. */
export function valueAt(tree: Tree, segments: readonly string[]): unknown {
  const { steps, whole } = follow(tree, segments);
  const value = steps.at(-1)?.value;
  return whole && value !== undefined ? plainValue(value) : undefined;
}

/** Replaces what is there under keys of maps. */
function replace(tree: Tree, [key, ...rest]: readonly string[], value: Tree): Tree {
  if (key === undefined) return value;
  const entry = tree.kind === 'map' ? tree.entries.get(key) : undefined;
  if (tree.kind !== 'map' || entry === undefined) return tree;
  return {
    ...tree,
    entries: new Map([...tree.entries, [key, { ...entry, value: replace(entry.value, rest, value) }]]),
  };
}
