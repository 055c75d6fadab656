/** Softmax and the loss of one image, fused on the logits, in float64 inside. */
import { LOSS_SQUARED_ERROR } from '../layout/learning';
import { exp, log } from './exponential';
import { target } from './target';

/**
 * Writes p = softmax(logits) if `probabilities` is not 0 and, if `dlogits` is not 0, the gradient of loss / batch, for the
 * target that was aimed at last.
 *
 * @param kind LOSS_CROSSENTROPY: −Σ target·ln p, with ln p computed as (logit − largest) − ln Σ exp(logit − largest), and
 *   the gradient p − target. LOSS_SQUARED_ERROR: the mean of (p − target)², and the gradient
 *   2/classes·p·((p − target) − Σ p·(p − target)).
 * @returns the loss; NaN where a logit is not finite
 */
export function softmaxLoss(
  kind: i32,
  logits: usize,
  classes: i32,
  probabilities: usize,
  dlogits: usize,
  batch: f64,
): f32 {
  const largest = <f64>load<f32>(logits + (<usize>largestOf(logits, classes) << 2));
  const isSquared = kind == LOSS_SQUARED_ERROR;
  let sum: f64 = 0;
  let isFinite = true;
  for (let i = 0; i < classes; i++) {
    const logit = <f64>load<f32>(logits + (<usize>i << 2));
    isFinite = isFinite && logit - logit == 0;
    sum += exp(logit - largest);
  }
  const logSum = log(sum);
  let loss: f64 = 0;
  let pull: f64 = 0;
  if (isSquared) {
    for (let i = 0; i < classes; i++) {
      const p = exp(<f64>load<f32>(logits + (<usize>i << 2)) - largest) / sum;
      const error = p - target(i);
      loss += error * error;
      pull += p * error;
    }
    loss /= <f64>classes;
  }
  for (let i = 0; i < classes; i++) {
    const at = <usize>i << 2;
    const logit = <f64>load<f32>(logits + at);
    const wanted = target(i);
    const p = isFinite ? exp(logit - largest) / sum : NaN;
    if (!isSquared && wanted != 0) loss += wanted * (logSum - (logit - largest));
    if (dlogits != 0) {
      const slope = isSquared ? (2 * p * (p - wanted - pull)) / <f64>classes : p - wanted;
      store<f32>(dlogits + at, <f32>(slope / batch));
    }
    if (probabilities != 0) store<f32>(probabilities + at, <f32>p);
  }
  return isFinite ? <f32>loss : <f32>NaN;
}

/** The number of the largest value, the first one of equals. */
export function largestOf(values: usize, count: i32): i32 {
  let best = 0;
  for (let i = 1; i < count; i++) {
    if (load<f32>(values + (<usize>i << 2)) > load<f32>(values + (<usize>best << 2))) best = i;
  }
  return best;
}
