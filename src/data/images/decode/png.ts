/**
 * Decodes PNG pictures: every colour type and depth, interlaced ones too. Our own instead of fast-png's decoder (which
 * stays the judge in the tests), because that inflates whatever it is given before it looks at the size. Here the header
 * is checked first, and at most what it promises is inflated.
 */
import { inflateSync } from 'node:zlib';
import { type Outcome, succeed } from '../../../util/outcome.js';
import { refuseOtherFormat } from './other-formats.js';
import { type Chunk, damaged, hasSignature, type PictureProblem, readChunks } from './png-chunks.js';
import { type PngHeader, passesOf, readHeader, rowBytes } from './png-header.js';
import { unfilterRow, unpackSamples } from './png-rows.js';
import { type Raster, RasterBuilder } from './raster.js';

/** Chunks that a decoder must know, or refuse the picture (clause 4.7.2 calls them critical). */
const critical = new Set(['IHDR', 'PLTE', 'IDAT', 'IEND']);

/** Decodes the bytes of one file; what follows the picture's end is ignored. */
export function decodePng(bytes: Uint8Array): Outcome<Raster, PictureProblem> {
  if (!hasSignature(bytes)) return refuseOtherFormat(bytes);
  const chunks = readChunks(bytes);
  if (!chunks.ok) return chunks;
  const header = readHeader(chunks.value[0]);
  if (!header.ok) return header;
  const unknown = chunks.value.find(({ type }) => isCritical(type) && !critical.has(type));
  if (unknown !== undefined) return damaged(`nothing is known of its chunk ${unknown.type}`);
  const palette = readPalette(header.value, chunks.value);
  if (!palette.ok) return palette;
  const rows = inflatePixels(header.value, chunks.value);
  return rows.ok
    ? buildRaster(header.value, palette.value, transparentColor(header.value, chunks.value), rows.value)
    : rows;
}

function isCritical(type: string): boolean {
  return type.charCodeAt(0) < 0x60;
}

/** RGBA of each colour; undefined where the picture has none. */
function readPalette(
  header: PngHeader,
  chunks: readonly Chunk[],
): Outcome<Uint8Array | undefined, PictureProblem> {
  if (!header.palette) return succeed(undefined);
  const colors = dataOf(chunks, 'PLTE');
  if (colors === undefined || colors.length === 0 || colors.length % 3 !== 0)
    return damaged('it has no palette');
  const alphas = dataOf(chunks, 'tRNS');
  const palette = new Uint8Array((colors.length / 3) * 4);
  for (let i = 0; i < colors.length / 3; i++) {
    palette.set(colors.subarray(3 * i, 3 * i + 3), 4 * i);
    palette[4 * i + 3] = alphas?.[i] ?? 255;
  }
  return succeed(palette);
}

/** The samples of the one colour that is transparent in a picture without alpha (clause 11.3.2.1). */
function transparentColor(header: PngHeader, chunks: readonly Chunk[]): readonly number[] | undefined {
  const data = dataOf(chunks, 'tRNS');
  if (header.palette || header.samples % 2 === 0 || data?.length !== 2 * header.samples) return undefined;
  return Array.from({ length: header.samples }, (_, i) => (data[2 * i] ?? 0) * 256 + (data[2 * i + 1] ?? 0));
}

function dataOf(chunks: readonly Chunk[], wanted: string): Uint8Array | undefined {
  return chunks.find(({ type }) => type === wanted)?.data;
}

/** The filtered rows of all passes, exactly as many bytes as the header promises. */
function inflatePixels(header: PngHeader, chunks: readonly Chunk[]): Outcome<Uint8Array, PictureProblem> {
  const parts = chunks.filter(({ type }) => type === 'IDAT').map(({ data }) => data);
  const expected = passesOf(header).reduce(
    (sum, pass) => sum + pass.height * (1 + rowBytes(header, pass.width)),
    0,
  );
  const size = `its ${header.width}×${header.height} pixels`;
  try {
    // One piece of output, a byte larger than needed: nothing is copied, and one byte too many shows.
    const room = Math.max(expected + 1, 64);
    const [only = new Uint8Array()] = parts;
    const inflated = inflateSync(parts.length === 1 ? only : Buffer.concat(parts), {
      chunkSize: room,
      maxOutputLength: room,
    });
    if (inflated.length < expected) return damaged(`its data are too short for ${size}`);
    return inflated.length > expected ? damaged(`its data are too long for ${size}`) : succeed(inflated);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ERR_BUFFER_TOO_LARGE') return damaged(`its data are too long for ${size}`);
    if (code?.startsWith('Z_') === true) return damaged('its data cannot be inflated');
    throw error;
  }
}

function buildRaster(
  header: PngHeader,
  palette: Uint8Array | undefined,
  transparent: readonly number[] | undefined,
  data: Uint8Array,
): Outcome<Raster, PictureProblem> {
  const { height, width, depth, samples } = header;
  const hasAlpha = palette !== undefined || transparent !== undefined || samples % 2 === 0;
  const builder = new RasterBuilder(height, width, palette !== undefined || samples > 2 ? 3 : 1, hasAlpha);
  const pixelBytes = Math.max(1, (samples * depth) / 8);
  const scale = palette === undefined ? 255 / (2 ** depth - 1) : 1;
  let at = 0;
  for (const pass of passesOf(header)) {
    const length = rowBytes(header, pass.width);
    let above: Uint8Array = new Uint8Array(length);
    const unpacked = new Uint16Array(pass.width * samples);
    for (let row = 0; row < pass.height; row++) {
      const filter = data[at] ?? 0;
      const line = data.subarray(at + 1, at + 1 + length);
      if (filter > 4) return damaged(`it has a row with filter ${filter}, which does not exist`);
      unfilterRow(filter, line, above, pixelBytes);
      let values = unpackSamples(line, depth, unpacked);
      if (palette !== undefined) {
        const colors = lookUp(values, palette);
        if (!colors.ok) return colors;
        values = colors.value;
      } else if (transparent !== undefined) values = addAlpha(values, transparent, 2 ** depth - 1);
      builder.addRow(pass.y + row * pass.stepY, pass.x, pass.stepX, pass.width, values, scale);
      above = line;
      at += 1 + length;
    }
  }
  return succeed(builder.finish());
}

/** The colours that a row of palette numbers stands for. */
function lookUp(values: Uint8Array | Uint16Array, palette: Uint8Array): Outcome<Uint8Array, PictureProblem> {
  const colors = new Uint8Array(values.length * 4);
  for (let i = 0; i < values.length; i++) {
    const number = values[i] ?? 0;
    if (number * 4 >= palette.length)
      return damaged(`a pixel has colour ${number} of a palette of ${palette.length / 4}`);
    for (let c = 0; c < 4; c++) colors[4 * i + c] = palette[4 * number + c] ?? 0;
  }
  return succeed(colors);
}

/** The same samples with an alpha after each pixel: 0 where it has the transparent colour. */
function addAlpha(
  values: Uint8Array | Uint16Array,
  transparent: readonly number[],
  opaque: number,
): Uint16Array {
  const samples = transparent.length;
  const out = new Uint16Array((values.length / samples) * (samples + 1));
  for (let i = 0; i * samples < values.length; i++) {
    const pixel = values.subarray(i * samples, (i + 1) * samples);
    out.set(pixel, i * (samples + 1));
    out[i * (samples + 1) + samples] = transparent.every((sample, c) => pixel[c] === sample) ? 0 : opaque;
  }
  return out;
}
