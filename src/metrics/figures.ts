/** What is said of a model's answers on one split: accuracy, interval, confusion, per-class figures. */
import type { SplitFigures, SplitPredictions } from '../report/run-record.js';
import { log } from '../util/portable-math.js';
import { wilsonInterval } from './intervals.js';

/**
 * Keras's `epsilon()`: probabilities are clipped to it before the logarithm, so that one image that is wrong with
 * certainty costs 16.1 and not infinity.
 */
const SMALLEST_PROBABILITY = 1e-7;

/**
 * Figures of one split. `labels` and `predicted` are class numbers below `classNames.length`, one an image; `loss` is
 * the mean over the images. A ratio without a denominator (precision of a class that was never predicted, recall of
 * one that does not occur) is 0, as scikit-learn has it.
 *
 * @throws RangeError when the lengths differ or a class number has no name.
 */
export function splitFigures(
  labels: Uint8Array,
  predicted: Uint8Array,
  loss: number,
  classNames: readonly string[],
): SplitFigures {
  const counts = countConfusion(labels, predicted, classNames.length);
  const confusion = classNames.map((_, actual) =>
    Array.from(counts.subarray(actual * classNames.length, (actual + 1) * classNames.length)),
  );
  const predictedAs = classNames.map((_, column) => sum(confusion.map((row) => row[column] ?? 0)));
  const hits = confusion.map((row, actual) => row[actual] ?? 0);
  const count = labels.length;
  const correct = sum(hits);
  const perClass = classNames.map((name, c) => {
    const hit = hits[c] ?? 0;
    const support = sum(confusion[c] ?? []);
    const answers = predictedAs[c] ?? 0;
    return {
      name,
      support,
      precision: ratio(hit, answers),
      recall: ratio(hit, support),
      f1: ratio(2 * hit, support + answers),
    };
  });
  return {
    count,
    correct,
    accuracy: ratio(correct, count),
    loss,
    interval: wilsonInterval(correct, count),
    confusion,
    perClass,
  };
}

/**
 * Reads class probabilities as answers. `probabilities` is count × classes, row-major; `labels` the true class numbers
 * in the same order; `indices` says which image of its file each row is. The predicted class is the most probable one,
 * the first of equals.
 *
 * @returns the predictions, and the mean cross-entropy in nats, summed in order in double precision.
 * @throws RangeError when the lengths do not fit together.
 */
export function predictionsOf(
  probabilities: Float32Array,
  labels: Uint8Array,
  indices: Uint32Array,
): { readonly predictions: SplitPredictions; readonly loss: number } {
  const count = labels.length;
  const classes = count === 0 ? 0 : probabilities.length / count;
  if (!Number.isInteger(classes) || (count > 0 && classes === 0) || indices.length !== count) {
    throw new RangeError(
      `${probabilities.length} probabilities and ${indices.length} indices for ${count} labels`,
    );
  }
  const predicted = new Uint8Array(count);
  const confidence = new Float32Array(count);
  const trueProbability = new Float32Array(count);
  let total = 0;
  for (let i = 0; i < count; i++) {
    const row = i * classes;
    const label = labels[i] ?? 0;
    if (label >= classes) throw new RangeError(`label ${label} at ${i}, but there are ${classes} classes`);
    let best = 0;
    for (let c = 1; c < classes; c++) {
      if ((probabilities[row + c] ?? 0) > (probabilities[row + best] ?? 0)) best = c;
    }
    const truth = probabilities[row + label] ?? 0;
    predicted[i] = best;
    confidence[i] = probabilities[row + best] ?? 0;
    trueProbability[i] = truth;
    total -= log(Math.min(Math.max(truth, SMALLEST_PROBABILITY), 1));
  }
  return {
    predictions: { index: indices.slice(), label: labels.slice(), predicted, confidence, trueProbability },
    loss: ratio(total, count),
  };
}

/**
 * Positions of the wrong answers, the most confident first, of equals the one that comes first; at most `limit`.
 */
export function confidentMistakes(predictions: SplitPredictions, limit: number): number[] {
  const { label, predicted, confidence } = predictions;
  const wrong: number[] = [];
  for (let i = 0; i < label.length; i++) if (label[i] !== predicted[i]) wrong.push(i);
  wrong.sort((a, b) => (confidence[b] ?? 0) - (confidence[a] ?? 0));
  return wrong.slice(0, limit);
}

function countConfusion(labels: Uint8Array, predicted: Uint8Array, classes: number): Uint32Array {
  if (labels.length !== predicted.length) {
    throw new RangeError(`${labels.length} labels but ${predicted.length} predictions`);
  }
  const counts = new Uint32Array(classes * classes);
  for (let i = 0; i < labels.length; i++) {
    const actual = labels[i] ?? 0;
    const answer = predicted[i] ?? 0;
    if (actual >= classes || answer >= classes) {
      throw new RangeError(`class ${Math.max(actual, answer)} at ${i}, but there are ${classes} class names`);
    }
    const cell = actual * classes + answer;
    counts[cell] = (counts[cell] ?? 0) + 1;
  }
  return counts;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
