/** Blobs: files named by the SHA-256 of what they hold. */
import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { type FileHandle, open, utimes } from 'node:fs/promises';
import type { BlobHash } from '../util/hash.js';
import { setAside } from './durable-file.js';
import { blobPath, type Layout } from './layout.js';
import { codeOf } from './storage-failure.js';
import type { BlobReference } from './store.js';

const READ_BYTES = 1024 * 1024;

/** Reads a blob into one buffer of its own, hashed on the way. */
export async function readBlob(
  layout: Layout,
  blob: BlobReference,
): Promise<Uint8Array | 'missing' | 'damaged'> {
  return await withBlob(layout, blob.sha256, async (handle) => {
    if ((await handle.stat()).size !== blob.size) return 'damaged';
    const bytes = new Uint8Array(blob.size);
    const hash = createHash('sha256');
    let at = 0;
    while (at < bytes.length) {
      const { bytesRead } = await handle.read(bytes, at, Math.min(READ_BYTES, bytes.length - at), at);
      if (bytesRead === 0) return 'damaged';
      hash.update(bytes.subarray(at, at + bytesRead));
      at += bytesRead;
    }
    return hash.digest('hex') === blob.sha256 ? bytes : 'damaged';
  });
}

/** Hashes a blob without holding it in memory. */
export async function checkBlob(layout: Layout, hash: BlobHash): Promise<'whole' | 'missing' | 'damaged'> {
  return await withBlob(layout, hash, async (handle) => {
    const buffer = Buffer.allocUnsafe(READ_BYTES);
    const sum = createHash('sha256');
    for (let at = 0; ; ) {
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, at);
      if (bytesRead === 0) break;
      sum.update(buffer.subarray(0, bytesRead));
      at += bytesRead;
    }
    return sum.digest('hex') === hash ? 'whole' : 'damaged';
  });
}

/** Whether a blob is there in full length; its bytes are checked when it is read. */
export function hasBlob(layout: Layout, blob: BlobReference): boolean {
  const found = statSync(blobPath(layout, blob.sha256), { throwIfNoEntry: false });
  return found?.isFile() === true && found.size === blob.size;
}

/** Whether a blob is there and sound, so that it need not be written again. If so it is marked as used. */
export async function isBlobKept(layout: Layout, hash: BlobHash): Promise<boolean> {
  const path = blobPath(layout, hash);
  // Touched before it is checked: from here on garbage collection leaves it alone (see removeIfUnused).
  if (!(await touch(path))) return false;
  const state = await checkBlob(layout, hash);
  if (state === 'damaged') await setAside(layout, path);
  return state === 'whole';
}

/** Marks a file as used now; false when it is not there. A store that is read-only cannot be marked, nor collected. */
export async function touch(path: string): Promise<boolean> {
  const now = Date.now() / 1000;
  try {
    await utimes(path, now, now);
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOENT') return false;
    if (code !== 'EROFS' && code !== 'EPERM' && code !== 'EACCES') throw error;
  }
  return true;
}

async function withBlob<T>(
  layout: Layout,
  hash: BlobHash,
  action: (handle: FileHandle) => Promise<T>,
): Promise<T | 'missing' | 'damaged'> {
  let handle: FileHandle;
  try {
    handle = await open(blobPath(layout, hash), 'r');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return 'missing';
    throw error;
  }
  try {
    return await action(handle);
  } catch (error) {
    // A folder in its place, or a sector that the disk cannot read: not the blob, in any case.
    if (codeOf(error) === 'EISDIR' || codeOf(error) === 'EIO') return 'damaged';
    throw error;
  } finally {
    await handle.close();
  }
}
