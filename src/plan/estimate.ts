/** How long a plan will take: the work that it is, over the rate measured on this machine. */
import { findDataset } from '../data/catalogue/catalogue.js';
import type { DatasetSizes } from '../data/catalogue/entry.js';
import { heldOutOf } from '../data/split.js';
import type { EngineName } from '../engine/engine.js';
import type { ModelAnalysis } from '../model/analysis.js';
import type { ResolvedSpec } from '../spec/load-spec.js';
import type { Synthetic } from '../spec/spec-types.generated.js';
import { otherDatasetsOf } from '../stages/translate/datasets.js';
import { workPerSecond } from './speed.js';
import { scoringWork, trainingWork } from './training-work.js';

/** Without a measurement: a modest core. */
const ASSUMED_WORK_PER_THREAD = 100e9;
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
    /** Splits and data sets that are scored already. */
    readonly scored?: readonly string[];
  },
): Promise<Estimate> {
  const { train, validation } = countImages(spec);
  const { images, views } = countScorings(spec, options.scored);
  const forward = scoringWork(analysis);
  const { cacheDir, engine, threads } = options;
  const measured = await workPerSecond(cacheDir, engine, analysis, threads);
  const seconds = (work: number): number => work / (measured ?? ASSUMED_WORK_PER_THREAD * threads);
  return {
    training: seconds(options.epochs * (train * trainingWork(analysis) + validation * forward)),
    scoring: seconds(images * views * forward),
    measured: measured !== undefined,
  };
}

/** Images that are scored at the end and are not `scored` already, and views of each: the image and its shifted copies. */
export function countScorings(
  spec: ResolvedSpec,
  scored: readonly string[] = [],
): { readonly images: number; readonly views: number } {
  const { splits, testTimeAugmentation } = spec.spec.evaluate;
  const counts = countImages(spec);
  const sizes = new Map<string, number>(splits.map((split) => [split, counts[split]]));
  for (const { name, dataset, split, synthetic } of otherDatasetsOf(spec)) {
    const { train, test } = publishedCounts(dataset, synthetic);
    sizes.set(name, (split === 'test' ? 0 : train) + (split === 'train' ? 0 : test));
  }
  return {
    images: [...sizes].reduce((sum, [name, size]) => sum + (scored.includes(name) ? 0 : size), 0),
    views: testTimeAugmentation === null ? 1 : (2 * testTimeAugmentation.shifts + 1) ** 2,
  };
}

/** Images of a data set after `limit` and the validation split. */
export function countImages(spec: ResolvedSpec): {
  readonly train: number;
  readonly validation: number;
  readonly test: number;
} {
  const { dataset, limit, validation, synthetic } = spec.spec.load;
  const { train, test } = publishedCounts(dataset, synthetic);
  const used = Math.min(train, limit ?? train);
  const heldOut = heldOutOf(validation, used);
  return { train: used - heldOut, validation: heldOut, test: Math.min(test, limit ?? test) };
}

/** Images in the files of a data set; none of one that there is not. */
function publishedCounts(dataset: string, synthetic: Synthetic): DatasetSizes {
  const entry = findDataset(dataset);
  if (!entry.ok) return { train: 0, test: 0 };
  const { content } = entry.value;
  return content.kind === 'idx'
    ? { train: content.train.count, test: content.test.count }
    : (synthetic ?? content.sizes);
}
