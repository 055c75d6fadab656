/** What is known of a sweep, for its tables, plots and pages. Nothing in it depends on how many processes worked on it. */
import type { JsonValue } from '../util/json.js';

export interface SweepRecord {
  readonly name: string;
  readonly description?: string;
  /** SHA-256 of the spec and of the sweep's definition. */
  readonly sweepHash: string;
  readonly version: string;
  readonly engine: { readonly name: string; readonly version: string };
  readonly dataset: string;
  readonly classes: readonly string[];
  /** Figures of the paper by path (`test.accuracy`), from the spec's `report.paper`. */
  readonly paper?: Readonly<Record<string, number>>;
  /** Images that its test figures are of; absent where that is not known. */
  readonly paperImages?: number;
  readonly strategy: 'grid' | 'random' | 'tpe' | 'asha';
  readonly objective: 'validation.accuracy' | 'validation.loss';
  /** Epochs of a full training. */
  readonly epochs: number;
  /** Seeds a configuration. */
  readonly repeats: number;
  /** What is varied, in the order of the spec. */
  readonly parameters: readonly SweptParameter[];
  /** In plan order. */
  readonly trials: readonly SweepTrial[];
  /** The labels of the validation split, in the order of `SweepTrial.predicted`; the same for all trials of one seed. */
  readonly validationLabels: Readonly<Record<number, Uint8Array>>;
  /** The chosen configuration, scored once when all was chosen; absent while the sweep goes on, or where every trial failed. */
  readonly chosen?: ChosenConfiguration;
}

export interface SweptParameter {
  readonly name: string;
  /** Where it is in the spec. */
  readonly path: string;
  /** How an axis shows it; `choice` for what is no number. */
  readonly scale: 'linear' | 'log' | 'choice';
  /** Its values by the names that tables call them, where they have some. */
  readonly names?: Readonly<Record<string, JsonValue>>;
}

/** One training: a configuration with a seed. */
export interface SweepTrial {
  /** From 1, in plan order. */
  readonly number: number;
  /** From 1: trials that differ in nothing but the seed share it. */
  readonly configuration: number;
  readonly seed: number;
  /** The parameters that exist in this configuration, by name. */
  readonly parameters: Readonly<Record<string, JsonValue>>;
  /** `stopped`: given up before its last epoch, by successive halving. */
  readonly status: 'done' | 'stopped' | 'failed';
  /** Of a failed one: one line. */
  readonly reason?: string;
  readonly specHash: string;
  /** Below the sweep's folder. */
  readonly folder: string;
  /** Epochs trained, and the one whose weights count; 0 where it failed before its first. */
  readonly epochs: number;
  readonly keptEpoch: number;
  /** Of the kept epoch. */
  readonly validation?: { readonly accuracy: number; readonly loss: number; readonly count: number };
  readonly history: readonly SweptEpoch[];
  /** Classes answered for the validation split, by the kept weights; of finished trials. */
  readonly predicted?: Uint8Array;
}

export interface SweptEpoch {
  readonly epoch: number;
  readonly learningRate: number;
  readonly train: { readonly loss: number; readonly accuracy: number };
  readonly validation: { readonly loss: number; readonly accuracy: number };
}

export interface ChosenConfiguration {
  readonly configuration: number;
  /** One a repeat, in the order of its trials: the folder of its run, beside the sweep's, and its figures by split. */
  readonly runs: readonly {
    readonly seed: number;
    readonly folder: string;
    readonly splits: Readonly<
      Record<string, { readonly accuracy: number; readonly loss: number; readonly count: number }>
    >;
  }[];
}
