import { parseStroke, type Stroke } from './stroke.js';

/**
 * One way of writing a digit, drawn twice: every image lies somewhere on the line between `from` and `to`
 * (and a little beyond), so that one way already holds a continuum of shapes.
 */
export interface Way {
  /** How often writers choose it, relative to the other ways of the same digit. */
  readonly weight: number;
  readonly from: readonly Stroke[];
  /** As many strokes as `from`, with as many points each. */
  readonly to: readonly Stroke[];
}

/** All ways of writing one digit. */
export interface Digit {
  /** Usual width of the drawing where its height is 1. */
  readonly width: number;
  /** How much more this digit leans to the right than its writer's others, as a shear. */
  readonly lean: number;
  /** How much broader its line is than those of other digits: what is written small is enlarged more. */
  readonly pen: number;
  readonly ways: readonly Way[];
}

/**
 * Pairs the two drawings of a way, written as `parseStroke` reads them.
 *
 * @throws Error when their strokes do not pair up: our own table is wrong.
 */
export function way(weight: number, from: readonly string[], to: readonly string[]): Way {
  const strokes = { from: from.map(parseStroke), to: to.map(parseStroke) };
  const shape = (list: readonly Stroke[]) => list.map((stroke) => stroke.count).join();
  if (shape(strokes.from) !== shape(strokes.to)) {
    throw new Error(`strokes do not pair up: ${from.join(' | ')} has ${shape(strokes.from)} points`);
  }
  return { weight, ...strokes };
}
