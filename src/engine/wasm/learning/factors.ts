import type { CompileOptions, Optimizer } from '../../engine.js';
import * as layout from '../layout/learning.js';

/** From here on 1 − power is 1 in float64. */
const SMALLEST_POWER = 2 ** -54;

/** βⁿ by repeated multiplication, one step after another, so that an epoch that is resumed goes on with the same bits. */
class Power {
  readonly #base: number;
  value = 1;

  constructor(base: number, steps: number) {
    this.#base = base;
    for (let i = 0; i < steps && this.value > SMALLEST_POWER; i++) this.next();
  }

  next(): number {
    if (this.value > SMALLEST_POWER) this.value *= this.#base;
    return this.value;
  }
}

/**
 * Writes each step's factors (see layout/learning.ts), computed in float64 and rounded once.
 *
 * @param target room for `steps` times four numbers
 * @param learningRates one a step; the optimizer's own where absent
 * @param stepsDone steps before the first of these since training began
 */
export function writeFactors(
  target: Float32Array,
  { optimizer, emaMomentum }: Pick<CompileOptions, 'optimizer' | 'emaMomentum'>,
  steps: number,
  stepsDone: number,
  learningRates?: Float64Array,
): void {
  const correct = correction(optimizer, stepsDone);
  for (let step = 0; step < steps; step++) {
    const rate = learningRates?.[step] ?? optimizer.learningRate;
    const at = (step * layout.FACTOR_BYTES) / 4;
    target[at + layout.RATE / 4] = rate;
    target[at + layout.CORRECTED_RATE / 4] = rate * correct();
    target[at + layout.DECAY / 4] = rate * (optimizer.weightDecay ?? 0);
    // The average begins with the weights after the first step.
    target[at + layout.AVERAGE_MOMENTUM / 4] = stepsDone + step === 0 ? 0 : (emaMomentum ?? 0);
  }
}

/** Adam's √(1 − beta2ᵗ) / (1 − beta1ᵗ), for one step after another. */
function correction(optimizer: Optimizer, stepsDone: number): () => number {
  if (optimizer.kind !== 'adam') return () => 1;
  const power1 = new Power(optimizer.beta1, stepsDone);
  const power2 = new Power(optimizer.beta2, stepsDone);
  return () => Math.sqrt(1 - power2.next()) / (1 - power1.next());
}
