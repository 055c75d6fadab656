/** The spec's optimizer in the engines' terms. */
import type { Optimizer } from '../../engine/engine.js';
import type { ResolvedSpec } from '../../spec/load-spec.js';

/** `{ sgd: { … } }`, as the resolved spec has it, becomes `{ kind: 'sgd', … }`. */
export function optimizerOf({ spec }: ResolvedSpec): Optimizer {
  return { kind: 'sgd', ...spec.train.optimizer.sgd };
}
