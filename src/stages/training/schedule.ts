/** The learning rate of each step: pure functions of the schedule and the number of the step. */
import { cos, exp, log } from '../../util/portable-math.js';

/** Epochs before the schedule begins, in which the learning rate rises from 0 to the schedule's first. */
interface Warmup {
  readonly warmup: number;
}

/** Schedules whose rates depend on how long training is to be have `epochs`; the others have not. */
export type Schedule = Warmup &
  (
    | { readonly kind: 'constant' }
    | { readonly kind: 'step'; readonly every: number; readonly factor: number }
    | { readonly kind: 'exponential'; readonly every: number; readonly decayRate: number }
    | { readonly kind: 'cosine'; readonly epochs: number; readonly minimum: number }
    | {
        readonly kind: 'oneCycle';
        readonly epochs: number;
        readonly pctStart: number;
        readonly divFactor: number;
        readonly finalDivFactor: number;
      }
  );

/**
 * The learning rates of an epoch's steps. Warm-up and cosine are Keras's (CosineDecay), exponential its ExponentialDecay,
 * step its PiecewiseConstantDecay, oneCycle PyTorch's OneCycleLR.
 *
 * @param learningRate the optimizer's: the largest that a schedule has
 * @param epoch from 1
 */
export function learningRates(
  schedule: Schedule,
  learningRate: number,
  steps: number,
  epoch: number,
): Float64Array {
  const factor = factorOf(schedule, steps);
  const warmup = Math.round(schedule.warmup * steps);
  const first = (epoch - 1) * steps;
  return Float64Array.from({ length: steps }, (_, i) => {
    const step = first + i;
    return learningRate * (step < warmup ? factor(0) * (step / warmup) : factor(step - warmup));
  });
}

/** What the learning rate is multiplied by in a step after the warm-up, from 0. */
function factorOf(schedule: Schedule, stepsPerEpoch: number): (step: number) => number {
  switch (schedule.kind) {
    case 'constant':
      return () => 1;
    case 'step': {
      const every = inSteps(schedule.every, stepsPerEpoch);
      return (step) => power(schedule.factor, Math.floor(step / every));
    }
    case 'exponential': {
      const every = inSteps(schedule.every, stepsPerEpoch);
      const slope = log(schedule.decayRate) / every;
      return (step) => exp(slope * step);
    }
    case 'cosine': {
      const total = stepsAfterWarmup(schedule, stepsPerEpoch);
      return (step) => between(1, schedule.minimum, Math.min(step, total) / total);
    }
    case 'oneCycle': {
      const total = stepsAfterWarmup(schedule, stepsPerEpoch);
      const initial = 1 / schedule.divFactor;
      const final = initial / schedule.finalDivFactor;
      // The highest rate is that of step `top`, the last one that of the last step.
      const top = schedule.pctStart * total - 1;
      const last = total - 1;
      return (step) => {
        if (step <= top) return between(initial, 1, top > 0 ? step / top : 1);
        return between(1, final, last > top ? Math.min(1, (step - top) / (last - top)) : 1);
      };
    }
    default:
      return schedule satisfies never;
  }
}

function inSteps(epochs: number, stepsPerEpoch: number): number {
  return Math.max(1, Math.round(epochs * stepsPerEpoch));
}

function stepsAfterWarmup(
  { epochs, warmup }: { readonly epochs: number; readonly warmup: number },
  stepsPerEpoch: number,
): number {
  return Math.max(1, epochs * stepsPerEpoch - Math.round(warmup * stepsPerEpoch));
}

/** From `start` to `end` along half a cosine. */
function between(start: number, end: number, share: number): number {
  const rest = (1 + cos(Math.PI * share)) / 2;
  return start * rest + end * (1 - rest);
}

/** By repeated multiplication: `Math.pow` has not the same bits everywhere. */
function power(base: number, exponent: number): number {
  let result = 1;
  for (let i = 0; i < exponent && result !== 0; i++) result *= base;
  return result;
}
