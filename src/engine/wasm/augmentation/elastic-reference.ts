import type { RandomKey } from '../../../util/random.js';
import { ROW_TAPS, STREAM_ELASTIC } from '../layout/augmentation.js';
import { elasticGrid } from './elastic-grid.js';
import { normalField } from './random-reference.js';
import { type ImageShape, roundUp } from './scratch.js';

const f = Math.fround;

/** How far each pixel's source is moved, in pixels: height × (width rounded up to 4) for each axis. */
export interface Displacement {
  readonly rows: Float32Array;
  readonly columns: Float32Array;
}

/** The plain version of kernels/elastic.ts, with the same bits; what the fields are is in elastic-grid.ts. */
export function displacementFields(
  elastic: { readonly alpha: number; readonly sigma: number },
  shape: Omit<ImageShape, 'channels'>,
  key: RandomKey,
  epoch: number,
  index: number,
): Displacement {
  const grid = elasticGrid(elastic, shape);
  const size = grid.rows * grid.stride;
  const normals = normalField(key, [epoch, index, STREAM_ELASTIC], 2 * size);
  const spread = (points: Float32Array) => spreadGrid(points, grid, shape);
  return { rows: spread(normals.subarray(0, size)), columns: spread(normals.subarray(size, 2 * size)) };
}

/** A field from the numbers of its grid. */
export function spreadGrid(
  points: Float32Array,
  grid: ReturnType<typeof elasticGrid>,
  { height, width }: Omit<ImageShape, 'channels'>,
): Float32Array {
  const { stride, rowFirst, rowWeights, columnTaps, columnFirst, columnWeights } = grid;
  const columns = roundUp(width, 4);
  const field = new Float32Array(height * columns);
  const line = new Float32Array(stride);
  for (let y = 0; y < height; y++) {
    for (let c = 0; c < stride; c++) {
      let sum = 0;
      for (let tap = 0; tap < ROW_TAPS; tap++) {
        const point = points[((rowFirst[y] ?? 0) + tap) * stride + c] ?? 0;
        sum = f(sum + f((rowWeights[y * ROW_TAPS + tap] ?? 0) * point));
      }
      line[c] = sum;
    }
    for (let x = 0; x < columns; x++) {
      const block = x >> 2;
      let sum = 0;
      for (let tap = 0; tap < columnTaps; tap++) {
        const weight = columnWeights[(block * columnTaps + tap) * 4 + (x & 3)] ?? 0;
        sum = f(sum + f(weight * (line[(columnFirst[block] ?? 0) + tap] ?? 0)));
      }
      field[y * columns + x] = sum;
    }
  }
  return field;
}
