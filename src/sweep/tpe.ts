import { exp, log } from '../util/portable-math.js';
import { type RandomKey, RandomStream, randomKey } from '../util/random.js';
import { type Coordinates, coordinatesOf, Density } from './density.js';
import { compare, type Job, type Source, type Strategy } from './job.js';
import { RandomPoints } from './random.js';
import { Layout, type Point, type Space } from './space.js';

/** What experiments settled, on functions other than those that bench/search reports. */
const SETTINGS = {
  /** Random points before there is a model: so many a parameter, within bounds. */
  startup: 4,
  leastStartup: 10,
  mostStartup: 30,
  /** Which share of the known points is good, rounded up, and how many at most. */
  share: 0.1,
  most: 25,
  /** Points drawn from the good ones' density; the one with the best ratio is taken. */
  candidates: 32,
  /** Kernels narrow with the number of points to the power −narrowing / (dimensions + 4). */
  narrowing: 1.5,
  /** Kernels of the bad points are so much as wide as the rule says. */
  badWidth: 0.7,
  /** Of numeric kernels, in units of the axis. */
  narrowest: 0.01,
  /** See Smoothing. */
  spread: 1,
  prior: 1,
};
export type Settings = typeof SETTINGS;

/**
 * The tree-structured Parzen estimator (Bergstra et al., "Algorithms for hyper-parameter optimization", NIPS 2011) with
 * kernels over all parameters at once (Falkner et al., "BOHB", ICML 2018): of points drawn from the density of the good
 * trials, the one where that density is largest in relation to the others' density. Trials that are under way count as
 * bad, which keeps proposals made at the same time apart.
 */
export class TpePoints implements Source {
  readonly #layout: Layout;
  readonly #random: RandomPoints;
  readonly #key: RandomKey;
  readonly #settings: Settings;
  readonly #startup: number;

  constructor(space: Space, seed: number, settings: Partial<Settings> = {}) {
    this.#layout = new Layout(space);
    this.#random = new RandomPoints(space, seed);
    this.#key = randomKey(seed, 'sweep', 'tpe');
    this.#settings = { ...SETTINGS, ...settings };
    const { startup, leastStartup, mostStartup } = this.#settings;
    this.#startup = Math.min(mostStartup, Math.max(leastStartup, startup * space.parameters.length));
  }

  propose(trial: number, ranked: readonly Point[], pending: readonly Point[]): Point | null {
    const { share, most, badWidth } = this.#settings;
    if (ranked.length < this.#startup) return this.#random.propose(trial);
    const many = Math.min(most, Math.ceil(share * ranked.length));
    const good = this.#density(ranked.slice(0, many), 1);
    const bad = this.#density([...ranked.slice(many), ...pending], badWidth);
    const point = this.#best(trial, good, bad);
    if (point === null) return this.#random.propose(trial);
    this.#random.take(point);
    return point;
  }

  #best(trial: number, good: Density, bad: Density): Point | null {
    const stream = new RandomStream(this.#key, trial);
    let best: Point | null = null;
    let bestRatio = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < this.#settings.candidates; i++) {
      const point = good.draw(this.#layout, stream);
      if (point === null || this.#random.has(point)) continue;
      const at = coordinatesOf(this.#layout, point);
      const ratio = good.logAt(at) - bad.logAt(at);
      if (ratio <= bestRatio) continue;
      best = point;
      bestRatio = ratio;
    }
    return best;
  }

  #density(points: readonly Point[], width: number): Density {
    const { narrowing, narrowest, spread, prior } = this.#settings;
    const places = points.map((point) => coordinatesOf(this.#layout, point));
    const { parameters } = this.#layout;
    const narrow = exp((-narrowing / (parameters.length + 4)) * log(Math.max(1, places.length)));
    const deviations = parameters.map(({ axis }, index) => {
      const least = Math.max(narrowest, 0.5 / axis.size);
      return Math.max(least, width * narrow * deviationOf(places, index));
    });
    return new Density(this.#layout, places, { deviations, spread, prior });
  }
}

/** The standard deviation along a parameter, with one flat observation more, whose variance is 1/12. */
function deviationOf(places: readonly Coordinates[], index: number): number {
  const units = places.map((place) => place[index] ?? Number.NaN).filter((unit) => !Number.isNaN(unit));
  const mean = units.reduce((sum, unit) => sum + unit, 0) / units.length;
  const squares = units.reduce((sum, unit) => sum + (unit - mean) * (unit - mean), 0);
  return Math.sqrt((squares + 1 / 12) / (units.length + 1));
}

/** TPE on whole trainings. */
export class TpeSearch implements Strategy {
  readonly #points: Source;
  readonly #trials: number | null;
  readonly #known: { readonly trial: number; readonly point: Point; readonly value: number | null }[] = [];
  readonly #pending = new Map<number, Point>();
  #next = 0;

  constructor(points: Source, trials: number | null) {
    this.#points = points;
    this.#trials = trials;
  }

  propose(): Omit<Job, 'number'> | 'done' {
    if (this.#next === this.#trials) return 'done';
    const ranked = this.#known.map(({ point }) => point);
    const point = this.#points.propose(this.#next, ranked, [...this.#pending.values()]);
    if (point === null) return 'done';
    const trial = this.#next++;
    this.#pending.set(trial, point);
    return { trial, point, epochs: null };
  }

  commit({ trial, point }: Job, value: number | null): void {
    this.#pending.delete(trial);
    this.#known.push({ trial, point, value });
    this.#known.sort((a, b) => compare(a.value, b.value) || a.trial - b.trial);
  }
}
