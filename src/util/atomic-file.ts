/** Files that people read: whole or not there, never half-written. */
import { randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { type Failure, fail, type Outcome, succeed } from './outcome.js';

/** Writes a file by way of a temporary one beside it; its folder is made if need be. */
export async function writeFileAtomically(file: string, content: Uint8Array | string): Promise<Outcome<void>> {
  const temporary = path.join(path.dirname(file), `.${path.basename(file)}.${randomUUID().slice(0, 8)}.tmp`);
  try {
    await mkdir(path.dirname(file), { recursive: true });
    const handle = await open(temporary, 'wx');
    try {
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
    return succeed(undefined);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    return fail(describeWriteError(file, error as NodeJS.ErrnoException));
  }
}

/** A storage failure in words: what could not be written, and what to do. */
export function describeWriteError(file: string, error: NodeJS.ErrnoException): Failure {
  const reasons: Record<string, readonly [string, string]> = {
    ENOSPC: ['the disk is full', 'free some space, or choose another place with --runs-dir and --cache-dir'],
    EDQUOT: ['the disk quota is used up', 'free some space, or choose another place with --runs-dir and --cache-dir'],
    EACCES: ['permission denied', 'choose another place with --runs-dir'],
    EPERM: ['operation not permitted', 'choose another place with --runs-dir'],
    EROFS: ['the file system is read-only', 'choose another place with --runs-dir'],
    ENOTDIR: ['a part of the path is a file', 'move that file away, or choose another place with --runs-dir'],
    EEXIST: ['a part of the path is a file', 'move that file away, or choose another place with --runs-dir'],
    EISDIR: ['there is a folder of that name', 'move it away'],
  };
  const [reason, advice] = reasons[error.code ?? ''] ?? [error.message, 'choose another place with --runs-dir'];
  return { kind: 'storage', message: `cannot write ${file}: ${reason}`, advice };
}
