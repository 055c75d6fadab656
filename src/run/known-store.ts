import type { Store } from '../store/store.js';
import { fail, succeed } from '../util/outcome.js';
import { storeAround } from './store-around.js';

/**
 * A store that computes nothing: what it does not have is a failure, which `isUnknown` recognises.
 *
 * @param computed a stage that is computed all the same.
 */
export function knownOnly(store: Store, computed?: string): Store {
  return storeAround(store, {
    async obtain(options) {
      const { record } = options;
      if (computed !== undefined && record.stage === computed) return store.obtain(options);
      const entry = await store.lookup(store.keyOf(record));
      if (!entry.ok) return entry;
      if (entry.value === undefined) return fail({ kind: 'run' as const, message: UNKNOWN });
      return succeed({ entry: entry.value, cached: true });
    },
  });
}

const UNKNOWN = 'not computed yet';

/** Whether a failure only says that something is not known. */
export function isUnknown({ message }: { readonly message: string }): boolean {
  return message === UNKNOWN;
}
