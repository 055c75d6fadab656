/** The gradient of a variable: the sum of the lanes' partial gradients, with penalties, clipped; and what follows from its norm. */
import { PARTIAL_BYTES, PARTIALS } from '../layout/control';
import {
  AVERAGE,
  AVERAGE_MOMENTUM,
  BLOCK,
  CLIP_GLOBAL_NORM,
  CLIP_LIMIT,
  CLIP_NORM,
  CLIP_VALUE,
  CLIPPING,
  COLUMNS,
  DECAY,
  L1,
  L2_TWICE,
  LEARNING,
  PARTIAL,
  RECORD_BYTES,
  RECORDS_FROM,
  RECORDS_TO,
  ROWS,
  SCALE,
  SQUARES,
  WEIGHTS,
} from '../layout/learning';
import { control, shareOf } from './context';
import { put } from './vectors';

/** The variable that is worked on, and its settings in this step. Globals belong to the instance: each thread has its own. */
let weights: usize = 0;
let partial: usize = 0;
let laneBytes: usize = 0;
let lanes: i32 = 1;
let l1: f32 = 0;
let l2Twice: f32 = 0;
let isPenalised: bool = false;
let scale: f32 = 1;
let largest: f32 = 0;
let isCut: bool = false;
let decay: f32 = 0;
let average: usize = 0;
let averageMomentum: f32 = 0;

// @ts-ignore: decorator
@inline
export function learning(word: usize): i32 {
  return load<i32>(<usize>LEARNING + word);
}

/** Whether the gradients' norms must be known before a weight can move. */
export function needsNorms(): bool {
  return learning(CLIPPING) >= CLIP_NORM;
}

/** Turns to a variable in a step with these factors. Where norms are clipped, its gradient is summed already. */
export function enterStep(record: usize, factors: usize, laneCount: i32): void {
  const isScaled = needsNorms();
  enter(record, isScaled ? 1 : laneCount, !isScaled);
  scale = isScaled ? load<f32>(record + SCALE) : 1;
  isCut = learning(CLIPPING) == CLIP_VALUE;
  largest = <f32>load<f64>(LEARNING + CLIP_LIMIT);
  decay = load<f32>(factors + DECAY);
  average = load<i32>(record + AVERAGE);
  averageMomentum = load<f32>(factors + AVERAGE_MOMENTUM);
}

function enter(record: usize, laneCount: i32, withPenalty: bool): void {
  weights = load<i32>(record + WEIGHTS);
  partial = <usize>control(PARTIALS) + <usize>load<i32>(record + PARTIAL);
  laneBytes = <usize>control(PARTIAL_BYTES);
  lanes = laneCount;
  l1 = load<f32>(record + L1);
  l2Twice = load<f32>(record + L2_TWICE);
  isPenalised = withPenalty && (l1 != 0 || l2Twice != 0);
}

/** The sum of the lanes' gradients at byte offset `at`, in lane order, with the penalty's: l1·sign(w) + 2·l2·w. */
// @ts-ignore: decorator
@inline
function summed(at: usize): v128 {
  let g = v128.load(partial + at);
  for (let lane = 1; lane < lanes; lane++) {
    g = f32x4.add(g, v128.load(partial + <usize>lane * laneBytes + at));
  }
  if (isPenalised) {
    const w = v128.load(weights + at);
    const sign = v128.and(w, i32x4.splat(0x80000000));
    const signed = v128.and(v128.or(f32x4.splat(l1), sign), f32x4.ne(w, f32x4.splat(0)));
    g = f32x4.add(g, f32x4.add(signed, f32x4.mul(f32x4.splat(l2Twice), w)));
  }
  return g;
}

/** The gradient that the optimizer follows: summed, then clipped. */
// @ts-ignore: decorator
@inline
export function gradient(at: usize): v128 {
  const g = summed(at);
  if (isCut) return f32x4.max(f32x4.splat(-largest), f32x4.min(f32x4.splat(largest), g));
  return scale != 1 ? f32x4.mul(f32x4.splat(scale), g) : g;
}

/** The weights before the step, decayed. */
// @ts-ignore: decorator
@inline
export function decayed(at: usize): v128 {
  const w = v128.load(weights + at);
  return decay == 0 ? w : f32x4.sub(w, f32x4.mul(w, f32x4.splat(decay)));
}

/** Stores the new weights, and moves their average after them. */
// @ts-ignore: decorator
@inline
export function settle(at: usize, w: v128, left: i32): void {
  put(weights + at, w, left);
  if (average == 0) return;
  const kept = f32x4.mul(f32x4.splat(averageMomentum), v128.load(average + at));
  put(average + at, f32x4.add(kept, f32x4.mul(f32x4.splat(1 - averageMomentum), w)), left);
}

/** A thread's share of the blocks: the lanes' gradients are summed into lane 0, their squares into the block's sum. */
export function sumGradients(thread: i32, threads: i32, laneCount: i32): void {
  for (let record = <usize>learning(RECORDS_FROM); record < <usize>learning(RECORDS_TO); record += RECORD_BYTES) {
    enter(record, laneCount, true);
    const length = load<i32>(record + ROWS) * load<i32>(record + COLUMNS);
    const blocks = blocksOf(length);
    const last = shareOf(blocks, thread + 1, threads);
    for (let block = shareOf(blocks, thread, threads); block < last; block++) {
      const from = block * BLOCK;
      const squares = sumBlock(from, min(length, from + BLOCK));
      store<f64>(<usize>load<i32>(record + SQUARES) + (<usize>block << 3), squares);
    }
  }
}

function blocksOf(length: i32): i32 {
  return (length + BLOCK - 1) / BLOCK;
}

function sumBlock(from: i32, to: i32): f64 {
  let low = f64x2.splat(0);
  let high = f64x2.splat(0);
  for (let i = from; i < to; i += 4) {
    const at = <usize>i << 2;
    let g = summed(at);
    put(partial + at, g, to - i);
    if (to - i < 4) g = v128.and(g, i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(to - i)));
    const first = f64x2.promote_low_f32x4(g);
    const second = f64x2.promote_low_f32x4(i64x2.shuffle(g, g, 1, 1));
    low = f64x2.add(low, f64x2.mul(first, first));
    high = f64x2.add(high, f64x2.mul(second, second));
  }
  const sums = f64x2.add(low, high);
  return f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1);
}

/** One thread, after all blocks are summed: what each gradient is to be multiplied by. */
export function settleNorms(): void {
  const isGlobal = learning(CLIPPING) == CLIP_GLOBAL_NORM;
  let total: f64 = 0;
  for (let record = <usize>learning(RECORDS_FROM); record < <usize>learning(RECORDS_TO); record += RECORD_BYTES) {
    const blocks = blocksOf(load<i32>(record + ROWS) * load<i32>(record + COLUMNS));
    let sum: f64 = 0;
    for (let block = 0; block < blocks; block++) {
      sum += load<f64>(<usize>load<i32>(record + SQUARES) + (<usize>block << 3));
    }
    total += sum;
    if (!isGlobal) store<f32>(record + SCALE, scaleFor(sum));
  }
  if (!isGlobal) return;
  for (let record = <usize>learning(RECORDS_FROM); record < <usize>learning(RECORDS_TO); record += RECORD_BYTES) {
    store<f32>(record + SCALE, scaleFor(total));
  }
}

/** limit / max(norm, limit); not a number where the norm is not finite. */
function scaleFor(squares: f64): f32 {
  const limit = load<f64>(LEARNING + CLIP_LIMIT);
  const norm = Math.sqrt(squares);
  return <f32>(limit / Math.max(norm, limit) + (norm - norm));
}
