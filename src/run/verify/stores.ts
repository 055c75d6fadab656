/** Stores that verification computes with. */
import type { ChainLink } from '../../report/result-types.generated.js';
import type { Entry, Store } from '../../store/store.js';
import type { StageKey } from '../../util/hash.js';
import { fail, succeed } from '../../util/outcome.js';
import { storeAround } from '../store-around.js';
import { epochOf } from './compare.js';

/** A store that ends the computation at the first entry that `stops`. */
export function stoppingStore(store: Store, stops: (entry: Entry) => boolean): Store {
  return storeAround(store, {
    async obtain(options) {
      const obtained = await store.obtain(options);
      if (!obtained.ok || !stops(obtained.value.entry)) return obtained;
      return fail({ kind: 'run' as const, message: 'this is not what the run has on record' });
    },
  });
}

/**
 * A store that computes all stages, and of the epochs only those of a sample: the others are what another store knows
 * under the keys of the chain.
 *
 * @param fresh where everything that is computed goes
 */
export function sampledStore(
  fresh: Store,
  known: Store,
  chain: readonly ChainLink[],
  sample: ReadonlySet<number>,
): Store {
  return storeAround(fresh, {
    async read(blob) {
      const bytes = await fresh.read(blob);
      return bytes.ok && bytes.value === undefined ? known.read(blob) : bytes;
    },
    async obtain(options) {
      const { part, parameters } = options.record;
      const epoch = epochOf(parameters);
      const link = chain[epoch - 1];
      if (part !== 'epoch' || link === undefined || sample.has(epoch)) return fresh.obtain(options);
      const entry = await known.lookup(link.key as StageKey);
      if (!entry.ok) return entry;
      if (entry.value !== undefined) return succeed({ entry: entry.value, cached: true });
      return fail({
        kind: 'run' as const,
        message: `the cache does not have the state after epoch ${epoch} any more, from which to go on`,
        advice:
          'leave --sample out to compute every epoch, or name the cache that the run was made with: --cache-dir DIR',
      });
    },
  });
}
