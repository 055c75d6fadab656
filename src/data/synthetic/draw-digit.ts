import type { RandomStream } from '../../util/random.js';
import { digits } from './digits/digits.js';
import { chooseWay, distort, setPen, smoothStrokes, writeStrokes } from './hand.js';
import { BOX, centreByMass, fitIntoBox, inkPixels, measureDepth } from './raster.js';
import { drawStyle } from './style.js';
import { Trace } from './trace.js';

/** What drawing needs of memory: made once, used for many images. */
export class Desk {
  readonly trace = new Trace();
  readonly field = new Float64Array(BOX * BOX);
  readonly ink = new Uint8Array(BOX * BOX);
}

/**
 * Draws one handwritten digit into `pixels` at `offset`: 28 × 28 bytes, row-major, 0 = background, which must be
 * zero already. The image is a function of the digit and the stream alone.
 *
 * @throws RangeError when `digit` is not a whole number from 0 to 9.
 */
export function drawDigit(
  digit: number,
  stream: RandomStream,
  pixels: Uint8Array,
  offset = 0,
  desk = new Desk(),
): void {
  const drawing = digits[digit];
  if (drawing === undefined) throw new RangeError(`a digit is 0 to 9, not ${digit}`);
  const { trace, field, ink } = desk;
  const style = drawStyle(stream);
  const way = chooseWay(drawing, stream);
  writeStrokes(way, drawing.width * style.aspect, style, stream, trace);
  smoothStrokes(trace, style.haste);
  distort(trace, style, drawing.lean, stream);
  setPen(trace, style, drawing.pen, stream);
  fitIntoBox(trace, style.edge);
  measureDepth(trace, style.edge, field);
  inkPixels(field, style, stream, ink);
  centreByMass(ink, pixels, offset);
}
