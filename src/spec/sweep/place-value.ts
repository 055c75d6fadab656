/** Where a failure is told that a sweep's value brings about: in the sweep. */
import type { Failure, Place } from '../../util/outcome.js';
import { formatPlace } from '../diagnostic.js';
import { follow, placeOf, placeOfOrigin, type Tree } from '../tree.js';

/**
 * The failure at the value's place; where it is about another part of the spec, with the value in front.
 *
 * @param from where the spec has the value: `sweep.parameters.lr.values.0`.
 * @param label names it: `lr = 0.1`.
 */
export function placedAt(failure: Failure, spec: Tree, from: string, label: string): Failure {
  const { place } = failure;
  const parameter = from.split('.').slice(0, 3).join('.');
  if (place !== undefined && standsIn(spec, place, parameter)) return failure;
  const value = placeOf(follow(spec, from.split('.')).steps);
  const where = place?.line === undefined ? '' : `${formatPlace(place)}: `;
  return { ...failure, message: `with ${label}, ${where}${failure.message}`, place: value };
}

/** Whether a place is inside of what stands at a path of the spec. */
function standsIn(spec: Tree, place: Place, path: string): boolean {
  const { steps, whole } = follow(spec, path.split('.'));
  const found = steps.at(-1);
  if (!whole || found === undefined) return false;
  const isAt = (other: Place): boolean =>
    other.file === place.file && other.line === place.line && other.col === place.col;
  return isAt(placeOf(steps)) || placesIn(found.value).some(isAt);
}

function placesIn(tree: Tree): readonly Place[] {
  const own = placeOfOrigin(tree.origin);
  if (tree.kind === 'scalar') return [own];
  if (tree.kind === 'list') return [own, ...tree.items.flatMap(placesIn)];
  const entries = [...tree.entries.values()];
  return [own, ...entries.flatMap(({ keyOrigin, value }) => [placeOfOrigin(keyOrigin), ...placesIn(value)])];
}
