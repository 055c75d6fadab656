/** What is known of runs that are compared: the one input of every exporter of a comparison. */
import type { JsonValue } from '../../util/json.js';
import type { EpochRow, Score, SplitName } from '../run-record.js';

/** One side of a comparison: a run, or the runs of the configuration that a sweep chose, one a seed. */
export interface Contestant {
  /** Unlike all others': the spec's name, or where two have the same, the folder's. */
  readonly label: string;
  readonly name: string;
  /** The run's or the sweep's folder, as a person may name it. */
  readonly folder: string;
  readonly kind: 'run' | 'sweep';
  readonly dataset: string;
  readonly engine: string;
  /** At least one. */
  readonly runs: readonly ComparedRun[];
}

export interface ComparedRun {
  readonly folder: string;
  readonly seed: number;
  readonly epochs: number;
  /** The epoch whose weights were kept. */
  readonly bestEpoch: number;
  readonly weightsSha256: string;
  readonly splits: Readonly<Partial<Record<SplitName, Score>>>;
  /** Empty where it is not stored. */
  readonly history: readonly EpochRow[];
  /** What it said of each image, where that is stored. */
  readonly answers: Readonly<Partial<Record<SplitName, Answers>>>;
}

/** A run's answers to a split, classes by name: two runs may number them differently. */
export interface Answers {
  /** Of the image in its file. */
  readonly index: Uint32Array;
  readonly label: readonly string[];
  readonly predicted: readonly string[];
  readonly confidence: Float32Array;
  /** Hash of the images and labels, where the store has them. */
  readonly data?: string;
}

/** A value in which the specs differ: one for each contestant, `undefined` where it has none. */
export interface SpecDifference {
  readonly path: string;
  readonly values: readonly (JsonValue | undefined)[];
}

export interface ComparisonRecord {
  readonly version: string;
  /** At least two; the first is what the others are compared with. */
  readonly contestants: readonly Contestant[];
  /** Undefined where a spec could not be read. */
  readonly differences?: readonly SpecDifference[];
}
