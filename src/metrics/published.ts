/** A measured accuracy beside a published one. */
import { wilsonInterval } from './intervals.js';

/** An accuracy that somebody has published. */
export interface Published {
  readonly accuracy: number;
  /** Images that it was measured on, where that is known. */
  readonly images?: number;
}

export interface Measured {
  readonly accuracy: number;
  /** Its 95 % interval: [low, high]. */
  readonly interval: readonly [number, number];
}

export interface PublishedComparison {
  readonly kind: 'agrees' | 'above' | 'below';
  /** Wilson's 95 % interval of the published figure; absent where its number of images is not known. */
  readonly interval?: readonly [number, number];
  /** Whether the two intervals have a value in common; absent where there is only one. */
  readonly overlaps?: boolean;
}

/** Two accuracies agree when one of them lies within the 95 % interval of the other. */
export function comparePublished(measured: Measured, published: Published): PublishedComparison {
  const { images } = published;
  const interval =
    images === undefined ? undefined : wilsonInterval(Math.round(published.accuracy * images), images);
  const agrees =
    isWithin(published.accuracy, measured.interval) ||
    (interval !== undefined && isWithin(measured.accuracy, interval));
  const kind = agrees ? 'agrees' : measured.accuracy > published.accuracy ? 'above' : 'below';
  if (interval === undefined) return { kind };
  return {
    kind,
    interval,
    overlaps: interval[0] <= measured.interval[1] && measured.interval[0] <= interval[1],
  };
}

function isWithin(value: number, [low, high]: readonly [number, number]): boolean {
  return value >= low && value <= high;
}
