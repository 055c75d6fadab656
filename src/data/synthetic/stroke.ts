/** The control points of one pen movement, in a box of side 1 with y downwards. */
export interface Stroke {
  readonly count: number;
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** 1 where the pen turns a corner, 0 where the curve is smooth. */
  readonly corner: Uint8Array;
}

/**
 * Reads `x y x y! …`: points in hundredths of the box, `!` after a corner.
 *
 * @throws Error when the text has an odd count of numbers or fewer than two points: our own table is wrong.
 */
export function parseStroke(text: string): Stroke {
  const words = text.trim().split(/\s+/);
  const count = words.length / 2;
  const numbers = words.map((word) => Number(word.replace('!', '')) / 100);
  if (count < 2 || !Number.isInteger(count) || numbers.some(Number.isNaN)) {
    throw new Error(`not a stroke: "${text}"`);
  }
  return {
    count,
    x: Float64Array.from(numbers.filter((_, i) => i % 2 === 0)),
    y: Float64Array.from(numbers.filter((_, i) => i % 2 === 1)),
    corner: Uint8Array.from(words.filter((_, i) => i % 2 === 1).map((word) => (word.endsWith('!') ? 1 : 0))),
  };
}
