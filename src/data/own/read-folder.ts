/** Pictures of a folder as images of one size. */
import { readFileSync, statSync } from 'node:fs';
import { type Failure, fail, type Outcome, succeed } from '../../util/outcome.js';
import { interrupted, readFailure } from '../gzip.js';
import { decodePng } from '../images/decode/png.js';
import type { Raster } from '../images/decode/raster.js';
import { luminance } from '../images/grey.js';
import { composite } from '../images/prepare/ground.js';
import type { LabelledImages } from './labelled-images.js';
import { type ClassFolder, inTurn } from './list-folder.js';

export interface FolderOptions {
  readonly channels: 1 | 3;
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, total: number) => void;
}

export interface FolderImages extends LabelledImages {
  /** Why they have to be fitted into one size, where they have to: until then they lie in the middle of the largest. */
  readonly needsFit?: string;
}

interface Grey {
  readonly height: number;
  readonly width: number;
  readonly pixels: Uint8Array;
}

/** What fits into one array, and into a machine. */
const MOST_BYTES = 2 ** 31 - 1;
const LARGEST_FILE = 2 ** 28;
const PROGRESS_STEP = 500;

/** Reads the pictures of all classes, one of each in turn. Failures of kind `data` name the file. */
export async function readFolder(
  classes: readonly ClassFolder[],
  { channels, signal, onProgress }: FolderOptions,
): Promise<Outcome<FolderImages>> {
  const pictures = inTurn(classes);
  const images: Grey[] = [];
  let [height, width, reduced] = [0, 0, ''];
  for (const { file } of pictures) {
    const read = readPicture(file);
    if (!read.ok) return read;
    const raster = read.value;
    images.push(imageOf(raster, channels));
    height = Math.max(height, raster.height);
    width = Math.max(width, raster.width);
    if (reduced === '' && raster.height !== raster.fileHeight)
      reduced = `${file} has ${raster.fileWidth}×${raster.fileHeight} pixels, more than a network can look at`;
    if (pictures.length * height * width * channels > MOST_BYTES)
      return fail(tooMuch(file, raster, pictures.length));
    if (images.length % PROGRESS_STEP !== 0 && images.length !== pictures.length) continue;
    onProgress?.(images.length, pictures.length);
    // Reading is synchronous, which is quickest; now and then others have their turn.
    await new Promise(setImmediate);
    if (signal?.aborted === true) return interrupted(file);
  }
  const pixels = new Uint8Array(images.length * height * width * channels);
  for (const [i, image] of images.entries()) {
    place(image, pixels.subarray(i * height * width * channels), height, width, channels);
  }
  const odd = images.findIndex(
    (image) => image.height !== images[0]?.height || image.width !== images[0].width,
  );
  const needsFit = odd >= 0 ? oddSize(pictures, images, odd) : reduced;
  return succeed({
    height,
    width,
    channels,
    pixels,
    labels: pictures.map(({ label }) => label),
    placeOf: (index) => pictures[index]?.file ?? '',
    ...(needsFit !== '' && { needsFit }),
  });
}

function readPicture(file: string): Outcome<Raster> {
  let bytes: Uint8Array;
  try {
    const { size } = statSync(file);
    if (size > LARGEST_FILE) return fail({ kind: 'data', message: `${file}: too large for a picture` });
    bytes = readFileSync(file);
  } catch (error) {
    return fail(readFailure(file, error));
  }
  const raster = decodePng(bytes);
  if (raster.ok) return raster;
  const { reason, advice } = raster.failure;
  return fail({ kind: 'data', message: `${file} ${reason}`, advice });
}

/** The picture on paper, in 8 bits. */
function imageOf(raster: Raster, channels: 1 | 3): Grey {
  const { height, width, colors, channels: has } = composite(raster);
  const pixels = new Uint8Array(height * width * channels);
  for (let i = 0; i < height * width; i++) {
    const [red = 0, green = red, blue = red] = colors.subarray(i * has, (i + 1) * has);
    if (channels === 3) {
      pixels[3 * i] = Math.round(red);
      pixels[3 * i + 1] = Math.round(green);
      pixels[3 * i + 2] = Math.round(blue);
    } else {
      pixels[i] =
        has === 1 ? Math.round(red) : luminance(Math.round(red), Math.round(green), Math.round(blue));
    }
  }
  return { height, width, pixels };
}

/** Puts a picture into the middle of a larger one, which goes on as its border does. */
function place(image: Grey, target: Uint8Array, height: number, width: number, channels: number): void {
  const top = Math.floor((height - image.height) / 2);
  const left = Math.floor((width - image.width) / 2);
  if (image.height !== height || image.width !== width) {
    for (let c = 0; c < channels; c++) {
      const paper = borderOf(image, channels, c);
      for (let i = 0; i < height * width; i++) target[i * channels + c] = paper;
    }
  }
  for (let y = 0; y < image.height; y++) {
    const row = image.pixels.subarray(y * image.width * channels, (y + 1) * image.width * channels);
    target.set(row, ((top + y) * width + left) * channels);
  }
}

/** The median of a picture's border, in one channel. */
function borderOf({ height, width, pixels }: Grey, channels: number, channel: number): number {
  const values: number[] = [];
  for (let y = 0; y < height; y++) {
    const step = y === 0 || y === height - 1 ? 1 : Math.max(width - 1, 1);
    for (let x = 0; x < width; x += step) values.push(pixels[(y * width + x) * channels + channel] ?? 0);
  }
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

function oddSize(
  pictures: readonly { readonly file: string }[],
  images: readonly Grey[],
  odd: number,
): string {
  const size = ({ height, width }: Grey = { height: 0, width: 0, pixels: new Uint8Array() }) =>
    `${width}×${height} pixels`;
  return `${pictures[odd]?.file} has ${size(images[odd])}, and ${pictures[0]?.file} ${size(images[0])}`;
}

function tooMuch(file: string, { height, width }: Raster, count: number): Failure {
  return {
    kind: 'data',
    message: `${file}: ${count} pictures of up to ${width}×${height} pixels are more than 2 GiB`,
    advice: 'scale them down first',
  };
}
