/** Files against what was published of them. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type Failure, fail, type Outcome, succeed } from '../util/outcome.js';
import type { Checksum, PublishedFile } from './catalogue/entry.js';
import { type ContentShape, interrupted, streamContent } from './gzip.js';

/** Checks a file against its published size and checksum, in constant memory. */
export async function checkContent(
  path: string,
  file: PublishedFile,
  signal?: AbortSignal,
): Promise<Outcome<{ readonly gzip: boolean }>> {
  const { bytes: published = Number.POSITIVE_INFINITY } = file;
  const hash = createHash('sha256');
  let bytes = 0;
  const take = (chunk: Uint8Array): Failure | undefined => {
    bytes += chunk.length;
    hash.update(chunk);
    if (bytes <= published) return undefined;
    return { kind: 'data', message: `${path}: more than the ${published} bytes of ${file.name}` };
  };
  const streamed = await streamContent(path, () => take, signal === undefined ? {} : { signal });
  if (!streamed.ok) return streamed;
  const wrong = await wrongContent(path, file, streamed.value, hash.digest('hex'), signal);
  return wrong === undefined ? succeed({ gzip: streamed.value.gzip }) : fail(wrong);
}

/** What is wrong with a file that has been read, `contentSha256` being that of its content; nothing where it is as published. */
export async function wrongContent(
  path: string,
  file: PublishedFile,
  { gzip }: Pick<ContentShape, 'gzip'>,
  contentSha256: string,
  signal?: AbortSignal,
): Promise<Failure | undefined> {
  const { sha256, compressed } = file;
  if (sha256 !== undefined)
    return contentSha256 === sha256
      ? undefined
      : wrongChecksum(path, 'its content has', contentSha256, { sha256 });
  if (!gzip && path.endsWith('.gz')) {
    const advice = 'take the .gz away from its name, or put the published file there';
    return { kind: 'data', message: `${path}: not compressed, though its name says so`, advice };
  }
  // Of a copy that somebody has uncompressed nothing was published.
  if (compressed === undefined || !gzip) return undefined;
  const actual = await hashFile(path, 'md5' in compressed ? 'md5' : 'sha256', signal);
  if (actual === undefined) return interrupted(path).failure;
  return actual === sumOf(compressed) ? undefined : wrongChecksum(path, 'it has', actual, compressed);
}

/** Whether a published checksum vouches for what is in a file. */
export function isVouchedFor(
  { sha256, compressed }: PublishedFile,
  { gzip }: Pick<ContentShape, 'gzip'>,
): boolean {
  return sha256 !== undefined || (compressed !== undefined && gzip);
}

function wrongChecksum(path: string, what: string, actual: string, published: Checksum): Failure {
  const kind = 'md5' in published ? 'MD5' : 'SHA-256';
  const message = `${path}: wrong checksum, ${what} ${kind} ${actual} instead of ${sumOf(published)}`;
  return { kind: 'data', message };
}

function sumOf(checksum: Checksum): string {
  return 'md5' in checksum ? checksum.md5 : checksum.sha256;
}

/** The hash of a file's bytes as they lie there; nothing when it was interrupted. */
async function hashFile(path: string, algorithm: string, signal?: AbortSignal): Promise<string | undefined> {
  const hash = createHash(algorithm);
  for await (const chunk of createReadStream(path)) {
    if (signal?.aborted === true) return undefined;
    hash.update(chunk as Uint8Array);
  }
  return hash.digest('hex');
}
