/** The store as a folder. Opening and reading it leaves no trace; it is made when something is first written. */
import { readFileSync, statSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { type StageKey, sha256 } from '../util/hash.js';
import type { JsonObject } from '../util/json.js';
import { type Failure, fail, type Outcome, succeed } from '../util/outcome.js';
import { hasBlob, readBlob, touch } from './blob-file.js';
import { setAside } from './durable-file.js';
import { contentOf, decodeEntry, encodeEntry, keyOf } from './entry-file.js';
import { blobPath, entryPath, type Layout, layoutOf, leasePath } from './layout.js';
import { LeaseRequest, type SeenLease } from './lease.js';
import { recordMember } from './ledger.js';
import { attempt, codeOf, notAFolder } from './storage-failure.js';
import type { BlobReference, ComputeOptions, Entry, Output, Store } from './store.js';
import { pause, settled } from './waiting.js';
import { type PreparedOutput, WriteQueue } from './write-queue.js';

/** How exactly an entry's last use is known; garbage collection spares what was used within the hour. */
const LAST_USE_STEP_MS = 10 * 60_000;
const FIRST_PAUSE_MS = 10;
const LONGEST_PAUSE_MS = 250;
/** How much may wait for the disk before whoever computes waits, too. */
const LONGEST_QUEUE_BYTES = 64 * 1024 * 1024;

type Obtained = { readonly entry: Entry; readonly cached: boolean };

export interface StoreOptions {
  /**
   * What is obtained need not be on the disk before `settled` says so: whoever computes many small things one after the
   * other does not wait for each of them.
   */
  readonly writesBehind?: boolean;
}

/** Opens the store in a cache folder, which need not exist. Fails when it is not a folder or may not be looked at. */
export async function openStore(
  dir: string,
  { writesBehind = false }: StoreOptions = {},
): Promise<Outcome<Store>> {
  const found = await attempt(dir, async () => {
    try {
      return await stat(dir);
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return undefined;
      throw error;
    }
  });
  if (!found.ok) return found;
  if (found.value !== undefined && !found.value.isDirectory()) return fail(notAFolder(dir));
  return succeed(new FolderStore(layoutOf(dir), writesBehind));
}

class FolderStore implements Store {
  readonly #layout: Layout;
  readonly #writesBehind: boolean;
  readonly #queue: WriteQueue;
  readonly #flights = new Map<StageKey, Promise<unknown>>();
  /** Leases to give up when what they are for is on the disk. */
  readonly #closing = new Set<Promise<unknown>>();
  /** Of a write that nobody waited for. */
  #broken: { readonly error: unknown } | undefined;

  constructor(layout: Layout, writesBehind: boolean) {
    this.#layout = layout;
    this.#writesBehind = writesBehind;
    this.#queue = new WriteQueue(layout);
  }

  keyOf(record: JsonObject): StageKey {
    return keyOf(record);
  }

  async lookup(key: StageKey): Promise<Outcome<Entry | undefined>> {
    return await attempt(
      this.#layout.dir,
      async () => this.#queue.entry(key) ?? (await findEntry(this.#layout, key)),
    );
  }

  async settled(): Promise<Outcome<undefined>> {
    return await attempt(this.#layout.dir, async () => {
      await this.#queue.settled();
      await Promise.all(this.#closing);
      if (this.#broken !== undefined) throw this.#broken.error;
      return undefined;
    });
  }

  async read(blob: BlobReference): Promise<Outcome<Uint8Array | undefined>> {
    return await attempt(this.#layout.dir, async () => {
      const bytes = this.#queue.blob(blob.sha256) ?? (await readBlob(this.#layout, blob));
      if (bytes === 'damaged') await setAside(this.#layout, blobPath(this.#layout, blob.sha256));
      return typeof bytes === 'string' ? undefined : bytes;
    });
  }

  async record(ledger: string, member: string): Promise<Outcome<number>> {
    return await attempt(this.#layout.dir, () => recordMember(this.#layout, ledger, member));
  }

  async obtain<F>(options: ComputeOptions<F>): Promise<Outcome<Obtained, F | Failure>> {
    const key = keyOf(options.record);
    // Within the process one call at a time: what the others wait for, they then find in the store.
    for (let flight = this.#flights.get(key); flight !== undefined; flight = this.#flights.get(key)) {
      await settled(flight, options.signal);
      if (options.signal?.aborted) return fail(interrupted());
    }
    const flight = this.#obtain(key, options).finally(() => this.#flights.delete(key));
    this.#flights.set(key, flight);
    return await flight;
  }

  async #obtain<F>(key: StageKey, options: ComputeOptions<F>): Promise<Outcome<Obtained, F | Failure>> {
    const { dir } = this.#layout;
    const found = await this.lookup(key);
    if (!found.ok) return found;
    if (found.value !== undefined) return succeed({ entry: found.value, cached: true });
    if (options.signal?.aborted) return fail(interrupted());
    const opened = await attempt(dir, () => LeaseRequest.open(this.#layout, leasePath(this.#layout, key)));
    if (!opened.ok) return opened;
    // A lease that cannot be given up counts as dead as soon as this process has ended.
    const close = () => attempt(dir, () => opened.value.close());
    let isClosing = false;
    try {
      const ready = await this.#awaitTurn(key, opened.value, options);
      if (!ready.ok) return ready;
      if (ready.value !== undefined) return succeed({ entry: ready.value, cached: true });
      const output = await options.compute();
      if (!output.ok) return output;
      const stored = await attempt(dir, () => this.#file(key, options.record, output.value));
      if (!stored.ok) return stored;
      const { entry, written } = stored.value;
      if (written !== undefined) {
        // Others may see that it has been computed once it is on the disk.
        isClosing = true;
        const closing = written.then(close).finally(() => this.#closing.delete(closing));
        this.#closing.add(closing);
      }
      return succeed({ entry, cached: false });
    } finally {
      if (!isClosing) await close();
    }
  }

  /** Files an output. `written`, where nobody has waited for that yet, is done when it is on the disk or could not be put there. */
  async #file(
    key: StageKey,
    record: JsonObject,
    output: Output,
  ): Promise<{ entry: Entry; written?: Promise<void> }> {
    const prepared = prepare(key, record, output);
    const existing = await findExisting(this.#layout, prepared.entry);
    if (existing !== undefined) return { entry: existing };
    const { entry } = prepared;
    const writing = this.#queue.write(prepared);
    if (!this.#writesBehind) {
      await writing;
      return { entry };
    }
    const written = this.#watch(writing);
    if (this.#queue.size > LONGEST_QUEUE_BYTES) await written;
    if (this.#broken !== undefined) throw this.#broken.error;
    return { entry, written };
  }

  async #watch(writing: Promise<void>): Promise<void> {
    try {
      await writing;
    } catch (error) {
      this.#broken ??= { error };
    }
  }

  /** Waits until the lease is held (undefined) or somebody else has stored the entry. */
  async #awaitTurn<F>(
    key: StageKey,
    request: LeaseRequest,
    { onWait, signal }: ComputeOptions<F>,
  ): Promise<Outcome<Entry | undefined>> {
    let hasWaited = false;
    for (let ms = FIRST_PAUSE_MS; ; ms = Math.min(ms * 1.5, LONGEST_PAUSE_MS)) {
      const claimed = await attempt(this.#layout.dir, () => request.claim());
      if (!claimed.ok) return claimed;
      // Held or not, the entry may have appeared since the last look.
      const found = await this.lookup(key);
      if (!found.ok || found.value !== undefined || claimed.value === undefined) return found;
      if (!hasWaited) onWait?.(noticeOf(key, claimed.value));
      hasWaited = true;
      await pause(ms, signal);
      if (signal?.aborted) return fail(interrupted());
    }
  }
}

/** The entry under a key if it and its blobs are there in full. One that is not is set aside. */
async function findEntry(layout: Layout, key: StageKey): Promise<Entry | undefined> {
  const path = entryPath(layout, key);
  const file = readEntryFile(path);
  if (file === undefined) return undefined;
  const decoded = decodeEntry(file.bytes, key);
  if (!decoded.ok || !Object.values(decoded.entry.blobs).every((blob) => hasBlob(layout, blob))) {
    await setAside(layout, path);
    return undefined;
  }
  // Gone while we looked: garbage collection has taken it, and its blobs are next.
  if (Date.now() - file.mtimeMs > LAST_USE_STEP_MS && !(await touch(path))) return undefined;
  return decoded.entry;
}

/**
 * An entry file's bytes (none when it cannot be read) and last use. Read synchronously: a run looks up dozens of these
 * small files before it does anything else, and handing each call to another thread takes ten times as long.
 */
function readEntryFile(path: string): { bytes: Buffer; mtimeMs: number } | undefined {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) return undefined;
  try {
    return { bytes: readFileSync(path), mtimeMs: found.mtimeMs };
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOENT') return undefined;
    if (code === 'EISDIR' || code === 'EIO') return { bytes: Buffer.alloc(0), mtimeMs: found.mtimeMs };
    throw error;
  }
}

/**
 * The entry that is there although it has just been computed, if so.
 *
 * @throws Error when its content is another: the computation is not deterministic.
 */
async function findExisting(layout: Layout, { key, content }: Entry): Promise<Entry | undefined> {
  const existing = await findEntry(layout, key);
  if (existing === undefined || existing.content === content) return existing;
  throw new Error(
    `the same key gave two contents: key ${key}, stored content ${existing.content}, computed content ${content}`,
  );
}

/** The files of an output, and its entry as they give it: what is handed out is what is stored, so that a first run and a cached one cannot differ. */
function prepare(key: StageKey, record: JsonObject, output: Output): PreparedOutput {
  const hashed = Object.entries(output.blobs).map(([name, bytes]) => ({ name, bytes, hash: sha256(bytes) }));
  const blobs: Record<string, BlobReference> = Object.fromEntries(
    hashed.map(({ name, bytes, hash }) => [name, { sha256: hash, size: bytes.length }]),
  );
  const content = contentOf(output.meta, blobs);
  const encoded = encodeEntry({ record, content, meta: output.meta, blobs, notes: output.notes });
  const decoded = decodeEntry(Buffer.from(encoded), key);
  if (!decoded.ok) throw new Error(`the entry ${key} as it is to be written ${decoded.problem}`);
  return {
    entry: decoded.entry,
    encoded,
    blobs: new Map(hashed.map(({ hash, bytes }) => [hash, bytes])),
  };
}

function noticeOf(key: StageKey, { holder }: SeenLease): { key: StageKey; pid: number; host: string } {
  return { key, pid: holder?.pid ?? 0, host: holder?.host ?? 'an unknown machine' };
}

function interrupted(): Failure {
  return { kind: 'interrupted', message: 'interrupted', advice: 'the same command goes on from here' };
}
