/** Least squares of a mean and one effect a level of each factor: analysis of variance by main effects. */

/** A parameter's levels over the observations. */
export interface Factor {
  /** One an observation, below `count`; −1 where the parameter does not exist. */
  readonly levels: readonly number[];
  readonly count: number;
}

export interface Fit {
  /** Sum of the squared deviations from the mean. */
  readonly total: number;
  /** Sum over the observations of each factor's squared effects. */
  readonly effects: readonly number[];
  /** What a degree of freedom earns by chance; absent where there are no observations to tell. */
  readonly noise?: number;
  /** What is left, one an observation, and how many degrees of freedom it has. */
  readonly residuals: readonly number[];
  readonly degrees: number;
  /** Whether `noise` comes from repeats of a full grid, and so holds no interaction. */
  readonly pure: boolean;
}

const MOST_SWEEPS = 500;

/**
 * Fits by backfitting: each factor's effects are the means of what the others leave, until nothing changes.
 *
 * @param noise variance of a single value by chance, where it is known from repeats of a full grid.
 */
export function fitAdditive(values: readonly number[], factors: readonly Factor[], noise?: number): Fit {
  const centre = values.reduce((sum, value) => sum + value, 0) / values.length;
  const residuals = values.map((value) => value - centre);
  const total = squares(residuals);
  const fitted = factors.map(() => residuals.map(() => 0));
  for (let sweep = 0; sweep < MOST_SWEEPS; sweep++) {
    let change = 0;
    factors.forEach((factor, f) => {
      const own = fitted[f] ?? [];
      const partial = residuals.map((value, i) => value + (own[i] ?? 0));
      const next = centred(levelMeans(partial, factor), factor);
      next.forEach((value, i) => {
        const step = value - (own[i] ?? 0);
        change += step * step;
        own[i] = value;
        residuals[i] = (partial[i] ?? 0) - value;
      });
    });
    if (change <= total * 1e-24) break;
  }
  const degrees = values.length - 1 - factors.reduce((sum, { count }) => sum + Math.max(0, count - 1), 0);
  // Rounding must not pass for noise, nor for an effect.
  const left = squares(residuals);
  const leftover = degrees > 0 ? (left <= total * 1e-20 ? 0 : left / degrees) : undefined;
  const chance = noise ?? leftover;
  return {
    total: total <= values.length * centre * centre * 1e-28 ? 0 : total,
    effects: fitted.map(squares),
    ...(chance !== undefined && { noise: chance }),
    residuals,
    degrees,
    pure: noise !== undefined,
  };
}

/** Share of the variance that the pair's cells explain beyond both main effects; 0 where that cannot be told from noise. */
export function pairEffect(fit: Fit, first: Factor, second: Factor): number {
  if ([...first.levels, ...second.levels].includes(-1)) return 0;
  const levels = first.levels.map((level, i) => level * second.count + (second.levels[i] ?? 0));
  const occupied = new Set(levels).size;
  const degrees = occupied - first.count - second.count + 1;
  if (degrees <= 0) return 0;
  const cells = levelMeans(fit.residuals, { levels, count: first.count * second.count });
  const explained = squares(cells);
  const left = fit.degrees - degrees;
  const noise = fit.pure ? fit.noise : left > 0 ? (squares(fit.residuals) - explained) / left : undefined;
  return noise === undefined ? 0 : Math.min(1, Math.max(0, (explained - degrees * noise) / fit.total));
}

/** Each observation's mean over its level; 0 where the parameter does not exist. */
function levelMeans(values: readonly number[], { levels, count }: Factor): number[] {
  const sums = new Array<number>(count).fill(0);
  const sizes = new Array<number>(count).fill(0);
  levels.forEach((level, i) => {
    if (level < 0) return;
    sums[level] = (sums[level] ?? 0) + (values[i] ?? 0);
    sizes[level] = (sizes[level] ?? 0) + 1;
  });
  return levels.map((level) => (level < 0 ? 0 : (sums[level] ?? 0) / (sizes[level] ?? 1)));
}

/** Without their own mean: what the presence of a conditional parameter does, is its condition's effect. */
function centred(effects: readonly number[], { levels }: Factor): number[] {
  const present = effects.filter((_, i) => (levels[i] ?? -1) >= 0);
  const mean = present.reduce((sum, value) => sum + value, 0) / Math.max(1, present.length);
  return effects.map((value, i) => ((levels[i] ?? -1) >= 0 ? value - mean : 0));
}

/** Whether every combination of levels was observed exactly once. */
export function isFullGrid(factors: readonly Factor[], count: number): boolean {
  if (factors.some(({ levels }) => levels.includes(-1))) return false;
  const cells = new Set(
    Array.from({ length: count }, (_, i) => factors.map(({ levels }) => levels[i]).join()),
  );
  return cells.size === count && factors.reduce((product, factor) => product * factor.count, 1) === count;
}

function squares(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value * value, 0);
}
