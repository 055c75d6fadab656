import type { Dataset } from './dataset.js';

/** One image as bytes: height × width × channels. */
export interface SamplePicture {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly pixels: Uint8Array;
}

/** The first `perClass` training images of each class, one row a class: a contact sheet's content. */
export function sampleRows(dataset: Dataset, perClass: number): readonly (readonly SamplePicture[])[] {
  const { height, width, channels, pixels, labels } = dataset.train;
  const size = height * width * channels;
  const rows: SamplePicture[][] = dataset.classes.map(() => []);
  for (const [i, label] of labels.entries()) {
    const row = rows[label];
    if (row === undefined || row.length >= perClass) continue;
    row.push({ height, width, channels, pixels: pixels.subarray(i * size, (i + 1) * size) });
  }
  return rows;
}
