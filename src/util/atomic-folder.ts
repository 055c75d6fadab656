/** Folders of files that belong together: all of them or none. */
import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { describeWriteError, writeFileAtomically } from './atomic-file.js';
import { fail, type Outcome, succeed } from './outcome.js';

/**
 * Writes a folder of files by way of a temporary one beside it. A folder that is there already is replaced as a whole.
 *
 * @param elsewhere what to advise when it cannot be written there.
 */
export async function writeFolderAtomically(
  folder: string,
  files: ReadonlyMap<string, Uint8Array>,
  elsewhere?: string,
): Promise<Outcome<void>> {
  const beside = (what: string) =>
    path.join(path.dirname(folder), `.${path.basename(folder)}.${randomUUID().slice(0, 8)}.${what}`);
  const temporary = beside('tmp');
  const old = beside('old');
  try {
    await mkdir(path.dirname(folder), { recursive: true });
    await mkdir(temporary);
    for (const [name, content] of files) {
      const written = await writeFileAtomically(path.join(temporary, name), content, elsewhere);
      if (!written.ok) return written;
    }
    const replaces = await rename(folder, old).then(
      () => true,
      (error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return false;
        throw error;
      },
    );
    try {
      await rename(temporary, folder);
    } catch (error) {
      if (replaces) await rename(old, folder);
      throw error;
    }
    await rm(old, { recursive: true, force: true });
    return succeed(undefined);
  } catch (error) {
    return fail(describeWriteError(folder, error as NodeJS.ErrnoException, elsewhere));
  } finally {
    await rm(temporary, { recursive: true, force: true }).catch(() => undefined);
  }
}
