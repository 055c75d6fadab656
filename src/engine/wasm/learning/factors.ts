import type { CompileOptions } from '../../engine.js';
import * as layout from '../layout/learning.js';

/** From here on 1 − power is 1 in float64. */
const SMALLEST_POWER = 2 ** -54;

/**
 * Writes each step's factors (see layout/learning.ts), computed in float64 and rounded once. Adam's powers of beta are made
 * by repeated multiplication from the first step on, so that an epoch that is resumed goes on with the same bits.
 *
 * @param target room for `steps` times four numbers
 * @param learningRates one a step; the optimizer's own where absent
 * @param stepsDone steps before the first of these since training began
 */
export function writeFactors(
  target: Float32Array,
  { optimizer, emaMomentum = 0 }: Pick<CompileOptions, 'optimizer' | 'emaMomentum'>,
  steps: number,
  stepsDone: number,
  learningRates?: Float64Array,
): void {
  const { learningRate, weightDecay = 0 } = optimizer;
  const rates = learningRates ?? new Float64Array(steps).fill(learningRate);
  // With powers of 0 the correction is 1. They live in an array: numbers that a loop carries along are allocated anew in
  // each of its rounds.
  const betas = optimizer.kind === 'adam' ? [optimizer.beta1, optimizer.beta2] : [0, 0];
  const powers = Float64Array.of(1, 1);
  for (let step = 0; step < stepsDone; step++) raise(powers, betas);
  for (let step = 0; step < steps; step++) {
    raise(powers, betas);
    const rate = rates[step] ?? 0;
    const at = (step * layout.FACTOR_BYTES) / 4;
    target[at + layout.RATE / 4] = rate;
    target[at + layout.CORRECTED_RATE / 4] =
      (rate * Math.sqrt(1 - (powers[1] ?? 0))) / (1 - (powers[0] ?? 0));
    target[at + layout.DECAY / 4] = rate * weightDecay;
    // The average begins with the weights after the first step.
    target[at + layout.AVERAGE_MOMENTUM / 4] = stepsDone + step === 0 ? 0 : emaMomentum;
  }
}

/** Multiplies powers by their bases, until 1 − power is 1 anyway. */
function raise(powers: Float64Array, bases: readonly number[]): void {
  for (let i = 0; i < powers.length; i++) {
    const power = powers[i] ?? 0;
    if (power > SMALLEST_POWER) powers[i] = power * (bases[i] ?? 0);
  }
}
