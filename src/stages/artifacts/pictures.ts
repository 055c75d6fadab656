/** Pictures to look at, taken out of image sets. */
import type { ImageSet } from '../../data/dataset.js';
import type { Picture } from '../../report/run-record.js';

/** One image of a set. */
export function pictureAt({ height, width, channels, pixels }: ImageSet, index: number): Picture {
  const size = height * width * channels;
  return { height, width, channels, pixels: pixels.slice(index * size, (index + 1) * size) };
}

/** The first `count` images of each class, in the file's order: one list a class. */
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
