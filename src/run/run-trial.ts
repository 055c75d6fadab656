/** One training of a sweep, up to its validation figures. The test set is not scored: a sweep chooses, and choosing must not see it. */
import type { EpochRow } from '../report/run-record.js';
import type { ResolvedSpec } from '../spec/load-spec.js';
import { decodeIndices } from '../stages/artifacts/images.js';
import { decodePredictions } from '../stages/artifacts/predictions.js';
import type { TrainMeta, TrainNotes } from '../stages/artifacts/training.js';
import type { Artifact, StageFailure, StageInputs, StageName } from '../stages/stage.js';
import { followChain, train } from '../stages/train.js';
import { judgeEpochs } from '../stages/training/early-stopping.js';
import { type Outcome, succeed } from '../util/outcome.js';
import { contextOf, type ExecuteOptions, executeUpTo, type SomeResults } from './execute.js';

export interface TrialOutcome {
  /** In order, with how long each took when it was computed. */
  readonly history: readonly EpochRow[];
  /** The epoch whose weights count. */
  readonly keptEpoch: number;
  readonly validation: { readonly accuracy: number; readonly loss: number; readonly count: number };
  /** Of the validation split, the true classes and those answered; absent where training was to stop before its end. */
  readonly answers?: { readonly labels: Uint8Array; readonly predicted: Uint8Array };
  /** What computed it, in words. */
  readonly engine: string;
}

/**
 * Trains a spec, or finds what is known of it.
 *
 * @param until the epoch to stop at, as successive halving does; null trains to the end, which the spec knows
 */
export async function runTrial(
  options: ExecuteOptions,
  until: number | null,
): Promise<Outcome<TrialOutcome>> {
  const { epochs } = options.spec.spec.train;
  const trial = { ...options, spec: forSelection(options.spec) };
  if (until === null || until >= epochs) return executeUpTo(trial, 'evaluate', finishedTrial);
  return executeUpTo(trial, 'build', (results) => trainUntil(trial, results, until));
}

/** The spec with the validation split as all that is scored; everything else, the hash too, stays. */
function forSelection(spec: ResolvedSpec): ResolvedSpec {
  const { datasets: _, ...others } = spec.spec.evaluate;
  const evaluate = { ...others, splits: ['validation' as const] };
  return { ...spec, spec: { ...spec.spec, evaluate } };
}

async function finishedTrial(results: SomeResults): Promise<Outcome<TrialOutcome, StageFailure>> {
  const [trained, evaluated] = [artifactOf(results, 'train'), artifactOf(results, 'evaluate')];
  const columns = await evaluated.read('validation');
  if (!columns.ok) return columns;
  const labels = await labelsOf(artifactOf(results, 'load'));
  if (!labels.ok) return labels;
  const { history, keptEpoch } = trained.entry.meta as unknown as TrainMeta;
  const { epochs: timings, environment } = trained.entry.notes as unknown as TrainNotes;
  const scored = evaluated.entry.meta.splits as unknown as Record<string, TrialOutcome['validation']>;
  const { accuracy = 0, loss = 0, count = 0 } = scored.validation ?? {};
  return succeed({
    history: history.map(({ validation, ...row }, i) => ({
      ...row,
      seconds: timings[i]?.seconds ?? 0,
      imagesPerSecond: timings[i]?.imagesPerSecond ?? 0,
      ...(validation === null ? {} : { validation }),
    })),
    keptEpoch,
    validation: { accuracy, loss, count },
    answers: { labels: labels.value, predicted: decodePredictions(columns.value).predicted },
    engine: String(environment.engine ?? ''),
  });
}

async function labelsOf(loaded: Artifact): Promise<Outcome<Uint8Array, StageFailure>> {
  const labels = await loaded.read('trainLabels');
  if (!labels.ok) return labels;
  const indices = await loaded.read('validationIndices');
  if (!indices.ok) return indices;
  return succeed(Uint8Array.from(decodeIndices(indices.value), (index) => labels.value[index] ?? 0));
}

async function trainUntil(
  options: ExecuteOptions,
  results: SomeResults,
  until: number,
): Promise<Outcome<TrialOutcome, StageFailure>> {
  const inputs: StageInputs = Object.fromEntries(
    Object.entries(results).map(([name, { artifact }]) => [name, artifact]),
  );
  const chain = await followChain(contextOf(options, train), { spec: options.spec, inputs }, until);
  if (!chain.ok) return chain;
  const { history } = chain.value;
  const { keep } = judgeEpochs(history, options.spec.spec.train.earlyStopping);
  const { accuracy = 0, loss = 0 } = history[keep - 1]?.validation ?? {};
  const { splits } = artifactOf(results, 'load').entry.meta as unknown as {
    readonly splits: { readonly validation: number };
  };
  const environment = chain.value.links.at(-1)?.entry.notes.environment as { engine?: string } | undefined;
  return succeed({
    history,
    keptEpoch: keep,
    validation: { accuracy, loss, count: splits.validation },
    engine: environment?.engine ?? '',
  });
}

function artifactOf(results: SomeResults, stage: StageName): Artifact {
  const result = results[stage];
  if (result === undefined) throw new Error(`the trial has not come to ${stage}`);
  return result.artifact;
}
