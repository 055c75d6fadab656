/** How long a plan will take: the work that it is, over the rate measured last on this machine. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { heldOutOf } from '../data/split.js';
import type { EngineName } from '../engine/engine.js';
import type { ModelAnalysis } from '../model/analysis.js';
import type { ResolvedSpec } from '../spec/load-spec.js';
import { datasetOf } from '../stages/translate/dataset.js';
import { writeFileAtomically } from '../util/atomic-file.js';

/** What was measured when something was trained last. */
export interface MeasuredSpeed {
  /** Work done a second, all threads together, in the unit of `trainingWork`. */
  readonly workPerSecond: number;
  readonly threads: number;
}

/** Without a measurement: a modest core. */
const ASSUMED_WORK_PER_THREAD = 100e9;
/**
 * What a layer's output costs beside its FLOPs, in FLOPs a value: written, read by what follows, and both again on the
 * way back. It makes the rates of the paper's network, a ResNet and a DenseNet meet within a factor of 1.5, where FLOPs
 * alone are off by 5.
 */
const WORK_PER_ACTIVATION = 1000;
/** The forward pass is one of three. */
const FORWARD_SHARE = 1 / 3;

export interface Estimate {
  /** Seconds that the epochs not yet known will take, validation included. */
  readonly training: number;
  /** Seconds that scoring the splits will take, with all views of test-time augmentation. */
  readonly scoring: number;
  /** False when nothing was trained here before, and the figures are guesses. */
  readonly measured: boolean;
}

/** Seconds that training and scoring will take. */
export async function estimateTimes(
  spec: ResolvedSpec,
  analysis: ModelAnalysis,
  options: {
    readonly epochs: number;
    readonly threads: number;
    readonly cacheDir: string;
    readonly engine: EngineName;
  },
): Promise<Estimate> {
  const { train, validation } = countImages(spec);
  const { images, views } = countScorings(spec);
  const forward = scoringWork(analysis);
  const speed = await readSpeed(options.cacheDir, options.engine);
  const perThread = speed === undefined ? ASSUMED_WORK_PER_THREAD : speed.workPerSecond / speed.threads;
  const seconds = (work: number): number => work / (perThread * options.threads);
  return {
    training: seconds(options.epochs * (train * trainingWork(analysis) + validation * forward)),
    scoring: seconds(images * views * forward),
    measured: speed !== undefined,
  };
}

/** Images that are scored at the end, and views of each: the image and its shifted copies. */
export function countScorings(spec: ResolvedSpec): { readonly images: number; readonly views: number } {
  const { splits, testTimeAugmentation } = spec.spec.evaluate;
  const counts = countImages(spec);
  return {
    images: splits.reduce((sum, split) => sum + counts[split], 0),
    views: testTimeAugmentation === null ? 1 : (2 * testTimeAugmentation.shifts + 1) ** 2,
  };
}

/**
 * What training on one image costs: its FLOPs, less those whose results nobody reads, and the traffic of its activations,
 * less that of the way back where frozen layers need none.
 */
export function trainingWork({ liveTrainingFlops, activations, spared }: ModelAnalysis): number {
  return liveTrainingFlops + WORK_PER_ACTIVATION * (activations - (1 - FORWARD_SHARE) * spared.activations);
}

/** What scoring an image costs: its share of a training in which nothing is frozen. */
function scoringWork({ liveTrainingFlops, activations, spared }: ModelAnalysis): number {
  return FORWARD_SHARE * (liveTrainingFlops + spared.flops + WORK_PER_ACTIVATION * activations);
}

/** Images of a data set after `limit` and the validation split. */
export function countImages(spec: ResolvedSpec): {
  readonly train: number;
  readonly validation: number;
  readonly test: number;
} {
  const { limit, validation } = spec.spec.load;
  const facts = datasetOf(spec);
  if (!facts.ok) return { train: 0, validation: 0, test: 0 };
  const { train, test } = facts.value;
  const used = Math.min(train, limit ?? train);
  const heldOut = heldOutOf(validation, used);
  return { train: used - heldOut, validation: heldOut, test: Math.min(test, limit ?? test) };
}

/** Remembers how fast training was. It only serves forecasts, so that a failure to write it is no matter. */
export async function writeSpeed(cacheDir: string, engine: EngineName, speed: MeasuredSpeed): Promise<void> {
  await writeFileAtomically(speedFile(cacheDir, engine), `${JSON.stringify(speed)}\n`);
}

async function readSpeed(cacheDir: string, engine: EngineName): Promise<MeasuredSpeed | undefined> {
  try {
    const { workPerSecond, threads } = JSON.parse(
      await readFile(speedFile(cacheDir, engine), 'utf8'),
    ) as MeasuredSpeed;
    return workPerSecond > 0 && threads > 0 ? { workPerSecond, threads } : undefined;
  } catch {
    return undefined;
  }
}

function speedFile(cacheDir: string, engine: EngineName): string {
  return path.join(cacheDir, engine === 'wasm' ? 'speed.json' : `speed-${engine}.json`);
}
