/** `--set path=value`: one value of the spec replaced from the command line. */
import { type Failure, fail, type Outcome, succeed } from '../util/outcome.js';
import { describeValue } from './diagnostic.js';
import { type Problem, unknownKey } from './known-keys.js';
import { parseYaml } from './parse-yaml.js';
import {
  dereference,
  isChoice,
  listBranch,
  mapBranch,
  rootSchema,
  type SchemaStep,
  schemaPath,
  type UnknownPath,
} from './schema.js';
import { expand } from './shorthand.js';
import { listIndex, type MapEntry, type Origin, plainValue, type Tree, treeOf } from './tree.js';

/** Applies one `path=value`; the value is YAML on one line. */
export function applySet(spec: Tree, assignment: string): Outcome<Tree> {
  const equals = assignment.indexOf('=');
  const path = (equals < 0 ? assignment : assignment.slice(0, equals)).trim();
  if (equals < 0) {
    return refuse(
      path,
      { message: 'no value given', advice: `write --set ${path || 'train.epochs'}=VALUE` },
      'usage',
    );
  }
  if (path === '') {
    return refuse(
      path,
      { message: 'no path given', advice: 'write --set train.epochs=5, for example' },
      'usage',
    );
  }
  const origin: Origin = { kind: 'set', path };
  const value = parseYaml({ text: assignment.slice(equals + 1), at: { origin } });
  if (!value.ok) return value;
  return setValue(spec, path, value.value ?? treeOf(null, origin), origin);
}

/** Puts `value` at `path`, which must be one that the schema knows. */
export function setValue(spec: Tree, path: string, value: Tree, origin: Origin): Outcome<Tree> {
  if (path === 'extends' || path.startsWith('extends.')) {
    return refuse(path, { message: 'extends cannot be set from outside', advice: 'write it in the spec' });
  }
  const steps = schemaPath(path.split('.'));
  if ('segment' in steps) return refuse(path, unknownPath(steps));
  const changed = setInside({ tree: spec, schema: rootSchema, steps, at: 0, value, origin });
  return changed.ok ? changed : refuse(path, changed.failure);
}

/** What to say of a path that no spec has. */
export function unknownPath({ parent, parentPath, segment }: UnknownPath): Problem {
  const map = mapBranch(parent);
  if (map !== undefined) return unknownKey(map, parentPath, segment);
  if (listBranch(parent) !== undefined) {
    return {
      message: `${parentPath} is a list`,
      advice: `name an item by its number, as in ${parentPath}.0`,
    };
  }
  return { message: `${parentPath} has no parts`, advice: `set ${parentPath} itself` };
}

interface Setting {
  readonly tree: Tree | undefined;
  readonly schema: SchemaStep['schema'];
  readonly steps: readonly SchemaStep[];
  /** How many of the steps lead to `tree`. */
  readonly at: number;
  readonly value: Tree;
  readonly origin: Origin;
}

function setInside(setting: Setting): Outcome<Tree, Problem> {
  const { tree, schema, steps, at, value, origin } = setting;
  const step = steps[at];
  if (step === undefined) return succeed(value);
  const current = tree === undefined ? defaultTree(setting) : expand(tree, schema);
  const path = steps
    .slice(0, at)
    .map(({ key }) => key)
    .join('.');
  const goOn = (inner: Tree | undefined): Outcome<Tree, Problem> =>
    setInside({ ...setting, tree: inner, schema: step.schema, at: at + 1 });

  if (listBranch(schema)?.items === step.schema) {
    const index = listIndex(step.key);
    const items = current?.kind === 'list' ? current.items : [];
    if (index >= items.length) return fail(noItem(path, index, items.length));
    const inner = goOn(items[index]);
    if (!inner.ok) return inner;
    return succeed({
      kind: 'list',
      items: items.with(index, inner.value),
      origin: current?.origin ?? origin,
    });
  }

  if (current !== undefined && current.kind !== 'map' && plainValue(current) !== null) {
    return fail({
      message: `${path} is ${describeValue(plainValue(current))}, not a map`,
      advice: `set ${path} itself`,
    });
  }
  let entries: ReadonlyMap<string, MapEntry> = current?.kind === 'map' ? current.entries : new Map();
  if (isChoice(schema) && !entries.has(step.key)) {
    const [other] = entries.keys();
    const isItem = listIndex(steps[at - 1]?.key ?? '') >= 0;
    if (isItem && other !== undefined) {
      return fail({
        message: `${path} is ${other}, not ${step.key}`,
        advice: `set ${path}.${other}, or ${path} as a whole`,
      });
    }
    entries = new Map();
  }
  const inner = goOn(entries.get(step.key)?.value);
  if (!inner.ok) return inner;
  // What is wrong with a list or map is told at its key: where the whole of it is set from outside, that is here.
  const isTarget = at === steps.length - 1;
  const above = isTarget ? undefined : entries.get(step.key)?.keyOrigin;
  const entry: MapEntry = { keyOrigin: above ?? origin, value: inner.value };
  return succeed({
    kind: 'map',
    entries: new Map([...entries, [step.key, entry]]),
    origin: current?.origin ?? origin,
  });
}

/** What stands where nothing is written: its default, so that one item of it can be set. */
function defaultTree({ schema }: Setting): Tree | undefined {
  const { default: value } = dereference(schema);
  return value === undefined ? undefined : treeOf(value, { kind: 'default' });
}

function noItem(path: string, index: number, length: number): Problem {
  if (length === 0) return { message: `${path} has no items`, advice: `set ${path} as a whole` };
  const numbers = length === 1 ? 'item 0' : `items 0 to ${length - 1}`;
  return { message: `${path} has no item ${index}`, advice: `it has ${numbers}` };
}

function refuse(path: string, { message, advice }: Problem, kind: Failure['kind'] = 'spec'): Outcome<Tree> {
  return fail({
    kind,
    message,
    place: { file: `--set ${path}`.trimEnd() },
    ...(advice !== undefined && { advice }),
  });
}
