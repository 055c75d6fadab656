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

const FILL_CONSTANT: i32 = 1;
const FILL_REFLECT: i32 = 2;
const FILL_WRAP: i32 = 3;

/** Adding 2²³ to a whole float32 below 2²³ puts it into the mantissa's bits: cheaper than a saturating conversion. */
const MANTISSA_UNIT: f32 = 8388608;
const RADIANS_PER_DEGREE: f64 = 0.017453292519943295;

/**
 * Writes value·scale + offset of the transformed image to `dst`.
 *
 * @param src height × width × channels bytes
 * @param dst height rows of width × channels float32, `dstRowStride` float32 apart
 * @param params eight float32, see above
 * @param index number of the image: the same image gets the same transform wherever it stands in the batch
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
  const sinPhi = sinQuadrant(phi, 0);
  const cosPhi = sinQuadrant(phi, 1);
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
  const fourWide = channels == 1 && width >= 4 && height >= 2 && <i64>height * width <= 0x7fffff;
  for (let y = 0; y < height; y++) {
    const row = <f32>(a00 * <f64>y + b0);
    const column = <f32>(a10 * <f64>y + b1);
    const out = dst + (<usize>(y * dstRowStride) << 2);
    if (fourWide) {
      // The last four may overlap the four before: each pixel is a pure function of its place.
      for (let x = 0; x < width; x += 4) {
        const from = min(x, width - 4);
        const values = sampleFour(src, height, width, row, column, rowStep, columnStep, from, fillMode, fillValue);
        v128.store(
          out + (<usize>from << 2),
          f32x4.add(f32x4.mul(values, f32x4.splat(scale)), f32x4.splat(offset)),
        );
      }
    } else {
      for (let x = 0; x < width; x++) {
        const r = row + rowStep * <f32>x;
        const c = column + columnStep * <f32>x;
        const to = out + (<usize>(x * channels) << 2);
        samplePixel(src, to, height, width, channels, r, c, fillMode, fillValue, scale, offset);
      }
    }
  }
}

/** Samples one-channel pixels `from` … `from + 3` of a row. */
// @ts-ignore: decorator
@inline
function sampleFour(
  src: usize,
  height: i32,
  width: i32,
  row: f32,
  column: f32,
  rowStep: f32,
  columnStep: f32,
  from: i32,
  fillMode: i32,
  fillValue: f32,
): v128 {
  const lastRow = f32x4.splat(<f32>(height - 1));
  const lastColumn = f32x4.splat(<f32>(width - 1));
  const zero = f32x4.splat(0);
  const xs = f32x4.add(f32x4.splat(<f32>from), f32x4(0, 1, 2, 3));
  let r = f32x4.add(f32x4.splat(row), f32x4.mul(f32x4.splat(rowStep), xs));
  let c = f32x4.add(f32x4.splat(column), f32x4.mul(f32x4.splat(columnStep), xs));
  const outside = v128.or(
    v128.or(f32x4.lt(r, zero), f32x4.gt(r, lastRow)),
    v128.or(f32x4.lt(c, zero), f32x4.gt(c, lastColumn)),
  );
  const anyOutside = v128.any_true(outside);
  if (anyOutside) {
    if (fillMode == FILL_REFLECT) {
      r = reflectFour(r, lastRow);
      c = reflectFour(c, lastColumn);
    } else if (fillMode == FILL_WRAP) {
      r = wrapFour(r, lastRow);
      c = wrapFour(c, lastColumn);
    }
    r = f32x4.min(f32x4.max(r, zero), lastRow);
    c = f32x4.min(f32x4.max(c, zero), lastColumn);
  }
  const r0 = f32x4.min(f32x4.floor(r), f32x4.splat(<f32>(height - 2)));
  const c0 = f32x4.min(f32x4.floor(c), f32x4.splat(<f32>(width - 2)));
  const fr = f32x4.sub(r, r0);
  const fc = f32x4.sub(c, c0);
  const places = v128.and(
    f32x4.add(f32x4.add(f32x4.mul(r0, f32x4.splat(<f32>width)), c0), f32x4.splat(MANTISSA_UNIT)),
    i32x4.splat(0x7fffff),
  );
  const p0 = src + <usize>i32x4.extract_lane(places, 0);
  const p1 = src + <usize>i32x4.extract_lane(places, 1);
  const p2 = src + <usize>i32x4.extract_lane(places, 2);
  const p3 = src + <usize>i32x4.extract_lane(places, 3);
  // The four neighbours of a pixel are the bytes of its lane: two of its row, two of the row below.
  let quads = v128.load16_lane(p0, i32x4.splat(0), 0);
  quads = v128.load16_lane(p0 + width, quads, 1);
  quads = v128.load16_lane(p1, quads, 2);
  quads = v128.load16_lane(p1 + width, quads, 3);
  quads = v128.load16_lane(p2, quads, 4);
  quads = v128.load16_lane(p2 + width, quads, 5);
  quads = v128.load16_lane(p3, quads, 6);
  quads = v128.load16_lane(p3 + width, quads, 7);
  const byte = i32x4.splat(0xff);
  const v00 = f32x4.convert_i32x4_s(v128.and(quads, byte));
  const v01 = f32x4.convert_i32x4_s(v128.and(i32x4.shr_u(quads, 8), byte));
  const v10 = f32x4.convert_i32x4_s(v128.and(i32x4.shr_u(quads, 16), byte));
  const v11 = f32x4.convert_i32x4_s(i32x4.shr_u(quads, 24));
  const above = f32x4.add(v00, f32x4.mul(fc, f32x4.sub(v01, v00)));
  const below = f32x4.add(v10, f32x4.mul(fc, f32x4.sub(v11, v10)));
  const values = f32x4.add(above, f32x4.mul(fr, f32x4.sub(below, above)));
  return fillMode == FILL_CONSTANT && anyOutside
    ? v128.bitselect(f32x4.splat(fillValue), values, outside)
    : values;
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

/** sin(x + quadrant·π/2), operation for operation as in src/util/portable-math.ts. */
function sinQuadrant(x: f64, quadrant: i32): f64 {
  const k = Math.floor(x / 1.5707963267948966 + 0.5);
  const r = x - k * 1.57079632673412561417 - k * 6.07710050650619224932e-11;
  const r2 = r * r;
  const turn = (<i32>k + quadrant) & 3;
  let sum: f64 = 1;
  if ((turn & 1) == 0) {
    for (let i: f64 = 20; i > 1; i -= 2) sum = 1 - (sum * r2) / (i * (i + 1));
    sum *= r;
  } else {
    for (let i: f64 = 19; i > 0; i -= 2) sum = 1 - (sum * r2) / (i * (i + 1));
  }
  return turn < 2 ? sum : -sum;
}
