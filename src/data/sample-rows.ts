/** Pictures to look at, taken out of image sets. */
import type { Dataset, ImageSet } from './dataset.js';
import type { Picture } from './picture.js';

/** One image of a set; a view of the set's pixels. */
export function pictureAt({ height, width, channels, pixels }: ImageSet, index: number): Picture {
  const size = height * width * channels;
  return { height, width, channels, pixels: pixels.subarray(index * size, (index + 1) * size) };
}

/** The first `count` images of each class, in the file's order: one list of indices a class. */
export function firstOfEachClass(set: ImageSet, classes: number, count: number): number[][] {
  const rows = Array.from({ length: classes }, (): number[] => []);
  let missing = classes * count;
  for (let i = 0; i < set.count && missing > 0; i++) {
    const row = rows[set.labels[i] ?? 0];
    if (row === undefined || row.length === count) continue;
    row.push(i);
    missing--;
  }
  return rows;
}

/** The first `perClass` training images of each class, one row a class: a contact sheet's content. */
export function sampleRows(
  { classes, train }: Pick<Dataset, 'classes' | 'train'>,
  perClass: number,
): Picture[][] {
  return firstOfEachClass(train, classes.length, perClass).map((row) =>
    row.map((index) => pictureAt(train, index)),
  );
}
