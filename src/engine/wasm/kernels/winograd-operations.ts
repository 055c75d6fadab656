/** A convolution by Winograd's algorithm as operations on a chunk: their fields are those of ../compile/winograd.ts. */
import { addsToPartial, field, imageAt, images, partial, place } from './context';
import { panelColumnSums, panelOuterProduct, panelProduct } from './panel-product';
import { dataToPoints, gradientToPoints, pointsToInputGradient, pointsToOutput } from './winograd';
import { packWinograd, pointsToKernelGradient } from './winograd-kernel';

/** The fields that all three passes begin with. */
// @ts-ignore: decorator
@inline
function outputs(op: usize): i32 {
  return field(op, 0);
}

// @ts-ignore: decorator
@inline
function tilesDown(op: usize): i32 {
  return field(op, 1);
}

// @ts-ignore: decorator
@inline
function tilesAcross(op: usize): i32 {
  return field(op, 2);
}

// @ts-ignore: decorator
@inline
function inChannels(op: usize): i32 {
  return field(op, 3);
}

// @ts-ignore: decorator
@inline
function outChannels(op: usize): i32 {
  return field(op, 4);
}

/** Room for tiles in a panel. */
// @ts-ignore: decorator
@inline
function stride(op: usize): i32 {
  return field(op, 5);
}

/** Bytes from point to point of the kernel. */
// @ts-ignore: decorator
@inline
function planeOfKernel(op: usize): usize {
  return <usize>field(op, 6);
}

function pointsOf(op: usize): i32 {
  return (outputs(op) + 2) * (outputs(op) + 2);
}

function tilesOf(op: usize): i32 {
  return tilesDown(op) * tilesAcross(op);
}

/** Fields 7, 8: data at the points; 9, 10: sums at the points; 11: kernel; 12: bias; 13 … 15: x; 16 … 19: y; 20, 21: its extents. */
export function runWinograd(op: usize): void {
  const m = outputs(op);
  const tiles = tilesOf(op);
  const room = stride(op);
  const plane = <usize>field(op, 8);
  const sumsPlane = <usize>field(op, 10);
  const scratch = place(op, 22);
  for (let image = 0; image < images; image++) {
    dataToPoints(
      m,
      imageAt(op, 13, image),
      <usize>field(op, 15),
      <usize>inChannels(op) << 2,
      tilesDown(op),
      tilesAcross(op),
      inChannels(op),
      place(op, 7) + (<usize>(image * tiles) << 5),
      room,
      plane,
      scratch,
    );
  }
  const kernelPlane = planeOfKernel(op);
  for (let point: usize = 0; point < <usize>pointsOf(op); point++) {
    panelProduct(
      place(op, 7) + point * plane,
      <usize>field(op, 11) + point * kernelPlane,
      place(op, 9) + point * sumsPlane,
      tiles * images,
      room,
      inChannels(op),
      outChannels(op),
    );
  }
  for (let image = 0; image < images; image++) {
    pointsToOutput(
      m,
      place(op, 9) + (<usize>(image * tiles) << 5),
      room,
      sumsPlane,
      <usize>field(op, 12),
      field(op, 19) != 0 ? <f32>0 : -<f32>Infinity,
      imageAt(op, 16, image),
      <usize>field(op, 18),
      <usize>outChannels(op) << 2,
      field(op, 20),
      field(op, 21),
      outChannels(op),
      scratch,
    );
  }
}

/** Fields 7, 8: data at the points; 9, 10: the gradient at the points; 11: room for the kernel's; 12 … 14: dy; 15, 16: places in the partial gradients (−1: no bias). */
export function runWinogradGradient(op: usize): void {
  const m = outputs(op);
  const tiles = tilesOf(op);
  const room = stride(op);
  const plane = <usize>field(op, 10);
  const kernelPlane = planeOfKernel(op);
  const scratch = place(op, 17);
  for (let image = 0; image < images; image++) {
    gradientToPoints(
      m,
      imageAt(op, 12, image),
      <usize>field(op, 14),
      <usize>outChannels(op) << 2,
      tilesDown(op),
      tilesAcross(op),
      outChannels(op),
      place(op, 9) + (<usize>(image * tiles) << 5),
      room,
      plane,
      scratch,
    );
  }
  for (let point: usize = 0; point < <usize>pointsOf(op); point++) {
    panelOuterProduct(
      place(op, 7) + point * <usize>field(op, 8),
      place(op, 9) + point * plane,
      place(op, 11) + point * kernelPlane,
      tiles * images,
      room,
      inChannels(op),
      outChannels(op),
    );
  }
  pointsToKernelGradient(
    m,
    place(op, 11),
    kernelPlane,
    inChannels(op),
    outChannels(op),
    partial + <usize>field(op, 15),
    addsToPartial,
    scratch,
  );
  if (field(op, 16) < 0) return;
  // At the point 1 of both axes a tile's gradients are simply summed up.
  const sums = place(op, 9) + <usize>(m + 3) * plane;
  panelColumnSums(sums, tiles * images, room, outChannels(op), partial + <usize>field(op, 16), addsToPartial);
}

/** Fields 7, 8: the gradient at the points; 9: the transposed kernel; 10, 11: room for the input's; 12, 13: dx; 14 … 17: its extents and the zeros before it. */
export function runWinogradInputGradient(op: usize): void {
  const m = outputs(op);
  const tiles = tilesOf(op);
  const room = stride(op);
  const plane = <usize>field(op, 11);
  const kernelPlane = planeOfKernel(op);
  const scratch = place(op, 18);
  for (let point: usize = 0; point < <usize>pointsOf(op); point++) {
    panelProduct(
      place(op, 7) + point * <usize>field(op, 8),
      <usize>field(op, 9) + point * kernelPlane,
      place(op, 10) + point * plane,
      tiles * images,
      room,
      outChannels(op),
      inChannels(op),
    );
  }
  memory.fill(place(op, 12), 0, <usize>(field(op, 13) * images));
  for (let image = 0; image < images; image++) {
    pointsToInputGradient(
      m,
      place(op, 10) + (<usize>(image * tiles) << 5),
      room,
      plane,
      tilesDown(op),
      tilesAcross(op),
      imageAt(op, 12, image),
      field(op, 14),
      field(op, 15),
      inChannels(op),
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
    <i32>((<i64>channels * thread) / threads),
    <i32>((<i64>channels * (thread + 1)) / threads),
    <usize>field(op, 4),
    <usize>field(op, 5),
    <usize>field(op, 6),
    <usize>field(op, 7) + <usize>thread * <usize>field(op, 8),
  );
}
