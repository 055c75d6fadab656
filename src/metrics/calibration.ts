/** Whether a model is as often right as it says: reliability and expected calibration error. */
import { wilsonInterval } from './intervals.js';

/** The answers whose confidence lies in (low, high]. */
export interface ReliabilityBin {
  readonly low: number;
  readonly high: number;
  readonly count: number;
  readonly correct: number;
  /** Mean confidence of the answers; 0 where there are none. */
  readonly confidence: number;
  /** Share of right answers and its Wilson 95 % interval. */
  readonly accuracy: number;
  readonly interval: readonly [number, number];
}

export interface Calibration {
  readonly count: number;
  /** Mean probability that the model gave to its answers, and how many of them were right. */
  readonly confidence: number;
  readonly accuracy: number;
  /** Expected calibration error: mean of |accuracy − confidence| over the bins, each with the weight of its answers. */
  readonly expectedError: number;
  /** The largest |accuracy − confidence| of a bin. */
  readonly largestError: number;
  /** Of equal width, from 0 to 1, the empty ones too. */
  readonly bins: readonly ReliabilityBin[];
}

/**
 * Bins of equal width, as in Guo, Pleiss, Sun and Weinberger, "On calibration of modern neural networks" (2017), who
 * have 15 too.
 */
export const RELIABILITY_BINS = 15;

/**
 * @param answers one an image: `confidence` is the probability of the class that was answered, between 0 and 1.
 * @throws RangeError when the lengths differ.
 */
export function calibrationOf(
  answers: {
    readonly label: Uint8Array;
    readonly predicted: Uint8Array;
    readonly confidence: Float32Array;
  },
  binCount = RELIABILITY_BINS,
): Calibration {
  const { label, predicted, confidence } = answers;
  if (predicted.length !== label.length || confidence.length !== label.length) {
    throw new RangeError(
      `${label.length} labels, ${predicted.length} predictions and ${confidence.length} confidences`,
    );
  }
  const counts = new Array<number>(binCount).fill(0);
  const hits = new Array<number>(binCount).fill(0);
  const sums = new Array<number>(binCount).fill(0);
  for (let i = 0; i < label.length; i++) {
    const p = confidence[i] ?? 0;
    // A bin has its upper end, not its lower one: the first has both.
    const bin = Math.min(binCount - 1, Math.max(0, Math.ceil(p * binCount) - 1));
    counts[bin] = (counts[bin] ?? 0) + 1;
    sums[bin] = (sums[bin] ?? 0) + p;
    if (predicted[i] === label[i]) hits[bin] = (hits[bin] ?? 0) + 1;
  }
  const bins = counts.map((count, i): ReliabilityBin => {
    const correct = hits[i] ?? 0;
    return {
      low: i / binCount,
      high: (i + 1) / binCount,
      count,
      correct,
      confidence: count === 0 ? 0 : (sums[i] ?? 0) / count,
      accuracy: count === 0 ? 0 : correct / count,
      interval: wilsonInterval(correct, count),
    };
  });
  const total = label.length;
  const mean = (of: (bin: ReliabilityBin) => number): number =>
    total === 0 ? 0 : bins.reduce((sum, bin) => sum + (bin.count / total) * of(bin), 0);
  const gap = ({ accuracy, confidence }: ReliabilityBin): number => Math.abs(accuracy - confidence);
  return {
    count: total,
    confidence: mean((bin) => bin.confidence),
    accuracy: mean((bin) => bin.accuracy),
    expectedError: mean(gap),
    largestError: Math.max(0, ...bins.filter(({ count }) => count > 0).map(gap)),
    bins,
  };
}
