/** Reads single files out of a zip archive (a Python wheel is one). APPNOTE.TXT 6.3, sections 4.3.6 to 4.3.16. */
import { createWriteStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import zlib from 'node:zlib';

export interface ZipEntry {
  readonly name: string;
  readonly bytes: number;
  readonly compressedBytes: number;
  readonly method: number;
  readonly crc: number;
  readonly headerOffset: number;
}

/** Thrown when a file is no zip archive, or a damaged one. */
export class DamagedArchiveError extends Error {}

const END = 0x06054b50;
const END_BYTES = 22;
const CENTRAL = 0x02014b50;
const CENTRAL_BYTES = 46;
const LOCAL = 0x04034b50;
const LOCAL_BYTES = 30;
const [STORED, DEFLATED] = [0, 8];

export class ZipFile {
  readonly #handle: FileHandle;
  readonly entries: ReadonlyMap<string, ZipEntry>;

  private constructor(handle: FileHandle, entries: ReadonlyMap<string, ZipEntry>) {
    this.#handle = handle;
    this.entries = entries;
  }

  /** @throws DamagedArchiveError, or what the file system says. */
  static async open(file: string): Promise<ZipFile> {
    const handle = await open(file, 'r');
    try {
      return new ZipFile(handle, await readDirectory(handle));
    } catch (error) {
      await handle.close();
      throw error instanceof RangeError ? new DamagedArchiveError('it ends too early') : error;
    }
  }

  close(): Promise<void> {
    return this.#handle.close();
  }

  async read(entry: ZipEntry): Promise<Buffer> {
    const packed = await readExactly(this.#handle, await this.#dataOffset(entry), entry.compressedBytes);
    return entry.method === STORED
      ? packed
      : zlib.inflateRawSync(packed, { maxOutputLength: entry.bytes || 1 });
  }

  /** Writes an entry to a file; `onBytes` is told how many bytes have come out of it so far. */
  async extract(
    entry: ZipEntry,
    file: string,
    { signal, onBytes }: { readonly signal: AbortSignal; readonly onBytes: (bytes: number) => void },
  ): Promise<void> {
    if (entry.method !== STORED && entry.method !== DEFLATED)
      throw new DamagedArchiveError(`${entry.name} is packed in a way that is not known here`);
    const start = await this.#dataOffset(entry);
    const end = start + entry.compressedBytes - 1;
    const source = this.#handle.createReadStream({ start, end, autoClose: false, highWaterMark: 1 << 18 });
    let bytes = 0;
    let crc = 0;
    const check = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        bytes += chunk.length;
        // Node 20.15 and later have it; a named import would fail in others.
        if (zlib.crc32 !== undefined) crc = zlib.crc32(chunk, crc);
        onBytes(bytes);
        done(bytes > entry.bytes ? new DamagedArchiveError(`${entry.name} is too long`) : null, chunk);
      },
    });
    const target = createWriteStream(file);
    try {
      if (entry.method === STORED) await pipeline(source, check, target, { signal });
      else await pipeline(source, zlib.createInflateRaw({ chunkSize: 1 << 18 }), check, target, { signal });
    } catch (error) {
      if (String((error as NodeJS.ErrnoException).code).startsWith('Z_'))
        throw new DamagedArchiveError(`${entry.name} is damaged`);
      throw error;
    }
    if (bytes !== entry.bytes || (zlib.crc32 !== undefined && crc !== entry.crc))
      throw new DamagedArchiveError(`${entry.name} is damaged`);
  }

  /** Behind the local header, whose name and extra field may be longer than the directory says. */
  async #dataOffset({ headerOffset, name }: ZipEntry): Promise<number> {
    const header = await readExactly(this.#handle, headerOffset, LOCAL_BYTES);
    if (header.readUInt32LE(0) !== LOCAL) throw new DamagedArchiveError(`${name} is not where it should be`);
    return headerOffset + LOCAL_BYTES + header.readUInt16LE(26) + header.readUInt16LE(28);
  }
}

async function readDirectory(handle: FileHandle): Promise<Map<string, ZipEntry>> {
  const { size } = await handle.stat();
  const tailBytes = Math.min(size, END_BYTES + 0xffff);
  const tail = await readExactly(handle, size - tailBytes, tailBytes);
  let at = tailBytes - END_BYTES;
  while (at >= 0 && tail.readUInt32LE(at) !== END) at--;
  if (at < 0) throw new DamagedArchiveError('it is no zip archive, or its end is missing');
  const directory = await readExactly(handle, tail.readUInt32LE(at + 16), tail.readUInt32LE(at + 12));
  const entries = new Map<string, ZipEntry>();
  for (let offset = 0; offset < directory.length; ) {
    if (directory.readUInt32LE(offset) !== CENTRAL) throw new DamagedArchiveError('its directory is damaged');
    const nameBytes = directory.readUInt16LE(offset + 28);
    const name = directory.toString('utf8', offset + CENTRAL_BYTES, offset + CENTRAL_BYTES + nameBytes);
    entries.set(name, {
      name,
      method: directory.readUInt16LE(offset + 10),
      crc: directory.readUInt32LE(offset + 16),
      compressedBytes: directory.readUInt32LE(offset + 20),
      bytes: directory.readUInt32LE(offset + 24),
      headerOffset: directory.readUInt32LE(offset + 42),
    });
    const more = directory.readUInt16LE(offset + 30) + directory.readUInt16LE(offset + 32);
    offset += CENTRAL_BYTES + nameBytes + more;
  }
  return entries;
}

async function readExactly(handle: FileHandle, position: number, bytes: number): Promise<Buffer> {
  const buffer = Buffer.alloc(bytes);
  const { bytesRead } = await handle.read(buffer, 0, bytes, position);
  if (bytesRead < bytes) throw new DamagedArchiveError('it ends too early');
  return buffer;
}
