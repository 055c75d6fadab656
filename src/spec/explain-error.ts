/** One of ajv's errors in YAML's words. */
import { describeValue, either, quote } from './diagnostic.js';
import type { SchemaError } from './experiment-validator.js';
import { type Problem, unknownKey, unknownWord } from './known-keys.js';
import { branches, branchOf, dereference, mapBranch, type Schema, typesOf } from './schema.js';
import { plainValue, type Tree } from './tree.js';

/** A problem, and which part of the value it is about if not all of it. */
export interface LocatedProblem extends Problem {
  /** The key of a map. */
  readonly key?: string;
  /** The index of a list. */
  readonly item?: number;
}

/**
 * @param path the path of the value in the spec, '' for the whole spec.
 * @param tree the value.
 * @param whole the value's schema, of which the branch that belongs to the value's kind is meant.
 */
export function explainError(
  { keyword, params }: SchemaError,
  path: string,
  tree: Tree | undefined,
  whole: Schema,
): LocatedProblem {
  const schema = (tree && branchOf(whole, tree)) ?? whole;
  const value = tree === undefined ? undefined : plainValue(tree);
  const subject = path === '' ? 'the spec' : path;
  const must = (what: string, advice?: string): Problem => ({
    message: `${subject} must be ${what}, found ${describeValue(value)}`,
    ...(advice !== undefined && { advice }),
  });
  switch (keyword) {
    case 'additionalProperties': {
      const key = String(params.additionalProperty);
      return { key, ...unknownKey(schema, path, key) };
    }
    case 'required':
      return missingKey(schema, path, String(params.missingProperty));
    case 'type':
    case 'anyOf': {
      const options = branches(whole);
      const words = options.flatMap((option) => typesOf(option).map((type) => typeWords(option, type)));
      return must(either(words), typeAdvice(options, value));
    }
    case 'enum':
      return wrongWord(schema, whole, path, String(value));
    case 'pattern':
      return must(schema.hint ?? 'something else');
    case 'propertyNames': {
      const key = String(params.propertyName);
      return { key, message: `${quote(key)} cannot be a name in ${path}`, advice: `take ${schema.hint}` };
    }
    case 'minimum':
      return must(`at least ${params.limit}`);
    case 'maximum':
      return must(`at most ${params.limit}`);
    case 'exclusiveMinimum':
      return must(`more than ${params.limit}`);
    case 'exclusiveMaximum':
      return must(`less than ${params.limit}`);
    case 'minItems':
    case 'maxItems':
      return wrongLength(schema, subject, Array.isArray(value) ? value.length : 0);
    case 'uniqueItems': {
      const item = Math.max(Number(params.i), Number(params.j));
      const repeated = Array.isArray(value) ? String(value[item]) : '';
      return { item, message: `${subject} lists ${quote(repeated)} twice`, advice: 'keep one' };
    }
    case 'minProperties':
      return {
        message: `${subject} is empty`,
        advice: schema.noun === undefined ? 'add one' : `name a ${schema.noun}`,
      };
    case 'maxProperties':
      return tooManyKeys(schema, value);
    default:
      return { message: `${subject} does not satisfy "${keyword}"` };
  }
}

function missingKey(map: Schema, path: string, key: string): Problem {
  const inner = map.properties?.[key];
  const target = inner === undefined ? {} : dereference(inner);
  const example = inner?.examples?.[0] ?? target.examples?.[0];
  const advice = example === undefined ? 'add it' : `add "${key}: ${example}"`;
  return { message: `missing key ${quote(key)}${path === '' ? '' : ` in ${path}`}`, advice };
}

function typeWords({ minItems, maxItems, shorthand, noun, enum: words = [] }: Schema, type: string): string {
  switch (type) {
    case 'integer':
      return 'a whole number';
    case 'number':
      return 'a number';
    case 'string':
      if (words.length === 1) return quote(words[0] ?? '');
      return shorthand === 'name' ? `the name of a ${noun}` : 'text';
    case 'boolean':
      return 'true or false';
    case 'array':
      return minItems !== undefined && minItems === maxItems ? `a list of ${minItems}` : 'a list';
    case 'object':
      return 'a map';
    default:
      return 'null';
  }
}

function typeAdvice(options: readonly Schema[], value: unknown): string | undefined {
  const types = options.flatMap(typesOf);
  const takesNumbers = types.includes('number') || types.includes('integer');
  if (typeof value === 'string') {
    if (takesNumbers && /^[-+]?\d/.test(value) && Number.isFinite(Number(value)))
      return 'write it without quotes';
    if (types.includes('boolean') && /^(yes|no|on|off|y|n)$/i.test(value)) {
      return `write ${/^(y|on)/i.test(value) ? 'true' : 'false'}`;
    }
    if (types.includes('object') && /^\w+:\S/.test(value)) return 'put a space after the colon';
  }
  if (value === null) {
    const required = options.find((option) => option.properties !== undefined);
    if (required !== undefined) return 'indent its keys below it, or remove it';
  }
  return types.includes('string') && types.length === 1 && typeof value === 'number'
    ? 'put it in quotes'
    : undefined;
}

function wrongWord(schema: Schema, whole: Schema, path: string, word: string): Problem {
  const noun = schema.noun ?? 'value';
  const words = schema.enum ?? [];
  if (word.startsWith('test.') && words.includes('validation.loss')) {
    return {
      message: `${path} must not be ${quote(word)}: what the test set helped to choose, it can no longer judge`,
      advice: `write ${quote(word.replace('test.', 'validation.'))}`,
    };
  }
  if (schema.shorthand !== 'name') return unknownWord(noun, word, words);
  // The map beside the bare names has those that need options too.
  const named = mapBranch(whole)?.properties ?? {};
  const inner = Object.hasOwn(named, word) ? named[word] : undefined;
  if (inner === undefined) return unknownWord(noun, word, Object.keys(named));
  return { message: `${noun} ${word} needs options`, advice: `write "${word}: ${exampleOf(inner)}"` };
}

/** A smallest value that would do. */
function exampleOf(schema: Schema): string {
  const target = dereference(schema);
  const shown = target.examples?.[0] ?? target.enum?.[1];
  if (shown !== undefined) return shown;
  const map = mapBranch(target);
  const required = (map as { readonly required?: readonly string[] } | undefined)?.required ?? [];
  return `{ ${required.map((key) => `${key}: ${exampleOf(map?.properties?.[key] ?? {})}`).join(', ')} }`;
}

function wrongLength({ minItems = 0, maxItems = 0 }: Schema, subject: string, length: number): Problem {
  if (minItems === maxItems) return { message: `${subject} must be a list of ${minItems}, found ${length}` };
  if (length < minItems && minItems > 1)
    return { message: `${subject} must be a list of at least ${minItems}, found ${length}` };
  if (length === 0) return { message: `${subject} must not be empty` };
  return { message: `${subject} has ${length} items, more than ${maxItems}` };
}

function tooManyKeys({ noun = 'map', properties = {} }: Schema, value: unknown): LocatedProblem {
  const keys = Object.keys(value ?? {});
  const [first, second] = keys;
  const names = keys.filter((key) => Object.hasOwn(properties, key));
  const list = keys.map(quote);
  const advice =
    names.length > 1
      ? noun === 'layer'
        ? 'write each layer as an item of its own'
        : 'keep one'
      : `indent the options of ${quote(names[0] ?? first ?? '')} below it`;
  return {
    ...(second !== undefined && { key: second }),
    message: `a${/^[aeiou]/.test(noun) ? 'n' : ''} ${noun} has one key, this one has ${list.slice(0, -1).join(', ')} and ${list.at(-1)}`,
    advice,
  };
}
