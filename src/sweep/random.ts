import { type RandomKey, RandomStream, randomKey } from '../util/random.js';
import { countGrid, gridPoints } from './grid.js';
import { Layout, type Point, pointKey, type Space } from './space.js';

/** Draws before the points that are left are counted, and before a space that cannot be counted is given up. */
const DRAWS = 200;
const LAST_DRAWS = 20_000;
/** The largest space whose points are listed. */
const LISTED = 100_000;

/** Random points, none of them twice. What a trial gets depends on the seed, its number and what has been taken. */
export class RandomPoints {
  readonly #space: Space;
  readonly #layout: Layout;
  readonly #keys: readonly RandomKey[];
  readonly #pick: RandomKey;
  readonly #taken = new Set<string>();
  #all: readonly Point[] | null | undefined;

  constructor(space: Space, seed: number) {
    this.#space = space;
    this.#layout = new Layout(space);
    this.#keys = space.parameters.map(({ name }) => randomKey(seed, 'sweep', `parameter ${name}`));
    this.#pick = randomKey(seed, 'sweep', 'what is left');
  }

  /** A new point for a trial; null where none is left. */
  propose(trial: number): Point | null {
    const point = this.#draw(trial, 0, DRAWS) ?? this.#remaining(trial);
    if (point !== null) this.take(point);
    return point;
  }

  /** Whether a point has been taken. */
  has(point: Point): boolean {
    return this.#taken.has(pointKey(point));
  }

  /** Marks a point that came from elsewhere as taken. */
  take(point: Point): void {
    this.#taken.add(pointKey(point));
  }

  #draw(trial: number, from: number, to: number): Point | null {
    for (let attempt = from; attempt < to; attempt++) {
      const point = this.#layout.fill(({ axis }, index) => {
        const key = this.#keys[index] ?? this.#pick;
        return axis.valueAt(new RandomStream(key, trial, attempt).uniform());
      });
      if (point !== null && !this.has(point)) return point;
    }
    return null;
  }

  /** Draws that fail so often mean a space that is almost exhausted, or constraints that are hard to meet. */
  #remaining(trial: number): Point | null {
    if (this.#all === undefined) this.#all = this.#list();
    if (this.#all === null) return this.#draw(trial, DRAWS, LAST_DRAWS);
    const left = this.#all.filter((point) => !this.has(point));
    return left[left.length === 0 ? 0 : new RandomStream(this.#pick, trial).below(left.length)] ?? null;
  }

  #list(): readonly Point[] | null {
    const { count, exact } = countGrid(this.#space, LISTED);
    return exact && count <= LISTED ? [...gridPoints(this.#space)] : null;
  }
}
