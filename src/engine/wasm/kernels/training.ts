/** What a thread does in one call: an epoch of training, or its share of scoring images. */
import {
  ABORT,
  ARRIVED,
  BATCH_SIZE,
  CHUNK_IMAGES,
  CONTROL,
  CORRECT,
  COUNT,
  EVALUATE_FROM,
  EVALUATE_TO,
  GENERATION,
  HITS,
  IMAGES_DONE,
  LANE_IMAGES,
  LOSS_SUM,
  LOSSES,
  MEETS,
  NEXT,
  PACK_FROM,
  PACK_TO,
  PARTIAL_BYTES,
  PARTIALS,
  SLOT_BYTES,
  SLOTS,
  STEPS_DONE,
  STOP,
  STOP_ABORTED,
  STOP_NOT_FINITE,
  THREADS,
  TRAIN_FROM,
  TRAIN_TO,
} from '../layout/control';
import { control } from './context';
import { needsNorms, settleNorms, sumGradients } from './gradient';
import { learn } from './learn';
import { partEnd, runPacking, runProgram, settle } from './program';

/** Looks at the barrier this often before sleeping: a few microseconds. */
const SPINS: i32 = 4000;

/**
 * Waits until all threads have arrived. The last one gets true at once, alone, and lets the others go with `open`.
 */
function arrive(): bool {
  const generation = atomic.load<i32>(CONTROL + GENERATION);
  if (atomic.add<i32>(CONTROL + ARRIVED, 1) + 1 == control(THREADS)) return true;
  for (let i = 0; i < SPINS; i++) {
    if (atomic.load<i32>(CONTROL + GENERATION) != generation) return false;
  }
  while (atomic.load<i32>(CONTROL + GENERATION) == generation) {
    atomic.wait<i32>(CONTROL + GENERATION, generation, -1);
  }
  return false;
}

function open(): void {
  atomic.store<i32>(CONTROL + NEXT, 0);
  atomic.store<i32>(CONTROL + ARRIVED, 0);
  atomic.add<i32>(CONTROL + GENERATION, 1);
  atomic.notify(CONTROL + GENERATION, -1);
}

/**
 * Trains on the images of the order, batch by batch. Each batch is cut into lanes of LANE_IMAGES consecutive images;
 * whoever is free takes the next lane, and partial gradients are summed in lane order, so that the number of threads
 * changes no bit. A program of several parts (batch normalisation needs the whole batch) runs part by part over all lanes,
 * whose activations then stay in slots of their own.
 */
export function trainEpoch(thread: i32): void {
  const count = control(COUNT);
  const batch = control(BATCH_SIZE);
  const end = <usize>control(TRAIN_TO);
  for (let first = 0, step = 0; first < count; first += batch, step++) {
    const size = min(batch, count - first);
    const lanes = (size + control(LANE_IMAGES) - 1) / control(LANE_IMAGES);
    for (let from = <usize>control(TRAIN_FROM); from < end; ) {
      const to = partEnd(from, end);
      for (let lane = take(); lane < lanes; lane = take()) runLane(from, to, thread, lane, first, size, step);
      const next = to < end ? to + (<usize>load<i32>(to, 4) << 2) : end;
      if (arrive()) {
        if (to < end) settle(to, size, lanes);
        if (next == end) scoreStep(first, size);
        open();
      }
      from = next;
    }
    if (control(STOP) != 0) return;
    if (needsNorms()) {
      sumGradients(thread, control(THREADS), lanes);
      if (arrive()) {
        settleNorms();
        open();
      }
    }
    learn(thread, control(THREADS), lanes, step);
    if (arrive()) open();
    runPacking(control(PACK_FROM), control(PACK_TO), thread, control(THREADS));
    if (arrive()) {
      atomic.store<i32>(CONTROL + STEPS_DONE, step + 1);
      if (atomic.load<i32>(CONTROL + ABORT) != 0) atomic.store<i32>(CONTROL + STOP, STOP_ABORTED);
      open();
    }
    if (control(STOP) != 0) return;
  }
}

function take(): i32 {
  return atomic.add<i32>(CONTROL + NEXT, 1);
}

function slotOf(number: i32): usize {
  return <usize>control(SLOTS) + <usize>number * <usize>control(SLOT_BYTES);
}

function runLane(part: usize, partTo: usize, thread: i32, lane: i32, first: i32, size: i32, step: i32): void {
  const from = lane * control(LANE_IMAGES);
  const to = min(size, from + control(LANE_IMAGES));
  const chunk = control(CHUNK_IMAGES);
  const partial = <usize>control(PARTIALS) + <usize>lane * <usize>control(PARTIAL_BYTES);
  for (let i = from; i < to; i += chunk) {
    runProgram(
      part,
      partTo,
      slotOf(control(MEETS) != 0 ? lane : thread),
      partial,
      i > from,
      min(chunk, to - i),
      first + i,
      i,
      size,
      step,
    );
  }
}

/** Adds the step's losses and hits in the order of the images, and stops the epoch where a loss is not finite. */
function scoreStep(first: i32, size: i32): void {
  let sum: f64 = 0;
  let correct = 0;
  for (let i = first; i < first + size; i++) {
    sum += load<f32>(<usize>control(LOSSES) + (<usize>i << 2));
    correct += load<u8>(<usize>control(HITS) + i);
  }
  if (sum - sum != 0) {
    atomic.store<i32>(CONTROL + STOP, STOP_NOT_FINITE);
    return;
  }
  store<f64>(CONTROL + LOSS_SUM, load<f64>(CONTROL + LOSS_SUM) + sum);
  store<i32>(CONTROL + CORRECT, control(CORRECT) + correct);
  atomic.add<i32>(CONTROL + IMAGES_DONE, size);
}

/** Scores the images of the order, chunk by chunk, each independent of the others. */
export function evaluate(thread: i32): void {
  const count = control(COUNT);
  const chunk = control(CHUNK_IMAGES);
  for (let first = take() * chunk; first < count; first = take() * chunk) {
    if (atomic.load<i32>(CONTROL + ABORT) != 0) return;
    const size = min(chunk, count - first);
    runProgram(
      control(EVALUATE_FROM),
      control(EVALUATE_TO),
      slotOf(thread),
      0,
      false,
      size,
      first,
      0,
      size,
      0,
    );
    atomic.add<i32>(CONTROL + IMAGES_DONE, size);
  }
}

/** Refreshes the packed copies of all variables after their values have been set. */
export function pack(): void {
  runPacking(control(PACK_FROM), control(PACK_TO), 0, 1);
}
