/** How long a plan will take: the floating-point operations it needs, over the rate measured last on this machine. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { findDataset } from '../data/catalogue/catalogue.js';
import { heldOutOf } from '../data/split.js';
import type { ModelAnalysis } from '../model/analysis.js';
import type { ResolvedSpec } from '../spec/load-spec.js';
import { writeFileAtomically } from '../util/atomic-file.js';

/** What was measured when something was trained last. */
export interface MeasuredSpeed {
  /** Training FLOPs a second, all threads together. */
  readonly flopsPerSecond: number;
  readonly threads: number;
}

/** Without a measurement: a modest core. */
const ASSUMED_FLOPS_PER_THREAD = 15e9;
const SPEED_FILE = 'speed.json';

export interface Estimate {
  readonly seconds: number;
  /** False when nothing was trained here before, and the figure is a guess. */
  readonly measured: boolean;
}

/** Seconds that the epochs not yet known will take, validation included. */
export async function estimateTraining(
  spec: ResolvedSpec,
  analysis: ModelAnalysis,
  options: { readonly epochs: number; readonly threads: number; readonly cacheDir: string },
): Promise<Estimate> {
  const { train, validation } = countImages(spec);
  const flops = options.epochs * (train * analysis.trainingFlops + validation * analysis.flops);
  const speed = await readSpeed(options.cacheDir);
  const perThread = speed === undefined ? ASSUMED_FLOPS_PER_THREAD : speed.flopsPerSecond / speed.threads;
  return { seconds: flops / (perThread * options.threads), measured: speed !== undefined };
}

/** Images of a data set after `limit` and the validation split. */
export function countImages(spec: ResolvedSpec): {
  readonly train: number;
  readonly validation: number;
  readonly test: number;
} {
  const { dataset, limit, validation, synthetic } = spec.spec.load;
  const entry = findDataset(dataset);
  if (!entry.ok) return { train: 0, validation: 0, test: 0 };
  const { content } = entry.value;
  const [train, test] =
    content.kind === 'idx'
      ? [content.train.count, content.test.count]
      : [(synthetic ?? content.sizes).train, (synthetic ?? content.sizes).test];
  const used = Math.min(train, limit ?? train);
  const heldOut = heldOutOf(validation, used);
  return { train: used - heldOut, validation: heldOut, test: Math.min(test, limit ?? test) };
}

/** Remembers how fast training was. It only serves forecasts, so that a failure to write it is no matter. */
export async function writeSpeed(cacheDir: string, speed: MeasuredSpeed): Promise<void> {
  await writeFileAtomically(path.join(cacheDir, SPEED_FILE), `${JSON.stringify(speed)}\n`);
}

async function readSpeed(cacheDir: string): Promise<MeasuredSpeed | undefined> {
  try {
    const { flopsPerSecond, threads } = JSON.parse(
      await readFile(path.join(cacheDir, SPEED_FILE), 'utf8'),
    ) as MeasuredSpeed;
    return flopsPerSecond > 0 && threads > 0 ? { flopsPerSecond, threads } : undefined;
  } catch {
    return undefined;
  }
}
