import { erf, exp, log } from '../util/portable-math.js';
import type { RandomStream } from '../util/random.js';
import type { Layout, Point } from './space.js';

/** Where a point lies: each parameter's unit, NaN for one that it does not have. */
export type Coordinates = Float64Array;

/** Where a point lies in [0, 1]^parameters. */
export function coordinatesOf(layout: Layout, point: Point): Coordinates {
  return Float64Array.from(layout.parameters, ({ name, axis }) => {
    const value = point[name];
    return value === undefined ? Number.NaN : axis.unitOf(value);
  });
}

/** How wide kernels are, and how much a flat component weighs among them. */
export interface Smoothing {
  /** Standard deviation of a numeric kernel in unit coordinates, before the floor of its axis. */
  readonly deviations: readonly number[];
  /** What an unordered choice's kernel spreads over all values, in units of the one that it sits on. */
  readonly spread: number;
  /** The flat component's weight, where a point's is 1. */
  readonly prior: number;
}

/**
 * A mixture over points of products over parameters: normal distributions cut off at 0 and 1 where values are ordered,
 * smoothed frequencies where they are not, flat where the point has no such parameter; and one flat component.
 */
export class Density {
  readonly #centres: readonly Coordinates[];
  readonly #smoothing: Smoothing;
  readonly #logTotal: number;
  /** Of each component and parameter: log of what the kernel is to be divided by; 0 where it is flat or a choice. */
  readonly #logMasses: readonly Float64Array[];
  /** Of each parameter: 1 / deviation if it is ordered, else 0. */
  readonly #sharpness: Float64Array;
  /** Of each unordered parameter: log of a kernel at its own value and at others, the flat frequency being 1. */
  readonly #logSame: Float64Array;
  readonly #logOther: number;
  readonly #terms: Float64Array;

  constructor({ parameters }: Layout, centres: readonly Coordinates[], smoothing: Smoothing) {
    const { deviations, spread, prior } = smoothing;
    this.#logTotal = log(centres.length + prior);
    this.#logMasses = centres.map((centre) =>
      Float64Array.from(parameters, ({ axis }, index) => {
        const u = centre[index] ?? Number.NaN;
        return axis.ordered && !Number.isNaN(u) ? logMass(u, deviations[index] ?? 1) : 0;
      }),
    );
    this.#centres = centres;
    this.#smoothing = smoothing;
    this.#sharpness = Float64Array.from(parameters, ({ axis }, index) =>
      axis.ordered ? 1 / (deviations[index] ?? 1) : 0,
    );
    this.#logSame = Float64Array.from(parameters, ({ axis }) =>
      axis.ordered ? 0 : log((axis.size + spread) / (1 + spread)),
    );
    this.#logOther = log(spread / (1 + spread));
    this.#terms = new Float64Array(centres.length + 1);
  }

  /** Log of the density at a place, where it is 1 if all is flat. */
  logAt(at: Coordinates): number {
    const terms = this.#terms;
    const flat = this.#centres.length;
    let largest = log(this.#smoothing.prior);
    terms[flat] = largest;
    for (let component = 0; component < flat; component++) {
      const term = this.#logKernel(component, at);
      terms[component] = term;
      if (term > largest) largest = term;
    }
    let sum = 0;
    for (const term of terms) sum += term < largest - 40 ? 0 : exp(term - largest);
    return largest + log(sum) - this.#logTotal;
  }

  /** Draws a point, parameter after parameter; null where a constraint is not met. */
  draw(layout: Layout, stream: RandomStream): Point | null {
    const { deviations, spread, prior } = this.#smoothing;
    const centre = this.#centres[Math.floor(stream.uniform() * (this.#centres.length + prior))];
    return layout.fill(({ axis }, index) => {
      const u = centre?.[index] ?? Number.NaN;
      if (Number.isNaN(u)) return axis.valueAt(stream.uniform());
      if (axis.ordered) return axis.valueAt(cutNormal(u, deviations[index] ?? 1, stream));
      const stays = stream.uniform() * (1 + spread) < 1;
      return axis.valueAt(stays ? u : stream.uniform());
    });
  }

  #logKernel(component: number, at: Coordinates): number {
    const centre = this.#centres[component] ?? at;
    const logMasses = this.#logMasses[component];
    let total = 0;
    for (let index = 0; index < at.length; index++) {
      const u = centre[index] ?? Number.NaN;
      const x = at[index] ?? Number.NaN;
      const sharpness = this.#sharpness[index] ?? 0;
      // One of the two has no such parameter: flat.
      if (Number.isNaN(u) || Number.isNaN(x)) continue;
      if (sharpness > 0) {
        const z = (x - u) * sharpness;
        total -= (z * z) / 2 + (logMasses?.[index] ?? 0);
      } else {
        // Units of unordered values are the middles of their cells, so that equal values have equal units.
        total += u === x ? (this.#logSame[index] ?? 0) : this.#logOther;
      }
    }
    return total;
  }
}

/** Log of ∫₀¹ exp(−(x − u)² / 2σ²) dx. */
function logMass(u: number, deviation: number): number {
  const scale = Math.SQRT1_2 / deviation;
  return log((deviation * Math.sqrt(2 * Math.PI) * (erf((1 - u) * scale) + erf(u * scale))) / 2);
}

/** A normal number in [0, 1]: Marsaglia's polar method, drawn again until it falls there. */
function cutNormal(mean: number, deviation: number, stream: RandomStream): number {
  for (;;) {
    const a = 2 * stream.uniform() - 1;
    const b = 2 * stream.uniform() - 1;
    const square = a * a + b * b;
    if (square >= 1 || square === 0) continue;
    const x = mean + deviation * a * Math.sqrt((-2 * log(square)) / square);
    if (x >= 0 && x < 1) return x;
  }
}
