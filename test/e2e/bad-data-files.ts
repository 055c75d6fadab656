/** MNIST's four files, each wrong in one way. What is read first is wrong; what comes after it is never reached. */
import { randomFillSync } from 'node:crypto';
import { gzipSync } from 'node:zlib';

/** An IDX file: its header, then `length` bytes of `value`. */
function idx(
  dimensions: readonly number[],
  value = 0,
  length = dimensions.reduce((a, b) => a * b, 1),
): Buffer {
  const header = Buffer.alloc(4 + 4 * dimensions.length);
  header.set([0, 0, 8, dimensions.length]);
  for (const [i, dimension] of dimensions.entries()) header.writeUInt32BE(dimension, 4 + 4 * i);
  return Buffer.concat([header, Buffer.alloc(length, value)]);
}

const labels = idx([10_000]);
const images = idx([10_000, 28, 28]);
/** Noise: gzip cannot shorten it, so that it can be cut in the middle. */
const noise = gzipSync(Buffer.concat([labels.subarray(0, 8), randomFillSync(Buffer.alloc(10_000))]));

export interface BadData {
  /** What is wrong with t10k-labels-idx1-ubyte.gz; null makes a folder of it. */
  readonly labels?: Uint8Array | null;
  /** What is wrong with t10k-images-idx3-ubyte.gz; the labels are of the right form then. */
  readonly images?: Uint8Array | null;
  /** The line on stderr from the file's name on, without the advice. */
  readonly says: string;
  readonly advice?: string;
}

const L = 't10k-labels-idx1-ubyte.gz';
const I = 't10k-images-idx3-ubyte.gz';

export const badData: Readonly<Record<string, BadData>> = {
  'labels whose gzip data is cut': {
    labels: noise.subarray(0, 5_000),
    says: `${L}: truncated, its gzip data ends too early`,
  },
  'labels cut short before they were compressed': {
    labels: gzipSync(labels.subarray(0, 9_000)),
    says: `${L}: truncated, 8992 of 10000 bytes (10000 labels)`,
  },
  'labels cut short and not compressed': {
    labels: labels.subarray(0, 9_000),
    says: `${L}: truncated, 9000 bytes cannot hold 10000 labels`,
  },
  'labels cut within the header': {
    labels: gzipSync(labels.subarray(0, 6)),
    says: `${L}: truncated, 6 bytes are less than an IDX header`,
  },
  'labels that are images': {
    labels: gzipSync(images.subarray(0, 1_000)),
    says: `${L}: not an IDX label file, it begins with 00000803 instead of 00000801`,
  },
  'labels that are a web page': {
    labels: Buffer.from('<!DOCTYPE html><title>404</title>'),
    says: `${L}: not an IDX label file, it begins with 3c21444f instead of 00000801`,
  },
  'labels whose gzip data has one wrong byte': {
    labels: Buffer.concat([noise.subarray(0, -6), Buffer.of(noise.at(-6)! ^ 1), noise.subarray(-5)]),
    says: `${L}: damaged gzip data (incorrect data check)`,
  },
  'labels followed by something else': {
    labels: Buffer.concat([gzipSync(labels), Buffer.alloc(99)]),
    says: `${L}: 99 bytes after the end of its gzip data`,
  },
  'too few labels': { labels: gzipSync(idx([9_999])), says: `${L}: 9999 labels instead of 10000 labels` },
  'a label of 10': {
    labels: gzipSync(Buffer.concat([labels.subarray(0, -3), Buffer.of(9, 10, 11)])),
    says: `${L}: label 10 at position 9998, labels go from 0 to 9`,
  },
  'labels that are not the published ones': {
    labels: gzipSync(labels),
    images: gzipSync(images),
    says: `${L}: wrong checksum, its content has SHA-256 fce4e2f69df0d4b98dc926db9d52e3054ec8f85ec567df277ca4efc90c53a0bc instead of ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2`,
  },
  'no bytes at all': { labels: new Uint8Array(), says: `${L}: the file is empty` },
  'a folder for a file': {
    labels: null,
    says: `${L}: a folder, not a file`,
    advice: 'put the data file itself there',
  },
  'a gzip bomb with the right header': {
    labels: gzipSync(idx([10_000], 0, 100_000_000)),
    says: `${L}: more content than its header promises (10000 labels, 10000 bytes)`,
  },
  'a gzip bomb of zeros': {
    labels: gzipSync(Buffer.alloc(100_000_000)),
    says: `${L}: not an IDX label file, it begins with 00000000 instead of 00000801`,
  },
  'a header that promises a gigabyte': {
    labels: gzipSync(idx([2 ** 30], 0, 100)),
    says: `${L}: truncated, 28 bytes cannot hold 1073741824 labels`,
  },
  'images cut short': {
    images: gzipSync(images.subarray(0, 1_000_000)),
    says: `${I}: truncated, 1016 bytes cannot hold 10000 images of 28×28`,
  },
  'fewer images than labels': {
    images: gzipSync(idx([9_999, 28, 28])),
    says: `${I}: 9999 images of 28×28 instead of 10000 images of 28×28`,
  },
  'images of another size': {
    images: gzipSync(idx([10_000, 27, 29])),
    says: `${I}: 10000 images of 27×29 instead of 10000 images of 28×28`,
  },
  'images that are labels': {
    images: gzipSync(labels),
    says: `${I}: not an IDX image file, it begins with 00000801 instead of 00000803`,
  },
  'a gzip bomb of images': {
    images: gzipSync(idx([10_000, 28, 28], 0, 100_000_000)),
    says: `${I}: more content than its header promises (10000 images of 28×28, 7840000 bytes)`,
  },
};

/** The four files by name; those that come after the wrong one hold nothing. */
export function filesOf(bad: BadData): Readonly<Record<string, Uint8Array | null>> {
  return {
    [L]: bad.labels === undefined ? gzipSync(labels) : bad.labels,
    [I]: bad.images ?? new Uint8Array(),
    'train-labels-idx1-ubyte.gz': new Uint8Array(),
    'train-images-idx3-ubyte.gz': new Uint8Array(),
  };
}
