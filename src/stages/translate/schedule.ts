/** The spec's schedule of learning rates, with what it depends on and nothing else. */
import type { ResolvedSpec } from '../../spec/load-spec.js';
import type { Schedule } from '../training/schedule.js';

/** `{ step: { … } }` becomes `{ kind: 'step', … }`. The number of epochs is part of it only where it matters. */
export function scheduleOf({ spec }: ResolvedSpec): Schedule {
  const { schedule, warmup, epochs } = spec.train;
  if ('constant' in schedule) return { kind: 'constant', warmup };
  if ('step' in schedule) return { kind: 'step', warmup, ...schedule.step };
  if ('exponential' in schedule) return { kind: 'exponential', warmup, ...schedule.exponential };
  if ('cosine' in schedule) return { kind: 'cosine', warmup, epochs, ...schedule.cosine };
  return { kind: 'oneCycle', warmup, epochs, ...schedule.oneCycle };
}
