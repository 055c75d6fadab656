/**
 * Winograd convolution of 3×3 kernels, in all three passes. Tiles of m × m outputs (m = 2, 3, 4) read n × n inputs,
 * n = m + 2; at each of the n² points the convolution is a product of matrices over channels:
 *
 *   forward          M = V·U                V = Bᵀ x B, U = G w Gᵀ, y = Aᵀ M A
 *   kernel gradient  dU = Vᵀ·dM             dM = A dy Aᵀ, dw = Gᵀ dU G
 *   input gradient   dV = dM·Uᵀ             dx = B dV Bᵀ, overlapping tiles added
 *
 * Values at the points lie as [n²][channels / 8][tiles][8]: `plane` bytes from point to point, room for `stride` tiles
 * (a multiple of 4) in a panel. Tiles are numbered through all images of a chunk. Channels are multiples of 8.
 */
import { TILE_BYTES } from '../layout/operations';
import { DATA, DATA_TRANSPOSED, mapTile, SUMS, SUMS_TRANSPOSED } from './winograd-maps';

// @ts-ignore: decorator
@inline
function tilesToPoints(
  kind: i32,
  m: i32,
  src: usize,
  rowStep: usize,
  pixelStep: usize,
  tilesDown: i32,
  tilesAcross: i32,
  channels: i32,
  points: usize,
  stride: i32,
  plane: usize,
  scratch: usize,
): void {
  const lines = <usize>(m + 2) * plane;
  const panel = <usize>stride << 5;
  for (let ty = 0; ty < tilesDown; ty++) {
    for (let tx = 0; tx < tilesAcross; tx++) {
      const from = src + <usize>(ty * m) * rowStep + <usize>(tx * m) * pixelStep;
      let to = points;
      for (let c = 0; c < channels; c += 8) {
        mapTile(kind, m, from + (<usize>c << 2), rowStep, pixelStep, to, lines, plane, scratch);
        mapTile(kind, m, from + (<usize>c << 2) + 16, rowStep, pixelStep, to + 16, lines, plane, scratch);
        to += panel;
      }
      points += 32;
    }
  }
}

/**
 * V = Bᵀ x B for the tiles of one image.
 *
 * @param src corner of the map with the zeros that the first windows reach; readable to the end of the last tile
 * @param points the image's first tile
 */
export function dataToPoints(
  m: i32,
  src: usize,
  rowStep: usize,
  pixelStep: usize,
  tilesDown: i32,
  tilesAcross: i32,
  channels: i32,
  points: usize,
  stride: i32,
  plane: usize,
  scratch: usize,
): void {
  if (m == 4) tilesToPoints(DATA, 4, src, rowStep, pixelStep, tilesDown, tilesAcross, channels, points, stride, plane, scratch);
  else if (m == 3) tilesToPoints(DATA, 3, src, rowStep, pixelStep, tilesDown, tilesAcross, channels, points, stride, plane, scratch);
  else tilesToPoints(DATA, 2, src, rowStep, pixelStep, tilesDown, tilesAcross, channels, points, stride, plane, scratch);
}

/** dM = A dy Aᵀ for the tiles of one image; dy is zero beyond the map, to the end of the last tile. */
export function gradientToPoints(
  m: i32,
  dy: usize,
  rowStep: usize,
  pixelStep: usize,
  tilesDown: i32,
  tilesAcross: i32,
  channels: i32,
  points: usize,
  stride: i32,
  plane: usize,
  scratch: usize,
): void {
  if (m == 4) tilesToPoints(SUMS_TRANSPOSED, 4, dy, rowStep, pixelStep, tilesDown, tilesAcross, channels, points, stride, plane, scratch);
  else if (m == 3) tilesToPoints(SUMS_TRANSPOSED, 3, dy, rowStep, pixelStep, tilesDown, tilesAcross, channels, points, stride, plane, scratch);
  else tilesToPoints(SUMS_TRANSPOSED, 2, dy, rowStep, pixelStep, tilesDown, tilesAcross, channels, points, stride, plane, scratch);
}

// @ts-ignore: decorator
@inline
function pointsToSums(
  m: i32,
  points: usize,
  stride: i32,
  plane: usize,
  bias: usize,
  floor: f32,
  dst: usize,
  rowStep: usize,
  pixelStep: usize,
  height: i32,
  width: i32,
  channels: i32,
  scratch: usize,
): void {
  const lines = <usize>(m + 2) * plane;
  const panel = <usize>stride << 5;
  const least = f32x4.splat(floor);
  const tile = scratch + TILE_BYTES;
  for (let y = 0; y < height; y += m) {
    const rows = min(m, height - y);
    for (let x = 0; x < width; x += m) {
      const columns = min(m, width - x);
      const corner = dst + <usize>y * rowStep + <usize>x * pixelStep;
      for (let c = 0; c < channels; c += 4) {
        const from = points + <usize>(c >> 3) * panel + (<usize>(c & 4) << 2);
        mapTile(SUMS, m, from, lines, plane, tile, <usize>m << 4, 16, scratch);
        const offset = v128.load(bias + (<usize>c << 2));
        for (let i = 0; i < rows; i++) {
          let to = corner + <usize>i * rowStep + (<usize>c << 2);
          const line = tile + (<usize>(i * m) << 4);
          for (let j = 0; j < columns; j++) {
            v128.store(to, f32x4.pmax(f32x4.add(v128.load(line + (<usize>j << 4)), offset), least));
            to += pixelStep;
          }
        }
      }
      points += 32;
    }
  }
}

/** y = max(Aᵀ M A + bias, floor) for one image of height × width outputs. */
export function pointsToOutput(
  m: i32,
  points: usize,
  stride: i32,
  plane: usize,
  bias: usize,
  floor: f32,
  dst: usize,
  rowStep: usize,
  pixelStep: usize,
  height: i32,
  width: i32,
  channels: i32,
  scratch: usize,
): void {
  if (m == 4) pointsToSums(4, points, stride, plane, bias, floor, dst, rowStep, pixelStep, height, width, channels, scratch);
  else if (m == 3) pointsToSums(3, points, stride, plane, bias, floor, dst, rowStep, pixelStep, height, width, channels, scratch);
  else pointsToSums(2, points, stride, plane, bias, floor, dst, rowStep, pixelStep, height, width, channels, scratch);
}

// @ts-ignore: decorator
@inline
function addTiles(
  m: i32,
  points: usize,
  stride: i32,
  plane: usize,
  tilesDown: i32,
  tilesAcross: i32,
  dx: usize,
  height: i32,
  width: i32,
  channels: i32,
  top: i32,
  left: i32,
  scratch: usize,
): void {
  const lines = <usize>(m + 2) * plane;
  const panel = <usize>stride << 5;
  const tile = scratch + TILE_BYTES;
  const pixel = <usize>channels << 2;
  for (let ty = 0; ty < tilesDown; ty++) {
    const y = ty * m - top;
    const fromRow = max(0, -y);
    const toRow = min(m + 2, height - y);
    for (let tx = 0; tx < tilesAcross; tx++) {
      const x = tx * m - left;
      const fromColumn = max(0, -x);
      const toColumn = min(m + 2, width - x);
      for (let c = 0; c < channels; c += 4) {
        const from = points + <usize>(c >> 3) * panel + (<usize>(c & 4) << 2);
        mapTile(DATA_TRANSPOSED, m, from, lines, plane, tile, <usize>(m + 2) << 4, 16, scratch);
        for (let i = fromRow; i < toRow; i++) {
          let to = dx + <usize>((y + i) * width + x + fromColumn) * pixel + (<usize>c << 2);
          const line = tile + (<usize>(i * (m + 2)) << 4);
          for (let j = fromColumn; j < toColumn; j++) {
            v128.store(to, f32x4.add(v128.load(to), v128.load(line + (<usize>j << 4))));
            to += pixel;
          }
        }
      }
      points += 32;
    }
  }
}

/** dx += B dV Bᵀ for one image; dx [height, width, channels] without gaps, zero before. */
export function pointsToInputGradient(
  m: i32,
  points: usize,
  stride: i32,
  plane: usize,
  tilesDown: i32,
  tilesAcross: i32,
  dx: usize,
  height: i32,
  width: i32,
  channels: i32,
  top: i32,
  left: i32,
  scratch: usize,
): void {
  if (m == 4) addTiles(4, points, stride, plane, tilesDown, tilesAcross, dx, height, width, channels, top, left, scratch);
  else if (m == 3) addTiles(3, points, stride, plane, tilesDown, tilesAcross, dx, height, width, channels, top, left, scratch);
  else addTiles(2, points, stride, plane, tilesDown, tilesAcross, dx, height, width, channels, top, left, scratch);
}
