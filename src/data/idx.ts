import { createHash } from 'node:crypto';
import type { BlobHash } from '../util/hash.js';
import { type Failure, fail, type Outcome, succeed } from '../util/outcome.js';
import type { ImageSet } from './dataset.js';
import { type ContentOptions, type ContentShape, MAX_DEFLATE_RATIO, streamContent } from './gzip.js';

/**
 * The IDX format (http://yann.lecun.com/exdb/mnist/): two zero bytes, a type (8 = unsigned byte), the number of
 * dimensions, each dimension as a big-endian 32-bit number, then the values, row-major.
 */

export interface IdxOptions extends ContentOptions {
  /** What the header must say, where it is known: a file of another size is not even read. */
  readonly expected?: readonly number[];
  /** Called as the content comes in, in bytes of uncompressed values. */
  readonly onProgress?: (bytes: number, total: number) => void;
}

type Rank = 1 | 2 | 3;

/** The type in the header and the bytes of a value, by the number of dimensions. */
const typeCodes: Readonly<Record<Rank, string>> = { 1: '08', 2: '0c', 3: '08' };
const valueBytes: Readonly<Record<Rank, number>> = { 1: 1, 2: 4, 3: 1 };

/** The bytes of an IDX file's values, row-major, and the SHA-256 of the whole uncompressed file. */
export interface IdxContent {
  readonly dimensions: readonly number[];
  readonly values: Uint8Array;
  readonly sha256: BlobHash;
  /** Whether the file is compressed. */
  readonly gzip: boolean;
}

export interface IdxPair {
  readonly images: string;
  readonly labels: string;
}

export interface IdxPairOptions extends ContentOptions {
  readonly classes: number;
  /** The label of class 0. */
  readonly firstLabel?: number;
  /** Labels are rows of so many 32-bit numbers, the class first. */
  readonly labelColumns?: number;
  /** [count, height, width] */
  readonly expected?: readonly [number, number, number];
  /** Another count that will do. */
  readonly formerCount?: number;
  readonly onProgress?: (file: string, bytes: number, total: number) => void;
}

/**
 * Reads an image file and its label file, gzip or raw; labels first, as they are small.
 *
 * Failures of kind `data`: those of `readIdx`, a label that is no class, a different number of images and labels.
 */
export async function readIdxPair(
  files: IdxPair,
  options: IdxPairOptions,
): Promise<
  Outcome<{
    readonly set: ImageSet;
    readonly read: { readonly [file in keyof IdxPair]: Pick<IdxContent, 'sha256' | 'gzip'> };
  }>
> {
  const { onProgress, signal, expected } = options;
  const optionsFor = (file: string, dimensions: readonly number[] | undefined): IdxOptions => ({
    ...(signal && { signal }),
    ...(dimensions && { expected: dimensions }),
    ...(onProgress && { onProgress: (bytes, total) => onProgress(file, bytes, total) }),
  });
  const labels = await readLabels(files.labels, options, optionsFor);
  if (!labels.ok) return labels;
  const { classNumbers } = labels.value;
  const size = expected && [classNumbers.length, ...expected.slice(1)];
  const images = await readIdx(files.images, 3, optionsFor(files.images, size));
  if (!images.ok) return images;
  const [count = 0, height = 0, width = 0] = images.value.dimensions;
  if (count !== classNumbers.length) {
    const message = `${files.images}: ${count} images, but ${classNumbers.length} labels in ${files.labels}`;
    return fail({ kind: 'data', message });
  }
  return succeed({
    set: { count, height, width, channels: 1, pixels: images.value.values, labels: classNumbers },
    read: { images: images.value, labels: labels.value.file },
  });
}

async function readLabels(
  file: string,
  { classes, firstLabel = 0, labelColumns, expected, formerCount }: IdxPairOptions,
  optionsFor: (file: string, dimensions: readonly number[] | undefined) => IdxOptions,
): Promise<Outcome<{ readonly classNumbers: Uint8Array; readonly file: IdxContent }>> {
  const [wanted] = expected ?? [];
  const rest = labelColumns === undefined ? [] : [labelColumns];
  const dimensions = wanted === undefined || formerCount !== undefined ? undefined : [wanted, ...rest];
  const read = await readIdx(file, labelColumns === undefined ? 1 : 2, optionsFor(file, dimensions));
  if (!read.ok) return read;
  const { values } = read.value;
  const [count = 0, columns = 1] = read.value.dimensions;
  if (wanted !== undefined && count !== wanted && count !== formerCount)
    return fail({ kind: 'data', message: `${file}: ${count} labels instead of ${wanted}` });
  const view = new DataView(values.buffer, values.byteOffset, values.byteLength);
  const labelAt = (i: number): number =>
    labelColumns === undefined ? (values[i] ?? 0) : view.getInt32(4 * columns * i);
  const classNumbers = new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    const label = labelAt(i);
    if (label < firstLabel || label >= firstLabel + classes) {
      const range = `labels go from ${firstLabel} to ${firstLabel + classes - 1}`;
      return fail({ kind: 'data', message: `${file}: label ${label} at position ${i}, ${range}` });
    }
    classNumbers[i] = label - firstLabel;
  }
  return succeed({ classNumbers, file: read.value });
}

/**
 * Reads an IDX file, gzip or raw: `rank` 1 for labels and 3 for images, both of bytes, 2 for rows of big-endian 32-bit
 * numbers. The content is inflated straight into one
 * array of the size that the header promises: no second copy, no room for a gzip bomb.
 *
 * Failures of kind `data`: those of `streamContent`, no IDX header, another type or number of dimensions, no images,
 * other dimensions than expected, content shorter or longer than the header says.
 */
export async function readIdx(
  file: string,
  rank: Rank,
  options: IdxOptions = {},
): Promise<Outcome<IdxContent>> {
  const hash = createHash('sha256');
  const header = new Uint8Array(4 + 4 * rank);
  let headerBytes = 0;
  let dimensions: readonly number[] = [];
  let values = new Uint8Array(0);
  let filled = 0;

  const take = (shape: ContentShape, chunk: Uint8Array): Failure | undefined => {
    hash.update(chunk);
    let rest = chunk;
    if (headerBytes < header.length) {
      const part = chunk.subarray(0, header.length - headerBytes);
      header.set(part, headerBytes);
      headerBytes += part.length;
      if (headerBytes < header.length) return undefined;
      const foreign = rejectMagic(file, header, rank);
      if (foreign !== undefined) return foreign;
      const parsed = parseIdxHeader(file, header, rank, shape);
      if (parsed.ok && options.expected !== undefined && !isEqual(parsed.value, options.expected)) {
        const message = `${file}: ${describe(parsed.value)} instead of ${describe(options.expected)}`;
        return { kind: 'data', message };
      }
      if (!parsed.ok) return parsed.failure;
      dimensions = parsed.value;
      values = new Uint8Array(product(dimensions) * valueBytes[rank]);
      rest = chunk.subarray(part.length);
    }
    if (filled + rest.length > values.length) {
      const promised = `${describe(dimensions)}, ${values.length} bytes`;
      return { kind: 'data', message: `${file}: more content than its header promises (${promised})` };
    }
    values.set(rest, filled);
    filled += rest.length;
    options.onProgress?.(filled, values.length);
    return undefined;
  };

  const streamed = await streamContent(file, (shape) => (chunk) => take(shape, chunk), options);
  if (!streamed.ok) return streamed;
  if (headerBytes < header.length) {
    const message = `${file}: truncated, ${headerBytes} bytes are less than an IDX header`;
    const foreign = headerBytes < 4 ? undefined : rejectMagic(file, header, rank);
    return fail(foreign ?? { kind: 'data', message });
  }
  if (filled < values.length) {
    const message = `${file}: truncated, ${filled} of ${values.length} bytes (${describe(dimensions)})`;
    return fail({ kind: 'data', message });
  }
  const { gzip } = streamed.value;
  return succeed({ dimensions, values, sha256: hash.digest('hex') as BlobHash, gzip });
}

/** Fails unless the header begins as one in `rank` dimensions does. */
function rejectMagic(file: string, header: Uint8Array, rank: Rank): Failure | undefined {
  const magic = Buffer.from(header.subarray(0, 4)).toString('hex');
  const wanted = `0000${typeCodes[rank]}0${rank}`;
  if (magic === wanted) return undefined;
  const what = rank === 3 ? 'image' : 'label';
  const message = `${file}: not an IDX ${what} file, it begins with ${magic} instead of ${wanted}`;
  return { kind: 'data', message };
}

/** An array that a header may ask for: what Node 20 can hold in one piece. */
const MAX_VALUES = 2 ** 32;

/**
 * Reads the dimensions from an IDX header of `rank` dimensions and checks them against what the file can hold, so that
 * nothing is allocated on the word of a damaged header.
 */
function parseIdxHeader(
  file: string,
  header: Uint8Array,
  rank: Rank,
  shape: ContentShape,
): Outcome<readonly number[]> {
  const view = new DataView(header.buffer, header.byteOffset, header.length);
  const dimensions = Array.from({ length: rank }, (_, i) => view.getUint32(4 + 4 * i));
  const values = product(dimensions) * valueBytes[rank];
  if (values === 0)
    return fail({ kind: 'data', message: `${file}: its header promises ${describe(dimensions)}` });
  const room = shape.gzip ? shape.size * MAX_DEFLATE_RATIO : shape.size - header.length;
  if (values > Math.min(room, MAX_VALUES)) {
    const message = `${file}: truncated, ${shape.size} bytes cannot hold ${describe(dimensions)}`;
    return fail({ kind: 'data', message });
  }
  return succeed(dimensions);
}

function isEqual(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((value, i) => value === b[i]);
}

function product(dimensions: readonly number[]): number {
  return dimensions.reduce((total, dimension) => total * dimension, 1);
}

function describe(dimensions: readonly number[]): string {
  const [count = 0, height, width] = dimensions;
  if (height === undefined) return `${count} labels`;
  return width === undefined ? `${count} rows of ${height}` : `${count} images of ${height}×${width}`;
}
