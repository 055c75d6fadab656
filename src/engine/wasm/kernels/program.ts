/** Runs compiled programs: lists of operations on chunks of images, and the list of updates that ends a step. */
import {
  AUGMENT_KEY,
  AUGMENT_PARAMETERS,
  AUGMENTS,
  CHANNELS,
  CONTROL,
  DROPOUT_KEY,
  EPOCH,
  HEIGHT,
  HITS,
  LABELS,
  LEARNING_RATE,
  LOSSES,
  MOMENTUM,
  NESTEROV,
  ORDER,
  PARTIAL_BYTES,
  PARTIALS,
  PIXEL_OFFSET,
  PIXEL_SCALE,
  PIXELS,
  PROBABILITIES,
  WIDTH,
} from '../layout/control';
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
  PREDICT,
  PRODUCT,
  UNFOLD,
  WEIGHT_GRADIENT,
} from '../layout/operations';
import { activate, activateBackward } from './activation';
import { affineSample } from './affine';
import { dropout, dropoutBackward } from './dropout';
import { scalePixels, unfold } from './gather';
import { largestOf, softmaxLoss } from './loss';
import { averagePool, averagePoolBackward, maxPool, maxPoolBackward } from './pooling';
import { windowProduct } from './product';
import { packPanels, packTransposed, sgd } from './update';
import { biasGradient, weightGradient } from './weight-gradient';

/** What one run of a program works on. Globals belong to the instance, so each thread has its own. */
let slot: usize = 0;
let partial: usize = 0;
let addsToPartial: bool = false;
let images: i32 = 0;
/** Position of the chunk's first image in the order, and in its batch; images in the batch; number of the step from 0. */
let position: i32 = 0;
let batchPosition: i32 = 0;
let batchImages: i32 = 0;
let step: i32 = 0;

// @ts-ignore: decorator
@inline
export function control(word: usize): i32 {
  return load<i32>(<usize>CONTROL + word);
}

/** Field `n` of an operation. */
// @ts-ignore: decorator
@inline
function field(op: usize, n: usize): i32 {
  return load<i32>(op + 8 + (n << 2));
}

/** Field `n` as a place in this thread's work memory. */
// @ts-ignore: decorator
@inline
function place(op: usize, n: usize): usize {
  return slot + <usize>field(op, n);
}

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
  slot = slotAddress;
  partial = partialAddress;
  addsToPartial = adds;
  images = count;
  position = first;
  batchPosition = firstInBatch;
  batchImages = batch;
  step = stepNumber;
  for (let op = from; op < to; op += <usize>load<i32>(op, 4) << 2) run(op);
}

function run(op: usize): void {
  const kind = load<i32>(op);
  if (kind == PRODUCT) runProduct(op);
  else if (kind == WEIGHT_GRADIENT) runWeightGradient(op);
  else if (kind == BIAS_GRADIENT) {
    const positions = field(op, 2) * images;
    biasGradient(place(op, 0), field(op, 1), positions, partial + <usize>field(op, 3), field(op, 4), addsToPartial);
  } else if (kind == LOSS) runLoss(op);
  else if (kind == CLEAR) memory.fill(place(op, 0), 0, <usize>(field(op, 1) * images));
  else {
    for (let image = 0; image < images; image++) {
      if (kind == GATHER) gather(op, image);
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

/** The address of image `image` in the buffer of field `n`, whose bytes per image are in the field behind. */
// @ts-ignore: decorator
@inline
function imageAt(op: usize, n: usize, image: i32): usize {
  return place(op, n) + <usize>(image * field(op, n + 1));
}

function imageNumber(image: i32): u32 {
  return load<u32>(<usize>control(ORDER) + (<usize>(position + image) << 2));
}

function labelOf(image: i32): i32 {
  return load<u8>(<usize>control(LABELS) + imageNumber(image));
}

function gather(op: usize, image: i32): void {
  const index = imageNumber(image);
  const height = control(HEIGHT);
  const rowLength = control(WIDTH) * control(CHANNELS);
  const src = <usize>control(PIXELS) + <usize>index * <usize>(height * rowLength);
  const dst = imageAt(op, 0, image);
  const rowStep = field(op, 2);
  const scale = load<f32>(CONTROL + PIXEL_SCALE);
  const offset = load<f32>(CONTROL + PIXEL_OFFSET);
  if (control(AUGMENTS) == 0) {
    scalePixels(src, dst, height, rowLength, rowStep, scale, offset);
    return;
  }
  affineSample(
    src,
    dst,
    height,
    control(WIDTH),
    control(CHANNELS),
    rowStep >> 2,
    CONTROL + AUGMENT_PARAMETERS,
    control(AUGMENT_KEY),
    control(AUGMENT_KEY + 4),
    control(EPOCH),
    index,
    scale,
    offset,
  );
}

function runUnfold(op: usize, image: i32): void {
  const src = imageAt(op, 0, image);
  unfold(src, field(op, 2), field(op, 3), field(op, 4), field(op, 5), field(op, 6), imageAt(op, 7, image));
}

function runProduct(op: usize): void {
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
    field(op, 11) != 0 ? <f32>0 : -<f32>Infinity,
    place(op, 12),
  );
}

function runWeightGradient(op: usize): void {
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

function runMaxPool(op: usize, image: i32): void {
  maxPool(
    imageAt(op, 0, image),
    field(op, 7),
    field(op, 8),
    field(op, 9),
    imageAt(op, 2, image),
    field(op, 4),
    imageAt(op, 5, image),
    field(op, 10),
    field(op, 11),
    field(op, 12),
    field(op, 13),
    field(op, 14),
    field(op, 15),
    field(op, 16),
    field(op, 17),
  );
}

function runMaxPoolBackward(op: usize, image: i32): void {
  maxPoolBackward(
    imageAt(op, 0, image),
    imageAt(op, 2, image),
    field(op, 4),
    imageAt(op, 5, image),
    field(op, 22) != 0,
    field(op, 23) != 0,
    imageAt(op, 18, image),
    field(op, 20),
    field(op, 21),
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
    field(op, 17),
  );
}

function runAveragePool(op: usize, image: i32): void {
  averagePool(
    imageAt(op, 0, image),
    field(op, 5),
    field(op, 6),
    field(op, 7),
    imageAt(op, 2, image),
    field(op, 4),
    field(op, 8),
    field(op, 9),
    field(op, 10),
    field(op, 11),
    field(op, 12),
    field(op, 13),
    field(op, 14),
    field(op, 15),
  );
}

function runAveragePoolBackward(op: usize, image: i32): void {
  averagePoolBackward(
    imageAt(op, 0, image),
    imageAt(op, 2, image),
    field(op, 4),
    field(op, 16),
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
  );
}

function runActivate(op: usize, image: i32): void {
  const from = imageAt(op, 0, image);
  const to = imageAt(op, 3, image);
  for (let row = 0; row < field(op, 6); row++) {
    activate(field(op, 8), from + <usize>(row * field(op, 2)), to + <usize>(row * field(op, 5)), field(op, 7));
  }
}

/** y and dx may lie in padded rows, dx's pixels apart from each other; dy is without gaps. */
function runActivateBackward(op: usize, image: i32): void {
  const y = imageAt(op, 0, image);
  let dy = imageAt(op, 3, image);
  const dx = imageAt(op, 5, image);
  const pixels = field(op, 10);
  const length = field(op, 11);
  for (let row = 0; row < field(op, 9); row++) {
    for (let pixel = 0; pixel < pixels; pixel++) {
      const at = y + <usize>(row * field(op, 2)) + (<usize>(pixel * length) << 2);
      const to = dx + <usize>(row * field(op, 7)) + <usize>(pixel * field(op, 8));
      activateBackward(field(op, 12), at, dy, to, length);
      dy += <usize>length << 2;
    }
  }
}

function runDropout(op: usize, image: i32): void {
  const x = imageAt(op, 0, image);
  const y = imageAt(op, 2, image);
  const mask = imageAt(op, 5, image);
  const length = field(op, 8);
  const first = <u64>(batchPosition + image) * <u64>field(op, 9);
  for (let row = 0; row < field(op, 7); row++) {
    const at = <usize>(row * length) << 2;
    dropout(
      x + at,
      y + <usize>(row * field(op, 4)),
      mask + at,
      length,
      first + <u64>(row * field(op, 10)),
      reinterpret<f32>(field(op, 11)),
      field(op, 12),
      step,
      control(EPOCH),
      control(DROPOUT_KEY),
      control(DROPOUT_KEY + 4),
    );
  }
}

function runDropoutBackward(op: usize, image: i32): void {
  dropoutBackward(imageAt(op, 0, image), imageAt(op, 2, image), imageAt(op, 4, image), field(op, 6));
}

function runLoss(op: usize): void {
  for (let image = 0; image < images; image++) {
    const logits = imageAt(op, 0, image);
    const label = labelOf(image);
    const at = position + image;
    const loss = softmaxLoss(logits, field(op, 4), label, 0, imageAt(op, 2, image), batchImages);
    store<f32>(<usize>control(LOSSES) + (<usize>at << 2), loss);
    store<u8>(<usize>control(HITS) + at, largestOf(logits, field(op, 4)) == label ? 1 : 0);
  }
}

function runPredict(op: usize, image: i32): void {
  const logits = imageAt(op, 0, image);
  const classes = field(op, 2);
  const at = position + image;
  const label = labelOf(image);
  const probabilities = <usize>control(PROBABILITIES) + (<usize>(at * classes) << 2);
  store<f32>(
    <usize>control(LOSSES) + (<usize>at << 2),
    softmaxLoss(logits, classes, label, probabilities, 0, 1),
  );
  store<u8>(<usize>control(HITS) + at, largestOf(logits, classes) == label ? 1 : 0);
}

/** Thread `thread`'s share of the updates: some rows of each variable. `lanes` of 0: only refreshes the packed copies. */
export function runUpdates(from: usize, to: usize, thread: i32, threads: i32, lanes: i32): void {
  const laneBytes = <usize>control(PARTIAL_BYTES);
  for (let op = from; op < to; op += <usize>load<i32>(op, 4) << 2) {
    const weights = <usize>field(op, 0);
    const rows = field(op, 3);
    const channels = field(op, 4);
    const first = <i32>((<i64>rows * thread) / threads);
    const last = <i32>((<i64>rows * (thread + 1)) / threads);
    if (lanes > 0) {
      sgd(
        weights,
        <usize>field(op, 1),
        <usize>control(PARTIALS) + <usize>field(op, 2),
        laneBytes,
        lanes,
        first * channels,
        last * channels,
        load<f32>(CONTROL + LEARNING_RATE),
        load<f32>(CONTROL + MOMENTUM),
        control(NESTEROV) != 0,
      );
    }
    packPanels(weights, rows, channels, first, last, <usize>field(op, 5));
    const transposed = <usize>field(op, 6);
    if (transposed != 0) {
      packTransposed(weights, field(op, 7), rows / field(op, 7), channels, first, last, transposed);
    }
  }
}
