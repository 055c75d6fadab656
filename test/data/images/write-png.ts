/** Writes PNG files of every kind, right and wrong ones, by the letter of ISO/IEC 15948. */
import { deflateSync, crc32 as zlibCrc } from 'node:zlib';

export interface PngSpec {
  readonly width: number;
  readonly height: number;
  readonly depth: 1 | 2 | 4 | 8 | 16;
  readonly colorType: 0 | 2 | 3 | 4 | 6;
  /** height × width × samples a pixel, each 0 to 2^depth − 1. */
  readonly samples: ArrayLike<number>;
  readonly interlaced?: boolean;
  /** The filter of the rows in turn. */
  readonly filters?: readonly number[];
  readonly palette?: readonly (readonly [number, number, number])[];
  readonly transparency?: readonly number[];
}

export const samplesOf = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 } as const;

export function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const frame = Buffer.alloc(body.length + 8);
  frame.writeUInt32BE(data.length, 0);
  body.copy(frame, 4);
  frame.writeUInt32BE(crcOf(body), body.length + 4);
  return frame;
}

export const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');

export function header(
  width: number,
  height: number,
  depth: number,
  colorType: number,
  interlaced = false,
): Buffer {
  const data = Buffer.alloc(13);
  data.writeUInt32BE(width, 0);
  data.writeUInt32BE(height, 4);
  data.set([depth, colorType, 0, 0, interlaced ? 1 : 0], 8);
  return chunk('IHDR', data);
}

export function writePng(spec: PngSpec): Buffer {
  const { width, height, depth, colorType, interlaced = false, palette, transparency } = spec;
  return Buffer.concat([
    signature,
    header(width, height, depth, colorType, interlaced),
    ...(palette === undefined ? [] : [chunk('PLTE', Uint8Array.from(palette.flat()))]),
    ...(transparency === undefined ? [] : [chunk('tRNS', Uint8Array.from(transparency))]),
    chunk('IDAT', deflateSync(filteredRows(spec))),
    chunk('IEND', new Uint8Array()),
  ]);
}

const adam7 = ['0 0 8 8', '4 0 8 8', '0 4 4 8', '2 0 4 4', '0 2 2 4', '1 0 2 2', '0 1 1 2'];

function filteredRows({
  width,
  height,
  depth,
  colorType,
  samples,
  interlaced,
  filters = [0],
}: PngSpec): Buffer {
  const n = samplesOf[colorType];
  const distance = Math.max(1, (n * depth) / 8);
  const rows: Buffer[] = [];
  let count = 0;
  for (const pass of interlaced === true ? adam7 : ['0 0 1 1']) {
    const [x0, y0, dx, dy] = pass.split(' ').map(Number) as [number, number, number, number];
    if (x0 >= width) continue;
    let above: Buffer | undefined;
    for (let y = y0; y < height; y += dy) {
      let bits = '';
      for (let x = x0; x < width; x += dx)
        for (let s = 0; s < n; s++)
          bits += samples[(y * width + x) * n + s]!.toString(2).padStart(depth, '0');
      const bytes = Buffer.from(
        (bits.match(/.{1,8}/g) ?? []).map((byte) => parseInt(byte.padEnd(8, '0'), 2)),
      );
      const filter = filters[count++ % filters.length]!;
      rows.push(
        Buffer.from([filter]),
        filterRow(filter, bytes, above ?? Buffer.alloc(bytes.length), distance),
      );
      above = bytes;
    }
  }
  return Buffer.concat(rows);
}

function filterRow(filter: number, row: Buffer, above: Buffer, distance: number): Buffer {
  return Buffer.from(
    row.map((value, i) => {
      const a = row[i - distance] ?? 0;
      const b = above[i]!;
      const c = i < distance ? 0 : above[i - distance]!;
      const p = a + b - c;
      const nearest = [a, b, c].sort((u, v) => Math.abs(p - u) - Math.abs(p - v))[0]!;
      return value - [0, a, b, Math.floor((a + b) / 2), nearest][filter]!;
    }),
  );
}

function crcOf(bytes: Buffer): number {
  if (typeof zlibCrc === 'function') return zlibCrc(bytes);
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let k = 0; k < 8; k++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return ~crc >>> 0;
}
