// Generated from schemas/sweep-result.schema.json by scripts/build/schemas.mjs: edit the schema, not this file.
/**
 * The result.json of a sweep: what hwr-run found. Nothing in it depends on how many processes worked on it.
 */
export interface SweepResult {
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
   * SHA-256 of the spec and of the sweep's definition.
   */
  readonly sweepHash: string;
  /**
   * What computed.
   */
  readonly engine: {
    /**
     * wasm or tensorflow.
     */
    readonly name: string;
    /**
     * The engine's version in words.
     */
    readonly version: string;
  };
  /**
   * Name of the data set.
   */
  readonly dataset: string;
  /**
   * How trials were chosen.
   */
  readonly strategy: 'grid' | 'random' | 'tpe' | 'asha';
  /**
   * What the best is best by.
   */
  readonly objective: 'validation.accuracy' | 'validation.loss';
  /**
   * Epochs of a full training.
   */
  readonly epochs: number;
  /**
   * Seeds a configuration.
   */
  readonly repeats: number;
  /**
   * What was varied.
   */
  readonly parameters: readonly Parameter[];
  /**
   * The trials, in plan order.
   */
  readonly trials: readonly Trial[];
  /**
   * Place in `trials`, from 0, of the best trial of the best configuration; null where none succeeded.
   */
  readonly best: number | null;
  /**
   * The paper's figures by path, such as test.accuracy, as the spec has them.
   */
  readonly paper?: {
    readonly [k: string]: number;
  };
  /**
   * Images that the paper's test figures are of; absent where that is not known.
   */
  readonly paperImages?: number;
  /**
   * The best configuration, scored once when all had been chosen; null where there is none.
   */
  readonly chosen: Chosen | null;
}
/**
 * A parameter of a sweep.
 */
export interface Parameter {
  /**
   * Its name in the sweep.
   */
  readonly name: string;
  /**
   * Where it is in the spec.
   */
  readonly path: string;
  /**
   * How an axis shows it; choice for what is no number.
   */
  readonly scale: 'linear' | 'log' | 'choice';
  /**
   * Share of the objective's variance over the trials that its main effect explains; null where too few trials tell.
   */
  readonly importance: number | null;
  /**
   * Its values by the names that tables call them, where they have some.
   */
  readonly names?: {
    readonly [k: string]: unknown;
  };
}
/**
 * One training: a configuration with a seed.
 */
export interface Trial {
  /**
   * From 1, in plan order.
   */
  readonly number: number;
  /**
   * From 1: trials that differ in nothing but the seed share it.
   */
  readonly configuration: number;
  /**
   * Seed of every random number.
   */
  readonly seed: number;
  /**
   * The value of each parameter that exists in this configuration, by its name in the sweep.
   */
  readonly parameters: {
    readonly [k: string]: unknown;
  };
  /**
   * How the trial ended; stopped: given up before its last epoch, by successive halving.
   */
  readonly status: 'done' | 'stopped' | 'failed';
  /**
   * Why it failed.
   */
  readonly error?: string;
  /**
   * SHA-256 of its resolved spec.
   */
  readonly specHash: string;
  /**
   * Its folder, below the sweep's.
   */
  readonly folder: string;
  /**
   * Epochs trained.
   */
  readonly epochs: number;
  /**
   * The epoch, from 1, whose weights were kept; 0 where there is none.
   */
  readonly keptEpoch: number;
  /**
   * The figures of the splits that it was judged by.
   */
  readonly splits: {
    readonly validation?: Figures;
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
   * Mean loss of an image; null where it is no finite number.
   */
  readonly loss: number | null;
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
 * The chosen configuration.
 */
export interface Chosen {
  /**
   * Its number.
   */
  readonly configuration: number;
  /**
   * Its parameters, by name.
   */
  readonly parameters: {
    readonly [k: string]: unknown;
  };
  /**
   * One a repeat.
   */
  readonly runs: readonly ChosenRun[];
}
/**
 * A run of the chosen configuration.
 */
export interface ChosenRun {
  /**
   * Seed of every random number.
   */
  readonly seed: number;
  /**
   * Its folder, below the sweep's.
   */
  readonly folder: string;
  /**
   * The figures of each split that was evaluated.
   */
  readonly splits: {
    readonly [k: string]: Figures;
  };
}
