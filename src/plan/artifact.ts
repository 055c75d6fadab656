/** A store's entry as the stages see it. */
import type { Artifact } from '../stages/stage.js';
import type { Entry, Store } from '../store/store.js';
import { fail, succeed } from '../util/outcome.js';

/** Wraps an entry; a blob that turns out to be damaged is a failure of its own kind, so that its stage is run again. */
export function artifactOf(store: Store, entry: Entry): Artifact {
  return {
    entry,
    async read(name) {
      const blob = entry.blobs[name];
      if (blob === undefined) throw new Error(`the entry ${entry.key} has no blob ${name}`);
      const bytes = await store.read(blob);
      if (!bytes.ok) return bytes;
      return bytes.value === undefined ? fail({ kind: 'damaged', blob }) : succeed(bytes.value);
    },
  };
}
