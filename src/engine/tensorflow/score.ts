import type { ModelAnalysis } from '../../model/analysis.js';
import type { CompileOptions } from '../engine.js';
import type { BatchInput } from './feed.js';
import { logitsOf, lossesOf } from './network.js';
import type { Tensor, Tfjs } from './tfjs.js';

/** What computes, and what it computes. */
export interface Network {
  readonly tfjs: Tfjs;
  readonly analysis: ModelAnalysis;
  readonly options: CompileOptions;
}

export interface BatchScore {
  readonly lossSum: number;
  readonly correct: number;
}

/** Scores images, and gives their softmax probabilities, images × classes. */
export function scoreBatch(
  { tfjs, analysis, options }: Network,
  variables: ReadonlyMap<string, Tensor>,
  input: BatchInput,
): BatchScore & { readonly probabilities: Float32Array } {
  const { tf } = tfjs;
  let lossSum = Number.NaN;
  let probabilities = new Float32Array();
  tf.tidy(() => {
    const [images, targets] = tensorsOf(tfjs, analysis, input);
    const logits = logitsOf(analysis, { tfjs, variables }, images);
    const softmax = tf.softmax(logits as Parameters<typeof tf.softmax>[0]);
    probabilities = Float32Array.from(softmax.dataSync());
    lossSum = sum(lossesOf(tfjs, options.loss, logits, targets).dataSync());
  });
  return { lossSum, correct: countCorrect(probabilities, input.labels), probabilities };
}

/** A batch's images and targets as tensors. */
export function tensorsOf(
  { tf }: Tfjs,
  { model, outputShape }: ModelAnalysis,
  { images, targets, labels }: BatchInput,
): readonly [Tensor, Tensor] {
  return [
    tf.tensor(images, [labels.length, ...model.inputShape]),
    tf.tensor(targets, [labels.length, outputShape[0] ?? 1]),
  ];
}

/** How many rows are largest at their label; of equal ones the first counts. */
export function countCorrect(rows: ArrayLike<number>, labels: Uint8Array): number {
  const classes = rows.length / labels.length;
  let correct = 0;
  for (const [place, label] of labels.entries()) {
    let best = 0;
    for (let i = 1; i < classes; i++) {
      if ((rows[place * classes + i] ?? 0) > (rows[place * classes + best] ?? 0)) best = i;
    }
    if (best === label) correct++;
  }
  return correct;
}

/** In float64. */
export function sum(values: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i] ?? 0;
  return total;
}
