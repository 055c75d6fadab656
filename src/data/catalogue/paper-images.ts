import { findDataset } from './catalogue.js';

/**
 * How many images a paper's test figures are of: all the test images of the data set as its authors published it. Empty
 * for one without authors.
 */
export function paperImagesOf(dataset: string): { readonly paperImages?: number } {
  const entry = findDataset(dataset);
  if (!entry.ok) return {};
  const { content } = entry.value;
  return content.kind === 'idx' ? { paperImages: content.test.count } : {};
}
