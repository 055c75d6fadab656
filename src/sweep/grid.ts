import type { JsonValue } from '../util/json.js';
import { axisOf } from './axis.js';
import { namesOf } from './constraint.js';
import { Layout, type Point, type Space } from './space.js';

/** The parameters that a grid cannot have: ranges of reals without a step. */
export function continuousParameters(space: Space): readonly string[] {
  return space.parameters
    .filter(({ domain }) => axisOf(domain).size === Number.POSITIVE_INFINITY)
    .map(({ name }) => name);
}

/** Every point of a finite space that meets the constraints, each once: the last parameter changes fastest. */
export function* gridPoints(space: Space): Generator<Point> {
  const layout = new Layout(space);
  const continuous = continuousParameters(space);
  if (continuous.length > 0) throw new RangeError(`a grid over reals: ${continuous.join(', ')}`);
  const visit = function* (index: number, point: Point): Generator<Point> {
    const parameter = layout.parameters[index];
    if (parameter === undefined) {
      yield point;
      return;
    }
    const extended = parameter.isActive(point)
      ? valuesOf(parameter.axis).map((value) => ({ ...point, [parameter.name]: value }))
      : [point];
    for (const next of extended) if (layout.allows(next, index)) yield* visit(index + 1, next);
  };
  yield* visit(0, {});
}

/**
 * How many points a grid has. Parameters that no condition and no constraint names are multiplied, the others are gone
 * through; after `limit` of their combinations the count so far is given, `exact: false`. Infinity over reals.
 */
export function countGrid(
  space: Space,
  limit = 1_000_000,
): { readonly count: number; readonly exact: boolean } {
  const layout = new Layout(space);
  const named = new Set([
    ...space.constraints.flatMap(namesOf),
    ...space.parameters.flatMap(({ when }) => Object.keys(when ?? {})),
  ]);
  let count = 0;
  let visited = 0;
  const visit = (index: number, point: Point, factor: number): void => {
    if (visited > limit) return;
    const parameter = layout.parameters[index];
    if (parameter === undefined) {
      count += factor;
      visited++;
      return;
    }
    const { name, axis } = parameter;
    if (!parameter.isActive(point)) {
      if (layout.allows(point, index)) visit(index + 1, point, factor);
    } else if (!named.has(name) || axis.size === Number.POSITIVE_INFINITY) {
      if (layout.allows(point, index)) visit(index + 1, point, factor * axis.size);
    } else {
      for (let i = 0; i < axis.size && visited <= limit; i++) {
        const next = { ...point, [name]: axis.value(i) };
        if (layout.allows(next, index)) visit(index + 1, next, factor);
        else visited++;
      }
    }
  };
  visit(0, {}, 1);
  return { count, exact: visited <= limit };
}

function valuesOf(axis: { readonly size: number; value(index: number): JsonValue }): JsonValue[] {
  return Array.from({ length: axis.size }, (_, index) => axis.value(index));
}
