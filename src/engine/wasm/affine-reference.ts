import { cos, sin } from '../../util/portable-math.js';
import { philox, type RandomKey, uniformOf } from '../../util/random.js';
import type { Augmentation } from '../engine.js';
import type { Displacement } from './augmentation/elastic-reference.js';
import { roundUp } from './augmentation/scratch.js';

/**
 * The plain version of kernels/affine.ts, with the same bits: one random affine transform of one image.
 *
 * The meaning is that of Keras's `ImageDataGenerator`: a point (row, column) of the result takes its value from the
 * source at M·(row, column) with M = rotation·shift·shear·zoom about the centre ((height − 1)/2, (width − 1)/2), read
 * by linear interpolation as `scipy.ndimage.affine_transform(order=1)` does. Outside the source's pixel centres:
 * `nearest` repeats the edge, `constant` gives the fill value, `reflect` mirrors about the edge of the last pixel
 * (d c b a | a b c d | d c b a), and `wrap` repeats with a period of one pixel less than the side, as SciPy's does.
 *
 * Transforms are computed in float64, coordinates within a row and pixels in float32.
 */

/** One drawn transform; angles in degrees, shifts in pixels, zooms as factors on the source's coordinates (2 shrinks). */
export interface AffineTransform {
  readonly theta: number;
  /** Along the rows' axis. */
  readonly tx: number;
  /** Along the columns' axis. */
  readonly ty: number;
  readonly shear: number;
  readonly zx: number;
  readonly zy: number;
}

/** An 8-bit image, row-major, channels last. */
export interface AffineSource {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly pixels: Uint8Array;
}

/** What lies outside the image. */
export type Fill = Pick<Augmentation, 'fillMode' | 'fillValue'>;

/** The number of each fill mode in the kernel's parameters. */
export const fillModeNumber = { nearest: 0, constant: 1, reflect: 2, wrap: 3 } as const;

const RADIANS_PER_DEGREE = 0.017453292519943295;
const f = Math.fround;

/** The eight float32 that the kernel reads at `params`. */
export function affineParameters(augmentation: Augmentation): Float32Array {
  const { rotation, shift, zoom, shear, fillMode, fillValue } = augmentation;
  return Float32Array.of(rotation, ...shift, ...zoom, shear, fillModeNumber[fillMode], fillValue);
}

/** Draws the transform of image `index` in `epoch`; kernels/affine.ts says which random word is for what. */
export function drawTransform(
  augmentation: Augmentation,
  height: number,
  width: number,
  key: RandomKey,
  epoch: number,
  index: number,
): AffineTransform {
  const words = new Uint32Array(8);
  philox(key, 0, epoch, index, 0, words);
  philox(key, 1, epoch, index, 0, words.subarray(4));
  const uniform = (i: number) => uniformOf(words[i] ?? 0);
  const centred = (i: number) => 2 * uniform(i) - 1;
  const zoomLow = f(augmentation.zoom[0]);
  const zoomSpan = f(augmentation.zoom[1]) - zoomLow;
  return {
    theta: f(augmentation.rotation) * centred(0),
    tx: f(augmentation.shift[0]) * height * centred(1),
    ty: f(augmentation.shift[1]) * width * centred(2),
    shear: f(augmentation.shear) * centred(3),
    zx: zoomLow + zoomSpan * uniform(4),
    zy: zoomLow + zoomSpan * uniform(5),
  };
}

/**
 * value·scale + offset of the transformed image: height × width × channels float32.
 *
 * @param displacement what is added to each pixel's source coordinates
 */
export function sampleAffine(
  source: AffineSource,
  transform: AffineTransform,
  fill: Fill,
  scale = 1,
  offset = 0,
  displacement?: Displacement,
): Float32Array {
  const { height, width, channels, pixels } = source;
  const { a00, a01, a10, a11, b0, b1 } = affineMatrix(transform, height, width);
  const [scale32, offset32, fillValue] = [f(scale), f(offset), f(fill.fillValue)];
  const lastRow = height - 1;
  const lastColumn = width - 1;
  const right = width > 1 ? channels : 0;
  const down = height > 1 ? width * channels : 0;
  const out = new Float32Array(height * width * channels);
  let to = 0;
  for (let y = 0; y < height; y++) {
    const row = f(a00 * y + b0);
    const column = f(a10 * y + b1);
    for (let x = 0; x < width; x++) {
      let r = f(row + f(f(a01) * x));
      let c = f(column + f(f(a11) * x));
      if (displacement !== undefined) {
        const place = y * roundUp(width, 4) + x;
        r = f(r + (displacement.rows[place] ?? 0));
        c = f(c + (displacement.columns[place] ?? 0));
      }
      const outside = r < 0 || r > lastRow || c < 0 || c > lastColumn;
      const insideRow = foldInside(r, lastRow, fill.fillMode);
      const insideColumn = foldInside(c, lastColumn, fill.fillMode);
      // At the last row the fraction is 1 of the row before, so the row below always exists; columns likewise.
      const r0 = Math.min(Math.floor(insideRow), Math.max(height - 2, 0));
      const c0 = Math.min(Math.floor(insideColumn), Math.max(width - 2, 0));
      const fr = f(insideRow - r0);
      const fc = f(insideColumn - c0);
      for (let k = 0; k < channels; k++) {
        const p = (r0 * width + c0) * channels + k;
        const above = mix(pixels[p] ?? 0, pixels[p + right] ?? 0, fc);
        const below = mix(pixels[p + down] ?? 0, pixels[p + down + right] ?? 0, fc);
        const value = fill.fillMode === 'constant' && outside ? fillValue : mix(above, below, fr);
        out[to++] = f(f(value * scale32) + offset32);
      }
    }
  }
  return out;
}

/** Draws and samples: what the kernel `affineSample` does. */
export function affineSample(
  source: AffineSource,
  augmentation: Augmentation,
  key: RandomKey,
  epoch: number,
  index: number,
  scale = 1,
  offset = 0,
): Float32Array {
  const transform = drawTransform(augmentation, source.height, source.width, key, epoch, index);
  return sampleAffine(source, transform, augmentation, scale, offset);
}

/** The transform as source = A·(row, column) + b; the product of Keras's four matrices, multiplied out. */
function affineMatrix(transform: AffineTransform, height: number, width: number) {
  const { tx, ty, zx, zy } = transform;
  const theta = transform.theta * RADIANS_PER_DEGREE;
  const phi = transform.shear * RADIANS_PER_DEGREE;
  const sinTheta = sin(theta);
  const cosTheta = cos(theta);
  const sinPhi = sin(phi);
  const cosPhi = cos(phi);
  const a00 = cosTheta * zx;
  const a10 = sinTheta * zx;
  const a01 = -(cosTheta * sinPhi + sinTheta * cosPhi) * zy;
  const a11 = (cosTheta * cosPhi - sinTheta * sinPhi) * zy;
  const centreRow = height / 2 - 0.5;
  const centreColumn = width / 2 - 0.5;
  const b0 = centreRow - (a00 * centreRow + a01 * centreColumn) + (cosTheta * tx - sinTheta * ty);
  const b1 = centreColumn - (a10 * centreRow + a11 * centreColumn) + (sinTheta * tx + cosTheta * ty);
  return { a00, a01, a10, a11, b0, b1 };
}

/** Maps a coordinate into [0, last] as the fill mode says. */
function foldInside(coordinate: number, last: number, fillMode: Fill['fillMode']): number {
  if (coordinate >= 0 && coordinate <= last) return coordinate;
  let folded = coordinate;
  if (fillMode === 'reflect') {
    const period = 2 * (last + 1);
    const u = f(coordinate + 0.5);
    const within = f(u - f(period * Math.floor(f(u / period))));
    folded = f(Math.min(within, f(period - within)) - 0.5);
  } else if (fillMode === 'wrap') {
    folded = last > 0 ? f(coordinate - f(last * Math.floor(f(coordinate / last)))) : 0;
  }
  return Math.min(Math.max(folded, 0), last);
}

/** a + share·(b − a) in float32. */
function mix(a: number, b: number, share: number): number {
  return f(a + f(share * f(b - a)));
}
