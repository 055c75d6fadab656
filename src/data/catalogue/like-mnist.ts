/** What data sets in MNIST's form have in common. */
import type { Checksum, PublishedFile, PublishedPair } from './entry.js';

export const DIGITS: readonly string[] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'];
export const SIDE = 28;

/** The checksums of a pair's files, as published: of the `.gz`. */
export interface PairSums {
  readonly images: Checksum;
  readonly labels: Checksum;
}

/** The images and labels of `set` (train, t10k), in bytes. */
export function mnistPair(set: string, count: number, sums: PairSums): PublishedPair {
  const labels = { name: `${set}-labels-idx1-ubyte`, bytes: 8 + count, compressed: sums.labels };
  return { count, images: imagesOf(set, count, sums.images), labels };
}

/** The same with rows of `columns` 32-bit numbers as labels. */
export function pairWithRows(set: string, count: number, columns: number, sums: PairSums): PublishedPair {
  const bytes = 12 + 4 * count * columns;
  const labels = { name: `${set}-labels-idx2-int`, bytes, compressed: sums.labels };
  return { count, images: imagesOf(set, count, sums.images), labels };
}

function imagesOf(set: string, count: number, compressed: Checksum): PublishedFile {
  return { name: `${set}-images-idx3-ubyte`, bytes: 16 + count * SIDE * SIDE, compressed };
}
