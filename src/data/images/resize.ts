/** The weights of the source pixels that one pixel of a line is made of. */
interface Taps {
  readonly first: number;
  readonly weights: readonly number[];
}

/**
 * Resizes an 8-bit grey image, each axis by itself: by the mean over the covered area where it shrinks (which is
 * anti-aliasing), by linear interpolation between pixel centres where it grows. Values are rounded once, at the end.
 *
 * @param pixels height × width
 * @returns newHeight × newWidth
 */
export function resizeGrey(
  pixels: Uint8Array,
  height: number,
  width: number,
  newHeight: number,
  newWidth: number,
): Uint8Array {
  if (height === newHeight && width === newWidth) return pixels.slice();
  const rows = lineTaps(height, newHeight);
  const columns = lineTaps(width, newWidth);
  const wide = new Float64Array(height * newWidth);
  for (let y = 0; y < height; y++) {
    for (const [x, { first, weights }] of columns.entries()) {
      let sum = 0;
      for (const [k, weight] of weights.entries()) sum += weight * (pixels[y * width + first + k] ?? 0);
      wide[y * newWidth + x] = sum;
    }
  }
  const out = new Uint8Array(newHeight * newWidth);
  for (const [y, { first, weights }] of rows.entries()) {
    for (let x = 0; x < newWidth; x++) {
      let sum = 0;
      for (const [k, weight] of weights.entries()) sum += weight * (wide[(first + k) * newWidth + x] ?? 0);
      out[y * newWidth + x] = Math.round(sum);
    }
  }
  return out;
}

function lineTaps(length: number, newLength: number): Taps[] {
  return Array.from({ length: newLength }, (_, i) =>
    newLength < length ? areaTaps(i, length, newLength) : linearTaps(i, length, newLength),
  );
}

/** The source pixels between i and i + 1 of the new line, weighted by how much of each lies there. */
function areaTaps(i: number, length: number, newLength: number): Taps {
  const from = (i * length) / newLength;
  const to = ((i + 1) * length) / newLength;
  const first = Math.floor(from);
  const weights: number[] = [];
  for (let p = first; p < to; p++) {
    weights.push(((Math.min(p + 1, to) - Math.max(p, from)) * newLength) / length);
  }
  return { first, weights };
}

/** The two source pixels whose centres lie about the new pixel's centre. */
function linearTaps(i: number, length: number, newLength: number): Taps {
  const centre = ((i + 0.5) * length) / newLength - 0.5;
  const place = Math.min(Math.max(centre, 0), length - 1);
  const first = Math.min(Math.floor(place), Math.max(length - 2, 0));
  const share = place - first;
  return { first, weights: share === 0 ? [1] : [1 - share, share] };
}
