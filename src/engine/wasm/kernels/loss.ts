/** Softmax and sparse categorical cross-entropy of one image, fused on the logits, in float64 inside. */
import { exp, log } from './exponential';

/**
 * Writes p = softmax(logits) and, if `dlogits` is not 0, the gradient (p − onehot(label)) / batch of the mean loss.
 *
 * @returns −ln p[label], computed as ln Σ exp(logit − largest) − (logit[label] − largest); NaN where a logit is not finite
 */
export function softmaxLoss(
  logits: usize,
  classes: i32,
  label: i32,
  probabilities: usize,
  dlogits: usize,
  batch: f64,
): f32 {
  const largest = <f64>load<f32>(logits + (<usize>largestOf(logits, classes) << 2));
  let sum: f64 = 0;
  let isFinite = true;
  for (let i = 0; i < classes; i++) {
    const logit = <f64>load<f32>(logits + (<usize>i << 2));
    isFinite = isFinite && logit - logit == 0;
    sum += exp(logit - largest);
  }
  for (let i = 0; i < classes; i++) {
    const at = <usize>i << 2;
    const p = isFinite ? exp(<f64>load<f32>(logits + at) - largest) / sum : NaN;
    if (dlogits != 0) store<f32>(dlogits + at, <f32>((p - (i == label ? 1.0 : 0.0)) / batch));
    if (probabilities != 0) store<f32>(probabilities + at, <f32>p);
  }
  const own = <f64>load<f32>(logits + (<usize>label << 2));
  return isFinite ? <f32>(log(sum) - (own - largest)) : <f32>NaN;
}

/** The number of the largest value, the first one of equals. */
export function largestOf(values: usize, count: i32): i32 {
  let best = 0;
  for (let i = 1; i < count; i++) {
    if (load<f32>(values + (<usize>i << 2)) > load<f32>(values + (<usize>best << 2))) best = i;
  }
  return best;
}
