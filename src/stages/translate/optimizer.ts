/** What the spec says of learning, in the engines' terms. */
import type { Clipping, Loss, Optimizer } from '../../engine/engine.js';
import type { ResolvedSpec } from '../../spec/load-spec.js';

interface Clips {
  readonly clipNorm: number | null;
  readonly globalClipNorm: number | null;
  readonly clipValue: number | null;
}

/** `{ sgd: { … } }`, as the resolved spec has it, becomes `{ kind: 'sgd', … }`; adamw is adam with weight decay. */
export function optimizerOf({ spec }: ResolvedSpec): Optimizer {
  const { optimizer } = spec.train;
  if ('sgd' in optimizer) return { kind: 'sgd', ...inCommon(optimizer.sgd) };
  if ('adam' in optimizer) return { kind: 'adam', ...inCommon(optimizer.adam) };
  if ('adamw' in optimizer) return { kind: 'adam', ...inCommon(optimizer.adamw) };
  return { kind: 'rmsprop', ...inCommon(optimizer.rmsprop) };
}

/** The options of all optimizers: what is null is left out, and of the three ways to clip there is at most one. */
function inCommon<T extends Clips & { readonly weightDecay: number | null }>({
  clipNorm,
  globalClipNorm,
  clipValue,
  weightDecay,
  ...own
}: T) {
  const clipping: readonly (Omit<Clipping, 'limit'> & { readonly limit: number | null })[] = [
    { by: 'norm', limit: clipNorm },
    { by: 'globalNorm', limit: globalClipNorm },
    { by: 'value', limit: clipValue },
  ];
  const [given] = clipping.flatMap(({ by, limit }) => (limit === null ? [] : [{ by, limit }]));
  return {
    ...own,
    ...(weightDecay === null ? {} : { weightDecay }),
    ...(given === undefined ? {} : { clipping: given }),
  };
}

/** Labels are whole numbers in every data set: the two cross-entropies are one. */
export function lossOf({ spec }: ResolvedSpec): Loss {
  const { loss } = spec.train;
  if ('meanSquaredError' in loss) return { kind: 'meanSquaredError' };
  const options =
    'categoricalCrossentropy' in loss ? loss.categoricalCrossentropy : loss.sparseCategoricalCrossentropy;
  return { kind: 'categoricalCrossentropy', ...options };
}
