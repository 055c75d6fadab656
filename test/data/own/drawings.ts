/** Images that a small network tells apart in a few steps, written in the formats that people have theirs in. */
import { encode } from 'fast-png';
import { crc32 } from '#src/data/crc32.js';
import { idxBytes } from '../idx-files.js';

export interface Drawing {
  readonly label: number;
  readonly height: number;
  readonly width: number;
  /** Light on black, row-major. */
  readonly pixels: Uint8Array;
}

/** `count` images of `classes` classes, in turn: a light rectangle whose place and shape say which class it is. */
export function drawings(count: number, classes: number, height = 16, width = height): readonly Drawing[] {
  return Array.from({ length: count }, (_, i) =>
    drawing(i % classes, height, width, Math.floor(i / classes)),
  );
}

/** One image; `variant` makes it a little different from others of its class. */
export function drawing(label: number, height: number, width: number, variant = 0): Drawing {
  const pixels = new Uint8Array(height * width);
  const columns = 4;
  const [cellHeight, cellWidth] = [Math.floor((height - 2) / 4), Math.floor((width - 2) / columns)];
  const cells = label < 16 ? [label] : [label % 16, (label * 7 + 3) % 16];
  for (const cell of cells) {
    const top = 1 + Math.floor(cell / columns) * cellHeight;
    const left = 1 + (cell % columns) * cellWidth;
    for (let y = top; y < top + cellHeight; y++) {
      for (let x = left; x < left + cellWidth; x++)
        pixels[y * width + x] = 255 - ((variant * 37 + x * 5) % 80);
    }
  }
  return { label, height, width, pixels };
}

/** A table: the label first or last, named by `names` where given. */
export function csvOf(
  images: readonly Drawing[],
  { labelLast = false, header = '', names = [] as readonly string[], scale = 1, separator = ',' } = {},
): string {
  const rows = images.map(({ label, pixels }) => {
    const cells = Array.from(pixels, (pixel) => (scale === 1 ? String(pixel) : (pixel * scale).toFixed(6)));
    const name = names[label] ?? String(label);
    return (labelLast ? [...cells, name] : [name, ...cells]).join(separator);
  });
  return `${header === '' ? '' : `${header}\n`}${rows.join('\n')}\n`;
}

/** The two IDX files of these images; labels count from `firstLabel`. */
export function idxOf(images: readonly Drawing[], firstLabel = 0): { images: Buffer; labels: Buffer } {
  const [{ height, width } = { height: 0, width: 0 }] = images;
  return {
    images: idxBytes([images.length, height, width], Buffer.concat(images.map(({ pixels }) => pixels))),
    labels: idxBytes(
      [images.length],
      images.map(({ label }) => label + firstLabel),
    ),
  };
}

/** A PNG of this image, by another encoder than ours. */
export function pngOf(
  { height, width, pixels }: Drawing,
  color: 'grey' | 'rgb' | 'grey16' | 'rgba' = 'grey',
): Uint8Array {
  switch (color) {
    case 'grey':
      return encode({ width, height, data: pixels, channels: 1, depth: 8 });
    case 'grey16':
      return encode({
        width,
        height,
        data: Uint16Array.from(pixels, (pixel) => pixel * 257),
        channels: 1,
        depth: 16,
      });
    case 'rgb':
      return encode({ width, height, data: repeated(pixels, 3), channels: 3, depth: 8 });
    case 'rgba': {
      // White ink on nothing.
      const data = new Uint8Array(pixels.length * 4).fill(255);
      for (const [i, pixel] of pixels.entries()) data[4 * i + 3] = pixel;
      return encode({ width, height, data, channels: 4, depth: 8 });
    }
  }
}

function repeated(pixels: Uint8Array, times: number): Uint8Array {
  return Uint8Array.from({ length: pixels.length * times }, (_, i) => pixels[Math.floor(i / times)] ?? 0);
}

export function transposed({ label, height, width, pixels }: Drawing): Drawing {
  const turned = Uint8Array.from(
    pixels,
    (_, i) => pixels[(i % height) * width + Math.floor(i / height)] ?? 0,
  );
  return { label, height: width, width: height, pixels: turned };
}

/** An NPY array (NEP 1), of unsigned bytes unless `descr` says otherwise. */
export function npyOf(
  shape: readonly number[],
  values: Uint8Array,
  { descr = '|u1', fortran = false, header }: { descr?: string; fortran?: boolean; header?: string } = {},
): Buffer {
  const tuple = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const order = fortran ? 'True' : 'False';
  const text = header ?? `{'descr': '${descr}', 'fortran_order': ${order}, 'shape': (${tuple}), }`;
  const padded = `${text.padEnd(118 - 1)}\n`;
  const size = Buffer.alloc(2);
  size.writeUInt16LE(padded.length);
  return Buffer.concat([
    Buffer.from('\x93NUMPY\x01\x00', 'latin1'),
    size,
    Buffer.from(padded, 'latin1'),
    values,
  ]);
}

/** A zip archive of uncompressed files, as numpy.savez writes it. */
export function zipOf(files: Readonly<Record<string, Uint8Array>>): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, bytes] of Object.entries(files)) {
    // Version, flags, method, time and date; checksum and sizes; lengths of name and extra field.
    const about = Buffer.alloc(26);
    about.writeUInt16LE(20, 0);
    about.writeUInt32LE(crc32(bytes, 0, bytes.length), 10);
    about.writeUInt32LE(bytes.length, 14);
    about.writeUInt32LE(bytes.length, 18);
    about.writeUInt16LE(name.length, 22);
    const entry = Buffer.alloc(14);
    entry.writeUInt32LE(offset, 10);
    directory.push(Buffer.from('PK\x01\x02\x14\x00', 'latin1'), about, entry, Buffer.from(name));
    const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), about, Buffer.from(name), bytes]);
    parts.push(local);
    offset += local.length;
  }
  const list = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(parts.length, 8);
  end.writeUInt16LE(parts.length, 10);
  end.writeUInt32LE(list.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, list, end]);
}
