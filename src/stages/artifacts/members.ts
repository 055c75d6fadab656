/** What is said of a training, be it of one model or of the members of an ensemble. */
import type { EpochRow, Member } from '../../report/run-record.js';
import { sha256 } from '../../util/hash.js';
import type { JsonValue } from '../../util/json.js';
import { blobHash, inputOf, type StageRequest } from '../stage.js';
import { historyOf, trainMeta, trainNotes } from './training.js';

export interface TrainingFacts {
  /** Epochs trained, and the one whose weights were kept; sums for an ensemble. */
  readonly epochs: number;
  readonly bestEpoch: number;
  readonly stoppedEarly: boolean;
  readonly weightsSha256: string;
  /** The learning curve; that of an ensemble has no rows. */
  readonly history: readonly EpochRow[];
  /** Where the (last) training was computed. */
  readonly environment: Readonly<Record<string, JsonValue>>;
}

export function trainingFacts(request: StageRequest): TrainingFacts {
  const members = request.members ?? [request];
  const metas = members.map(trainMeta);
  const last = members.at(-1) ?? request;
  return {
    epochs: metas.reduce((sum, { epochs }) => sum + epochs, 0),
    bestEpoch: metas.reduce((sum, { bestEpoch }) => sum + bestEpoch, 0),
    stoppedEarly: metas.some(({ stoppedEarly }) => stoppedEarly),
    weightsSha256: weightsOf(request),
    history: request.members === undefined ? historyOf(inputOf(request, 'train')) : [],
    environment: trainNotes(last).environment,
  };
}

/** SHA-256 of the kept weights; of an ensemble, that of its members' ones, one a line. */
export function weightsOf(request: StageRequest): string {
  if (request.members === undefined) return blobHash(inputOf(request, 'train'), 'weights');
  return sha256(request.members.map((member) => `${weightsOf(member)}\n`).join(''));
}

/** What tells one member of an ensemble from the others. */
export type MemberFacts = Omit<Member, 'scores'>;

/** The members of an ensemble, in its order; none of one model. */
export function memberFacts({ members = [] }: StageRequest): readonly MemberFacts[] {
  return members.map((member) => ({
    name: member.spec.spec.name,
    seed: member.spec.spec.seed,
    specHash: member.spec.hash,
    epochs: trainMeta(member).epochs,
    weightsSha256: weightsOf(member),
  }));
}
