/** What each step of an epoch, or of scoring, is fed. */
import type { ImageSet } from '../../data/dataset.js';
import type { ModelAnalysis } from '../../model/analysis.js';
import type { CompileOptions, EpochOptions, EvaluateOptions } from '../engine.js';
import { openWasmAugmenter } from '../wasm/index.js';
import * as layout from '../wasm/layout/learning.js';
import { writeFactors } from '../wasm/learning/factors.js';
import { augmentedImages, gatherImages, targetsOf } from './batches.js';
import type { StepFactors } from './optimizer.js';

export interface BatchInput {
  /** images × height × width × channels */
  readonly images: Float32Array;
  /** images × classes */
  readonly targets: Float32Array;
  readonly labels: Uint8Array;
}

export interface StepInput extends BatchInput {
  readonly epoch: number;
  readonly step: number;
  readonly factors: StepFactors;
}

/** The steps of an epoch, by their numbers from 0. */
export async function openEpoch(
  options: CompileOptions,
  analysis: ModelAnalysis,
  { set: name, order, epoch, learningRates, stepsDone, augmentation }: EpochOptions,
): Promise<(step: number) => StepInput> {
  const { batchSize, pixelScale, loss, keys } = options;
  const set = setOf(options, name);
  const classes = analysis.outputShape[0] ?? 1;
  const steps = Math.ceil(order.length / batchSize);
  if (learningRates !== undefined && learningRates.length !== steps)
    throw new RangeError(`${learningRates.length} learning rates for ${steps} steps`);
  const factors = new Float32Array((steps * layout.FACTOR_BYTES) / 4);
  writeFactors(factors, options, steps, stepsDone ?? (epoch - 1) * steps, learningRates);
  const augmenter =
    augmentation === undefined ? undefined : await openWasmAugmenter(set, keys.augmentation, batchSize);
  return (step) => {
    const indices = order.subarray(step * batchSize, (step + 1) * batchSize);
    const at = { epoch, step };
    const isAugmented = augmenter !== undefined && augmentation !== undefined;
    return {
      ...at,
      images: isAugmented
        ? augmentedImages(augmenter, augmentation, indices, at, pixelScale)
        : gatherImages(set, indices, pixelScale),
      targets: targetsOf(
        set,
        indices,
        classes,
        loss,
        isAugmented ? { ...at, augmentation, key: keys.augmentation } : undefined,
      ),
      labels: labelsOf(set, indices),
      factors: factorsOf(factors, step),
    };
  };
}

/** Images `from` … `to` − 1 of a scoring. */
export function scoringInput(
  options: CompileOptions,
  classes: number,
  { set: name, indices, shift }: EvaluateOptions,
  from: number,
  to: number,
): BatchInput {
  const set = setOf(options, name);
  const some = indices.subarray(from, to);
  return {
    images: gatherImages(set, some, options.pixelScale, shift),
    targets: targetsOf(set, some, classes, options.loss),
    labels: labelsOf(set, some),
  };
}

function setOf({ sets }: CompileOptions, name: string): ImageSet {
  const set = sets[name];
  if (set === undefined) throw new RangeError(`the model was compiled without an image set "${name}"`);
  return set;
}

function labelsOf({ labels, count }: ImageSet, indices: Uint32Array): Uint8Array {
  return Uint8Array.from(indices, (index) => {
    if (index >= count) throw new RangeError(`image ${index} of a set of ${count}`);
    return labels[index] ?? 0;
  });
}

function factorsOf(factors: Float32Array, step: number): StepFactors {
  const read = (offset: number) => factors[(step * layout.FACTOR_BYTES + offset) / 4] ?? 0;
  return {
    rate: read(layout.RATE),
    correctedRate: read(layout.CORRECTED_RATE),
    decay: read(layout.DECAY),
    averageMomentum: read(layout.AVERAGE_MOMENTUM),
  };
}
