/** Distances to the nearest pixel of a set, exact, in linear time (Felzenszwalb and Huttenlocher 2012). */

const FAR = 1e12;

/**
 * The Euclidean distance of each pixel's centre to that of the nearest pixel of a set; very large where that is empty.
 *
 * @param set whether the pixel with this number belongs to it
 */
export function distanceTo(set: (pixel: number) => boolean, height: number, width: number): Float64Array {
  const squares = new Float64Array(height * width);
  for (let i = 0; i < squares.length; i++) squares[i] = set(i) ? 0 : FAR;
  const scratch = new Envelope(Math.max(height, width));
  for (let x = 0; x < width; x++) scratch.transform(squares, x, width, height);
  for (let y = 0; y < height; y++) scratch.transform(squares, y * width, 1, width);
  for (let i = 0; i < squares.length; i++) squares[i] = Math.sqrt(squares[i] ?? 0);
  return squares;
}

/** The lower envelope of the parabolas that stand on one line's values. */
class Envelope {
  readonly #values: Float64Array;
  readonly #feet: Int32Array;
  readonly #starts: Float64Array;

  constructor(length: number) {
    this.#values = new Float64Array(length);
    this.#feet = new Int32Array(length);
    this.#starts = new Float64Array(length + 1);
  }

  /** Replaces each value f(q) of a line by the least (q − p)² + f(p). */
  transform(data: Float64Array, first: number, step: number, length: number): void {
    const [values, feet, starts] = [this.#values, this.#feet, this.#starts];
    for (let q = 0; q < length; q++) values[q] = data[first + q * step] ?? 0;
    let last = 0;
    feet[0] = 0;
    starts[0] = Number.NEGATIVE_INFINITY;
    starts[1] = Number.POSITIVE_INFINITY;
    for (let q = 1; q < length; q++) {
      let meets = this.#meeting(q, feet[last] ?? 0);
      while (meets <= (starts[last] ?? 0)) meets = this.#meeting(q, feet[--last] ?? 0);
      feet[++last] = q;
      starts[last] = meets;
      starts[last + 1] = Number.POSITIVE_INFINITY;
    }
    let k = 0;
    for (let q = 0; q < length; q++) {
      while ((starts[k + 1] ?? 0) < q) k++;
      const foot = feet[k] ?? 0;
      data[first + q * step] = (q - foot) * (q - foot) + (values[foot] ?? 0);
    }
  }

  /** Where the parabolas on q and p < q meet. */
  #meeting(q: number, p: number): number {
    const [higher, lower] = [this.#values[q] ?? 0, this.#values[p] ?? 0];
    return (higher + q * q - (lower + p * p)) / (2 * (q - p));
  }
}
