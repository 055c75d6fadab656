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
import { philox, uniformOf } from './philox';
import { sinQuadrant } from './trigonometry';

const FILL_NEAREST: i32 = 0;
const FILL_CONSTANT: i32 = 1;
const FILL_REFLECT: i32 = 2;
const FILL_WRAP: i32 = 3;

/** Adding 2²³ to a whole float32 below 2²³ puts it into the mantissa's bits: cheaper than a saturating conversion. */
const MANTISSA_UNIT: f32 = 8388608;
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
    prepare(work, height, width, rowStep, columnStep, scale, offset, fillValue);
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

/**
 * Vectors that do not change from pixel to pixel are kept in memory, at these places of `work`: V8 moves what makes
 * them into the innermost loop otherwise, but never a load.
 */
const WORK_LAST_ROW: usize = 0;
const WORK_LAST_COLUMN: usize = 16;
const WORK_HIGH_ROW: usize = 32;
const WORK_HIGH_COLUMN: usize = 48;
const WORK_WIDTH: usize = 64;
const WORK_ROW_STEP: usize = 80;
const WORK_COLUMN_STEP: usize = 96;
const WORK_SCALE: usize = 112;
const WORK_OFFSET: usize = 128;
const WORK_FILL: usize = 144;
const WORK_UNIT: usize = 160;
const WORK_MANTISSA: usize = 176;
const WORK_BYTE: usize = 192;
const WORK_ROW: usize = 208;
const WORK_COLUMN: usize = 212;
/** The columns' numbers, as many as there are rounded up to 4. */
const WORK_COLUMNS: usize = 224;

function prepare(
  work: usize,
  height: i32,
  width: i32,
  rowStep: f32,
  columnStep: f32,
  scale: f32,
  offset: f32,
  fillValue: f32,
): void {
  v128.store(work + WORK_LAST_ROW, f32x4.splat(<f32>(height - 1)));
  v128.store(work + WORK_LAST_COLUMN, f32x4.splat(<f32>(width - 1)));
  v128.store(work + WORK_HIGH_ROW, f32x4.splat(<f32>(height - 2)));
  v128.store(work + WORK_HIGH_COLUMN, f32x4.splat(<f32>(width - 2)));
  v128.store(work + WORK_WIDTH, f32x4.splat(<f32>width));
  v128.store(work + WORK_ROW_STEP, f32x4.splat(rowStep));
  v128.store(work + WORK_COLUMN_STEP, f32x4.splat(columnStep));
  v128.store(work + WORK_SCALE, f32x4.splat(scale));
  v128.store(work + WORK_OFFSET, f32x4.splat(offset));
  v128.store(work + WORK_FILL, f32x4.splat(fillValue));
  v128.store(work + WORK_UNIT, f32x4.splat(MANTISSA_UNIT));
  v128.store(work + WORK_MANTISSA, i32x4.splat(0x7fffff));
  v128.store(work + WORK_BYTE, i32x4.splat(0xff));
  let columns = f32x4(0, 1, 2, 3);
  for (let x = 0; x < width; x += 4) {
    v128.store(work + WORK_COLUMNS + (<usize>x << 2), columns);
    columns = f32x4.add(columns, f32x4.splat(4));
  }
}

/** Samples a row of one-channel pixels, four at a time. */
function sampleRow(
  work: usize,
  neighbours: usize,
  out: usize,
  width: i32,
  displacement: usize,
  fieldBytes: usize,
  fillMode: i32,
): void {
  const zero = f32x4.splat(0);
  const row = v128.load32_splat(work + WORK_ROW);
  const column = v128.load32_splat(work + WORK_COLUMN);
  const lastRow = v128.load(work + WORK_LAST_ROW);
  const lastColumn = v128.load(work + WORK_LAST_COLUMN);
  const widths = v128.load(work + WORK_WIDTH);
  const unit = v128.load(work + WORK_UNIT);
  const mantissa = v128.load(work + WORK_MANTISSA);
  const byte = v128.load(work + WORK_BYTE);
  for (let x = 0; x < width; x += 4) {
    // The last four may overlap the four before: each pixel is a pure function of its place.
    const at = <usize>min(x, width - 4) << 2;
    const xs = v128.load(work + WORK_COLUMNS + at);
    let r = f32x4.add(row, f32x4.mul(v128.load(work + WORK_ROW_STEP), xs));
    let c = f32x4.add(column, f32x4.mul(v128.load(work + WORK_COLUMN_STEP), xs));
    if (displacement != 0) {
      r = f32x4.add(r, v128.load(displacement + at));
      c = f32x4.add(c, v128.load(displacement + fieldBytes + at));
    }
    let outside = zero;
    if (fillMode != FILL_NEAREST) {
      outside = v128.or(
        v128.or(f32x4.lt(r, zero), f32x4.gt(r, lastRow)),
        v128.or(f32x4.lt(c, zero), f32x4.gt(c, lastColumn)),
      );
      if (fillMode != FILL_CONSTANT && v128.any_true(outside)) {
        r = fillMode == FILL_REFLECT ? reflectFour(r, lastRow) : wrapFour(r, lastRow);
        c = fillMode == FILL_REFLECT ? reflectFour(c, lastColumn) : wrapFour(c, lastColumn);
      }
    }
    r = f32x4.pmin(f32x4.pmax(r, zero), lastRow);
    c = f32x4.pmin(f32x4.pmax(c, zero), lastColumn);
    // At the last row the fraction is 1 of the row before, so the row below always exists; columns likewise.
    const r0 = f32x4.pmin(f32x4.floor(r), v128.load(work + WORK_HIGH_ROW));
    const c0 = f32x4.pmin(f32x4.floor(c), v128.load(work + WORK_HIGH_COLUMN));
    const fr = f32x4.sub(r, r0);
    const fc = f32x4.sub(c, c0);
    const places = v128.and(f32x4.add(f32x4.add(f32x4.mul(r0, widths), c0), unit), mantissa);
    const p0 = neighbours + (<usize>i32x4.extract_lane(places, 0) << 2);
    const p1 = neighbours + (<usize>i32x4.extract_lane(places, 1) << 2);
    const p2 = neighbours + (<usize>i32x4.extract_lane(places, 2) << 2);
    const p3 = neighbours + (<usize>i32x4.extract_lane(places, 3) << 2);
    const four = v128.load32_lane(p3, v128.load32_lane(p2, v128.load32_lane(p1, v128.load32_zero(p0), 1), 2), 3);
    const v00 = f32x4.convert_i32x4_s(v128.and(four, byte));
    const v01 = f32x4.convert_i32x4_s(v128.and(i32x4.shr_u(four, 8), byte));
    const v10 = f32x4.convert_i32x4_s(v128.and(i32x4.shr_u(four, 16), byte));
    const v11 = f32x4.convert_i32x4_s(i32x4.shr_u(four, 24));
    const above = f32x4.add(v00, f32x4.mul(fc, f32x4.sub(v01, v00)));
    const below = f32x4.add(v10, f32x4.mul(fc, f32x4.sub(v11, v10)));
    let values = f32x4.add(above, f32x4.mul(fr, f32x4.sub(below, above)));
    if (fillMode == FILL_CONSTANT) values = v128.bitselect(v128.load(work + WORK_FILL), values, outside);
    const scaled = f32x4.mul(values, v128.load(work + WORK_SCALE));
    v128.store(out + at, f32x4.add(scaled, v128.load(work + WORK_OFFSET)));
  }
}

/**
 * Writes, for every pixel of all rows but the last, itself, its right neighbour and the two below them as four bytes, so that
 * one load fetches what a sample needs.
 */
function gatherNeighbours(src: usize, height: i32, width: i32, neighbours: usize): void {
  const row = <usize>width;
  // The last sixteen may overlap those before, and reach neither over the rows' ends nor over the image's.
  const size = (height - 1) * width - 1;
  if (size < 16) {
    for (let i = 0; i < size; i++) {
      const at = src + <usize>i;
      store<u32>(neighbours + (<usize>i << 2), <u32>load<u16>(at) | (<u32>load<u16>(at + row) << 16));
    }
    return;
  }
  for (let i = 0; i < size; i += 16) {
    const from = min(i, size - 16);
    const at = src + <usize>from;
    const to = neighbours + (<usize>from << 2);
    const a = v128.load(at);
    const b = v128.load(at, 1);
    const c = v128.load(at + row);
    const d = v128.load(at + row, 1);
    const low = v128.shuffle<i8>(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
    const high = v128.shuffle<i8>(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
    const lowBelow = v128.shuffle<i8>(c, d, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
    const highBelow = v128.shuffle<i8>(c, d, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
    v128.store(to, v128.shuffle<i16>(low, lowBelow, 0, 8, 1, 9, 2, 10, 3, 11));
    v128.store(to, v128.shuffle<i16>(low, lowBelow, 4, 12, 5, 13, 6, 14, 7, 15), 16);
    v128.store(to, v128.shuffle<i16>(high, highBelow, 0, 8, 1, 9, 2, 10, 3, 11), 32);
    v128.store(to, v128.shuffle<i16>(high, highBelow, 4, 12, 5, 13, 6, 14, 7, 15), 48);
  }
}

// @ts-ignore: decorator
@inline
function reflectFour(coordinate: v128, last: v128): v128 {
  const outside = v128.or(f32x4.lt(coordinate, f32x4.splat(0)), f32x4.gt(coordinate, last));
  const n = f32x4.add(last, f32x4.splat(1));
  const period = f32x4.add(n, n);
  let u = f32x4.add(coordinate, f32x4.splat(0.5));
  u = f32x4.sub(u, f32x4.mul(period, f32x4.floor(f32x4.div(u, period))));
  u = f32x4.min(u, f32x4.sub(period, u));
  return v128.bitselect(f32x4.sub(u, f32x4.splat(0.5)), coordinate, outside);
}

// @ts-ignore: decorator
@inline
function wrapFour(coordinate: v128, last: v128): v128 {
  const outside = v128.or(f32x4.lt(coordinate, f32x4.splat(0)), f32x4.gt(coordinate, last));
  const wrapped = f32x4.sub(coordinate, f32x4.mul(last, f32x4.floor(f32x4.div(coordinate, last))));
  return v128.bitselect(wrapped, coordinate, outside);
}

/** Samples all channels of one pixel at row r, column c. */
function samplePixel(
  src: usize,
  to: usize,
  height: i32,
  width: i32,
  channels: i32,
  r: f32,
  c: f32,
  fillMode: i32,
  fillValue: f32,
  scale: f32,
  offset: f32,
): void {
  const lastRow = <f32>(height - 1);
  const lastColumn = <f32>(width - 1);
  if (fillMode == FILL_CONSTANT && (r < 0 || r > lastRow || c < 0 || c > lastColumn)) {
    for (let k = 0; k < channels; k++) store<f32>(to + (<usize>k << 2), fillValue * scale + offset);
    return;
  }
  const insideRow = foldInside(r, lastRow, fillMode);
  const insideColumn = foldInside(c, lastColumn, fillMode);
  const r0 = min(<i32>insideRow, max(height - 2, 0));
  const c0 = min(<i32>insideColumn, max(width - 2, 0));
  const fr = insideRow - <f32>r0;
  const fc = insideColumn - <f32>c0;
  const place = src + <usize>((r0 * width + c0) * channels);
  const right: i32 = width > 1 ? channels : 0;
  const down: i32 = height > 1 ? width * channels : 0;
  for (let k = 0; k < channels; k++) {
    const p = place + <usize>k;
    const v00 = <f32>load<u8>(p);
    const v01 = <f32>load<u8>(p + right);
    const v10 = <f32>load<u8>(p + down);
    const v11 = <f32>load<u8>(p + down + right);
    const above = v00 + fc * (v01 - v00);
    const below = v10 + fc * (v11 - v10);
    const value = above + fr * (below - above);
    store<f32>(to + (<usize>k << 2), value * scale + offset);
  }
}

/** Maps a coordinate into [0, last] as the fill mode says. */
function foldInside(coordinate: f32, last: f32, fillMode: i32): f32 {
  if (coordinate >= 0 && coordinate <= last) return coordinate;
  let folded = coordinate;
  if (fillMode == FILL_REFLECT) {
    const n: f32 = last + 1;
    const period: f32 = n + n;
    let u: f32 = coordinate + 0.5;
    u = u - period * Mathf.floor(u / period);
    u = min<f32>(u, period - u);
    folded = u - 0.5;
  } else if (fillMode == FILL_WRAP) {
    folded = last > 0 ? coordinate - last * Mathf.floor(coordinate / last) : 0;
  }
  return min<f32>(max<f32>(folded, 0), last);
}

/** A uniform number in [−1, 1). */
// @ts-ignore: decorator
@inline
function centred(word: u32): f64 {
  return 2 * uniformOf(word) - 1;
}
