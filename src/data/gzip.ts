import { createReadStream, type Stats } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { type Failure, fail, type Outcome, succeed } from '../util/outcome.js';

/** Takes the next piece of a file's uncompressed content; a failure ends the reading. */
export type ContentSink = (chunk: Uint8Array) => Failure | undefined;

export interface ContentOptions {
  readonly signal?: AbortSignal;
}

/** Larger pieces cost memory, smaller ones cost time: 47 MB of MNIST in 180 steps. */
const CHUNK_BYTES = 256 * 1024;

/** Deflate's limit (RFC 1951): 258 bytes from two bits, so no file holds more than this many times its size. */
export const MAX_DEFLATE_RATIO = 1032;

/** A file's size on disk, and whether it is gzip (by its first two bytes, not by its name). */
export interface ContentShape {
  readonly gzip: boolean;
  readonly size: number;
}

/**
 * Streams a file's content to `sink`, uncompressed where the file is gzip. Several gzip members in a row are one content
 * (RFC 1952); whether it is the right content is for the sink to say. Never more than a few chunks are held or inflated
 * ahead of the sink, so a sink that knows what to expect cannot be flooded.
 *
 * Failures of kind `data`: not a file, empty, unreadable, truncated or damaged gzip, bytes after the gzip data; and
 * whatever the sink fails with. Advice is missing where only the caller knows where the file came from.
 */
export async function streamContent(
  file: string,
  sink: (shape: ContentShape) => ContentSink,
  options: ContentOptions = {},
): Promise<Outcome<ContentShape>> {
  const shape = await inspect(file);
  if (!shape.ok) return shape;
  const take = sink(shape.value);
  const source = createReadStream(file, { highWaterMark: CHUNK_BYTES });
  const gunzip = shape.value.gzip ? createGunzip({ chunkSize: CHUNK_BYTES }) : undefined;
  // The loop below sees every error; the callback only keeps the pipeline's own report from being unhandled.
  const content = gunzip === undefined ? source : pipeline(source, gunzip, () => {});
  try {
    for await (const chunk of content) {
      if (options.signal?.aborted === true) return interrupted(file);
      const failure = take(chunk as Uint8Array);
      if (failure !== undefined) return fail(failure);
    }
  } catch (error) {
    return fail(readFailure(file, error));
  } finally {
    source.destroy();
    gunzip?.destroy();
  }
  if (gunzip !== undefined && gunzip.bytesWritten < shape.value.size) {
    const extra = shape.value.size - gunzip.bytesWritten;
    return fail({ kind: 'data', message: `${file}: ${extra} bytes after the end of its gzip data` });
  }
  return shape;
}

async function inspect(file: string): Promise<Outcome<ContentShape>> {
  let stats: Stats;
  try {
    // Asked before opening: opening a named pipe would wait for a writer.
    stats = await stat(file);
    if (!stats.isFile()) {
      const what = stats.isDirectory() ? 'a folder, not a file' : 'not a file';
      return fail({ kind: 'data', message: `${file}: ${what}`, advice: 'put the data file itself there' });
    }
    if (stats.size === 0) return fail({ kind: 'data', message: `${file}: the file is empty` });
    const handle = await open(file);
    try {
      const first = new Uint8Array(2);
      const { bytesRead } = await handle.read(first, 0, 2, 0);
      const gzip = bytesRead === 2 && first[0] === 0x1f && first[1] === 0x8b;
      return succeed({ gzip, size: stats.size });
    } finally {
      await handle.close();
    }
  } catch (error) {
    return fail(readFailure(file, error));
  }
}

/** The failure to report for an error that a file system or zlib gave while `file` was read. */
export function readFailure(file: string, error: unknown): Failure {
  const { code = '', message = String(error) } = error as NodeJS.ErrnoException;
  switch (code) {
    case 'Z_BUF_ERROR':
      return { kind: 'data', message: `${file}: truncated, its gzip data ends too early` };
    case 'Z_DATA_ERROR':
      return { kind: 'data', message: `${file}: damaged gzip data (${message})` };
    case 'EACCES':
    case 'EPERM':
      return {
        kind: 'data',
        message: `${file}: permission to read it is missing`,
        advice: 'make the file and its folder readable',
      };
    case 'EISDIR':
      return { kind: 'data', message: `${file}: a folder, not a file` };
    case 'ENOENT':
    case 'ENOTDIR':
      return { kind: 'data', message: `${file}: there is no such file` };
    default:
      return { kind: 'data', message: `${file}: cannot be read (${code === '' ? message : code})` };
  }
}

/** The failure for work that its signal ended. */
export function interrupted(what: string): { readonly ok: false; readonly failure: Failure } {
  return fail({ kind: 'interrupted', message: `${what}: interrupted` });
}
