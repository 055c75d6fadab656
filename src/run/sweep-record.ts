/** A sweep's trials as its tables and plots want them. */
import type { SweepRecord, SweepTrial } from '../report/sweep-record.js';
import { version } from '../util/version.js';
import type { FinishedJob, FinishedSearch, TrainingEnd } from './run-search.js';

/** What is known of a sweep before it runs. */
export type SweepIdentity = Pick<
  SweepRecord,
  | 'name'
  | 'description'
  | 'sweepHash'
  | 'dataset'
  | 'classes'
  | 'paper'
  | 'paperImages'
  | 'strategy'
  | 'objective'
  | 'epochs'
  | 'repeats'
  | 'parameters'
> & { readonly seed: number; readonly engine: string };

/** Gathers what the search has found; trials in plan order, each as far as it was trained. */
export function recordOf(identity: SweepIdentity, { jobs }: FinishedSearch): SweepRecord {
  const { seed, engine, ...known } = identity;
  const lastJobs = new Map<number, FinishedJob>();
  for (const finished of jobs) lastJobs.set(finished.job.trial, finished);
  const trials = [...lastJobs.values()]
    .sort((a, b) => a.job.trial - b.job.trial)
    .flatMap((finished) => finished.ends.map((end, repeat) => trialOf(identity, finished, end, repeat)));
  const validationLabels: Record<number, Uint8Array> = {};
  let engineVersion = engine;
  for (const { ends } of jobs) {
    for (const [repeat, { outcome }] of ends.entries()) {
      if (!outcome.ok) continue;
      engineVersion = outcome.value.engine || engineVersion;
      if (outcome.value.answers) validationLabels[seed + repeat] = outcome.value.answers.labels;
    }
  }
  return { ...known, version, engine: { name: engine, version: engineVersion }, trials, validationLabels };
}

function trialOf(
  { seed, repeats, epochs }: SweepIdentity,
  { job }: FinishedJob,
  { outcome, spec }: TrainingEnd,
  repeat: number,
): SweepTrial {
  const number = job.trial * repeats + repeat + 1;
  const common = {
    number,
    configuration: job.trial + 1,
    seed: seed + repeat,
    parameters: job.point,
    specHash: spec?.hash ?? '',
    folder: trialFolder(number),
  };
  if (!outcome.ok) {
    const reason = outcome.failure.message;
    return { ...common, status: 'failed', reason, epochs: 0, keptEpoch: 0, history: [] };
  }
  const { history, keptEpoch, validation, answers } = outcome.value;
  return {
    ...common,
    status: job.epochs !== null && job.epochs < (spec?.spec.train.epochs ?? epochs) ? 'stopped' : 'done',
    epochs: history.length,
    keptEpoch,
    validation,
    history: history.map(({ epoch, learningRate, train, validation: judged }) => ({
      epoch,
      learningRate,
      train,
      validation: judged ?? { loss: Number.NaN, accuracy: Number.NaN },
    })),
    ...(answers === undefined ? {} : { predicted: answers.predicted }),
  };
}

/** Below the sweep's folder. */
export function trialFolder(number: number): string {
  return `trials/${String(number).padStart(4, '0')}`;
}
