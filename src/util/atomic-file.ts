/** Files that people read: whole or not there, never half-written. */
import { randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { type Failure, fail, type Outcome, succeed } from './outcome.js';

/**
 * Writes a file by way of a temporary one beside it; its folder is made if need be.
 *
 * @param elsewhere what to advise when it cannot be written there.
 */
export async function writeFileAtomically(
  file: string,
  content: Uint8Array | string,
  elsewhere?: string,
): Promise<Outcome<void>> {
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
    return fail(describeWriteError(file, error as NodeJS.ErrnoException, elsewhere));
  }
}

/** Writes a file unless it has that content already. */
export async function writeFileIfChanged(file: string, content: Uint8Array | string): Promise<Outcome<void>> {
  const present = await readFile(file).catch(() => undefined);
  return present?.equals(Buffer.from(content)) === true
    ? succeed(undefined)
    : writeFileAtomically(file, content);
}

/** A storage failure in words: what could not be written, and what to do. */
export function describeWriteError(
  file: string,
  error: NodeJS.ErrnoException,
  elsewhere = 'choose another place with --runs-dir',
): Failure {
  const reasons: Record<string, readonly [string, string]> = {
    ENOSPC: ['the disk is full', `free some space, or ${elsewhere}`],
    EDQUOT: ['the disk quota is used up', `free some space, or ${elsewhere}`],
    EACCES: ['permission denied', elsewhere],
    EPERM: ['operation not permitted', elsewhere],
    EROFS: ['the file system is read-only', elsewhere],
    ENOTDIR: ['a part of the path is a file', `move that file away, or ${elsewhere}`],
    EEXIST: ['a part of the path is a file', `move that file away, or ${elsewhere}`],
    EISDIR: ['there is a folder of that name', `move it away, or ${elsewhere}`],
  };
  const [reason, advice] = reasons[error.code ?? ''] ?? [error.message, elsewhere];
  return { kind: 'storage', message: `cannot write ${file}: ${reason}`, advice };
}
