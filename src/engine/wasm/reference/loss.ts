/** The plain versions of kernels/loss.ts and kernels/target.ts. */
import { exp, log } from '../../../util/portable-math.js';
import type { Loss } from '../../engine.js';
import { read, type Values } from './array.js';

export interface LossResult {
  readonly probabilities: Values;
  readonly loss: number;
  /** Of the loss of this one image, with respect to the logits. */
  readonly gradient: Values;
}

/** The target of an image: 1 at its label and 0 elsewhere, smoothed where the loss says so. */
export function targetOf(loss: Loss, label: number, classes: number): Values {
  const smoothing = loss.kind === 'categoricalCrossentropy' ? loss.labelSmoothing : 0;
  return new Float64Array(classes).map((_, i) => (i === label ? 1 - smoothing : 0) + smoothing / classes);
}

/** Softmax and the loss of one image. */
export function softmaxLoss({ kind }: Loss, logits: Values, target: Values): LossResult {
  const largest = Math.max(...logits);
  const powers = logits.map((logit) => exp(logit - largest));
  const sum = powers.reduce((total, power) => total + power, 0);
  const probabilities = powers.map((power) => power / sum);
  const errors = probabilities.map((p, i) => p - read(target, i));
  if (kind === 'categoricalCrossentropy') {
    const loss = target.reduce((total, t, i) => total + t * (log(sum) - (read(logits, i) - largest)), 0);
    return { probabilities, loss, gradient: errors };
  }
  // Through the softmax: dp[i]/dz[j] = p[i]·([i = j] − p[j]).
  const slopes = errors.map((error) => (2 * error) / errors.length);
  const pull = slopes.reduce((total, slope, i) => total + slope * read(probabilities, i), 0);
  return {
    probabilities,
    loss: errors.reduce((total, error) => total + error * error, 0) / errors.length,
    gradient: slopes.map((slope, i) => read(probabilities, i) * (slope - pull)),
  };
}
