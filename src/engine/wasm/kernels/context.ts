/** What one run of a program works on, and how operations read their fields. */
import { CONTROL, LABELS, ORDER } from '../layout/control';

/** Globals belong to the instance, so each thread has its own. */
export let slot: usize = 0;
export let partial: usize = 0;
export let addsToPartial: bool = false;
export let images: i32 = 0;
/** Position of the chunk's first image in the order, and in its batch; images in the batch; number of the step from 0. */
export let position: i32 = 0;
export let batchPosition: i32 = 0;
export let batchImages: i32 = 0;
export let step: i32 = 0;

/** Sets what the next operations work on. */
export function enter(
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
}

// @ts-ignore: decorator
@inline
export function control(word: usize): i32 {
  return load<i32>(<usize>CONTROL + word);
}

/** Field `n` of an operation. */
// @ts-ignore: decorator
@inline
export function field(op: usize, n: usize): i32 {
  return load<i32>(op + 8 + (n << 2));
}

/** Field `n` as a place in this thread's work memory. */
// @ts-ignore: decorator
@inline
export function place(op: usize, n: usize): usize {
  return slot + <usize>field(op, n);
}

/** The address of image `image` in the buffer of field `n`, whose bytes per image are in the field behind. */
// @ts-ignore: decorator
@inline
export function imageAt(op: usize, n: usize, image: i32): usize {
  return place(op, n) + <usize>(image * field(op, n + 1));
}

export function imageNumber(image: i32): u32 {
  return load<u32>(<usize>control(ORDER) + (<usize>(position + image) << 2));
}

export function labelOf(image: i32): i32 {
  return load<u8>(<usize>control(LABELS) + imageNumber(image));
}

/** Where thread `thread`'s share of `count` things begins. */
export function shareOf(count: i32, thread: i32, threads: i32): i32 {
  return <i32>((<i64>count * thread) / threads);
}
