/** Semeion's own layout: 256 pixels of 0 or 1, row by row, then a 1 among ten numbers for the class. */
import { fail, type Outcome, succeed } from '../../util/outcome.js';
import type { ImageSet } from '../dataset.js';
import type { ContentOptions } from '../gzip.js';
import { readLines } from '../lines.js';
import { ImageList, wrongLine } from './text-images.js';

const SIDE = 16;
const PIXELS = SIDE * SIDE;
const CLASSES = 10;
/**
 * There is no official test set. The file has runs of twenty digits of a class, so that every fifth digit is a fair share
 * of each class; which of them somebody wrote is not known, so that training and test digits share their writers.
 */
const TEST_EVERY = 5;

/** Reads `semeion.data`. What stands after the last digit (some copies end in a stray letter) is no line of its own. */
export async function readSemeion(
  file: string,
  options: ContentOptions,
): Promise<Outcome<{ readonly train: ImageSet; readonly test: ImageSet }>> {
  const images = new ImageList(SIDE, SIDE);
  const read = await readLines(
    file,
    (bytes, line) => {
      const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1').trim();
      if (text === '' || (text.length === 1 && !/\d/.test(text))) return undefined;
      const values = text.split(/\s+/).map(Number);
      if (values.length !== PIXELS + CLASSES) {
        return wrongLine(file, line, `${values.length} numbers instead of ${PIXELS + CLASSES}`);
      }
      const wrong = values.findIndex((value) => value !== 0 && value !== 1);
      if (wrong >= 0) return wrongLine(file, line, `number ${wrong + 1} is neither 0 nor 1`);
      const label = values.indexOf(1, PIXELS) - PIXELS;
      if (label < 0 || values.indexOf(1, PIXELS + label + 1) >= 0)
        return wrongLine(file, line, 'not exactly one of the last ten numbers is 1');
      images.add(
        Uint8Array.from(values.slice(0, PIXELS), (value) => value * 255),
        label,
      );
      return undefined;
    },
    options,
  );
  if (!read.ok) return read;
  if (images.count === 0) return fail({ kind: 'data', message: `${file}: there are no digits in it` });
  const isTest = (index: number): boolean => index % TEST_EVERY === TEST_EVERY - 1;
  return succeed({ train: images.select((index) => !isTest(index)), test: images.select(isTest) });
}
