// Generated from schemas/result.schema.json by scripts/build/schemas.mjs: edit the schema, not this file.
export type Sha256 = string;

/**
 * result.json: what a finished run (or sweep) of hwr-run found. Every figure in it can be computed again from spec.yaml beside it.
 */
export interface Result {
  /**
   * The version of hwr-run that wrote this.
   */
  readonly version: string;
  /**
   * Name of the experiment.
   */
  readonly name: string;
  /**
   * What the experiment is about; empty where the spec does not say.
   */
  readonly description: string;
  /**
   * SHA-256 of the resolved spec in canonical JSON, without its description and sweep.
   */
  readonly specHash: string;
  readonly engine: EngineIdentity;
  /**
   * Seed of every random number.
   */
  readonly seed: number;
  /**
   * Name of the data set.
   */
  readonly dataset: string;
  /**
   * Epochs trained.
   */
  readonly epochs: number;
  /**
   * The epoch, from 1, whose weights were kept.
   */
  readonly bestEpoch: number;
  /**
   * Whether early stopping ended the training.
   */
  readonly stoppedEarly: boolean;
  /**
   * SHA-256 of the kept weights.
   */
  readonly weightsSha256: string;
  /**
   * The run whose weights training started from; absent where they began at random.
   */
  readonly from?: {
    /**
     * The run, as the spec names it.
     */
    readonly run: string;
    /**
     * SHA-256 of its weights.
     */
    readonly weightsSha256: string;
  };
  /**
   * Of an ensemble: its members. `epochs` and `bestEpoch` are then sums, and `weightsSha256` is the SHA-256 of theirs, one a line.
   */
  readonly members?: readonly Member[];
  /**
   * The figures of each split that was evaluated.
   */
  readonly splits: {
    readonly train?: Figures;
    readonly validation?: Figures;
    readonly test?: Figures;
  };
  /**
   * The figures of other data sets that were evaluated, by name; `-train` or `-all` behind it where that is not the test set alone.
   */
  readonly datasets?: {
    readonly [k: string]: Figures;
  };
  /**
   * The published figures and what this run has to say to each, by path (test.accuracy).
   */
  readonly paper: {
    readonly [k: string]: Comparison;
  };
  /**
   * Images that the paper's test figures are of: all the test images of the data set as published; absent where that is not known.
   */
  readonly paperImages?: number;
  /**
   * How many different models this store has scored on this test set so far.
   */
  readonly testScorings: number;
  /**
   * What a reader of the figures should know.
   */
  readonly warnings: readonly string[];
  /**
   * The stages in the order in which they ran.
   */
  readonly stages: readonly StageRecord[];
  /**
   * The epochs of the training, in order, by their hashes; absent where the cache no longer had all of them when this was written.
   */
  readonly chain?: readonly ChainLink[];
}
/**
 * What computed.
 */
export interface EngineIdentity {
  /**
   * wasm or tensorflow.
   */
  readonly name: string;
  /**
   * The engine's version in words.
   */
  readonly version: string;
  /**
   * SHA-256 of the engine's binary.
   */
  readonly binarySha256: string;
}
/**
 * A member of an ensemble, which is a run of its own, scored on what the ensemble is scored on.
 */
export interface Member {
  /**
   * Name of the member's experiment.
   */
  readonly name: string;
  /**
   * Seed of its random numbers.
   */
  readonly seed: number;
  /**
   * Hash of its spec, as its own result.json has it.
   */
  readonly specHash: string;
  /**
   * Epochs trained.
   */
  readonly epochs: number;
  /**
   * SHA-256 of its kept weights.
   */
  readonly weightsSha256: string;
  /**
   * Its figures by split.
   */
  readonly splits: {
    readonly [k: string]: Figures;
  };
  /**
   * Its figures by data set.
   */
  readonly datasets?: {
    readonly [k: string]: Figures;
  };
}
/**
 * The figures of one split.
 */
export interface Figures {
  /**
   * correct / count.
   */
  readonly accuracy: number;
  /**
   * Mean loss of an image.
   */
  readonly loss: number;
  /**
   * Images scored.
   */
  readonly count: number;
  /**
   * Images whose most probable class is the right one.
   */
  readonly correct: number;
  /**
   * Wilson 95 % interval of the accuracy: [low, high].
   *
   * @minItems 2
   * @maxItems 2
   */
  readonly interval: readonly [number, number];
  /**
   * Of another data set, where its test set is among the images: how many different models this store has scored on that so far.
   */
  readonly testScorings?: number;
}
/**
 * A published figure beside this run's.
 */
export interface Comparison {
  /**
   * The paper's figure.
   */
  readonly published: number;
  /**
   * This run's figure; null where the split was not evaluated.
   */
  readonly measured: number | null;
  /**
   * measured − published; null where there is nothing to compare.
   */
  readonly difference: number | null;
  /**
   * What the difference means, in words.
   */
  readonly verdict: string;
}
/**
 * A stage of this run.
 */
export interface StageRecord {
  /**
   * Name of the stage.
   */
  readonly name: string;
  /**
   * What the stage's output is filed under.
   */
  readonly key: string;
  /**
   * Whether the output was already known.
   */
  readonly cached: boolean;
  /**
   * Time the stage took in this run.
   */
  readonly seconds: number;
  /**
   * SHA-256 of all that the stage put out; absent for the report, whose pages show how long things took.
   */
  readonly content?: string;
  /**
   * SHA-256 of each large part of it: pixels, labels, weights, predictions; absent for the report.
   */
  readonly blobs?: {
    readonly [k: string]: Sha256;
  };
}
/**
 * An epoch of training. What it is filed under depends on the content of the one before it.
 */
export interface ChainLink {
  /**
   * Number of the epoch, from 1.
   */
  readonly epoch: number;
  /**
   * What the epoch is filed under.
   */
  readonly key: string;
  /**
   * SHA-256 of what it left: its figures and the two hashes that follow.
   */
  readonly content: string;
  /**
   * SHA-256 of the weights at its end.
   */
  readonly weightsSha256: string;
  /**
   * SHA-256 of the optimizer's state at its end.
   */
  readonly optimizerSha256: string;
}
