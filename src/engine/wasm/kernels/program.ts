/** Runs compiled programs: lists of operations on chunks of images, and the refreshing of packed weights that ends a step. */
import {
  ACTIVATE,
  ACTIVATE_BACKWARD,
  AVERAGE_POOL,
  AVERAGE_POOL_BACKWARD,
  BIAS_GRADIENT,
  CLEAR,
  DROPOUT,
  DROPOUT_BACKWARD,
  GATHER,
  LOSS,
  MAX_POOL,
  MAX_POOL_BACKWARD,
  PACK_PANELS,
  PACK_TRANSPOSED,
  PREDICT,
  PRODUCT,
  UNFOLD,
  WEIGHT_GRADIENT,
  WINOGRAD,
  WINOGRAD_GRADIENT,
  WINOGRAD_INPUT_GRADIENT,
} from '../layout/operations';
import { enter, field, images, place } from './context';
import {
  runAveragePool,
  runAveragePoolBackward,
  runBiasGradient,
  runMaxPool,
  runMaxPoolBackward,
  runProduct,
  runUnfold,
  runWeightGradient,
} from './layer-operations';
import { packPanels, packTransposed } from './pack';
import {
  runActivate,
  runActivateBackward,
  runDropout,
  runDropoutBackward,
  runGather,
  runLoss,
  runPredict,
} from './value-operations';
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
  else if (kind == BIAS_GRADIENT) runBiasGradient(op);
  else if (kind == LOSS) runLoss(op);
  else if (kind == CLEAR) memory.fill(place(op, 0), 0, <usize>(field(op, 1) * images));
  else {
    for (let image = 0; image < images; image++) {
      if (kind == GATHER) runGather(op, image);
      else if (kind == UNFOLD) runUnfold(op, image);
      else if (kind == MAX_POOL) runMaxPool(op, image);
      else if (kind == MAX_POOL_BACKWARD) runMaxPoolBackward(op, image);
      else if (kind == AVERAGE_POOL) runAveragePool(op, image);
      else if (kind == AVERAGE_POOL_BACKWARD) runAveragePoolBackward(op, image);
      else if (kind == ACTIVATE) runActivate(op, image);
      else if (kind == ACTIVATE_BACKWARD) runActivateBackward(op, image);
      else if (kind == DROPOUT) runDropout(op, image);
      else if (kind == DROPOUT_BACKWARD) runDropoutBackward(op, image);
      else if (kind == PREDICT) runPredict(op, image);
      else unreachable();
    }
  }
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
      const rows = field(op, 1) * field(op, 2);
      const first = shareOf(rows, thread, threads);
      const last = shareOf(rows, thread + 1, threads);
      packTransposed(weights, field(op, 1), field(op, 2), field(op, 3), first, last, <usize>field(op, 4));
    } else {
      runPackWinograd(op, thread, threads);
    }
  }
}

/** Where thread `thread`'s share of `count` things begins. */
function shareOf(count: i32, thread: i32, threads: i32): i32 {
  return <i32>((<i64>count * thread) / threads);
}
