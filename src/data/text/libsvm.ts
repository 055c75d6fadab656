/** LIBSVM's text format: on each line a label, then `index:value` from 1 on; what is left out is 0. */
import { fail, type Outcome, succeed } from '../../util/outcome.js';
import type { ImageSet } from '../dataset.js';
import type { ContentOptions } from '../gzip.js';
import { readLines } from '../lines.js';
import { ImageList, wrongLine } from './text-images.js';

/** What the images of a set in this format are like. */
export interface LibsvmShape {
  readonly height: number;
  readonly width: number;
  readonly classes: number;
}

const BZIP2 = /^BZh[1-9]/;

/** Reads a file whose labels go from 1 on, and whose values are −1 (paper) to 1 (ink). */
export async function readLibsvm(
  file: string,
  { height, width, classes }: LibsvmShape,
  options: ContentOptions,
): Promise<Outcome<ImageSet>> {
  const images = new ImageList(height, width);
  const read = await readLines(
    file,
    (bytes, line) => {
      const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1').trim();
      if (text === '') return undefined;
      if (line === 1 && BZIP2.test(text)) {
        const message = `${file}: still compressed by bzip2`;
        return { kind: 'data', message, advice: 'decompress it with bunzip2' };
      }
      const [first = '', ...cells] = text.split(/\s+/);
      const label = Number(first);
      if (!Number.isInteger(label) || label < 1 || label > classes)
        return wrongLine(file, line, `label ${JSON.stringify(first)}, labels go from 1 to ${classes}`);
      const values = new Float64Array(height * width);
      for (const cell of cells) {
        const [index, value] = cell.split(':').map(Number);
        const isPixel =
          Number.isInteger(index) && index !== undefined && index >= 1 && index <= values.length;
        if (!isPixel || value === undefined || !(Math.abs(value) <= 1)) {
          const wanted = `index:value, 1 to ${values.length} and −1 to 1`;
          return wrongLine(file, line, `${JSON.stringify(cell)} is not ${wanted}`);
        }
        values[index - 1] = value;
      }
      images.add(
        Uint8Array.from(values, (value) => Math.round(((value + 1) / 2) * 255)),
        label - 1,
      );
      return undefined;
    },
    options,
  );
  if (!read.ok) return read;
  return images.count === 0
    ? fail({ kind: 'data', message: `${file}: there are no images in it` })
    : succeed(images.select());
}
