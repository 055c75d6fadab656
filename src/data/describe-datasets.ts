import { join } from 'node:path';
import { catalogue } from './catalogue/catalogue.js';
import type { CatalogueEntry } from './catalogue/entry.js';
import { type DataPlaceOptions, dataPlaces, locateDataset } from './resolve.js';

/** Where a data set's files are. */
export type DatasetLocation =
  | { readonly kind: 'built-in' }
  | { readonly kind: 'folder'; readonly directory: string; readonly origin: string }
  | { readonly kind: 'absent'; readonly mirrors: number };

/** What `data ls` tells of a data set. */
export interface DatasetDescription {
  readonly name: string;
  readonly title: string;
  readonly source: string;
  readonly homepage: string | undefined;
  readonly licence: string;
  readonly classes: readonly string[];
  readonly height: number;
  readonly width: number;
  /** Numbers of images. */
  readonly train: number;
  readonly test: number;
  readonly location: DatasetLocation;
}

/** Describes every data set of the catalogue, and says where it is, without opening a file. */
export async function describeDatasets(options: DataPlaceOptions): Promise<readonly DatasetDescription[]> {
  return Promise.all(catalogue.map((entry) => describeEntry(entry, options)));
}

async function describeEntry(entry: CatalogueEntry, options: DataPlaceOptions): Promise<DatasetDescription> {
  const { name, title, source, homepage, licence, classes, height, width, content } = entry;
  const figures = { name, title, source, homepage, licence, classes, height, width };
  if (content.kind === 'generated') return { ...figures, ...content.sizes, location: { kind: 'built-in' } };
  const counts = { train: content.train.count, test: content.test.count };
  const { found } = await locateDataset(name, content, dataPlaces(options));
  if (found === undefined) {
    return { ...figures, ...counts, location: { kind: 'absent', mirrors: content.mirrors.length } };
  }
  const { directory, origin } = found.place;
  return { ...figures, ...counts, location: { kind: 'folder', directory: join(directory, name), origin } };
}
