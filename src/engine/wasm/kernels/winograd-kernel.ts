/** Kernels on their way to the points of Winograd's algorithm, and their gradients back: see winograd.ts. */
import { TILE_BYTES } from '../layout/operations';
import { KERNEL, KERNEL_TRANSPOSED, mapTile } from './winograd-maps';

// @ts-ignore: decorator
@inline
function packKernel(
  m: i32,
  weights: usize,
  inChannels: i32,
  outChannels: i32,
  from: i32,
  to: i32,
  panels: usize,
  transposed: usize,
  plane: usize,
  scratch: usize,
): void {
  const cell = <usize>(inChannels * outChannels) << 2;
  const points = (m + 2) * (m + 2);
  const tile = scratch + TILE_BYTES;
  for (let i = from; i < to; i++) {
    for (let c = 0; c < outChannels; c += 4) {
      const kernel = weights + (<usize>(i * outChannels + c) << 2);
      mapTile(KERNEL, m, kernel, 3 * cell, cell, tile, <usize>(m + 2) << 4, 16, scratch);
      let forward = panels + (<usize>((c >> 3) * inChannels + i) << 5) + (<usize>(c & 4) << 2);
      for (let p = 0; p < points; p++) {
        v128.store(forward, v128.load(tile + (<usize>p << 4)));
        forward += plane;
      }
      if (transposed == 0) continue;
      let back = transposed + (<usize>((i >> 3) * outChannels + c) << 5) + (<usize>(i & 7) << 2);
      for (let p = 0; p < points; p++) {
        const u = v128.load(tile + (<usize>p << 4));
        v128.store_lane<f32>(back, u, 0);
        v128.store_lane<f32>(back, u, 1, 32);
        v128.store_lane<f32>(back, u, 2, 64);
        v128.store_lane<f32>(back, u, 3, 96);
        back += plane;
      }
    }
  }
}

/**
 * U = G w Gᵀ of input channels `from` … `to` − 1 of a kernel [3, 3, in, out], as panels [n²][out / 8][in][8] and, unless
 * `transposed` is 0, Uᵀ as [n²][in / 8][out][8]; `plane` bytes from point to point.
 */
export function packWinograd(
  m: i32,
  weights: usize,
  inChannels: i32,
  outChannels: i32,
  from: i32,
  to: i32,
  panels: usize,
  transposed: usize,
  plane: usize,
  scratch: usize,
): void {
  if (m == 4) packKernel(4, weights, inChannels, outChannels, from, to, panels, transposed, plane, scratch);
  else if (m == 3) packKernel(3, weights, inChannels, outChannels, from, to, panels, transposed, plane, scratch);
  else packKernel(2, weights, inChannels, outChannels, from, to, panels, transposed, plane, scratch);
}

// @ts-ignore: decorator
@inline
function kernelFromPoints(
  m: i32,
  points: usize,
  plane: usize,
  inChannels: i32,
  outChannels: i32,
  dw: usize,
  adds: bool,
  scratch: usize,
): void {
  const length = inChannels * outChannels;
  const cell = <usize>length << 2;
  const tile = scratch + TILE_BYTES;
  for (let i = 0; i < length; i += 4) {
    const at = <usize>i << 2;
    mapTile(KERNEL_TRANSPOSED, m, points + at, <usize>(m + 2) * plane, plane, tile, 3 << 4, 16, scratch);
    let to = dw + at;
    for (let k: usize = 0; k < 9; k++) {
      let value = v128.load(tile + (k << 4));
      if (adds) value = f32x4.add(v128.load(to), value);
      v128.store(to, value);
      to += cell;
    }
  }
}

/** dw [3, 3, in, out] (+)= Gᵀ dU G; dU [n²][in][out], `plane` bytes from point to point. */
export function pointsToKernelGradient(
  m: i32,
  points: usize,
  plane: usize,
  inChannels: i32,
  outChannels: i32,
  dw: usize,
  adds: bool,
  scratch: usize,
): void {
  if (m == 4) kernelFromPoints(4, points, plane, inChannels, outChannels, dw, adds, scratch);
  else if (m == 3) kernelFromPoints(3, points, plane, inChannels, outChannels, dw, adds, scratch);
  else kernelFromPoints(2, points, plane, inChannels, outChannels, dw, adds, scratch);
}
