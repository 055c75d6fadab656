/** The merged spec against the schema: ajv finds what is wrong, this file picks the errors worth telling and places them. */
import type { Failure } from '../util/outcome.js';
import { type SchemaError, validate } from './experiment-validator.js';
import { explainError } from './explain-error.js';
import { branchOf, mapBranch, type Schema, schemaOf } from './schema.js';
import { suggest } from './suggest.js';
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
  const schema = schemaOf(tree, segments) ?? {};
  const { key, item, ...problem } = explainError(error, segments.join('.'), valueAt(tree, segments), schema);
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
 * wrong type that alone; of a key in the place of a missing one that it is misspelt.
 */
function worthTelling(tree: Tree, errors: readonly SchemaError[]): readonly SchemaError[] {
  const silenced: ((error: SchemaError) => boolean)[] = [
    ({ schemaPath }) => schemaPath.includes('/propertyNames/'),
    // What a condition asks for is told by itself.
    ({ keyword }) => keyword === 'if',
  ];
  for (const { keyword, instancePath, params } of errors) {
    const isHere = (error: SchemaError): boolean => error.instancePath === instancePath;
    const schema = schemaOf(tree, segmentsOf(instancePath)) ?? {};
    if (keyword === 'anyOf') {
      const branch = branchAt(tree, instancePath);
      // A value of no branch's kind is told as such, by the error of the `anyOf` itself.
      const told = branch === undefined ? ['anyOf'] : Object.keys(branch).filter((key) => key !== 'type');
      silenced.push((error) => isHere(error) && !told.includes(error.keyword));
    } else if (keyword === 'maxProperties') {
      silenced.push(
        (error) => error.keyword !== keyword && `${error.instancePath}/`.startsWith(`${instancePath}/`),
      );
    } else if (keyword === 'type' && schema.anyOf === undefined) {
      silenced.push((error) => isHere(error) && (error.keyword === 'enum' || error.keyword === 'pattern'));
    } else if (keyword === 'additionalProperties') {
      const known = Object.keys(mapBranch(schema)?.properties ?? {});
      const meant = suggest(String(params.additionalProperty), known);
      silenced.push(
        (error) => isHere(error) && error.keyword === 'required' && error.params.missingProperty === meant,
      );
    }
  }
  const told = errors.filter((error) => !silenced.some((isSilenced) => isSilenced(error)));
  // What the validator refused must not pass because its errors silenced each other.
  return told.length > 0 ? told : errors.slice(0, 1);
}

/** The branch of an `anyOf` that the value belongs to by its kind. */
function branchAt(tree: Tree, instancePath: string): Schema | undefined {
  const segments = segmentsOf(instancePath);
  const value = valueAt(tree, segments);
  const schema = schemaOf(tree, segments);
  return value && schema && branchOf(schema, value);
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
