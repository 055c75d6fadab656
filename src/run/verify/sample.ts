import { randomInt } from 'node:crypto';

/**
 * So many different epochs of a chain, in order. Nobody is to know beforehand which: these random numbers are the only
 * ones here that are not a seed's.
 */
export function chooseEpochs(epochs: number, count: number): number[] {
  const left = Array.from({ length: epochs }, (_, i) => i + 1);
  const chosen: number[] = [];
  while (chosen.length < count && left.length > 0) chosen.push(...left.splice(randomInt(left.length), 1));
  return chosen.sort((a, b) => a - b);
}
