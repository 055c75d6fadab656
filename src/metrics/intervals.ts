/** How sure one can be of a figure. Only + − × ÷ √ are used, so every machine has the same bits. */

/** The 97.5 % point of the normal distribution: two-sided 95 %. */
export const Z_95 = 1.959963984540054;

/**
 * Wilson's score interval of a proportion (Wilson, "Probable inference", JASA 22, 1927): holds its level near 0 and 1,
 * where accuracies are and where ±z·√(p(1−p)/n) does not.
 *
 * @returns [low, high] within [0, 1]; [0, 1] when nothing was counted.
 * @throws RangeError unless 0 ≤ correct ≤ count.
 */
export function wilsonInterval(correct: number, count: number, z = Z_95): [number, number] {
  if (!(correct >= 0 && correct <= count)) throw new RangeError(`${correct} correct of ${count}`);
  if (count === 0) return [0, 1];
  const z2 = z * z;
  const wrong = count - correct;
  const centre = correct + z2 / 2;
  const half = z * Math.sqrt((correct * wrong) / count + z2 / 4);
  const total = count + z2;
  // At the ends the two terms are equal; the difference of their roundings must not leave [0, 1].
  const low = correct === 0 ? 0 : (centre - half) / total;
  const high = wrong === 0 ? 1 : (centre + half) / total;
  return [Math.max(0, low), Math.min(1, high)];
}

/** Mean and sample standard deviation (n − 1), as a table over seeds gives them. */
export interface Spread {
  readonly count: number;
  readonly mean: number;
  /** Absent with fewer than two values. */
  readonly std?: number;
}

/**
 * Mean and standard deviation of `values`, in two passes and in the given order.
 *
 * @throws RangeError when there is no value.
 */
export function spreadOf(values: readonly number[]): Spread {
  const count = values.length;
  if (count === 0) throw new RangeError('no values to average');
  const mean = values.reduce((total, value) => total + value, 0) / count;
  if (count === 1) return { count, mean };
  const squares = values.reduce((total, value) => total + (value - mean) * (value - mean), 0);
  return { count, mean, std: Math.sqrt(squares / (count - 1)) };
}

/** The 97.5 % points of Student's t with 1 to 30 degrees of freedom. */
const T_95 = [
  12.7062047361747, 4.30265272974946, 3.18244630528371, 2.77644510519779, 2.57058183563631, 2.44691185114498,
  2.36462425159278, 2.30600413520417, 2.2621571627982, 2.22813885198627, 2.20098516009164, 2.17881282966723,
  2.16036865646279, 2.1447866879178, 2.13144954555978, 2.11990529922125, 2.10981557783332, 2.10092204024104,
  2.09302405440831, 2.08596344726586, 2.07961384472768, 2.07387306790403, 2.06865761041905, 2.06389856162802,
  2.0595385527533, 2.05552943864287, 2.05183051648028, 2.04840714179525, 2.0452296421327, 2.04227245630124,
];

/**
 * Student's 95 % interval of the mean of `spread`'s values: where another set of seeds would put it.
 *
 * @returns [low, high]; undefined with fewer than two values, which say nothing of how they vary.
 */
export function meanInterval({ count, mean, std }: Spread): [number, number] | undefined {
  if (std === undefined) return undefined;
  const half = (studentPoint(count - 1) * std) / Math.sqrt(count);
  return [mean - half, mean + half];
}

/** The 97.5 % point of Student's t: a table, then the Cornish–Fisher expansion (Abramowitz and Stegun 26.7.5), good to 1e-7. */
function studentPoint(degrees: number): number {
  const z = Z_95;
  const z2 = z * z;
  return (
    T_95[degrees - 1] ??
    z *
      (1 +
        (z2 + 1) / (4 * degrees) +
        ((5 * z2 + 16) * z2 + 3) / (96 * degrees * degrees) +
        (((3 * z2 + 19) * z2 + 17) * z2 - 15) / (384 * degrees * degrees * degrees))
  );
}

/**
 * 95 % interval of the accuracy of one model, or of the mean of several seeds'. Of one Wilson's: how its share of right
 * answers could differ on other images. Of several the interval that covers both Student's of their mean (other seeds)
 * and Wilson's of the mean over one split (other images): seeds that happen to agree do not make the images more, and
 * counts of the same images do not add up.
 *
 * @returns [low, high] within [0, 1]; undefined where there is nothing.
 */
export function accuracyInterval(
  figures: readonly { readonly accuracy: number; readonly count: number }[],
): [number, number] | undefined {
  if (figures.length === 0) return undefined;
  const spread = spreadOf(figures.map(({ accuracy }) => accuracy));
  const images = Math.min(...figures.map(({ count }) => count));
  if (figures.length === 1) return wilsonInterval(Math.round(spread.mean * images), images);
  const others = wilsonInterval(Math.min(images, spread.mean * images), images);
  const seeds = meanInterval(spread) ?? others;
  return [Math.max(0, Math.min(seeds[0], others[0])), Math.min(1, Math.max(seeds[1], others[1]))];
}
