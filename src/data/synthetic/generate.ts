import { permutation, type RandomKey, RandomStream, randomKey } from '../../util/random.js';
import type { Dataset, ImageSet } from '../dataset.js';
import { Desk, drawDigit } from './draw-digit.js';
import { SIDE } from './raster.js';

/** How many images to draw, and from which seed. */
export interface SyntheticOptions {
  readonly seed: number;
  /** Images in the training set. */
  readonly train: number;
  /** Images in the test set. */
  readonly test: number;
  /** Called now and then, and once at the end, with the images drawn so far and all that will be. */
  readonly onProgress?: (done: number, count: number) => void;
}

const CLASSES = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'] as const;
const PROGRESS_STEP = 1000;
/** The last word of a stream's counter: what its numbers decide. */
const LABELS = 0;
const STROKES = 1;

/**
 * Draws a data set of handwritten digits: 28 × 28 × 1, 8-bit, fitted and centred as MNIST's. Every image is a
 * function of (seed, split, index), whatever the counts; every run of ten images from a multiple of ten has each
 * class once. The same bytes on every machine.
 */
export function generateSynthetic(options: SyntheticOptions): Dataset {
  const { seed, train, test, onProgress } = options;
  const total = train + test;
  return {
    name: 'synthetic',
    classes: CLASSES,
    train: drawSplit(randomKey(seed, 'synthetic', 'train'), train, (done) => onProgress?.(done, total)),
    test: drawSplit(randomKey(seed, 'synthetic', 'test'), test, (done) => onProgress?.(train + done, total)),
  };
}

function drawSplit(key: RandomKey, count: number, report: (done: number) => void): ImageSet {
  const pixels = new Uint8Array(count * SIDE * SIDE);
  const labels = new Uint8Array(count);
  const desk = new Desk();
  let order: Uint32Array = new Uint32Array();
  for (let i = 0; i < count; i++) {
    const place = i % CLASSES.length;
    if (place === 0) order = permutation(CLASSES.length, new RandomStream(key, i, 0, LABELS));
    const label = order[place] ?? 0;
    labels[i] = label;
    drawDigit(label, new RandomStream(key, i, 0, STROKES), pixels, i * SIDE * SIDE, desk);
    if ((i + 1) % PROGRESS_STEP === 0 || i + 1 === count) report(i + 1);
  }
  return { count, height: SIDE, width: SIDE, channels: 1, pixels, labels };
}
