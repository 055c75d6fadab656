/** What results call data sets. */
import path from 'node:path';
import type { DatasetSource, OtherDataset } from './spec-types.generated.js';

/** A data set's name; of data of the user's own that of its training file or folder. */
export function nameOf(source: DatasetSource): string {
  if (typeof source === 'string') return source;
  return path.basename(path.resolve('idx' in source ? source.idx.train.images : trainPathOf(source)));
}

/** The file or folder of the training set. */
export function trainPathOf(source: Exclude<DatasetSource, string | { readonly idx: unknown }>): string {
  if ('csv' in source) return source.csv.train;
  return 'npz' in source ? source.npz.train : source.folder.train;
}

/**
 * What another data set is called: as the spec says, else by its name, with its split behind it where that is not the test
 * set alone. Files are called after it, so that a path's odd characters are left out.
 */
export function otherDatasetName({ name, dataset, split }: Omit<OtherDataset, 'synthetic'>): string {
  if (name !== undefined) return name;
  const known = nameOf(dataset).replace(/[^A-Za-z0-9._-]+/g, '-');
  return split === 'test' ? known : `${known}-${split}`;
}
