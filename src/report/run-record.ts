/** All that is known of a finished run, in memory: the one input of every exporter. */
import type { Picture } from '../data/picture.js';
import type { JsonValue } from '../util/json.js';
import type { Member as ResultMember } from './result-types.generated.js';

export type { Picture } from '../data/picture.js';

export type SplitName = 'train' | 'validation' | 'test';

/** One row of the learning curve. */
export interface EpochRow {
  readonly epoch: number;
  /** Seconds of training alone. */
  readonly seconds: number;
  readonly imagesPerSecond: number;
  readonly learningRate: number;
  readonly train: { readonly loss: number; readonly accuracy: number };
  readonly validation?: { readonly loss: number; readonly accuracy: number };
}

/** How well a split was answered. */
export interface Score {
  readonly count: number;
  readonly correct: number;
  readonly accuracy: number;
  readonly loss: number;
  /** Wilson 95 % interval of the accuracy: [low, high]. */
  readonly interval: readonly [number, number];
  /** Of another data set whose test set is among the images: how many different models this store has scored on that so far. */
  readonly testScorings?: number;
}

/** Figures of one split, or of another data set. */
export interface SplitFigures extends Score {
  /** confusion[actual][predicted] */
  readonly confusion: readonly (readonly number[])[];
  readonly perClass: readonly {
    readonly name: string;
    readonly support: number;
    readonly precision: number;
    readonly recall: number;
    readonly f1: number;
  }[];
}

export interface DatasetFigures extends SplitFigures {
  /** [height, width] of the images before they were fitted to the model's input; absent where they were taken as they are. */
  readonly fittedFrom?: readonly [number, number];
}

/** What the model said of each image of a split, in the split's order. */
export interface SplitPredictions {
  /** Index of the image in the data set's training or test file; where both are scored, the test file's come last. */
  readonly index: Uint32Array;
  readonly label: Uint8Array;
  readonly predicted: Uint8Array;
  /** Probability of the predicted class. */
  readonly confidence: Float32Array;
  /** Probability of the true class. */
  readonly trueProbability: Float32Array;
}

/** Pictures beside each other, and what is written before them: nothing where the row before goes on. */
export interface PictureRow {
  readonly label: string;
  readonly pictures: readonly Picture[];
}

/** A wrong answer, the most confident first. */
export interface Mistake {
  readonly split: SplitName;
  readonly index: number;
  readonly label: string;
  readonly predicted: string;
  readonly confidence: number;
  readonly picture: Picture;
}

/** One line of the model's summary table. */
export interface LayerLine {
  readonly name: string;
  readonly kind: string;
  readonly outputShape: readonly number[];
  readonly parameters: number;
  /** Multiplications and additions of the forward pass, one image. */
  readonly flops: number;
  /** Side of the square of input pixels that one output sees: [height, width]. */
  readonly receptiveField: readonly [number, number];
  /** Where in the spec's `build.layers` the block is that it is in; absent where it is in none. */
  readonly block?: string;
  /** Where its weights began, and whether they are frozen, in words; absent where they began at random and all learn. */
  readonly weights?: string;
}

/** What a run came to, without what it takes to draw it: as much as result.json holds, and a table needs. */
export interface RunSummary {
  readonly name: string;
  readonly specHash: string;
  readonly version: string;
  readonly engine: { readonly name: string; readonly version: string };
  readonly seed: number;
  readonly dataset: string;
  readonly warnings: readonly string[];
  /** Epochs trained, and the one whose weights were kept. */
  readonly epochs: number;
  readonly bestEpoch: number;
  readonly stoppedEarly: boolean;
  readonly weightsSha256: string;
  /** The run whose weights this one started from, as the spec names it. */
  readonly from?: { readonly run: string; readonly weightsSha256: string };
  /** Of an ensemble: its members; epochs are then sums. */
  readonly members?: readonly Member[];
  readonly splits: Readonly<Partial<Record<SplitName, Score>>>;
  /** Other data sets that were scored, by what results call them; none of them is called as a split is. */
  readonly datasets?: Readonly<Record<string, Score>>;
  /** Figures of the paper by path (`test.accuracy`), from the spec's `report.paper`. */
  readonly paper: Readonly<Record<string, number>>;
  /** Images that the paper's test figures are of; absent where that is not known. */
  readonly paperImages?: number;
  /** How many different models this store has scored on this test set so far. */
  readonly testScorings: number;
}

/** A stage that the run is made of. */
export interface StageLine {
  readonly name: string;
  /** What its output is filed under. */
  readonly key: string;
  /** What it took when it was computed. */
  readonly seconds: number;
}

/** A member of an ensemble. */
export interface Member extends Omit<ResultMember, 'splits' | 'datasets'> {
  /** What it answered alone, by split and by data set. */
  readonly scores: Readonly<Record<string, Pick<Score, 'accuracy' | 'loss' | 'count' | 'correct'>>>;
}

export interface RunRecord extends RunSummary {
  readonly description?: string;
  readonly specYaml: string;
  readonly classes: readonly string[];
  readonly layers: readonly LayerLine[];
  readonly history: readonly EpochRow[];
  readonly splits: Readonly<Partial<Record<SplitName, SplitFigures>>>;
  readonly datasets?: Readonly<Record<string, DatasetFigures>>;
  /** By split, and by data set. */
  readonly predictions: Readonly<Record<string, SplitPredictions>>;
  /** Sample images of each class: one row a class. */
  readonly samples: readonly (readonly Picture[])[];
  /** Rows of an original followed by augmented versions of it, named by what is done; empty without augmentation. */
  readonly augmented: readonly PictureRow[];
  readonly mistakes: readonly Mistake[];
  /** In the order of the pipeline, up to the one that makes the report. */
  readonly stages: readonly StageLine[];
  /** Extra lines for the environment table: node, platform, cpu, threads, seconds. */
  readonly environment: Readonly<Record<string, JsonValue>>;
}
