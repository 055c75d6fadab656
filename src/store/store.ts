/**
 * The store's interface: what is known, filed by stage key. A folder today (`folder-store.ts`), HTTP or S3 behind the
 * same interface later. It knows nothing of stages.
 */
import type { BlobHash, ContentHash, StageKey } from '../util/hash.js';
import type { JsonObject } from '../util/json.js';
import type { Outcome } from '../util/outcome.js';

/** A blob's hash and size in bytes. */
export interface BlobReference {
  readonly sha256: BlobHash;
  readonly size: number;
}

/** What a stage produced, as the store has it on record. Blobs are read one by one, when needed. */
export interface Entry {
  readonly key: StageKey;
  /** Everything that the key is the hash of: for `why`, and to check the key. */
  readonly record: JsonObject;
  /** Hash of `meta` and the blobs' hashes: what the next stage's key is made from. */
  readonly content: ContentHash;
  /** Small results: figures, shapes, counts. */
  readonly meta: JsonObject;
  readonly blobs: Readonly<Record<string, BlobReference>>;
  /** True of this computation but not part of its content: seconds it took, when, which version and machine. */
  readonly notes: JsonObject;
}

/** What a computation hands to the store. */
export interface Output {
  readonly meta: JsonObject;
  readonly blobs: Readonly<Record<string, Uint8Array>>;
  readonly notes: JsonObject;
}

/** Progress of waiting for another process that computes the same key. */
export interface WaitNotice {
  readonly key: StageKey;
  readonly pid: number;
  readonly host: string;
}

export interface ComputeOptions<F> {
  readonly record: JsonObject;
  readonly compute: () => Promise<Outcome<Output, F>>;
  readonly onWait?: (notice: WaitNotice) => void;
  readonly signal?: AbortSignal;
}

export interface Store {
  /** SHA-256 of the canonical JSON of a key record. */
  keyOf(record: JsonObject): StageKey;

  /** The entry under a key when it is whole (its record parses and hashes to the key, every blob is there in full length). */
  lookup(key: StageKey): Promise<Outcome<Entry | undefined>>;

  /**
   * The entry for a record: looked up, or computed once. Between processes only one computes a key at a time; the others
   * wait, then read. A process that died while it held the lease does not hold up the others.
   */
  obtain<F>(
    options: ComputeOptions<F>,
  ): Promise<
    Outcome<{ readonly entry: Entry; readonly cached: boolean }, F | import('../util/outcome.js').Failure>
  >;

  /**
   * A blob's bytes, its SHA-256 checked. A damaged blob is set aside (so that the next `lookup` of its entry misses and
   * the stage is computed again) and `undefined` is returned, as for a missing one.
   */
  read(blob: BlobReference): Promise<Outcome<Uint8Array | undefined>>;

  /** Done when all that was obtained is on the disk; a failure where it cannot be written. */
  settled(): Promise<Outcome<undefined>>;

  /** Remembers, durably and once, that `member` belongs to `ledger`; returns how many members it now has. */
  record(ledger: string, member: string): Promise<Outcome<number>>;
}
