import type { ImageSet } from '../../data/dataset.js';
import { type CompileOptions, EngineMemoryError } from '../engine.js';
import { parameterBytes } from './augmentation/parameters.js';
import { type ImageShape, scratchLayout } from './augmentation/scratch.js';
import type { CompiledModel } from './compile/compile-model.js';
import * as control from './layout/control.js';
import { type PlacedLearning, placeLearning, writeLearning } from './learning/place.js';

/** Where an image set lies in the shared memory. */
export interface PlacedSet {
  readonly pixels: number;
  readonly labels: number;
  /** Images that it holds now, and the most that fit. */
  count: number;
  readonly capacity: number;
}

/** Where a call's image numbers and results lie. */
export interface PlacedResults {
  readonly order: number;
  readonly losses: number;
  readonly hits: number;
  readonly probabilities: number;
  readonly classes: number;
  /** Images that one call can be about. */
  readonly capacity: number;
}

/** The one shared memory of a compiled model, planned and filled. */
export interface EngineMemory {
  readonly memory: WebAssembly.Memory;
  readonly buffer: SharedArrayBuffer;
  readonly model: CompiledModel;
  readonly sets: ReadonlyMap<string, PlacedSet>;
  readonly results: PlacedResults;
  /** Where the parameters of augmentation go, for images of this shape. */
  readonly augmentation: { readonly address: number; readonly shape: ImageShape };
  readonly learning: PlacedLearning;
}

const PAGE = 65536;
/** Addresses have 32 bits. */
const MOST_PAGES = 65536;
/** Vector loads reach a little over the end of the last image. */
export const PIXEL_SLACK = 64;

/**
 * Plans the rest of the memory, allocates it, and fills it: tables, programs, image sets, the control block.
 *
 * @throws EngineMemoryError
 */
export function allocateMemory(model: CompiledModel, options: CompileOptions, classes: number): EngineMemory {
  const plan = model.memory;
  const sets = new Map<string, PlacedSet>();
  for (const [name, { pixels, labels, count }] of Object.entries(options.sets)) {
    const placed = {
      pixels: plan.reserve(pixels.length + PIXEL_SLACK),
      labels: plan.reserve(labels.length),
      count,
      capacity: count,
    };
    sets.set(name, placed);
  }
  const capacity = Math.max(1, ...Object.values(options.sets).map(({ count }) => count));
  const results: PlacedResults = {
    order: plan.reserve(capacity * 4),
    losses: plan.reserve(capacity * 4),
    hits: plan.reserve(capacity),
    probabilities: plan.reserve(capacity * classes * 4),
    classes,
    capacity,
  };
  const [shape = { height: 1, width: 1, channels: 1 }] = Object.values(options.sets);
  const scratch = scratchLayout(shape).bytes;
  const augmentation = {
    parameters: plan.reserve(parameterBytes(shape)),
    // One for each thread that trains, and one for the instance of the thread that calls.
    scratch: plan.reserve(scratch * (options.threads + 1)),
    scratchBytes: scratch,
  };
  const learning = placeLearning(plan, model.variables, options, Math.ceil(capacity / options.batchSize));
  const memory = createMemory(plan.end);
  const { buffer } = memory;
  plan.write(buffer);
  for (const [name, placed] of sets) {
    const images = options.sets[name];
    if (images !== undefined) copySet(buffer, placed, images);
  }
  writeControl(buffer, model, options, results, augmentation);
  writeLearning(buffer, learning, options);
  return {
    memory,
    buffer,
    model,
    sets,
    results,
    learning,
    augmentation: { address: augmentation.parameters, shape },
  };
}

/** @throws EngineMemoryError */
export function createMemory(bytes: number): WebAssembly.Memory {
  const pages = Math.ceil(bytes / PAGE);
  if (pages > MOST_PAGES) throw new EngineMemoryError(bytes, 'WebAssembly can address 4 GiB');
  try {
    return new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
  } catch {
    throw new EngineMemoryError(bytes, 'the machine does not give that much');
  }
}

/** Copies images to where a set lies; there must be room for them. */
export function copySet(
  buffer: SharedArrayBuffer,
  placed: PlacedSet,
  { count, pixels, labels }: ImageSet,
): void {
  new Uint8Array(buffer, placed.pixels, pixels.length).set(pixels);
  new Uint8Array(buffer, placed.labels, labels.length).set(labels);
  placed.count = count;
}

function writeControl(
  buffer: SharedArrayBuffer,
  model: CompiledModel,
  options: CompileOptions,
  results: PlacedResults,
  augmentation: { readonly parameters: number; readonly scratch: number; readonly scratchBytes: number },
): void {
  const view = new DataView(buffer, control.CONTROL, control.CONTROL_BYTES);
  const int = (word: number, value: number) => view.setInt32(word, value, true);
  const float = (word: number, value: number) => view.setFloat32(word, value, true);
  const [{ height, width, channels } = { height: 0, width: 0, channels: 0 }] = Object.values(options.sets);
  const { pixelScale, keys, batchSize, threads } = options;
  int(control.THREADS, threads);
  int(control.BATCH_SIZE, batchSize);
  int(control.LANE_IMAGES, model.laneImages);
  int(control.CHUNK_IMAGES, model.chunkImages);
  int(control.HEIGHT, height);
  int(control.WIDTH, width);
  int(control.CHANNELS, channels);
  float(control.PIXEL_SCALE, pixelScale.scale);
  float(control.PIXEL_OFFSET, pixelScale.offset);
  for (const [i, word] of keys.augmentation.entries()) int(control.AUGMENT_KEY + 4 * i, word);
  for (const [i, word] of keys.dropout.entries()) int(control.DROPOUT_KEY + 4 * i, word);
  int(control.TRAIN_FROM, model.train.from);
  int(control.TRAIN_TO, model.train.to);
  int(control.EVALUATE_FROM, model.evaluate.from);
  int(control.EVALUATE_TO, model.evaluate.to);
  int(control.AUGMENT_PARAMETERS, augmentation.parameters);
  int(control.AUGMENT_SCRATCH, augmentation.scratch);
  int(control.AUGMENT_SCRATCH_BYTES, augmentation.scratchBytes);
  int(control.PACK_FROM, model.pack.from);
  int(control.PACK_TO, model.pack.to);
  int(control.MEETS, model.meets ? 1 : 0);
  int(control.SLOTS, model.slots);
  int(control.SLOT_BYTES, model.slotBytes);
  int(control.PARTIALS, model.partials);
  int(control.PARTIAL_BYTES, model.partialBytes);
  int(control.ORDER, results.order);
  int(control.LOSSES, results.losses);
  int(control.HITS, results.hits);
  int(control.PROBABILITIES, results.probabilities);
}
