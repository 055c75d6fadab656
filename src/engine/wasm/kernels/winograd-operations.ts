/** A convolution by Winograd's algorithm as operations on a chunk: their fields are those of ../compile/winograd.ts. */
import { addsToPartial, field, imageAt, images, partial, place, shareOf } from './context';
import { panelColumnSums, panelOuterProduct, panelProduct } from './panel-product';
import { dataToPoints, gradientToPoints, pointsToInputGradient, pointsToOutput } from './winograd';
import { packWinograd, pointsToKernelGradient } from './winograd-kernel';

/** What all three passes begin with, fields 0 to 6: outputs of a tile's side, tiles, channels, room for tiles in a panel. */
let m: i32 = 0;
let tilesDown: i32 = 0;
let tilesAcross: i32 = 0;
let inChannels: i32 = 0;
let outChannels: i32 = 0;
let stride: i32 = 0;
/** Bytes from point to point of the kernel. */
let kernelPlane: usize = 0;
/** Points of a tile, and tiles of an image. */
let points: usize = 0;
let tiles: i32 = 0;

function enterShape(op: usize): void {
  m = field(op, 0);
  tilesDown = field(op, 1);
  tilesAcross = field(op, 2);
  inChannels = field(op, 3);
  outChannels = field(op, 4);
  stride = field(op, 5);
  kernelPlane = field(op, 6);
  points = (m + 2) * (m + 2);
  tiles = tilesDown * tilesAcross;
}

/** Fields 7, 8: data at the points; 9, 10: sums at the points; 11: kernel; 12: bias; 13 … 15: x; 16 … 19: y; 20, 21: its extents. */
export function runWinograd(op: usize): void {
  enterShape(op);
  const plane = <usize>field(op, 8);
  const sumsPlane = <usize>field(op, 10);
  const scratch = place(op, 22);
  for (let image = 0; image < images; image++) {
    dataToPoints(
      m,
      imageAt(op, 13, image),
      <usize>field(op, 15),
      <usize>inChannels << 2,
      tilesDown,
      tilesAcross,
      inChannels,
      place(op, 7) + (<usize>(image * tiles) << 5),
      stride,
      plane,
      scratch,
    );
  }
  for (let point: usize = 0; point < points; point++) {
    panelProduct(
      place(op, 7) + point * plane,
      <usize>field(op, 11) + point * kernelPlane,
      place(op, 9) + point * sumsPlane,
      tiles * images,
      stride,
      inChannels,
      outChannels,
    );
  }
  for (let image = 0; image < images; image++) {
    pointsToOutput(
      m,
      place(op, 9) + (<usize>(image * tiles) << 5),
      stride,
      sumsPlane,
      <usize>field(op, 12),
      field(op, 19) != 0 ? <f32>0 : -<f32>Infinity,
      imageAt(op, 16, image),
      <usize>field(op, 18),
      <usize>outChannels << 2,
      field(op, 20),
      field(op, 21),
      outChannels,
      scratch,
    );
  }
}

/** Fields 7, 8: data at the points; 9, 10: the gradient at the points; 11: room for the kernel's; 12 … 14: dy; 15, 16: places in the partial gradients (−1: frozen, or no bias). */
export function runWinogradGradient(op: usize): void {
  enterShape(op);
  const plane = <usize>field(op, 10);
  const scratch = place(op, 17);
  for (let image = 0; image < images; image++) {
    gradientToPoints(
      m,
      imageAt(op, 12, image),
      <usize>field(op, 14),
      <usize>outChannels << 2,
      tilesDown,
      tilesAcross,
      outChannels,
      place(op, 9) + (<usize>(image * tiles) << 5),
      stride,
      plane,
      scratch,
    );
  }
  if (field(op, 15) < 0) return;
  for (let point: usize = 0; point < points; point++) {
    panelOuterProduct(
      place(op, 7) + point * <usize>field(op, 8),
      place(op, 9) + point * plane,
      place(op, 11) + point * kernelPlane,
      tiles * images,
      stride,
      inChannels,
      outChannels,
    );
  }
  pointsToKernelGradient(
    m,
    place(op, 11),
    kernelPlane,
    inChannels,
    outChannels,
    partial + <usize>field(op, 15),
    addsToPartial,
    scratch,
  );
  if (field(op, 16) < 0) return;
  // At the point 1 of both axes a tile's gradients are simply summed up.
  const sums = place(op, 9) + <usize>(m + 3) * plane;
  panelColumnSums(sums, tiles * images, stride, outChannels, partial + <usize>field(op, 16), addsToPartial);
}

/** Fields 7, 8: the gradient at the points; 9: the transposed kernel; 10, 11: room for the input's; 12, 13: dx; 14 … 17: its extents and the zeros before it. */
export function runWinogradInputGradient(op: usize): void {
  enterShape(op);
  const plane = <usize>field(op, 11);
  const scratch = place(op, 18);
  for (let point: usize = 0; point < points; point++) {
    panelProduct(
      place(op, 7) + point * <usize>field(op, 8),
      <usize>field(op, 9) + point * kernelPlane,
      place(op, 10) + point * plane,
      tiles * images,
      stride,
      outChannels,
      inChannels,
    );
  }
  memory.fill(place(op, 12), 0, <usize>(field(op, 13) * images));
  for (let image = 0; image < images; image++) {
    pointsToInputGradient(
      m,
      place(op, 10) + (<usize>(image * tiles) << 5),
      stride,
      plane,
      tilesDown,
      tilesAcross,
      imageAt(op, 12, image),
      field(op, 14),
      field(op, 15),
      inChannels,
      field(op, 16),
      field(op, 17),
      scratch,
    );
  }
}

/** Fields 0: m; 1: the kernel; 2, 3: its channels; 4, 5: the packed copies; 6: bytes from point to point; 7, 8: scratch, one piece a thread. */
export function runPackWinograd(op: usize, thread: i32, threads: i32): void {
  const channels = field(op, 2);
  packWinograd(
    field(op, 0),
    <usize>field(op, 1),
    channels,
    field(op, 3),
    shareOf(channels, thread, threads),
    shareOf(channels, thread + 1, threads),
    <usize>field(op, 4),
    <usize>field(op, 5),
    <usize>field(op, 6),
    <usize>field(op, 7) + <usize>thread * <usize>field(op, 8),
  );
}
