/** The sweep section: every parameter leads to a value that there is, and every value would be valid there. */
import { canonicalJson } from '../util/hash.js';
import type { JsonValue } from '../util/json.js';
import type { Tell } from './check.js';
import { setValue } from './set-value.js';
import type { Spec, SweepParameter } from './spec-types.generated.js';
import { DEFAULT, type Tree, treeOf } from './tree.js';
import { validateStructure } from './validate.js';

/** @param tree the canonical spec, its sweep section included. */
export function checkSweep({ sweep }: Spec, tree: Tree, tell: Tell): void {
  if (sweep === undefined) return;
  const { strategy, trials, parameters } = sweep;
  const names = new Map<string, string>();
  for (const [name, parameter] of Object.entries(parameters)) {
    const at = `sweep.parameters.${name}`;
    const other = names.get(parameter.path);
    if (other !== undefined) {
      tell(`${at}.path`, { message: `${name} and ${other} both vary ${parameter.path}`, advice: 'keep one' });
      continue;
    }
    names.set(parameter.path, name);
    if (checkSource(name, at, parameter, strategy, tell)) checkValues(name, at, parameter, tree, tell);
  }
  if (strategy !== 'grid' && trials === null) {
    tell('sweep.strategy', {
      message: `strategy ${strategy} needs a number of trials`,
      advice: 'add "trials: 20"',
    });
  }
}

/** A parameter has either values or a range, and a grid cannot use a range. */
function checkSource(
  name: string,
  at: string,
  parameter: SweepParameter,
  strategy: string,
  tell: Tell,
): boolean {
  const { values, range, scale } = parameter;
  if (values === undefined && range === undefined) {
    tell(at, { message: `${name} has neither values nor a range`, advice: 'add "values: [0.1, 0.01]"' });
  } else if (values !== undefined && range !== undefined) {
    tell(`${at}.range`, { message: `${name} has both values and a range`, advice: 'keep one' });
  } else if (range !== undefined && strategy === 'grid') {
    const advice = 'list values, or choose strategy random';
    tell(`${at}.range`, { message: 'a grid cannot try all of a range', advice });
  } else if (range !== undefined && range[0] >= range[1]) {
    tell(`${at}.range`, { message: `the range of ${name} must rise, found [${range.join(', ')}]` });
  } else if (range !== undefined && scale === 'log' && range[0] <= 0) {
    tell(`${at}.range`, { message: `a range on a log scale must begin above 0, found ${range[0]}` });
  } else return true;
  return false;
}

/** Puts each value where it would go, and hears what the schema says to it there. */
function checkValues(
  name: string,
  at: string,
  { path, values, range }: SweepParameter,
  tree: Tree,
  tell: Tell,
): void {
  if (path === 'sweep' || path.startsWith('sweep.') || path === 'name' || path === 'description') {
    tell(`${at}.path`, { message: `${path} cannot be swept: it changes no result` });
    return;
  }
  const source = range === undefined ? 'values' : 'range';
  const seen = new Set<string>();
  for (const [i, value] of (values ?? range ?? []).entries()) {
    const text = canonicalJson(value as JsonValue);
    if (seen.has(text))
      tell(`${at}.${source}.${i}`, { message: `${name} has the value ${text} twice`, advice: 'keep one' });
    seen.add(text);
    const changed = setValue(tree, path, treeOf(value as JsonValue, DEFAULT), DEFAULT);
    if (!changed.ok) {
      const { message, advice } = changed.failure;
      tell(`${at}.path`, {
        message: `no parameter ${path}: ${message}`,
        ...(advice !== undefined && { advice }),
      });
      return;
    }
    const [failure] = validateStructure(changed.value);
    if (failure !== undefined) {
      const { message, advice } = failure;
      tell(`${at}.${source}.${i}`, { message, ...(advice !== undefined && { advice }) });
    }
  }
}
