/** Outputs on their way to the disk: those that come while others are written go there together, which costs no more than one. */
import type { BlobHash, StageKey } from '../util/hash.js';
import { isBlobKept } from './blob-file.js';
import { type NewFile, writeDurably } from './durable-file.js';
import { blobPath, entryPath, type Layout } from './layout.js';
import type { Entry } from './store.js';

/** An output with all that its files hold. */
export interface PreparedOutput {
  /** As it will be read. */
  readonly entry: Entry;
  /** The entry's file. */
  readonly encoded: Uint8Array;
  readonly blobs: ReadonlyMap<BlobHash, Uint8Array>;
}

interface Queued {
  readonly output: PreparedOutput;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

export class WriteQueue {
  readonly #layout: Layout;
  readonly #queued: Queued[] = [];
  /** Those that are not on the disk yet. */
  readonly #pending = new Map<StageKey, PreparedOutput>();
  #running: Promise<void> | undefined;

  constructor(layout: Layout) {
    this.#layout = layout;
  }

  /** Files an output; done when all of it is on the disk. */
  write(output: PreparedOutput): Promise<void> {
    this.#pending.set(output.entry.key, output);
    const written = new Promise<void>((resolve, reject) => this.#queued.push({ output, resolve, reject }));
    this.#running ??= this.#run();
    return written;
  }

  /** An entry on its way. */
  entry(key: StageKey): Entry | undefined {
    return this.#pending.get(key)?.entry;
  }

  /** A copy of a blob on its way. */
  blob(hash: BlobHash): Uint8Array | undefined {
    for (const { blobs } of this.#pending.values()) {
      const bytes = blobs.get(hash);
      if (bytes !== undefined) return bytes.slice();
    }
    return undefined;
  }

  /** Bytes on their way. */
  get size(): number {
    let sum = 0;
    for (const { blobs } of this.#pending.values())
      for (const bytes of blobs.values()) sum += bytes.byteLength;
    return sum;
  }

  /** Done when nothing is on its way; whether it arrived, `write` says. */
  async settled(): Promise<void> {
    await this.#running;
  }

  async #run(): Promise<void> {
    while (this.#queued.length > 0) {
      const group = this.#queued.splice(0);
      try {
        await writeGroup(
          this.#layout,
          group.map(({ output }) => output),
        );
        for (const { resolve } of group) resolve();
      } catch (error) {
        for (const { reject } of group) reject(error);
      }
      for (const { output } of group) this.#pending.delete(output.entry.key);
    }
    this.#running = undefined;
  }
}

/** Blobs first, then the entries that name them, in the order in which they came. */
async function writeGroup(layout: Layout, outputs: readonly PreparedOutput[]): Promise<void> {
  const distinct = new Map(outputs.flatMap(({ blobs }) => [...blobs]));
  const files: NewFile[] = [];
  for (const [hash, bytes] of distinct) {
    if (!(await isBlobKept(layout, hash))) files.push({ path: blobPath(layout, hash), bytes });
  }
  const entries = outputs.map(({ entry, encoded }) => ({
    path: entryPath(layout, entry.key),
    bytes: encoded,
  }));
  await writeDurably(layout, [...files, ...entries]);
}
