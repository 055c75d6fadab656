/** What `plan` says of stages and numbers. */
import type { PlanStep } from '../plan/walk.js';
import { formatCount } from '../report/numbers.js';

/** Epochs of a training that need not be computed. */
export function knownEpochs(steps: readonly PlanStep[], epochs: number): number {
  const train = steps.find(({ stage }) => stage === 'train');
  if (train?.status === 'cached') return epochs;
  return train?.status === 'missing' ? (train.knownEpochs ?? 0) : 0;
}

/** A stage's state, and what is to be said of it. */
export function describeStep(step: PlanStep, epochs: number): readonly [string, string] {
  switch (step.status) {
    case 'cached':
      return ['cached', step.key.slice(0, 12)];
    case 'missing':
      if (step.scored?.length) return ['would run', `scored already: ${step.scored.join(', ')}`];
      if (step.knownEpochs === undefined || step.knownEpochs === 0) return ['would run', ''];
      return ['would run', `${step.knownEpochs} of ${epochs} epochs are cached`];
    case 'waiting':
      return ['would run', `after ${step.on.join(', ')}`];
  }
}

/** `1 epoch`, `2 epochs`. */
export function count(number: number, noun: string): string {
  return `${formatCount(number)} ${noun}${number === 1 ? '' : 's'}`;
}
