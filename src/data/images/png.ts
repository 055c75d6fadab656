import { encode } from 'fast-png';
import type { Picture } from '../picture.js';

/**
 * A picture as the bytes of a PNG file, one pixel a pixel, values as they are.
 *
 * The bytes depend on the picture alone: fast-png compresses with fflate, which is all JavaScript, not with Node's zlib,
 * whose output changes between releases. `mem` is given because fflate would take it from `Math.log`.
 *
 * @param picture grey (1 channel) or RGB (3 channels)
 */
export function pictureToPng({ width, height, channels, pixels }: Picture): Uint8Array {
  return encode({ width, height, channels, depth: 8, data: pixels }, { zlib: { level: 6, mem: 4 } });
}
