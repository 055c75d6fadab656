/** For any engine: the mean of what a model says of several views of an image, and of what several models say of it. */
import { log } from '../util/portable-math.js';
import type { EvaluateOptions, EvaluateResult, Loss, Trainable } from './engine.js';

export interface ViewOptions extends Omit<EvaluateOptions, 'shift'> {
  /** Views are shifted by up to so many pixels along both axes: (2·shifts + 1)² of them, the image itself included. */
  readonly shifts: number;
  /** The right classes, in the order of `indices`. */
  readonly labels: Uint8Array;
  readonly loss: Loss;
}

/** A probability counts as at least this where its logarithm is taken, as in Keras. */
const SMALLEST = 1e-7;

/** Scores the mean of the views' probabilities; the sums are made in float64, view after view. */
export async function evaluateViews(
  trainable: Trainable,
  { shifts, labels, loss, onProgress, ...options }: ViewOptions,
): Promise<EvaluateResult> {
  const side = 2 * shifts + 1;
  const views = side * side;
  const count = options.indices.length;
  let sums = new Float64Array();
  for (let view = 0; view < views; view++) {
    const { probabilities } = await trainable.evaluate({
      ...options,
      shift: [Math.floor(view / side) - shifts, (view % side) - shifts],
      onProgress: ({ done }) => onProgress?.({ done: view * count + done, count: views * count }),
    });
    if (view === 0) sums = new Float64Array(probabilities.length);
    for (const [i, p] of probabilities.entries()) sums[i] = (sums[i] ?? 0) + p;
  }
  return meanAnswers(sums, views, labels, loss);
}

/** The mean of several models' probabilities, scored; the sums are made in float64, model after model. */
export function averageAnswers(
  answers: readonly Float32Array[],
  labels: Uint8Array,
  loss: Loss,
): EvaluateResult {
  const sums = new Float64Array(answers[0]?.length ?? 0);
  for (const probabilities of answers) {
    for (const [i, p] of probabilities.entries()) sums[i] = (sums[i] ?? 0) + p;
  }
  return meanAnswers(sums, answers.length, labels, loss);
}

function meanAnswers(sums: Float64Array, views: number, labels: Uint8Array, loss: Loss): EvaluateResult {
  const count = labels.length;
  const probabilities = Float32Array.from(sums, (sum) => sum / views);
  const classes = probabilities.length / count;
  let lossSum = 0;
  let correct = 0;
  for (const [i, label] of labels.entries()) {
    const row = probabilities.subarray(i * classes, (i + 1) * classes);
    lossSum += lossOf(loss, row, label);
    if (row.indexOf(Math.max(...row)) === label) correct++;
  }
  return { loss: lossSum / count, accuracy: correct / count, count, probabilities };
}

/** The loss of one image whose probabilities are these. */
function lossOf(loss: Loss, probabilities: Float32Array, label: number): number {
  const classes = probabilities.length;
  const smoothing = loss.kind === 'categoricalCrossentropy' ? loss.labelSmoothing : 0;
  let sum = 0;
  for (const [i, p] of probabilities.entries()) {
    const target = (i === label ? 1 - smoothing : 0) + smoothing / classes;
    if (loss.kind === 'meanSquaredError') sum += ((p - target) * (p - target)) / classes;
    else if (target !== 0) sum -= target * log(Math.max(p, SMALLEST));
  }
  return sum;
}
