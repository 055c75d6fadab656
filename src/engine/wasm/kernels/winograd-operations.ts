/** A convolution by Winograd's algorithm as operations on a chunk: their fields are those of ../compile/winograd.ts. */
import { addsToPartial, field, imageAt, images, partial, place } from './context';
import { panelColumnSums, panelOuterProduct, panelProduct } from './panel-product';
import {
  dataToPoints,
  gradientToPoints,
  packWinograd,
  pointsToInputGradient,
  pointsToKernelGradient,
  pointsToOutput,
} from './winograd';

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

function pointsOf(op: usize): i32 {
  return (outputs(op) + 2) * (outputs(op) + 2);
}

function tilesOf(op: usize): i32 {
  return tilesDown(op) * tilesAcross(op);
}

/** Fields 6, 7: data at the points; 8, 9: sums at the points; 10: kernel; 11: bias; 12 … 14: x; 15 … 18: y; 19, 20: its extents. */
export function runWinograd(op: usize): void {
  const m = outputs(op);
  const tiles = tilesOf(op);
  const room = stride(op);
  const plane = <usize>field(op, 7);
  const sumsPlane = <usize>field(op, 9);
  const scratch = place(op, 21);
  for (let image = 0; image < images; image++) {
    dataToPoints(
      m,
      imageAt(op, 12, image),
      <usize>field(op, 14),
      <usize>inChannels(op) << 2,
      tilesDown(op),
      tilesAcross(op),
      inChannels(op),
      place(op, 6) + (<usize>(image * tiles) << 5),
      room,
      plane,
      scratch,
    );
  }
  const kernelPlane = <usize>(inChannels(op) * outChannels(op)) << 2;
  for (let point: usize = 0; point < <usize>pointsOf(op); point++) {
    panelProduct(
      place(op, 6) + point * plane,
      <usize>field(op, 10) + point * kernelPlane,
      place(op, 8) + point * sumsPlane,
      tiles * images,
      room,
      inChannels(op),
      outChannels(op),
    );
  }
  for (let image = 0; image < images; image++) {
    pointsToOutput(
      m,
      place(op, 8) + (<usize>(image * tiles) << 5),
      room,
      sumsPlane,
      <usize>field(op, 11),
      field(op, 18) != 0 ? <f32>0 : -<f32>Infinity,
      imageAt(op, 15, image),
      <usize>field(op, 17),
      <usize>outChannels(op) << 2,
      field(op, 19),
      field(op, 20),
      outChannels(op),
      scratch,
    );
  }
}

/** Fields 6, 7: data at the points; 8, 9: the gradient at the points; 10, 11: room for the kernel's; 12 … 14: dy; 15, 16: places in the partial gradients (−1: no bias). */
export function runWinogradGradient(op: usize): void {
  const m = outputs(op);
  const tiles = tilesOf(op);
  const room = stride(op);
  const plane = <usize>field(op, 9);
  const kernelPlane = <usize>field(op, 11);
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
      place(op, 8) + (<usize>(image * tiles) << 5),
      room,
      plane,
      scratch,
    );
  }
  for (let point: usize = 0; point < <usize>pointsOf(op); point++) {
    panelOuterProduct(
      place(op, 6) + point * <usize>field(op, 7),
      place(op, 8) + point * plane,
      place(op, 10) + point * kernelPlane,
      tiles * images,
      room,
      inChannels(op),
      outChannels(op),
    );
  }
  pointsToKernelGradient(
    m,
    place(op, 10),
    kernelPlane,
    inChannels(op),
    outChannels(op),
    partial + <usize>field(op, 15),
    addsToPartial,
    scratch,
  );
  if (field(op, 16) < 0) return;
  // At the point 1 of both axes a tile's gradients are simply summed up.
  const sums = place(op, 8) + <usize>(m + 3) * plane;
  panelColumnSums(sums, tiles * images, room, outChannels(op), partial + <usize>field(op, 16), addsToPartial);
}

/** Fields 6, 7: the gradient at the points; 8: the transposed kernel; 9, 10: room for the input's; 11, 12: dx; 13 … 16: its extents and the zeros before it. */
export function runWinogradInputGradient(op: usize): void {
  const m = outputs(op);
  const tiles = tilesOf(op);
  const room = stride(op);
  const plane = <usize>field(op, 10);
  const kernelPlane = <usize>(inChannels(op) * outChannels(op)) << 2;
  const scratch = place(op, 17);
  for (let point: usize = 0; point < <usize>pointsOf(op); point++) {
    panelProduct(
      place(op, 6) + point * <usize>field(op, 7),
      <usize>field(op, 8) + point * kernelPlane,
      place(op, 9) + point * plane,
      tiles * images,
      room,
      outChannels(op),
      inChannels(op),
    );
  }
  memory.fill(place(op, 11), 0, <usize>(field(op, 12) * images));
  for (let image = 0; image < images; image++) {
    pointsToInputGradient(
      m,
      place(op, 9) + (<usize>(image * tiles) << 5),
      room,
      plane,
      tilesDown(op),
      tilesAcross(op),
      imageAt(op, 11, image),
      field(op, 13),
      field(op, 14),
      inChannels(op),
      field(op, 15),
      field(op, 16),
      scratch,
    );
  }
}

/** Fields 0: m; 1: the kernel; 2, 3: its channels; 4, 5: the packed copies; 6: scratch, one piece a thread. */
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
    <usize>field(op, 6) + <usize>thread * <usize>field(op, 7),
  );
}
