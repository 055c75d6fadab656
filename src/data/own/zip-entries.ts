/** Files in a zip archive, read into memory: nothing is extracted to disk. */
import type { Entry, ZipFile } from 'yauzl';
import { fail, type Outcome, succeed } from '../../util/outcome.js';
import { crc32 } from '../crc32.js';
import { MAX_DEFLATE_RATIO } from '../gzip.js';

/** More than a machine that trains on it has room for, and less than one array can hold. */
const MOST_BYTES = 2 ** 31 - 1;

/**
 * The files that are wanted of an archive, each inflated to no more than the archive's own list says.
 *
 * @returns the bytes of those that are there, and the names of all
 */
export async function readZipEntries(
  file: string,
  wanted: ReadonlySet<string>,
): Promise<Outcome<{ readonly names: readonly string[]; readonly files: ReadonlyMap<string, Uint8Array> }>> {
  const { openPromise } = await import('yauzl');
  const names: string[] = [];
  const files = new Map<string, Uint8Array>();
  let zip: ZipFile | undefined;
  try {
    zip = await openPromise(file, { autoClose: false, lazyEntries: true });
    for await (const entry of zip.eachEntry()) {
      names.push(entry.fileName);
      if (!wanted.has(entry.fileName)) continue;
      if (entry.uncompressedSize > MOST_BYTES) return damaged(file, `${entry.fileName} has more than 2 GiB`);
      files.set(entry.fileName, await readEntry(zip, entry));
    }
    return succeed({ names, files });
  } catch (error) {
    return damaged(file, (error as Error).message);
  } finally {
    zip?.close();
  }
}

/** The archive's list is not trusted with memory that its data could not fill. Sizes are checked by yauzl. */
async function readEntry(zip: ZipFile, entry: Entry): Promise<Uint8Array> {
  const { fileName, uncompressedSize, compressedSize } = entry;
  if (uncompressedSize > compressedSize * MAX_DEFLATE_RATIO + 1)
    throw new Error(`${compressedSize} bytes cannot hold the ${uncompressedSize} of ${fileName}`);
  const bytes = new Uint8Array(uncompressedSize);
  let filled = 0;
  for await (const part of await zip.openReadStreamPromise(entry)) {
    bytes.set(part as Uint8Array, filled);
    filled += (part as Uint8Array).length;
  }
  if (crc32(bytes, 0, filled) !== entry.crc32) throw new Error(`${fileName} has a wrong checksum`);
  return bytes;
}

function damaged(file: string, reason: string): Outcome<never> {
  return fail({
    kind: 'data',
    message: `${file}: cannot be read as NPZ (${reason})`,
    advice: 'write it again',
  });
}
