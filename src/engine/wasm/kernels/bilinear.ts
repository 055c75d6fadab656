/**
 * Bilinear sampling of 8-bit images at places between their pixels, and beyond them as the fill mode says; see
 * ../affine-reference.ts for what the fill modes mean.
 */

const FILL_NEAREST: i32 = 0;
const FILL_CONSTANT: i32 = 1;
const FILL_REFLECT: i32 = 2;
const FILL_WRAP: i32 = 3;

/** Adding 2²³ to a whole float32 below 2²³ puts it into the mantissa's bits: cheaper than a saturating conversion. */
const MANTISSA_UNIT: f32 = 8388608;

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
export const WORK_ROW: usize = 208;
export const WORK_COLUMN: usize = 212;
/** The columns' numbers, as many as there are rounded up to 4. */
export const WORK_COLUMNS: usize = 224;

export function prepareSampling(
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
export function sampleRow(
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
export function gatherNeighbours(src: usize, height: i32, width: i32, neighbours: usize): void {
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
export function samplePixel(
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
