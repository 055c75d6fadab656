/** How sure one can be of a difference when seeds are drawn anew. */
import { meanInterval, type Spread } from './intervals.js';

/**
 * Student's 95 % interval of second − first, two means over seeds, with one spread for both sides: so that a single run
 * can be compared with several.
 *
 * @returns [low, high]; undefined with one run on each side, which say nothing of how seeds vary.
 */
export function seedInterval(first: Spread, second: Spread): [number, number] | undefined {
  const degrees = first.count + second.count - 2;
  if (degrees < 1) return undefined;
  const squares = ({ count, std = 0 }: Spread): number => (count - 1) * std * std;
  const variance = (squares(first) + squares(second)) / degrees;
  const error = Math.sqrt(variance * (1 / first.count + 1 / second.count));
  // A mean of degrees + 1 values with this standard error has the interval that is wanted.
  const count = degrees + 1;
  return meanInterval({ count, mean: second.mean - first.mean, std: error * Math.sqrt(count) });
}
