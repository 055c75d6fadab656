/** Operations of convolutions, dense layers and pools: their fields, handed to the kernels. */
import { addsToPartial, field, imageAt, images, partial, place } from './context';
import { unfold } from './gather';
import { convolveAndPool, pooledKernelGradient, storePooledGradients } from './pooled-convolution';
import { averagePool, averagePoolBackward, maxPool, maxPoolBackward } from './pooling';
import { windowProduct } from './product';
import { biasGradient, weightGradient } from './weight-gradient';

export function runUnfold(op: usize, image: i32): void {
  const src = imageAt(op, 0, image);
  unfold(src, field(op, 2), field(op, 3), field(op, 4), field(op, 5), field(op, 6), imageAt(op, 7, image));
}

export function runProduct(op: usize): void {
  windowProduct(
    place(op, 0),
    field(op, 1),
    place(op, 2),
    field(op, 3),
    field(op, 4) * images,
    field(op, 5),
    field(op, 6),
    field(op, 7),
    field(op, 8),
    field(op, 9),
    field(op, 10),
    floorOf(field(op, 11)),
    place(op, 12),
  );
}

export function runWeightGradient(op: usize): void {
  weightGradient(
    place(op, 0),
    op + 8 + (1 << 2),
    field(op, 4),
    field(op, 5),
    field(op, 6),
    place(op, 7),
    op + 8 + (8 << 2),
    images,
    field(op, 11),
    field(op, 12),
    partial + <usize>field(op, 13),
    field(op, 14),
    addsToPartial,
    place(op, 15),
  );
}

export function runMaxPool(op: usize, image: i32): void {
  maxPool(
    imageAt(op, 0, image),
    field(op, 2),
    field(op, 8),
    field(op, 9),
    field(op, 10),
    imageAt(op, 3, image),
    field(op, 5),
    imageAt(op, 6, image),
    field(op, 11),
    field(op, 12),
    field(op, 13),
    field(op, 14),
    field(op, 15),
    field(op, 16),
    field(op, 17),
    field(op, 18),
  );
}

export function runMaxPoolBackward(op: usize, image: i32): void {
  maxPoolBackward(
    imageAt(op, 0, image),
    imageAt(op, 2, image),
    field(op, 4),
    imageAt(op, 5, image),
    field(op, 11) != 0,
    field(op, 12) != 0,
    imageAt(op, 7, image),
    field(op, 9),
    field(op, 10),
    field(op, 13),
    field(op, 14),
    field(op, 15),
    field(op, 16),
    field(op, 17),
    field(op, 18),
    field(op, 19),
    field(op, 20),
    field(op, 21),
    field(op, 22),
    field(op, 23),
  );
}

export function runAveragePool(op: usize, image: i32): void {
  averagePool(
    imageAt(op, 0, image),
    field(op, 2),
    field(op, 6),
    field(op, 7),
    field(op, 8),
    imageAt(op, 3, image),
    field(op, 5),
    field(op, 9),
    field(op, 10),
    field(op, 11),
    field(op, 12),
    field(op, 13),
    field(op, 14),
    field(op, 15),
    field(op, 16),
  );
}

export function runAveragePoolBackward(op: usize, image: i32): void {
  averagePoolBackward(
    imageAt(op, 0, image),
    imageAt(op, 2, image),
    field(op, 4),
    field(op, 5),
    field(op, 6),
    field(op, 7),
    field(op, 8),
    field(op, 9),
    field(op, 10),
    field(op, 11),
    field(op, 12),
    field(op, 13),
    field(op, 14),
    field(op, 15),
    field(op, 16),
  );
}

export function runBiasGradient(op: usize): void {
  const positions = field(op, 2) * images;
  biasGradient(place(op, 0), field(op, 1), positions, partial + <usize>field(op, 3), field(op, 4), addsToPartial);
}

export function runConvolveAndPool(op: usize, image: i32): void {
  convolveAndPool(
    imageAt(op, 0, image),
    field(op, 2),
    imageAt(op, 3, image),
    field(op, 5),
    imageAt(op, 6, image),
    field(op, 8),
    field(op, 9),
    field(op, 12),
    field(op, 13),
    field(op, 10),
    floorOf(field(op, 11)),
  );
}

/** Fields 0 … 7: x, y and winners; 8 … 10: extents of y; 11: isRelu; 12, 13: dy; 14, 15: places in the partial gradients (−1: no bias); 16: rows of a block; 17, 18: scratch. */
export function runConvolveAndPoolBackward(op: usize): void {
  const channels = field(op, 10);
  const sums = place(op, 17);
  memory.fill(sums, 0, <usize>channels * 52);
  for (let image = 0; image < images; image++) {
    pooledKernelGradient(
      imageAt(op, 12, image),
      imageAt(op, 3, image),
      field(op, 5),
      imageAt(op, 6, image),
      imageAt(op, 0, image),
      field(op, 2),
      field(op, 8),
      field(op, 9),
      channels,
      floorOf(field(op, 11)),
      field(op, 16),
      sums,
      place(op, 18),
    );
  }
  const dBias = field(op, 15) < 0 ? 0 : partial + <usize>field(op, 15);
  storePooledGradients(sums, channels, partial + <usize>field(op, 14), dBias, addsToPartial);
}

/** The least value that an activation lets through. */
function floorOf(isRelu: i32): f32 {
  return isRelu != 0 ? <f32>0 : -<f32>Infinity;
}
