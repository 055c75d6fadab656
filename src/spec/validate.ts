/** The merged spec against the schema: ajv finds what is wrong, this file picks the errors worth telling and places them. */
import type { Failure } from '../util/outcome.js';
import { type SchemaError, validate } from './experiment-validator.js';
import { explainError } from './explain-error.js';
import { branchOf, type Schema, schemaAt, typesOf } from './schema.js';
import { follow, type Origin, placeOf, placeOfOrigin, plainValue, type Tree } from './tree.js';

/** Every problem of structure in `tree`: none, when it is a spec (as yet without defaults). */
export function validateStructure(tree: Tree): readonly Failure[] {
  if (validate(plainValue(tree))) return [];
  const told = new Set<string>();
  const failures: Failure[] = [];
  for (const error of worthTelling(tree, validate.errors ?? [])) {
    const failure = failureOf(tree, error);
    const line = JSON.stringify([failure.place, failure.message]);
    if (!told.has(line)) failures.push(failure);
    told.add(line);
  }
  return failures;
}

function failureOf(tree: Tree, error: SchemaError): Failure {
  const segments = segmentsOf(error.instancePath);
  const { key, item, ...problem } = explainError(error, segments.join('.'), valueAt(tree, segments));
  const { steps } = follow(tree, item === undefined ? segments : [...segments, String(item)]);
  const keyOrigin = key === undefined ? undefined : keyOriginIn(steps.at(-1)?.value, key);
  return {
    kind: 'spec',
    ...problem,
    place: keyOrigin === undefined ? placeOf(steps) : placeOfOrigin(keyOrigin),
  };
}

/**
 * ajv tells everything, also why each branch of an `anyOf` does not fit. Told on: of each `anyOf` what is wrong with
 * the branch that the value's kind belongs to; of a map with too many keys that it has too many; of a value of the
 * wrong type that alone.
 */
function worthTelling(tree: Tree, errors: readonly SchemaError[]): readonly SchemaError[] {
  const silenced: ((error: SchemaError) => boolean)[] = [
    ({ schemaPath }) => schemaPath.includes('/propertyNames/'),
  ];
  for (const { keyword, instancePath, schemaPath } of errors) {
    if (keyword === 'anyOf') {
      const kept = branchIndex(tree, instancePath, schemaPath);
      const branch = new RegExp(`^${escape(schemaPath)}/(\\d+)/`);
      silenced.push((error) => {
        const index = branch.exec(error.schemaPath)?.[1];
        return error.instancePath === instancePath && index !== undefined && Number(index) !== kept;
      });
      if (kept >= 0)
        silenced.push((error) => error.keyword === 'anyOf' && error.instancePath === instancePath);
    } else if (keyword === 'maxProperties') {
      silenced.push(
        (error) => error.keyword !== keyword && `${error.instancePath}/`.startsWith(`${instancePath}/`),
      );
    } else if (keyword === 'type') {
      silenced.push(
        (error) =>
          error.instancePath === instancePath && (error.keyword === 'enum' || error.keyword === 'pattern'),
      );
    }
  }
  return errors.filter((error) => !silenced.some((isSilenced) => isSilenced(error)));
}

/** Which branch of an `anyOf` the value belongs to by its kind; −1 when none. */
function branchIndex(tree: Tree, instancePath: string, schemaPath: string): number {
  const value = valueAt(tree, segmentsOf(instancePath));
  const options = schemaAt(schemaPath) as readonly Schema[] | undefined;
  if (value === undefined || options === undefined) return -1;
  return options.findIndex((option) => typesOf(option).length > 0 && branchOf(option, value) !== undefined);
}

function valueAt(tree: Tree, segments: readonly string[]): Tree | undefined {
  const { steps, whole } = follow(tree, segments);
  return whole ? steps.at(-1)?.value : undefined;
}

function keyOriginIn(tree: Tree | undefined, key: string): Origin | undefined {
  return tree?.kind === 'map' ? tree.entries.get(key)?.keyOrigin : undefined;
}

/** A JSON pointer's parts. */
function segmentsOf(pointer: string): readonly string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
