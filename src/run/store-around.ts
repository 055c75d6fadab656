import type { Store } from '../store/store.js';

/** A store that does some things in its own way, and all others as the one inside it. */
export function storeAround(store: Store, own: Partial<Store>): Store {
  return {
    keyOf: (record) => store.keyOf(record),
    lookup: (key) => store.lookup(key),
    obtain: (options) => store.obtain(options),
    read: (blob) => store.read(blob),
    settled: () => store.settled(),
    record: (ledger, member) => store.record(ledger, member),
    ...own,
  };
}
