/** A store that keeps the large blobs that were read last: the trials of a sweep train on the same images, each of them twice. */
import type { Store } from '../store/store.js';
import type { BlobHash } from '../util/hash.js';
import { succeed } from '../util/outcome.js';
import { storeAround } from './store-around.js';

/** Smaller ones are read as quickly as they are found. */
const LARGE_BYTES = 1024 * 1024;
const MOST_BLOBS = 2;

/** By their hashes, the one that was used last at the end. */
export type BlobMemory = Map<BlobHash, Uint8Array>;

/**
 * Wraps a store; whoever reads a large blob shares its bytes with those who read it before, and must not change them.
 *
 * @param memory what is kept, which may serve one store after the other
 */
export function rememberBlobs(store: Store, memory: BlobMemory): Store {
  return storeAround(store, {
    async read(blob) {
      const kept = memory.get(blob.sha256);
      if (kept === undefined && blob.size < LARGE_BYTES) return store.read(blob);
      const bytes = kept === undefined ? await store.read(blob) : succeed(kept);
      if (!bytes.ok || bytes.value === undefined) return bytes;
      memory.delete(blob.sha256);
      memory.set(blob.sha256, bytes.value);
      const [oldest] = memory.keys();
      if (memory.size > MOST_BLOBS && oldest !== undefined) memory.delete(oldest);
      return bytes;
    },
  });
}
