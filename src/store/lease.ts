/**
 * Leases: who computes a key at the moment. A lease is a file that says which process holds it. The file appears with
 * its content at once (a hard link to a temporary file), and one whose process is dead can be taken over by exactly one other.
 */
import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { copyFile, type FileHandle, link, open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { makeFolder, openTemporary, removeIfThere } from './durable-file.js';
import type { Layout } from './layout.js';
import { currentProcess, livenessOf, type ProcessIdentity } from './process-identity.js';
import { codeOf } from './storage-failure.js';

const HEARTBEAT_MS = 2000;
/** Silence after which a holder that cannot be asked (another machine's) counts as dead. */
const SILENCE_MS = 30_000;

/** What a lease file says of its holder. */
export interface Holder extends ProcessIdentity {
  /** Never used twice. */
  readonly token: string;
}

/** A lease file as it was found; `holder` is undefined when its text cannot be read. */
export interface SeenLease {
  readonly token: string;
  readonly holder: Holder | undefined;
  readonly mtimeMs: number;
}

/** One process's wish for a lease: claimed again and again until it is held, then closed, which gives it up. */
export class LeaseRequest {
  readonly #path: string;
  readonly #candidate: string;
  readonly #token: string;
  readonly #text: string;
  /** Now, by the clock of the file system that the leases are on. */
  readonly #openedMs: number;
  #handle: FileHandle;
  #isHeld = false;
  #heartbeat: NodeJS.Timeout;
  #beating: Promise<unknown> = Promise.resolve();
  #lastSeen = { sign: '', since: 0 };

  private constructor(
    path: string,
    candidate: string,
    token: string,
    text: string,
    openedMs: number,
    handle: FileHandle,
  ) {
    this.#path = path;
    this.#candidate = candidate;
    this.#token = token;
    this.#text = text;
    this.#openedMs = openedMs;
    this.#handle = handle;
    this.#heartbeat = setInterval(() => this.#beat(), HEARTBEAT_MS).unref();
  }

  /** Prepares a request for the lease at `path`. */
  static async open(layout: Layout, path: string): Promise<LeaseRequest> {
    const { handle, temporary } = await openTemporary(layout);
    try {
      const token = randomBytes(8).toString('hex');
      const text = `${JSON.stringify({ ...currentProcess(), token } satisfies Holder)}\n`;
      await handle.write(text, 0);
      return new LeaseRequest(path, temporary, token, text, (await handle.stat()).mtimeMs, handle);
    } catch (error) {
      await handle.close();
      await removeIfThere(temporary).catch(() => undefined);
      throw error;
    }
  }

  /** Tries to get the lease: undefined when it is held now, else who has it. */
  async claim(): Promise<SeenLease | undefined> {
    const rival = await this.#claimAt(this.#path);
    if (rival !== undefined) return rival;
    this.#isHeld = true;
    await removeIfThere(this.#candidate);
    return undefined;
  }

  /** Gives the lease up if it is held, and takes the request back otherwise. */
  async close(): Promise<void> {
    clearInterval(this.#heartbeat);
    try {
      await this.#beating;
      if (this.#isHeld && (await this.#isOurs())) await removeIfThere(this.#path);
      await removeIfThere(this.#candidate);
    } finally {
      await this.#handle.close();
    }
  }

  /** Another machine may have taken over in the belief that this process is dead: then the lease is not ours to remove. */
  async #isOurs(): Promise<boolean> {
    try {
      return (await readLease(this.#path))?.token === this.#token;
    } catch {
      // Better to remove another's lease (a key computed twice) than to leave one that everybody waits for.
      return true;
    }
  }

  /**
   * A dead lease with token t is only ever replaced by whoever holds the lease `<path>.t` and then still finds t at
   * `path`. Tokens are never used twice and only the living holder removes a lease, so of any number of waiters one
   * gets through. That second lease may in turn be left by a process that died just then: it is taken over the same way.
   */
  async #claimAt(path: string): Promise<SeenLease | undefined> {
    for (;;) {
      if (await this.#placeAt(path)) return undefined;
      const seen = await readLease(path);
      if (seen === undefined) continue;
      if (!this.#isDead(path, seen)) return seen;
      const successor = `${path}.${seen.token}`;
      const rival = await this.#claimAt(successor);
      if (rival !== undefined) return rival;
      try {
        if ((await readLease(path))?.token === seen.token) {
          await rename(successor, path);
          return undefined;
        }
      } catch (error) {
        await removeIfThere(successor);
        throw error;
      }
      await removeIfThere(successor);
    }
  }

  /** Puts this request's file at `path` if nothing is there. */
  async #placeAt(path: string): Promise<boolean> {
    for (let isFolderThere = false; ; isFolderThere = true) {
      try {
        await this.#linkAt(path);
        return true;
      } catch (error) {
        if (codeOf(error) === 'EEXIST') return false;
        if (codeOf(error) !== 'ENOENT' || isFolderThere) throw error;
        await makeFolder(dirname(path));
      }
    }
  }

  async #linkAt(path: string): Promise<void> {
    try {
      await link(this.#candidate, path);
    } catch (error) {
      if (!['EPERM', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP'].includes(codeOf(error) ?? '')) throw error;
      // A file system without hard links: a lease may then be seen half-written, which counts as a silent holder's.
      await copyFile(this.#candidate, path, constants.COPYFILE_EXCL);
      await this.#moveHeartbeatTo(path);
    }
  }

  /** From now on the heartbeat goes to the copy that others look at, whatever it is renamed to. */
  async #moveHeartbeatTo(path: string): Promise<void> {
    const candidate = this.#handle;
    try {
      this.#handle = await open(path, 'r+');
    } catch (error) {
      await removeIfThere(path);
      throw error;
    }
    await candidate.close();
  }

  #isDead(path: string, { holder, token, mtimeMs }: SeenLease): boolean {
    const liveness = holder === undefined ? 'unknown' : livenessOf(holder);
    if (liveness !== 'unknown') return liveness === 'dead';
    if (mtimeMs < this.#openedMs - SILENCE_MS) return true;
    const sign = `${path} ${token} ${mtimeMs}`;
    if (this.#lastSeen.sign !== sign) this.#lastSeen = { sign, since: performance.now() };
    return performance.now() - this.#lastSeen.since > SILENCE_MS;
  }

  /** Writes the same bytes again: the file system's own clock marks the time, and no other lease can be hit. */
  #beat(): void {
    this.#beating = this.#handle.write(this.#text, 0).catch(() => undefined);
  }
}

/** The lease at a path, undefined when there is none. */
export async function readLease(path: string): Promise<SeenLease | undefined> {
  let handle: FileHandle;
  try {
    handle = await open(path, 'r');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
  try {
    const { mtimeMs } = await handle.stat();
    const holder = parseHolder(await handle.readFile('utf8'));
    return { token: holder?.token ?? `unreadable-${Math.floor(mtimeMs)}`, holder, mtimeMs };
  } finally {
    await handle.close();
  }
}

function parseHolder(text: string): Holder | undefined {
  let value: Partial<Record<keyof Holder, unknown>> | null;
  try {
    value = JSON.parse(text) as typeof value;
  } catch {
    return undefined;
  }
  const { pid, host, space, start, begun, token } = value ?? {};
  const isWhole =
    Number.isSafeInteger(pid) &&
    Number.isSafeInteger(begun) &&
    typeof host === 'string' &&
    typeof space === 'string' &&
    typeof start === 'string' &&
    typeof token === 'string' &&
    /^[0-9a-f]{16}$/.test(token);
  return isWhole ? ({ pid, host, space, start, begun, token } as Holder) : undefined;
}
