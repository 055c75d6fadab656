import type { Trainable } from '../engine/engine.js';

/** A compiled model that does some things in its own way, and all others as the one inside it. */
export function trainableAround(inner: Trainable, own: Partial<Trainable>): Trainable {
  return {
    trainEpoch: (options) => inner.trainEpoch(options),
    replaceSet: (name, images) => inner.replaceSet(name, images),
    evaluate: (options) => inner.evaluate(options),
    state: () => inner.state(),
    load: (state) => inner.load(state),
    dispose: () => inner.dispose(),
    ...own,
  };
}
