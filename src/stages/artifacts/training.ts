/** The train stage's meta and notes: read by the report, and by whoever shows a run. */
import type { EpochRow } from '../../report/run-record.js';
import type { JsonValue } from '../../util/json.js';
import { type Artifact, inputOf, type StageRequest } from '../stage.js';

export interface Figures {
  readonly loss: number;
  readonly accuracy: number;
}

export interface TrainMeta {
  readonly epochs: number;
  readonly bestEpoch: number;
  /** The epoch whose weights were kept: the best, or the last one. */
  readonly keptEpoch: number;
  readonly stoppedEarly: boolean;
  readonly history: readonly {
    readonly epoch: number;
    readonly learningRate: number;
    readonly train: Figures;
    readonly validation: Figures | null;
  }[];
}

/** What is true of the computation, but not part of its content. */
export interface TrainNotes {
  readonly epochs: readonly EpochTiming[];
  /** Where the last epoch was computed. */
  readonly environment: Readonly<Record<string, JsonValue>>;
}

export interface EpochTiming {
  readonly seconds: number;
  readonly imagesPerSecond: number;
}

export function trainMeta(request: StageRequest): TrainMeta {
  return inputOf(request, 'train').entry.meta as unknown as TrainMeta;
}

export function trainNotes(request: StageRequest): TrainNotes {
  return inputOf(request, 'train').entry.notes as unknown as TrainNotes;
}

/** The learning curve with its timings. */
export function historyOf(train: Artifact): EpochRow[] {
  const { history } = train.entry.meta as unknown as TrainMeta;
  const { epochs } = train.entry.notes as unknown as TrainNotes;
  return history.map(({ validation, ...row }, i) => ({
    ...row,
    seconds: epochs[i]?.seconds ?? 0,
    imagesPerSecond: epochs[i]?.imagesPerSecond ?? 0,
    ...(validation === null ? {} : { validation }),
  }));
}
