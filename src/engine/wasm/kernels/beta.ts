/** Draws from symmetric Beta distributions, in float64. The plain version with the same bits is ../augmentation/random-reference.ts. */
import { BETA_ATTEMPTS } from '../layout/augmentation';
import { exp, log } from './exponential';
import { philox } from './philox';
import { sinQuadrant } from './trigonometry';

/**
 * A number from Beta(α, α), from the blocks 1, 2, … of Philox's counters (block, c1, c2, c3).
 *
 * α ≥ 1: ½ + ½·√(1 − U^(2/(2α − 1)))·cos 2πV (Ulrich, "Computer generation of distributions on the m-sphere", 1984).
 * α < 1: U^(1/α) / (U^(1/α) + V^(1/α)) of the first pair whose sum is at most 1 (Jöhnk 1964), in logarithms, so that a
 * small α does not underflow.
 */
export function symmetricBeta(alpha: f64, key0: u32, key1: u32, c1: u32, c2: u32, c3: u32): f64 {
  if (alpha >= 1) {
    const words = philox(key0, key1, 1, c1, c2, c3);
    const power = exp((log(openUniform(i32x4.extract_lane(words, 0))) * 2) / (2 * alpha - 1));
    const cos = sinQuadrant(6.283185307179586 * openUniform(i32x4.extract_lane(words, 1)), 1);
    return 0.5 + 0.5 * Math.sqrt(1 - power) * cos;
  }
  for (let attempt = 1; attempt <= BETA_ATTEMPTS; attempt++) {
    const words = philox(key0, key1, attempt, c1, c2, c3);
    const x = log(openUniform(i32x4.extract_lane(words, 0))) / alpha;
    const y = log(openUniform(i32x4.extract_lane(words, 1))) / alpha;
    if (exp(x) + exp(y) > 1) continue;
    const larger = max(x, y);
    const shareX = exp(x - larger);
    return shareX / (shareX + exp(y - larger));
  }
  return 0.5;
}

/** A uniform number in (0, 1) with 32 bits from one word. */
// @ts-ignore: decorator
@inline
function openUniform(word: u32): f64 {
  return (<f64>word + 0.5) * 2.3283064365386962890625e-10;
}
