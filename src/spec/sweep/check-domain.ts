/** What a sweep's parameter may be: a list of values or a range, and one that makes sense. */
import { canonicalJson } from '../../util/hash.js';
import type { JsonValue } from '../../util/json.js';
import type { Tell } from '../check.js';
import { quote } from '../diagnostic.js';
import type { Sweep, SweepParameter } from '../spec-types.generated.js';
import { checkPath, numbersAt } from './check-path.js';
import { RANGE_KEYS, type Range, rangeOf } from './range.js';

export function checkDomain(name: string, { parameters }: Sweep, tell: Tell): void {
  const parameter = parameters[name];
  if (parameter === undefined) return;
  const at = `sweep.parameters.${name}`;
  const wrongPath = checkPath(parameter.path);
  const [first, second] = (['values', ...RANGE_KEYS] as const).filter((key) => parameter[key] !== undefined);
  const range = rangeOf(parameter);
  for (const [i, path] of (parameter.also ?? []).entries()) {
    const wrong = checkPath(path);
    if (wrong !== undefined) tell(`${at}.also.${i}`, wrong);
  }
  if (wrongPath !== undefined) tell(`${at}.path`, wrongPath);
  else if (first === undefined) {
    tell(at, { message: `${name} has neither values nor a range`, advice: 'add "values: [0.1, 0.01]"' });
  } else if (second !== undefined) {
    tell(`${at}.${second}`, { message: `${name} has both ${first} and ${second}`, advice: 'keep one' });
  } else if (range !== undefined) checkRange(name, parameter.path, range, tell);
  else checkValues(name, parameter, tell);
  if (range === undefined) checkNames(name, parameter, tell);
  else if (parameter.names !== undefined)
    tell(`${at}.names`, { message: `${name} has a range, whose values have no names`, advice: 'remove it' });
}

/** One for each value, and no two alike. */
function checkNames(name: string, { values = [], names }: SweepParameter, tell: Tell): void {
  if (names === undefined) return;
  const at = `sweep.parameters.${name}.names`;
  const twice = names.findIndex((one, i) => names.indexOf(one) < i);
  if (names.length !== values.length) {
    tell(at, {
      message: `${name} has ${values.length} values and ${names.length} names`,
      advice: 'name each',
    });
  } else if (twice >= 0) {
    tell(`${at}.${twice}`, { message: `two values of ${name} have the name ${quote(names[twice] ?? '')}` });
  }
}

function checkValues(name: string, { values = [], step }: SweepParameter, tell: Tell): void {
  const at = `sweep.parameters.${name}`;
  if (step !== undefined) {
    tell(`${at}.step`, { message: `${name} has values, so a step says nothing`, advice: 'remove it' });
  }
  const seen = new Set<string>();
  for (const [i, value] of values.entries()) {
    const text = canonicalJson(value as JsonValue);
    if (seen.has(text)) {
      const shown = text.length > 40 ? `${text.slice(0, 39)}…` : text;
      tell(`${at}.values.${i}`, { message: `${name} has the value ${shown} twice`, advice: 'keep one' });
    }
    seen.add(text);
  }
}

function checkRange(name: string, path: string, range: Range, tell: Tell): void {
  const { key, low, high, step, integer, scale } = range;
  const at = `sweep.parameters.${name}.${key}`;
  const { whole, real } = numbersAt(path);
  if (!whole && !real) {
    tell(at, { message: `${path} takes no numbers, so ${name} cannot have a range`, advice: 'list values' });
  } else if (!integer && !real) {
    const meant = scale === 'log' ? 'logInt' : 'int';
    tell(at, { message: `${path} takes whole numbers`, advice: `write ${quote(meant)} for ${quote(key)}` });
  } else if (low >= high) {
    tell(at, { message: `the range of ${name} must rise, found [${low}, ${high}]` });
  } else if (scale === 'log' && low <= 0) {
    tell(at, { message: `a range on a log scale must begin above 0, found ${low}` });
  } else if (step !== null && integer && !Number.isInteger(step)) {
    tell(`sweep.parameters.${name}.step`, {
      message: `the step between whole numbers must be one, found ${step}`,
    });
  } else if (step !== null && step > high - low) {
    tell(`sweep.parameters.${name}.step`, {
      message: `a step of ${step} leaves the range from ${low} to ${high} at once`,
      advice: 'take a smaller one',
    });
  }
}
