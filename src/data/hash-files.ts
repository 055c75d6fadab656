/** What is in files, as one hash. */
import { createHash, type Hash } from 'node:crypto';
import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { type Failure, fail, type Outcome, succeed } from '../util/outcome.js';
import { interrupted, readFailure } from './gzip.js';

const CHUNK_BYTES = 2 ** 20;

/**
 * SHA-256 over files in their order: of each its role (what the data set knows it by), its size and its bytes as they lie
 * there. Read synchronously: waiting for each of ten thousand small files would take five times as long.
 */
export async function hashFiles(
  files: readonly (readonly [path: string, role: string])[],
  signal?: AbortSignal,
): Promise<Outcome<string>> {
  const hash = createHash('sha256');
  const buffer = Buffer.allocUnsafe(CHUNK_BYTES);
  for (const [i, [path, role]] of files.entries()) {
    if (i % 256 === 255) await new Promise(setImmediate);
    if (signal?.aborted === true) return interrupted(path);
    const failure = hashFile(hash, path, role, buffer);
    if (failure !== undefined) return fail(failure);
  }
  return succeed(hash.digest('hex'));
}

function hashFile(hash: Hash, path: string, role: string, buffer: Buffer): Failure | undefined {
  let handle: number | undefined;
  try {
    // Asked before opening: opening a named pipe would wait for a writer.
    if (!statSync(path).isFile()) return { kind: 'data', message: `${path}: not a file` };
    handle = openSync(path, 'r');
    const { size } = fstatSync(handle);
    hash.update(`${JSON.stringify([role, size])}\n`);
    for (let read = readSync(handle, buffer); read > 0; read = readSync(handle, buffer)) {
      hash.update(buffer.subarray(0, read));
    }
    return undefined;
  } catch (error) {
    return readFailure(path, error);
  } finally {
    if (handle !== undefined) closeSync(handle);
  }
}
