/** Data sets as data: to add one is to write one of these records and list it in `catalogue.ts`. */

export interface CatalogueEntry {
  /** What specs and `DIR/<name>/` call it. */
  readonly name: string;
  readonly title: string;
  /** Where the images come from, in a sentence. */
  readonly source: string;
  readonly homepage?: string;
  /** SPDX identifier where there is one. */
  readonly licence: string;
  /** One name for each class, by class number. */
  readonly classes: readonly string[];
  readonly height: number;
  readonly width: number;
  readonly content: PublishedIdx | Generated;
}

/** Files as their authors published them, in the IDX format; images and labels of the training and the test set. */
export interface PublishedIdx {
  readonly kind: 'idx';
  readonly train: PublishedPair;
  readonly test: PublishedPair;
  /** Base URLs, tried in order; the file's name with `.gz` is appended. */
  readonly mirrors: readonly string[];
}

export interface PublishedPair {
  /** Number of images, and of labels. */
  readonly count: number;
  readonly images: PublishedFile;
  readonly labels: PublishedFile;
}

export interface PublishedFile {
  /** Name without `.gz`. */
  readonly name: string;
  /** Size and SHA-256 of the uncompressed content: the compressed file differs between mirrors. */
  readonly bytes: number;
  readonly sha256: string;
}

/** Made by the program itself: always here. */
export interface Generated {
  readonly kind: 'generated';
  /** Numbers of images unless the spec says otherwise. */
  readonly sizes: DatasetSizes;
}

export interface DatasetSizes {
  readonly train: number;
  readonly test: number;
}

/** The files of a published set, in the order in which they are fetched: the smallest first, so that a failure is early. */
export function publishedFiles(content: PublishedIdx): readonly PublishedFile[] {
  const { train, test } = content;
  return [test.labels, train.labels, test.images, train.images];
}
