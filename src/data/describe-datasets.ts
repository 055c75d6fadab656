import { join } from 'node:path';
import { catalogue } from './catalogue/catalogue.js';
import { type CatalogueEntry, folderOf, sizesOf } from './catalogue/entry.js';
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
  const counts = sizesOf(entry);
  if (content.kind === 'generated') return { ...figures, ...counts, location: { kind: 'built-in' } };
  const { found } = await locateDataset(folderOf(entry), content, dataPlaces(options));
  if (found === undefined) {
    const mirrors = content.kind === 'idx' ? content.mirrors.length : 0;
    return { ...figures, ...counts, location: { kind: 'absent', mirrors } };
  }
  const { directory, origin } = found.place;
  return {
    ...figures,
    ...counts,
    location: { kind: 'folder', directory: join(directory, folderOf(entry)), origin },
  };
}
