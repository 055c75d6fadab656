/** Operations on whole maps besides convolutions and pools, written by ../compile/maps.ts: sums, copies, depthwise convolution, dropout of channels. */
import { DROPOUT_KEY, EPOCH } from '../layout/control';
import { activate } from './activation';
import { addsToPartial, batchPosition, control, field, imageAt, images, partial, step } from './context';
import { depthwise, depthwiseInputGradient, depthwiseKernelGradient, enterWindow } from './depthwise';
import { dropout, scaleChannels } from './dropout';
import { addRun, copyPixels } from './merge';

/** y = f(a + b). */
export function runAdd(op: usize, image: i32): void {
  const length = field(op, 10);
  for (let row = 0; row < field(op, 9); row++) {
    const y = imageAt(op, 6, image) + <usize>(row * field(op, 8));
    addRun(
      imageAt(op, 0, image) + <usize>(row * field(op, 2)),
      imageAt(op, 3, image) + <usize>(row * field(op, 5)),
      y,
      length,
    );
    if (field(op, 11) != 0) activate(field(op, 11), y, y, length);
  }
}

export function runCopy(op: usize, image: i32): void {
  copyPixels(
    imageAt(op, 0, image),
    field(op, 2),
    field(op, 3),
    imageAt(op, 4, image),
    field(op, 6),
    field(op, 7),
    field(op, 8),
    field(op, 9),
    field(op, 10),
  );
}

export function runDepthwise(op: usize, image: i32): void {
  enterWindow(op + 8 + (13 << 2));
  depthwise(
    imageAt(op, 0, image),
    field(op, 2),
    field(op, 6),
    field(op, 7),
    field(op, 11),
    field(op, 12),
    imageAt(op, 3, image),
    field(op, 5),
    field(op, 8),
    field(op, 9),
    field(op, 10),
  );
}

/** The chunk's share of the gradients of kernel and bias (place −1: frozen), and, if the place of dx is not −1, the gradient of the input. */
export function runDepthwiseBackward(op: usize): void {
  enterWindow(op + 8 + (15 << 2));
  const height = field(op, 7);
  const width = field(op, 8);
  const outHeight = field(op, 9);
  const outWidth = field(op, 10);
  const channels = field(op, 11);
  const isFrozen = field(op, 13) < 0;
  const dKernel = partial + <usize>field(op, 13);
  const dBias = field(op, 14) < 0 ? 0 : partial + <usize>field(op, 14);
  if (!isFrozen && !addsToPartial) {
    memory.fill(dKernel, 0, <usize>(field(op, 15) * field(op, 16) * channels) << 2);
    if (dBias != 0) memory.fill(dBias, 0, <usize>channels << 2);
  }
  for (let image = 0; image < images; image++) {
    const dy = imageAt(op, 0, image);
    const x = imageAt(op, 2, image);
    if (!isFrozen) depthwiseKernelGradient(x, field(op, 4), height, width, dy, dKernel, dBias, outHeight, outWidth, channels);
    if (field(op, 5) < 0) continue;
    const dx = imageAt(op, 5, image);
    memory.fill(dx, 0, field(op, 6));
    depthwiseInputGradient(dy, dx, height, width, field(op, 12), outHeight, outWidth, channels);
  }
}

/** Element c of an image's channels is number (place in the batch)·channels + c of the layer's random stream. */
export function runSpatialDropout(op: usize, image: i32): void {
  const x = imageAt(op, 0, image);
  const y = imageAt(op, 3, image);
  const mask = imageAt(op, 6, image);
  const channels = field(op, 10);
  dropout(
    x,
    y,
    mask,
    channels,
    <u64>(batchPosition + image) * <u64>channels,
    reinterpret<f32>(field(op, 11)),
    field(op, 12),
    step,
    control(EPOCH),
    control(DROPOUT_KEY),
    control(DROPOUT_KEY + 4),
  );
  scaleChannels(x, field(op, 2), mask, y, field(op, 5), field(op, 8), field(op, 9), channels);
}

export function runSpatialDropoutBackward(op: usize, image: i32): void {
  const width = field(op, 7);
  const channels = field(op, 8);
  const line = <usize>(width * channels) << 2;
  const mask = imageAt(op, 2, image);
  scaleChannels(imageAt(op, 0, image), line, mask, imageAt(op, 4, image), line, field(op, 6), width, channels);
}
