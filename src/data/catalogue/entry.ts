/** Data sets as data: to add one is to write one of these records and list it in `catalogue.ts`. */

export interface CatalogueEntry {
  /** What specs call it. */
  readonly name: string;
  /** The folder of its files, `DIR/<folder>/`, where that is not its name: sets that are published together share one. */
  readonly folder?: string;
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
  readonly content: Published | Generated;
}

/** Files as their authors published them. */
export type Published = PublishedIdx | PublishedText;

/** Files in the IDX format; images and labels of the training and the test set. */
export interface PublishedIdx {
  readonly kind: 'idx';
  readonly train: PublishedPair;
  readonly test: PublishedPair;
  /** Base URLs, tried in order; the file's name with `.gz` is appended. None where files cannot be fetched one by one. */
  readonly mirrors: readonly string[];
  /** What to do where there are no mirrors; `there` is the folder of the files. */
  readonly howToGet?: string;
  /** Images are stored column by column. */
  readonly transposed?: true;
  /** The label of class 0; 0 where left out. */
  readonly firstLabel?: number;
  /** Labels are rows of so many 32-bit numbers, the class first; single bytes where left out. */
  readonly labelColumns?: number;
}

/** Files of text in a layout of their own. */
export interface PublishedText {
  readonly kind: 'text';
  readonly format: 'libsvm' | 'semeion';
  /** The training file, and the test file where there is one. */
  readonly files: readonly [PublishedFile, PublishedFile?];
  readonly counts: DatasetSizes;
  readonly howToGet: string;
}

export interface PublishedPair {
  /** Number of images, and of labels. */
  readonly count: number;
  /** What an earlier release had, which is still about. */
  readonly formerCount?: number;
  readonly images: PublishedFile;
  readonly labels: PublishedFile;
}

export interface PublishedFile {
  /** Name without `.gz`. */
  readonly name: string;
  /** Size of the uncompressed content. */
  readonly bytes?: number;
  /** SHA-256 of the uncompressed content: it holds for every mirror's compressed file, and for an uncompressed copy. */
  readonly sha256?: string;
  /**
   * Where that is not published: of the `.gz` as it was published. A copy that somebody has uncompressed cannot be
   * checked against it, and is taken as it is.
   */
  readonly compressed?: Checksum;
}

export type Checksum = { readonly sha256: string } | { readonly md5: string };

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
export function publishedFiles(content: Published): readonly PublishedFile[] {
  if (content.kind === 'text') return content.files.filter((file) => file !== undefined);
  const { train, test } = content;
  return [test.labels, train.labels, test.images, train.images];
}

/** Numbers of images of an entry, as published or by default. */
export function sizesOf({ content }: CatalogueEntry): DatasetSizes {
  if (content.kind === 'generated') return content.sizes;
  if (content.kind === 'text') return content.counts;
  return { train: content.train.count, test: content.test.count };
}

/** The folder of an entry's files, under each place where data sets are looked for. */
export function folderOf({ name, folder = name }: CatalogueEntry): string {
  return folder;
}
