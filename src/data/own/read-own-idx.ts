/** IDX files of the user's own: as MNIST's, of any size and number of classes. */
import { fail, type Outcome, succeed } from '../../util/outcome.js';
import { readIdx } from '../idx.js';
import type { ReadOptions } from '../read-published.js';
import type { LabelledImages } from './labelled-images.js';

/** Reads images and their labels. Failures of kind `data` name the file. */
export async function readOwnIdx(
  files: { readonly images: string; readonly labels: string },
  { signal, onProgress }: ReadOptions,
): Promise<Outcome<LabelledImages>> {
  const options = (file: string) => ({
    ...(signal && { signal }),
    ...(onProgress && {
      onProgress: (bytes: number, total: number) => onProgress(file, bytes, total),
    }),
  });
  const labels = await readIdx(files.labels, 1, options(files.labels));
  if (!labels.ok) return labels;
  const images = await readIdx(files.images, 3, options(files.images));
  if (!images.ok) return images;
  const [count = 0, height = 0, width = 0] = images.value.dimensions;
  const { values } = labels.value;
  if (count !== values.length) {
    const message = `${files.images}: ${count} images, but ${values.length} labels in ${files.labels}`;
    return fail({ kind: 'data', message, advice: 'give the labels that belong to the images' });
  }
  return succeed({
    height,
    width,
    channels: 1,
    pixels: images.value.values,
    labels: Array.from(values, String),
    placeOf: (index) => `${files.labels}: label ${index}`,
  });
}
