/**
 * Augmentation: one random affine transform of one 8-bit image, sampled bilinearly into float32. The plain version with
 * the same bits is ../affine-reference.ts, where the meaning of the transform and of the fill modes is written.
 *
 * The transform is a pure function of (key, epoch, index). Its random words are Philox-4x32-10 of the counters
 * (block, epoch, index, 0); each word w is the uniform number u = (w >> 8)·2⁻²⁴:
 *
 *   block 0, lane 0   rotation   θ  = rotation·(2u − 1)             degrees
 *            lane 1   shift      tx = shiftH·height·(2u − 1)        pixels, along the rows' axis
 *            lane 2   shift      ty = shiftW·width·(2u − 1)         pixels, along the columns' axis
 *            lane 3   shear      φ  = shear·(2u − 1)                degrees
 *   block 1, lane 0   zoom       zx = zoomLow + (zoomHigh − zoomLow)·u   of the rows' axis
 *            lane 1   zoom       zy = zoomLow + (zoomHigh − zoomLow)·u   of the columns' axis
 *
 * `params` points to eight float32: rotation, shiftH, shiftW, zoomLow, zoomHigh, shear, fillMode (0 nearest,
 * 1 constant, 2 reflect, 3 wrap), fillValue (0 to 255).
 */
import {
  gatherNeighbours,
  prepareSampling,
  samplePixel,
  sampleRow,
  WORK_COLUMN,
  WORK_COLUMNS,
  WORK_ROW,
} from './bilinear';
import { philox, uniformOf } from './philox';
import { sinQuadrant } from './trigonometry';

const RADIANS_PER_DEGREE: f64 = 0.017453292519943295;

/**
 * Writes value·scale + offset of the transformed image to `dst`; with `displacement`, each pixel reads its source moved by that much.
 *
 * @param src height × width × channels bytes
 * @param dst height rows of width × channels float32, `dstRowStride` float32 apart
 * @param params eight float32, see above
 * @param index number of the image: the same image gets the same transform wherever it stands in the batch
 * @param displacement 0, or the fields of kernels/elastic.ts: rows', then columns', height × (width rounded up to 4) float32 each
 * @param work room for a float of each of (width rounded up to 4) columns, for as many pixels as the image has, and for 256 bytes more
 */
export function affineSample(
  src: usize,
  dst: usize,
  height: i32,
  width: i32,
  channels: i32,
  dstRowStride: i32,
  params: usize,
  key0: u32,
  key1: u32,
  epoch: u32,
  index: u32,
  scale: f32,
  offset: f32,
  displacement: usize,
  work: usize,
): void {
  const shear: f64 = load<f32>(params, 20);
  const zoomLow: f64 = load<f32>(params, 12);
  const zoomSpan: f64 = <f64>load<f32>(params, 16) - zoomLow;
  const block0 = philox(key0, key1, 0, epoch, index, 0);
  const block1 = philox(key0, key1, 1, epoch, index, 0);
  const theta = <f64>load<f32>(params, 0) * centred(i32x4.extract_lane(block0, 0)) * RADIANS_PER_DEGREE;
  const tx = <f64>load<f32>(params, 4) * <f64>height * centred(i32x4.extract_lane(block0, 1));
  const ty = <f64>load<f32>(params, 8) * <f64>width * centred(i32x4.extract_lane(block0, 2));
  const phi = shear * centred(i32x4.extract_lane(block0, 3)) * RADIANS_PER_DEGREE;
  const zx = zoomLow + zoomSpan * uniformOf(i32x4.extract_lane(block1, 0));
  const zy = zoomLow + zoomSpan * uniformOf(i32x4.extract_lane(block1, 1));

  // rotation · shift · shear · zoom, about the image's centre
  const sinTheta = sinQuadrant(theta, 0);
  const cosTheta = sinQuadrant(theta, 1);
  const sinPhi = shear == 0 ? 0 : sinQuadrant(phi, 0);
  const cosPhi = shear == 0 ? 1 : sinQuadrant(phi, 1);
  const a00 = cosTheta * zx;
  const a10 = sinTheta * zx;
  const a01 = -(cosTheta * sinPhi + sinTheta * cosPhi) * zy;
  const a11 = (cosTheta * cosPhi - sinTheta * sinPhi) * zy;
  const centreRow = <f64>height / 2 - 0.5;
  const centreColumn = <f64>width / 2 - 0.5;
  const b0 = centreRow - (a00 * centreRow + a01 * centreColumn) + (cosTheta * tx - sinTheta * ty);
  const b1 = centreColumn - (a10 * centreRow + a11 * centreColumn) + (sinTheta * tx + cosTheta * ty);

  const fillMode = <i32>load<f32>(params, 24);
  const fillValue = load<f32>(params, 28);
  const rowStep = <f32>a01;
  const columnStep = <f32>a11;
  const displacedBytes = <usize>((width + 3) & ~3) << 2;
  const fieldBytes = <usize>height * displacedBytes;
  if (channels == 1 && width >= 4 && height >= 2 && <i64>height * width <= 0x7fffff) {
    prepareSampling(work, height, width, rowStep, columnStep, scale, offset, fillValue);
    const neighbours = work + WORK_COLUMNS + displacedBytes;
    gatherNeighbours(src, height, width, neighbours);
    for (let y = 0; y < height; y++) {
      store<f32>(work + WORK_ROW, <f32>(a00 * <f64>y + b0));
      store<f32>(work + WORK_COLUMN, <f32>(a10 * <f64>y + b1));
      sampleRow(work, neighbours, dst + (<usize>(y * dstRowStride) << 2), width, displacement, fieldBytes, fillMode);
      if (displacement != 0) displacement += displacedBytes;
    }
    return;
  }
  for (let y = 0; y < height; y++) {
    const row = <f32>(a00 * <f64>y + b0);
    const column = <f32>(a10 * <f64>y + b1);
    const out = dst + (<usize>(y * dstRowStride) << 2);
    for (let x = 0; x < width; x++) {
      let r = row + rowStep * <f32>x;
      let c = column + columnStep * <f32>x;
      if (displacement != 0) {
        r += load<f32>(displacement + (<usize>x << 2));
        c += load<f32>(displacement + fieldBytes + (<usize>x << 2));
      }
      const to = out + (<usize>(x * channels) << 2);
      samplePixel(src, to, height, width, channels, r, c, fillMode, fillValue, scale, offset);
    }
    if (displacement != 0) displacement += displacedBytes;
  }
}

/** A uniform number in [−1, 1). */
// @ts-ignore: decorator
@inline
function centred(word: u32): f64 {
  return 2 * uniformOf(word) - 1;
}
