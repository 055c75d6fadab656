/** The header of a PNG (ISO/IEC 15948, clause 11.2.2): everything that can be refused before a pixel is inflated. */
import { fail, type Outcome, succeed } from '../../../util/outcome.js';
import { type Chunk, damaged, type PictureProblem } from './png-chunks.js';

export interface PngHeader {
  readonly width: number;
  readonly height: number;
  readonly depth: number;
  readonly palette: boolean;
  /** Samples of a pixel in the file: 1 (grey or palette), 2 (grey, alpha), 3 (RGB), 4 (RGB, alpha). */
  readonly samples: number;
  readonly interlaced: boolean;
}

/** A part of the picture that is filtered by itself: every `stepX`-th pixel of every `stepY`-th row. */
export interface Pass {
  readonly x: number;
  readonly y: number;
  readonly stepX: number;
  readonly stepY: number;
  readonly width: number;
  readonly height: number;
}

/** More pixels than any scanner gives; 64-bit pixels of so many are half a gigabyte. */
const MOST_PIXELS = 64e6;

/** Samples of a pixel and the depths that they may have, by colour type. */
const colorTypes: Readonly<Record<number, { readonly samples: number; readonly depths: readonly number[] }>> =
  {
    0: { samples: 1, depths: [1, 2, 4, 8, 16] },
    2: { samples: 3, depths: [8, 16] },
    3: { samples: 1, depths: [1, 2, 4, 8] },
    4: { samples: 2, depths: [8, 16] },
    6: { samples: 4, depths: [8, 16] },
  };

export function readHeader(chunk: Chunk | undefined): Outcome<PngHeader, PictureProblem> {
  if (chunk?.type !== 'IHDR' || chunk.data.length !== 13) return damaged('it does not begin with a header');
  const { data } = chunk;
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const [width, height] = [view.getUint32(0), view.getUint32(4)];
  const [depth = 0, colorType = 0, compression, filter, interlace = 0] = data.subarray(8);
  if (width === 0 || height === 0) return damaged(`its header says ${width}×${height} pixels`);
  if (width * height > MOST_PIXELS) {
    return fail({
      reason: `is too large: its header says ${width}×${height} pixels, and at most ${MOST_PIXELS / 1e6} megapixels are read`,
      advice: 'scale it down first',
    });
  }
  const kind = colorTypes[colorType];
  if (kind === undefined || !kind.depths.includes(depth))
    return damaged(`there is no colour type ${colorType} with ${depth} bits`);
  if (compression !== 0 || filter !== 0 || interlace > 1)
    return damaged('its compression, filter or interlace method does not exist');
  return succeed({
    width,
    height,
    depth,
    palette: colorType === 3,
    samples: kind.samples,
    interlaced: interlace === 1,
  });
}

/** The picture's passes: one, or Adam7's seven (clause 8.2) less those without pixels. */
export function passesOf({ width, height, interlaced }: PngHeader): readonly Pass[] {
  if (!interlaced) return [{ x: 0, y: 0, stepX: 1, stepY: 1, width, height }];
  const adam7 = [
    [0, 0, 8, 8],
    [4, 0, 8, 8],
    [0, 4, 4, 8],
    [2, 0, 4, 4],
    [0, 2, 2, 4],
    [1, 0, 2, 2],
    [0, 1, 1, 2],
  ] as const;
  return adam7
    .map(([x, y, stepX, stepY]) => ({
      ...{ x, y, stepX, stepY },
      width: Math.ceil((width - x) / stepX),
      height: Math.ceil((height - y) / stepY),
    }))
    .filter((pass) => pass.width > 0 && pass.height > 0);
}

/** Bytes of a row of so many pixels, its filter's number not counted. */
export function rowBytes({ depth, samples }: PngHeader, width: number): number {
  return Math.ceil((width * samples * depth) / 8);
}
