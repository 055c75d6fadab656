/**
 * Elastic distortion: random displacement fields for the rows' and the columns' coordinate (Simard, Steinkraus, Platt:
 * "Best practices for convolutional neural networks", ICDAR 2003). The plain version with the same bits, and what the
 * fields have in common with Simard's, is ../augmentation/elastic-reference.ts.
 *
 * A field is a grid of normal numbers, a grid line every sigma pixels, spread by a Gaussian. A row of pixels feels the
 * ROW_TAPS grid rows from `first[y]` with `weights[y][0 … 7]`; four neighbouring columns feel the COLUMN_TAPS grid columns from
 * `first[block]` with `weights[block][tap][0 … 3]`.
 */
import * as layout from '../layout/augmentation';
import { normalField } from './normal';

/**
 * Writes the two displacement fields, rows' first: height × (width rounded up to 4) float32 each, in pixels.
 *
 * @param random room for the grids' normal numbers: 2 × grid rows × stride floats, rounded up to 16
 * @param line room for 2 × stride floats
 */
export function displacementFields(
  dst: usize,
  height: i32,
  width: i32,
  params: usize,
  random: usize,
  line: usize,
  key0: u32,
  key1: u32,
  epoch: u32,
  index: u32,
): void {
  const gridRows = load<i32>(params, layout.GRID_ROWS);
  const rowBytes = <usize>load<i32>(params, layout.GRID_STRIDE) << 2;
  const gridBytes = <usize>gridRows * rowBytes;
  const taps = <usize>load<i32>(params, layout.COLUMN_TAPS);
  const rowFirst = params + <usize>load<i32>(params, layout.ROW_FIRST);
  let rowWeights = params + <usize>load<i32>(params, layout.ROW_WEIGHTS);
  const columnFirst = params + <usize>load<i32>(params, layout.COLUMN_FIRST);
  const columnWeights = params + <usize>load<i32>(params, layout.COLUMN_WEIGHTS);
  const blocks = (width + 3) >> 2;
  const fieldBytes = <usize>(height * blocks) << 4;
  normalField(random, <i32>((gridBytes + gridBytes + 63) >> 6), key0, key1, epoch, index, layout.STREAM_ELASTIC);
  for (let y = 0; y < height; y++) {
    const grid = random + <usize>load<i32>(rowFirst + (<usize>y << 2)) * rowBytes;
    for (let c: usize = 0; c < rowBytes; c += 16) {
      let from = grid + c;
      let sum0 = f32x4.splat(0);
      let sum1 = f32x4.splat(0);
      for (let tap: usize = 0; tap < <usize>layout.ROW_TAPS; tap++) {
        const weight = v128.load32_splat(rowWeights + (tap << 2));
        sum0 = f32x4.add(sum0, f32x4.mul(weight, v128.load(from)));
        sum1 = f32x4.add(sum1, f32x4.mul(weight, v128.load(from + gridBytes)));
        from += rowBytes;
      }
      v128.store(line + c, sum0);
      v128.store(line + rowBytes + c, sum1);
    }
    rowWeights += <usize>layout.ROW_TAPS << 2;
    let weights = columnWeights;
    for (let block = 0; block < blocks; block++) {
      let from = line + (<usize>load<i32>(columnFirst + (<usize>block << 2)) << 2);
      let sum0 = f32x4.splat(0);
      let sum1 = f32x4.splat(0);
      for (let tap: usize = 0; tap < taps; tap++) {
        const weight = v128.load(weights);
        sum0 = f32x4.add(sum0, f32x4.mul(weight, v128.load32_splat(from)));
        sum1 = f32x4.add(sum1, f32x4.mul(weight, v128.load32_splat(from + rowBytes)));
        weights += 16;
        from += 4;
      }
      v128.store(dst, sum0);
      v128.store(dst + fieldBytes, sum1);
      dst += 16;
    }
  }
}
