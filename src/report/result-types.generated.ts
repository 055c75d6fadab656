// Generated from schemas/result.schema.json by scripts/build/schemas.mjs: edit the schema, not this file.
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
   * The figures of each split that was evaluated.
   */
  readonly splits: {
    readonly train?: Figures;
    readonly validation?: Figures;
    readonly test?: Figures;
  };
  /**
   * The figures of other data sets that were evaluated, by name.
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
}
