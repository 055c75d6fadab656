/** Files that are either there in full or not at all, whatever happens to the process or the machine. */
import { type FileHandle, mkdir, open, rename, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Layout } from './layout.js';
import { temporaryName } from './process-identity.js';
import { codeOf } from './storage-failure.js';

const WRITE_BYTES = 4 * 1024 * 1024;

/** A file to write: where to, and what. */
export interface NewFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/**
 * Writes files: exclusive temporaries → fsync → renames in the given order → fsync of their folders. What was there is
 * replaced. All are on the disk when this returns; when it fails, or is killed, each is there in full or not at all,
 * and none before those that it comes after.
 */
export async function writeDurably(layout: Layout, files: readonly NewFile[]): Promise<void> {
  const temporaries: string[] = [];
  try {
    const written = await Promise.allSettled(
      files.map(async ({ bytes }, index) => {
        const { handle, temporary } = await openTemporary(layout);
        temporaries[index] = temporary;
        try {
          await writeAll(handle, bytes);
          await handle.sync();
        } finally {
          await handle.close();
        }
      }),
    );
    for (const result of written) if (result.status === 'rejected') throw result.reason;
    for (const [index, { path }] of files.entries()) await renameInto(temporaries[index] ?? '', path);
  } catch (error) {
    for (const temporary of temporaries) {
      if (temporary !== undefined) await removeIfThere(temporary).catch(() => undefined);
    }
    throw error;
  }
  await Promise.all([...new Set(files.map(({ path }) => dirname(path)))].map(syncFolder));
}

/** Opens a new file in the store's temporary folder for reading and writing. */
export async function openTemporary(layout: Layout): Promise<{ handle: FileHandle; temporary: string }> {
  const temporary = join(layout.temporary, temporaryName());
  try {
    return { handle: await open(temporary, 'wx+'), temporary };
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
    await prepareRoot(layout);
    return { handle: await open(temporary, 'wx+'), temporary };
  }
}

/** Moves a file or folder to `damaged/`, where nothing reads it. Whatever keeps it from moving, it stays. */
export async function setAside(layout: Layout, path: string): Promise<void> {
  const target = join(layout.damaged, `${basename(path)}.${temporaryName()}`);
  // A store that cannot be written to is still one that can be read: the caller treats `path` as absent anyway.
  await renameInto(path, target).catch(() => undefined);
}

/**
 * Removes a file unless it was used since `cutoff` (milliseconds). It is moved away first and looked at there, so that
 * a process that touches it at the same moment either finds it gone or makes it stay.
 */
export async function removeIfUnused(layout: Layout, path: string, cutoff: number): Promise<boolean> {
  const away = join(layout.temporary, temporaryName());
  try {
    await renameInto(path, away);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false;
    throw error;
  }
  const handle = await open(away, 'r');
  const { mtimeMs } = await handle.stat().finally(() => handle.close());
  if (mtimeMs > cutoff) {
    await renameInto(away, path);
    return false;
  }
  await unlink(away);
  return true;
}

/** Renames, making the target's folder when it is missing. */
export async function renameInto(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
    await makeFolder(dirname(to));
    await rename(from, to);
  }
}

/** Removes a file; one that is not there is removed already. */
export async function removeIfThere(path: string): Promise<void> {
  try {
    await unlink(path);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
  }
}

/** Makes a folder and those above it, durably. */
export async function makeFolder(path: string): Promise<void> {
  const first = await mkdir(path, { recursive: true });
  if (first === undefined) return;
  for (let made = path; made.length >= first.length; made = dirname(made)) await syncFolder(dirname(made));
}

const TAG = `Signature: 8a477f597d28d172789f06886806bc55
# This folder is a cache made by hwr-run. See https://bford.info/cachedir/
`;
const README = `hwr-run keeps here what it has computed, so that it need not compute it again.
The folder may be deleted at any time; the only thing lost, besides time, is the count of test set scorings.
`;

/** Makes the store's own folders; the notes for people go in its versioned folder, never in one that the user had. */
async function prepareRoot(layout: Layout): Promise<void> {
  await makeFolder(layout.temporary);
  await writeOnce(join(layout.root, 'CACHEDIR.TAG'), TAG);
  await writeOnce(join(layout.root, 'README.txt'), README);
}

async function writeOnce(path: string, text: string): Promise<void> {
  try {
    const handle = await open(path, 'wx');
    await handle.writeFile(text).finally(() => handle.close());
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  }
}

async function writeAll(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length; ) {
    const { bytesWritten } = await handle.write(bytes, at, Math.min(WRITE_BYTES, bytes.length - at), at);
    at += bytesWritten;
  }
}

/** Makes a rename in a folder durable. Windows cannot open folders and some network file systems cannot sync them. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } catch (error) {
    if (!['EINVAL', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'].includes(codeOf(error) ?? '')) throw error;
  } finally {
    await handle.close();
  }
}
