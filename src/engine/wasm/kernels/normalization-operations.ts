/** Normalisations as operations: their fields, written by ../compile/normalization.ts, handed to the kernels. */
import { PARTIAL_BYTES, PARTIALS } from '../layout/control';
import { activate } from './activation';
import {
  gradientMoments,
  imageMoments,
  normalize,
  normalizeBackward,
  scoringCoefficients,
  settleGradients,
  settleMoments,
} from './batch-normalization';
import { addsToPartial, batchPosition, control, field, imageAt, images, partial } from './context';
import { normalizePositions, normalizePositionsBackward } from './layer-normalization';

/** Room for one image's moments, at its place in the batch: field `n`, whose step from half to half is field n + 1. */
function momentsOf(op: usize, n: usize, image: i32): usize {
  return <usize>field(op, n) + <usize>(batchPosition + image) * 2 * <usize>field(op, n + 1);
}

export function runImageMoments(op: usize, image: i32): void {
  const x = imageAt(op, 0, image);
  imageMoments(x, field(op, 2), field(op, 3), field(op, 4), field(op, 5), momentsOf(op, 6, image), field(op, 7));
}

/** A part's end: once for the batch, by one thread. */
export function runSettleMoments(op: usize, batch: i32): void {
  settleMoments(
    field(op, 0),
    field(op, 1),
    batch,
    field(op, 2),
    field(op, 3),
    field(op, 4),
    field(op, 5),
    field(op, 6),
    field(op, 7),
    reinterpret<f32>(field(op, 8)),
    reinterpret<f32>(field(op, 9)),
    field(op, 10),
  );
}

export function runSettleGradients(op: usize, batch: i32, lanes: i32): void {
  const partials = <usize>control(PARTIALS);
  const gamma = field(op, 4);
  const beta = field(op, 5);
  settleGradients(
    field(op, 0),
    field(op, 1),
    batch,
    field(op, 2),
    field(op, 3),
    gamma < 0 ? 0 : partials + <usize>gamma,
    beta < 0 ? 0 : partials + <usize>beta,
    lanes,
    <usize>control(PARTIAL_BYTES),
    field(op, 6),
    field(op, 7),
  );
}

export function runNormalize(op: usize, image: i32): void {
  const y = imageAt(op, 3, image);
  const kind = field(op, 11);
  const floor = field(op, 12) != 0 ? <f32>0 : -<f32>Infinity;
  const width = field(op, 7);
  const channels = field(op, 8);
  normalize(
    imageAt(op, 0, image),
    field(op, 2),
    y,
    field(op, 5),
    field(op, 6),
    width,
    channels,
    field(op, 9),
    field(op, 10),
    floor,
  );
  if (kind == 0) return;
  for (let row = 0; row < field(op, 6); row++) {
    const line = y + <usize>(row * field(op, 5));
    activate(kind, line, line, width * channels);
  }
}

export function runGradientMoments(op: usize, image: i32): void {
  gradientMoments(
    field(op, 14),
    imageAt(op, 0, image),
    imageAt(op, 2, image),
    field(op, 4),
    imageAt(op, 5, image),
    field(op, 7),
    field(op, 8),
    field(op, 9),
    field(op, 10),
    field(op, 11),
    momentsOf(op, 12, image),
    field(op, 13),
  );
}

export function runNormalizeBackward(op: usize, image: i32): void {
  normalizeBackward(
    field(op, 17),
    imageAt(op, 0, image),
    imageAt(op, 2, image),
    field(op, 4),
    imageAt(op, 5, image),
    field(op, 7),
    imageAt(op, 8, image),
    field(op, 10),
    field(op, 11),
    field(op, 12),
    field(op, 13),
    field(op, 14),
    field(op, 15),
    field(op, 16),
  );
}

export function runPackNormalization(op: usize): void {
  scoringCoefficients(
    field(op, 0),
    field(op, 1),
    field(op, 2),
    field(op, 3),
    field(op, 4),
    field(op, 5),
    reinterpret<f32>(field(op, 6)),
    field(op, 7),
  );
}

export function runLayerNormalize(op: usize, image: i32): void {
  const x = imageAt(op, 0, image);
  const y = imageAt(op, 3, image);
  for (let row = 0; row < field(op, 6); row++) {
    normalizePositions(
      x + <usize>(row * field(op, 2)),
      y + <usize>(row * field(op, 5)),
      field(op, 7),
      field(op, 8),
      field(op, 9),
      field(op, 10),
      reinterpret<f32>(field(op, 11)),
    );
  }
}

export function runLayerNormalizeBackward(op: usize): void {
  const height = field(op, 7);
  const width = field(op, 8);
  const channels = field(op, 9);
  const dGamma = field(op, 12) < 0 ? 0 : partial + <usize>field(op, 12);
  const dBeta = field(op, 13) < 0 ? 0 : partial + <usize>field(op, 13);
  if (!addsToPartial && dGamma != 0) memory.fill(dGamma, 0, <usize>channels << 2);
  if (!addsToPartial && dBeta != 0) memory.fill(dBeta, 0, <usize>channels << 2);
  for (let image = 0; image < images; image++) {
    for (let row = 0; row < height; row++) {
      const line = (<usize>(row * width * channels)) << 2;
      normalizePositionsBackward(
        imageAt(op, 0, image) + line,
        imageAt(op, 2, image) + <usize>(row * field(op, 4)),
        imageAt(op, 5, image) + line,
        width,
        channels,
        field(op, 10),
        reinterpret<f32>(field(op, 11)),
        dGamma,
        dBeta,
      );
    }
  }
}
