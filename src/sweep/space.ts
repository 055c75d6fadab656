import type { JsonValue } from '../util/json.js';
import { type Axis, axisOf, type Domain, keyOf } from './axis.js';
import { type Constraint, isMet, namesOf } from './constraint.js';

export type { Domain } from './axis.js';

/** Something that a sweep varies. */
export interface Parameter {
  readonly name: string;
  readonly domain: Domain;
  /** The parameter exists only where each of these earlier ones exists and has one of the values. */
  readonly when?: Readonly<Record<string, readonly JsonValue[]>>;
}

/** All that a sweep may try. */
export interface Space {
  readonly parameters: readonly Parameter[];
  readonly constraints: readonly Constraint[];
}

/** A configuration: the parameters that exist in it, in the space's order. */
export type Point = Readonly<Record<string, JsonValue>>;

/** A parameter with its domain laid out. */
export interface LaidParameter {
  readonly name: string;
  readonly axis: Axis;
  isActive(point: Point): boolean;
}

/** A space made ready: axes, and for each parameter the constraints that can be decided once it has a value. */
export class Layout {
  readonly parameters: readonly LaidParameter[];
  readonly #decided: readonly (readonly Constraint[])[];

  constructor(space: Space) {
    this.parameters = space.parameters.map(({ name, domain, when }) => {
      const conditions = Object.entries(when ?? {}).map(
        ([other, values]) => [other, new Set(values.map(keyOf))] as const,
      );
      const isActive = (point: Point): boolean =>
        conditions.every(([other, keys]) => {
          const value = point[other];
          return value !== undefined && keys.has(keyOf(value));
        });
      return { name, axis: axisOf(domain), isActive };
    });
    const place = new Map(space.parameters.map(({ name }, index) => [name, index]));
    this.#decided = space.parameters.map((_, index) =>
      space.constraints.filter(
        (one) => index === Math.max(0, ...namesOf(one).map((name) => place.get(name) ?? 0)),
      ),
    );
  }

  /** Whether the constraints that parameter `index` is the last to decide are met. */
  allows(point: Point, index: number): boolean {
    return (this.#decided[index] ?? []).every((constraint) => isMet(constraint, point));
  }

  /** Gives each parameter in turn the value that `choose` has for it; null where a constraint is not met. */
  fill(choose: (parameter: LaidParameter, index: number) => JsonValue): Point | null {
    const point: Record<string, JsonValue> = {};
    for (const [index, parameter] of this.parameters.entries()) {
      if (parameter.isActive(point)) point[parameter.name] = choose(parameter, index);
      if (!this.allows(point, index)) return null;
    }
    return point;
  }
}

/** Two points are the same where their keys are. */
export function pointKey(point: Point): string {
  return keyOf(point);
}
