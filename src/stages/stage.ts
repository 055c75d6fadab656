/** What a stage is. The order of the stages is in `pipeline.ts`; how they are executed in `run/`. */
import type { Engine } from '../engine/engine.js';
import type { EpochRow } from '../report/run-record.js';
import type { ResolvedSpec } from '../spec/load-spec.js';
import type { BlobReference, Entry, Output } from '../store/store.js';
import type { JsonObject } from '../util/json.js';
import { type Failure, fail, type Outcome, succeed } from '../util/outcome.js';
import type { EngineIdentity } from './code.js';

export type StageName = 'load' | 'normalize' | 'augment' | 'build' | 'train' | 'evaluate' | 'report';

/** A stage fails for a user's reason, or because something that the store promised turned out to be damaged. */
export type StageFailure = Failure | { readonly kind: 'damaged'; readonly blob: BlobReference };

/** What a stage left behind, its blobs read on demand. */
export interface Artifact {
  readonly entry: Entry;
  /** The bytes of one of the entry's blobs, verified. */
  read(blob: string): Promise<Outcome<Uint8Array, StageFailure>>;
}

export type StageInputs = Readonly<Partial<Record<StageName, Artifact>>>;

/** What is asked of a stage: the whole spec, of which it reads its own section, and the artifacts that it needs. */
export interface StageRequest {
  readonly spec: ResolvedSpec;
  readonly inputs: StageInputs;
  /** Of an ensemble: what its members' own stages read and made, up to train. The spec and the inputs are then the first one's. */
  readonly members?: readonly StageRequest[];
}

/** What determines a stage's output beside its code: its own normalised parameters and the hashes of what it reads. */
export interface StageDescription {
  readonly parameters: JsonObject;
  readonly inputs: Readonly<Record<string, string>>;
  /** True when the output depends on the engine that computes it. */
  readonly engine: boolean;
}

/** Likewise of a part of a stage's work that is filed on its own, such as one epoch of training. */
export interface PartDescription extends StageDescription {
  readonly part: string;
}

export interface PartRequest extends PartDescription {
  readonly compute: () => Promise<Outcome<Output, StageFailure>>;
}

/** The engine that a run computes with; loaded by the first stage that computes. */
export interface ChosenEngine extends EngineIdentity {
  load(): Promise<Engine>;
}

/** What a stage may use. It prints nothing; it emits events. */
export interface StageContext {
  readonly engine: ChosenEngine;
  readonly threads: number;
  readonly data: { readonly dataDir?: string; readonly env: Readonly<Record<string, string | undefined>> };
  readonly signal: AbortSignal;
  readonly emit: (event: StageEvent) => void;
  /** A part's entry: from the store, or computed and filed. */
  readonly obtain: (
    part: PartRequest,
  ) => Promise<Outcome<{ readonly artifact: Artifact; readonly cached: boolean }, StageFailure>>;
  /** Adds a member to a durable set and returns how many it has. */
  readonly record: (ledger: string, member: string) => Promise<Outcome<number>>;
}

export type StageEvent =
  | {
      readonly type: 'progress';
      readonly stage: StageName;
      readonly done: number;
      readonly total: number;
      readonly unit: 'images' | 'bytes' | 'steps';
      readonly detail?: string;
    }
  | { readonly type: 'training-started'; readonly epochs: number }
  | {
      readonly type: 'epoch';
      readonly epochs: number;
      readonly cached: boolean;
      readonly best: boolean;
      readonly row: EpochRow;
    }
  | { readonly type: 'stopped-early'; readonly epoch: number; readonly best: number }
  | { readonly type: 'warning'; readonly message: string };

export interface Stage {
  readonly name: StageName;
  readonly needs: readonly StageName[];
  /** Everything that the stage's key is made from; cheap, reads no data. */
  describe(request: StageRequest): Outcome<StageDescription>;
  run(context: StageContext, request: StageRequest): Promise<Outcome<Output, StageFailure>>;
  /**
   * What the stage takes from outside the pipeline, obtained as soon as stage `after` is done: what is missing is told
   * before anything is trained, not after it.
   */
  readonly prepare?: {
    readonly after: StageName;
    run(context: StageContext, request: StageRequest): Promise<Outcome<undefined, StageFailure>>;
  };
}

/** The artifact of a stage that `needs` promises. */
export function inputOf(request: StageRequest, name: StageName): Artifact {
  const artifact = request.inputs[name];
  if (artifact === undefined) throw new Error(`the pipeline gave no ${name} artifact`);
  return artifact;
}

/** The hash of one of an artifact's blobs. */
export function blobHash(artifact: Artifact, name: string): string {
  const blob = artifact.entry.blobs[name];
  if (blob === undefined) throw new Error(`the entry has no blob ${name}`);
  return blob.sha256;
}

/** Ends with an `interrupted` failure when the user has asked to stop. */
export function checkInterrupted(signal: AbortSignal): Outcome<void> {
  return signal.aborted ? fail({ kind: 'interrupted', message: 'interrupted' }) : succeed(undefined);
}
