/** What a file that is no PNG is instead, so that a person can be told what to do. */
import { fail, type Outcome } from '../../../util/outcome.js';
import type { PictureProblem } from './png-chunks.js';

/** The bytes that files of other formats begin with; `.` is any byte. */
const beginnings: readonly (readonly [format: string, bytes: string])[] = [
  ['a JPEG image', '\xff\xd8\xff'],
  ['a GIF image', 'GIF8'],
  ['a WebP image', 'RIFF....WEBP'],
  ['a TIFF image', 'II*\0'],
  ['a TIFF image', 'MM\0*'],
  ['a HEIC or AVIF image', '....ftyp'],
  ['a BMP image', 'BM'],
  ['an SVG drawing', '<svg'],
  ['an SVG drawing', '<?xml'],
  ['a PDF document', '%PDF'],
];

/** Fails with what these bytes are, as far as it can be told. */
export function refuseOtherFormat(bytes: Uint8Array): Outcome<never, PictureProblem> {
  if (bytes.length === 0) return fail({ reason: 'is empty', advice: 'give a PNG image' });
  const found = beginnings.find(([, text]) =>
    [...text].every((letter, i) => letter === '.' || bytes[i] === letter.charCodeAt(0)),
  );
  if (found === undefined) return fail({ reason: 'is not a PNG image', advice: 'give a PNG image' });
  const advice = 'only PNG is read: save it as PNG first';
  return fail({ reason: `is ${found[0]}, not PNG`, advice });
}
