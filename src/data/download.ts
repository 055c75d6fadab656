import { randomUUID } from 'node:crypto';
import { type FileHandle, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Failure, fail, type Outcome, succeed } from '../util/outcome.js';
import type { PublishedFile } from './catalogue/entry.js';
import { checkContent } from './check-content.js';
import { interrupted } from './gzip.js';

export interface DownloadProgress {
  /** Name without `.gz`. */
  readonly file: string;
  /** Bytes so far, as they come over the wire. */
  readonly bytes: number;
  /** All bytes, where the mirror says how many. */
  readonly total: number | undefined;
  /** Host name. */
  readonly mirror: string;
}

export interface DownloadOptions {
  /** Base URLs, tried in order. */
  readonly mirrors: readonly string[];
  /** Where the files are put; made when the first mirror answers. */
  readonly directory: string;
  readonly onProgress?: ((progress: DownloadProgress) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly patience?: Patience | undefined;
}

/** How long to wait, in milliseconds: without a network a run must say so in seconds. */
export interface Patience {
  /** For one mirror to answer. */
  readonly answer: number;
  /** For mirrors that do not answer, taken together. */
  readonly noAnswer: number;
  /** For the next bytes of a file. */
  readonly stall: number;
}

const DEFAULT_PATIENCE: Patience = { answer: 5_000, noAnswer: 10_000, stall: 30_000 };

/**
 * Downloads files whose checksum is known. Each one goes to a temporary file in the destination folder, is checked as a
 * whole, made durable and only then renamed, so a file under its own name is always complete. A mirror that does not
 * answer, answers with an error or serves something else gives way to the next; one that worked is asked first from then on.
 *
 * Failures: kind `data` when no mirror has a file (the message says why, mirror by mirror), `storage` when it cannot be
 * written, `interrupted`. Nothing is left behind but whole files.
 */
export async function downloadFiles(
  files: readonly PublishedFile[],
  options: DownloadOptions,
): Promise<Outcome<readonly string[]>> {
  const patience = options.patience ?? DEFAULT_PATIENCE;
  let mirrors = [...options.mirrors];
  let waitLeft = patience.noAnswer;
  const paths: string[] = [];
  await removeLitter(options.directory);
  for (const file of files) {
    const reasons: string[] = [];
    let path: string | undefined;
    for (const mirror of mirrors) {
      const host = new URL(mirror).host;
      if (waitLeft <= 0) {
        reasons.push(`${host}: not tried any more`);
        continue;
      }
      const attempt = await downloadFrom(mirror, file, options, {
        ...patience,
        answer: Math.min(patience.answer, waitLeft),
      });
      if (attempt.ok) {
        path = attempt.path;
        mirrors = [mirror, ...mirrors.filter((other) => other !== mirror)];
        break;
      }
      if (attempt.fatal !== undefined) return fail(attempt.fatal);
      waitLeft -= attempt.waited;
      reasons.push(`${host}: ${attempt.reason}`);
    }
    if (path === undefined) {
      return fail({ kind: 'data', message: `no mirror could give ${file.name} (${reasons.join('; ')})` });
    }
    paths.push(path);
  }
  return succeed(paths);
}

type Attempt =
  | { readonly ok: true; readonly path: string }
  /** `waited`: milliseconds spent on a mirror that did not answer; `fatal`: no other mirror will do better. */
  | { readonly ok: false; readonly reason: string; readonly waited: number; readonly fatal?: Failure };

async function downloadFrom(
  mirror: string,
  file: PublishedFile,
  options: DownloadOptions,
  patience: Patience,
): Promise<Attempt> {
  const url = new URL(`${file.name}.gz`, mirror);
  const request = new AbortController();
  const giveUp = () => request.abort();
  options.signal?.addEventListener('abort', giveUp);
  const started = performance.now();
  let timer = setTimeout(giveUp, patience.answer);
  let answered = false;
  const part = join(options.directory, `.${file.name}.${process.pid}.${randomUUID()}.part`);
  let handle: FileHandle | undefined;
  try {
    if (options.signal?.aborted === true) return stopped(interrupted(`download of ${file.name}`));
    const headers = { 'user-agent': 'hwr-run', 'accept-encoding': 'identity' };
    const response = await fetch(url, { signal: request.signal, headers });
    answered = true;
    clearTimeout(timer);
    timer = setTimeout(giveUp, patience.stall);
    if (!response.ok) return declined(`HTTP ${response.status}`);
    if (response.body === null) return declined('an empty answer');
    const total = Number(response.headers.get('content-length') ?? 'NaN');
    if (total > largestSize(file)) return declined(`${total} bytes, more than the file can have`);

    const opened = await openPart(options.directory, part);
    if (!opened.ok) return stopped(opened);
    handle = opened.value;
    let bytes = 0;
    for await (const chunk of response.body) {
      clearTimeout(timer);
      bytes += chunk.length;
      if (bytes > largestSize(file)) return declined('more bytes than the file can have');
      const written = await writing(part, handle.writeFile(chunk));
      if (!written.ok) return stopped(written);
      options.onProgress?.({
        file: file.name,
        bytes,
        total: Number.isNaN(total) ? undefined : total,
        mirror: url.host,
      });
      timer = setTimeout(giveUp, patience.stall);
    }
    clearTimeout(timer);
    return await keep(file, part, handle, options);
  } catch (error) {
    if (options.signal?.aborted === true) return stopped(interrupted(`download of ${file.name}`));
    if (request.signal.aborted) {
      return answered
        ? declined('no more data came')
        : { ok: false, reason: 'no answer', waited: patience.answer };
    }
    return { ok: false, reason: networkReason(error), waited: answered ? 0 : performance.now() - started };
  } finally {
    clearTimeout(timer);
    options.signal?.removeEventListener('abort', giveUp);
    request.abort();
    await handle?.close();
    await rm(part, { force: true }).catch(() => {});
  }
}

function declined(reason: string): Attempt {
  return { ok: false, reason, waited: 0 };
}

function stopped(outcome: { readonly ok: false; readonly failure: Failure }): Attempt {
  return { ok: false, reason: outcome.failure.message, waited: 0, fatal: outcome.failure };
}

/** Gzip adds at most a few bytes in each 32 KiB block to what it cannot compress. */
function largestSize({ bytes = Number.POSITIVE_INFINITY }: PublishedFile): number {
  return bytes + Math.ceil(bytes / 1000) + 1024;
}

/** Checks the downloaded content and gives it its name; the mirror decides by what it sent whether that ends in `.gz`. */
async function keep(
  file: PublishedFile,
  part: string,
  handle: FileHandle,
  { directory, signal }: DownloadOptions,
): Promise<Attempt> {
  const checked = await checkContent(part, file, signal);
  if (!checked.ok) {
    if (checked.failure.kind === 'interrupted') return stopped(checked);
    return declined(checked.failure.message.replace(`${part}: `, ''));
  }
  const path = join(directory, checked.value.gzip ? `${file.name}.gz` : file.name);
  const done = await writing(path, moveDurably(handle, part, path, directory));
  if (!done.ok) return stopped(done);
  // A damaged .gz beside it would be preferred to the new file.
  if (!checked.value.gzip) await rm(`${path}.gz`, { force: true, recursive: true });
  return { ok: true, path };
}

async function moveDurably(handle: FileHandle, part: string, path: string, directory: string): Promise<void> {
  await handle.sync();
  await rename(part, path);
  const folder = await open(directory);
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

async function openPart(directory: string, part: string): Promise<Outcome<FileHandle>> {
  const made = await writing(directory, mkdir(directory, { recursive: true }));
  return made.ok ? await writing(part, open(part, 'wx')) : made;
}

async function writing<T>(path: string, work: Promise<T>): Promise<Outcome<T>> {
  try {
    return succeed(await work);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return fail({
      kind: 'storage',
      message: `${path}: cannot be written (${code ?? message})`,
      advice: 'make room or choose a writable folder with --data-dir or XDG_CACHE_HOME',
    });
  }
}

const networkReasons: Readonly<Record<string, string>> = {
  ENOTFOUND: 'no such host, or no network',
  EAI_AGAIN: 'its name could not be looked up',
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'connection lost',
  ENETUNREACH: 'no network',
};

/** Why a connection failed, in words where it is a frequent reason: fetch hides the code in the error's cause. */
function networkReason(error: unknown): string {
  const cause = (error as Error).cause;
  const { code, message } = (cause instanceof Error ? cause : error) as NodeJS.ErrnoException;
  return networkReasons[code ?? ''] ?? code ?? message;
}

const LITTER_AGE_MS = 24 * 3600 * 1000;

/** Removes what a killed process left behind; a day old, as another process may be downloading right now. */
async function removeLitter(directory: string): Promise<void> {
  const names = await readdir(directory).catch(() => []);
  for (const name of names) {
    if (!name.startsWith('.') || !name.endsWith('.part')) continue;
    const path = join(directory, name);
    const stats = await stat(path).catch(() => undefined);
    if (stats !== undefined && Date.now() - stats.mtimeMs > LITTER_AGE_MS) await rm(path, { force: true });
  }
}
