/** Runs compiled programs: lists of operations on chunks of images, and the refreshing of packed weights that ends a step. */
import {
  ACTIVATE,
  ACTIVATE_BACKWARD,
  ADD,
  AVERAGE_POOL,
  AVERAGE_POOL_BACKWARD,
  BIAS_GRADIENT,
  CLEAR,
  CONVOLVE_AND_POOL,
  CONVOLVE_AND_POOL_BACKWARD,
  COPY,
  DEPTHWISE,
  DEPTHWISE_BACKWARD,
  DROPOUT,
  DROPOUT_BACKWARD,
  GATHER,
  GRADIENT_MOMENTS,
  IMAGE_MOMENTS,
  LAYER_NORMALIZE,
  LAYER_NORMALIZE_BACKWARD,
  LOSS,
  MAX_POOL,
  MAX_POOL_BACKWARD,
  NORMALIZE,
  NORMALIZE_BACKWARD,
  PACK_PANELS,
  PACK_TRANSPOSED,
  PACK_TURNED,
  PACK_WINOGRAD,
  PREDICT,
  PRODUCT,
  SETTLE_GRADIENTS,
  SETTLE_MOMENTS,
  SPATIAL_DROPOUT,
  SPATIAL_DROPOUT_BACKWARD,
  UNFOLD,
  WEIGHT_GRADIENT,
  WINNER_GRADIENT,
  WINOGRAD,
  WINOGRAD_GRADIENT,
  WINOGRAD_INPUT_GRADIENT,
} from '../layout/operations';
import { enter, field, images, place, shareOf } from './context';
import {
  runAveragePool,
  runAveragePoolBackward,
  runBiasGradient,
  runConvolveAndPool,
  runConvolveAndPoolBackward,
  runMaxPool,
  runMaxPoolBackward,
  runProduct,
  runUnfold,
  runWeightGradient,
} from './layer-operations';
import { runAdd, runCopy, runDepthwise, runDepthwiseBackward, runSpatialDropout, runSpatialDropoutBackward } from './map-operations';
import {
  runGradientMoments,
  runImageMoments,
  runLayerNormalize,
  runLayerNormalizeBackward,
  runNormalize,
  runNormalizeBackward,
  runPackNormalization,
  runSettleGradients,
  runSettleMoments,
} from './normalization-operations';
import { packPanels, packTransposed, packTurned } from './pack';
import {
  runActivate,
  runActivateBackward,
  runDropout,
  runDropoutBackward,
  runGather,
  runLoss,
  runPredict,
} from './value-operations';
import { runWinnerGradient } from './winner-operations';
import {
  runPackWinograd,
  runWinograd,
  runWinogradGradient,
  runWinogradInputGradient,
} from './winograd-operations';

/** Runs the operations from `from` up to `to` on `count` images from position `first` of the order. */
export function runProgram(
  from: usize,
  to: usize,
  slotAddress: usize,
  partialAddress: usize,
  adds: bool,
  count: i32,
  first: i32,
  firstInBatch: i32,
  batch: i32,
  stepNumber: i32,
): void {
  enter(slotAddress, partialAddress, adds, count, first, firstInBatch, batch, stepNumber);
  for (let op = from; op < to; op += <usize>load<i32>(op, 4) << 2) run(op);
}

function run(op: usize): void {
  const kind = load<i32>(op);
  if (kind == PRODUCT) runProduct(op);
  else if (kind == WEIGHT_GRADIENT) runWeightGradient(op);
  else if (kind == WINOGRAD) runWinograd(op);
  else if (kind == WINOGRAD_GRADIENT) runWinogradGradient(op);
  else if (kind == WINOGRAD_INPUT_GRADIENT) runWinogradInputGradient(op);
  else if (kind == WINNER_GRADIENT) runWinnerGradient(op);
  else if (kind == BIAS_GRADIENT) runBiasGradient(op);
  else if (kind == CONVOLVE_AND_POOL_BACKWARD) runConvolveAndPoolBackward(op);
  else if (kind == LAYER_NORMALIZE_BACKWARD) runLayerNormalizeBackward(op);
  else if (kind == DEPTHWISE_BACKWARD) runDepthwiseBackward(op);
  else if (kind == LOSS) runLoss(op);
  else if (kind == CLEAR) memory.fill(place(op, 0), 0, <usize>(field(op, 1) * images));
  else {
    for (let image = 0; image < images; image++) {
      if (kind == GATHER) runGather(op, image);
      else if (kind == UNFOLD) runUnfold(op, image);
      else if (kind == CONVOLVE_AND_POOL) runConvolveAndPool(op, image);
      else if (kind == MAX_POOL) runMaxPool(op, image);
      else if (kind == MAX_POOL_BACKWARD) runMaxPoolBackward(op, image);
      else if (kind == AVERAGE_POOL) runAveragePool(op, image);
      else if (kind == AVERAGE_POOL_BACKWARD) runAveragePoolBackward(op, image);
      else if (kind == ACTIVATE) runActivate(op, image);
      else if (kind == ACTIVATE_BACKWARD) runActivateBackward(op, image);
      else if (kind == DROPOUT) runDropout(op, image);
      else if (kind == DROPOUT_BACKWARD) runDropoutBackward(op, image);
      else if (kind == IMAGE_MOMENTS) runImageMoments(op, image);
      else if (kind == NORMALIZE) runNormalize(op, image);
      else if (kind == GRADIENT_MOMENTS) runGradientMoments(op, image);
      else if (kind == NORMALIZE_BACKWARD) runNormalizeBackward(op, image);
      else if (kind == ADD) runAdd(op, image);
      else if (kind == COPY) runCopy(op, image);
      else if (kind == DEPTHWISE) runDepthwise(op, image);
      else if (kind == LAYER_NORMALIZE) runLayerNormalize(op, image);
      else if (kind == SPATIAL_DROPOUT) runSpatialDropout(op, image);
      else if (kind == SPATIAL_DROPOUT_BACKWARD) runSpatialDropoutBackward(op, image);
      else if (kind == PREDICT) runPredict(op, image);
      else unreachable();
    }
  }
}

/** The end of the part of a program that begins at `from`: `to`, or the operation at which all threads meet. */
export function partEnd(from: usize, to: usize): usize {
  let op = from;
  for (; op < to; op += <usize>load<i32>(op, 4) << 2) {
    const kind = load<i32>(op);
    if (kind == SETTLE_MOMENTS || kind == SETTLE_GRADIENTS) break;
  }
  return op;
}

/** What one thread does when all have come to the end of a part. */
export function settle(op: usize, batch: i32, lanes: i32): void {
  if (load<i32>(op) == SETTLE_MOMENTS) runSettleMoments(op, batch);
  else runSettleGradients(op, batch, lanes);
}

/** Thread `thread`'s share of the packed copies: some rows of each. */
export function runPacking(from: usize, to: usize, thread: i32, threads: i32): void {
  for (let op = from; op < to; op += <usize>load<i32>(op, 4) << 2) {
    const kind = load<i32>(op);
    const weights = <usize>field(op, 0);
    if (kind == PACK_PANELS) {
      const rows = field(op, 1);
      const first = shareOf(rows, thread, threads);
      packPanels(weights, rows, field(op, 2), first, shareOf(rows, thread + 1, threads), <usize>field(op, 3));
    } else if (kind == PACK_TRANSPOSED) {
      const channels = field(op, 2);
      packTransposed(
        weights,
        field(op, 1),
        channels,
        field(op, 3),
        field(op, 4),
        field(op, 5),
        field(op, 6),
        field(op, 7),
        field(op, 8),
        field(op, 9),
        shareOf(channels, thread, threads),
        shareOf(channels, thread + 1, threads),
        <usize>field(op, 10),
      );
    } else if (kind == PACK_TURNED) {
      const channels = field(op, 2);
      const from = shareOf(channels, thread, threads);
      packTurned(weights, field(op, 1), channels, field(op, 3), from, shareOf(channels, thread + 1, threads), <usize>field(op, 4));
    } else if (kind == PACK_WINOGRAD) {
      runPackWinograd(op, thread, threads);
    } else if (thread == 0) {
      runPackNormalization(op);
    }
  }
}
