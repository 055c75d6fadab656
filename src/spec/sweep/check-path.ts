/** Where a sweep's parameter may lead: to what a training depends on. */
import { either } from '../diagnostic.js';
import type { Problem } from '../known-keys.js';
import { branches, isChoice, rootSchema, type Schema, schemaPath, typesOf } from '../schema.js';
import { unknownPath } from '../set-value.js';
import { follow, type Tree } from '../tree.js';

/** Why a path cannot be swept. */
const REFUSED: readonly (readonly [path: string, reason: string, advice?: string])[] = [
  ['name', 'it changes no result'],
  ['description', 'it changes no result'],
  ['extends', 'it has done its work before trials are made', 'make specs of their own'],
  ['sweep', 'it changes no result'],
  ['report', 'it changes no result'],
  ['evaluate', 'it changes no training, and trials are chosen by their training'],
  ['seed', 'a trial is not to be chosen by its luck', 'write "repeats: 5" for several seeds of each trial'],
  [
    'load',
    'trials would be judged by different validation images',
    'make specs of their own, and compare them',
  ],
  ['build.from', 'it is read once, before trials are made', 'make specs of their own, and compare them'],
];

/** What is wrong with a parameter's path, whatever the spec holds. */
export function checkPath(path: string): Problem | undefined {
  for (const [refused, reason, advice] of REFUSED) {
    if (!isInside(path, refused)) continue;
    return { message: `${path} cannot be swept: ${reason}`, ...(advice !== undefined && { advice }) };
  }
  const steps = path === '' ? [] : schemaPath(path.split('.'));
  if ('segment' in steps) {
    const { message, advice } = unknownPath(steps);
    return { message: `no parameter ${path}: ${message}`, ...(advice !== undefined && { advice }) };
  }
  if (steps.length === 0) return { message: 'the path is empty', advice: 'write "path: train.batchSize"' };
  return undefined;
}

/** Whether `path` is `outer` or leads into it. */
export function isInside(path: string, outer: string): boolean {
  return path === outer || path.startsWith(`${outer}.`);
}

/** The number types that the schema allows at a path. */
export function numbersAt(path: string): { readonly whole: boolean; readonly real: boolean } {
  const steps = schemaPath(path.split('.'));
  const schema = 'segment' in steps ? undefined : steps.at(-1)?.schema;
  const types = schema === undefined ? [] : branches(schema).flatMap(typesOf);
  return { whole: types.includes('integer'), real: types.includes('number') };
}

/**
 * What a path silently replaces: `train.optimizer.sgd.momentum` makes an SGD of an optimizer that is Adam.
 *
 * @param spec canonical.
 */
export function strayingAt(spec: Tree, path: string): Problem | undefined {
  const segments = path.split('.');
  const steps = schemaPath(segments);
  if ('segment' in steps) return undefined;
  let schema: Schema = rootSchema;
  const walked: string[] = [];
  for (const step of steps) {
    if (isChoice(schema)) {
      const { steps: there, whole } = follow(spec, walked);
      const current = there.at(-1)?.value;
      const keys = whole && current?.kind === 'map' ? [...current.entries.keys()] : [];
      if (keys.length > 0 && !keys.includes(step.key)) {
        return { message: `${walked.join('.')} is ${either(keys)}, not ${step.key}` };
      }
    }
    walked.push(step.key);
    schema = step.schema;
  }
  return undefined;
}
