/** What is known of a sweep's trials without running any: for `plan`. */
import { type SweepDefinition, trialSpec } from '../plan/sweep/definition.js';
import { walkPlan } from '../plan/walk.js';
import type { ResolvedSpec } from '../spec/load-spec.js';
import type { ChosenEngine } from '../stages/stage.js';
import type { Store } from '../store/store.js';
import type { Job, JobResult } from '../sweep/job.js';
import { openSearch } from '../sweep/strategy.js';
import { type Outcome, succeed } from '../util/outcome.js';
import { isUnknown, knownOnly } from './known-store.js';
import { epochsOf, jobValue } from './run-search.js';
import { runTrial, type TrialOutcome } from './run-trial.js';

export interface KnownTrial {
  readonly job: Job;
  readonly seed: number;
  /** Absent where the combination makes no valid spec: then `reason` says why. */
  readonly spec?: ResolvedSpec;
  readonly reason?: string;
  readonly isDone: boolean;
  /** Of the epochs that the job is about. */
  readonly epochs: number;
  readonly knownEpochs: number;
}

export interface KnownTrials {
  readonly trials: readonly KnownTrial[];
  /** Whether these are all; otherwise more are decided by results that are not known yet. */
  readonly complete: boolean;
}

/** Follows a search as far as its results are known. */
export async function knownTrials(
  definition: SweepDefinition,
  options: { readonly store: Store; readonly engine: ChosenEngine; readonly signal: AbortSignal },
): Promise<Outcome<KnownTrials>> {
  const search = openSearch(definition.space, definition.search);
  const results: JobResult[] = [];
  const trials: KnownTrial[] = [];
  let [seen, isGapless] = [0, true];
  for (;;) {
    const { jobs, done } = search.jobs(results);
    const news = jobs.slice(seen);
    seen = jobs.length;
    for (const job of news) {
      const outcomes: Outcome<TrialOutcome>[] = [];
      for (const seed of definition.seeds) {
        const looked = await lookAt(definition, options, job, seed);
        if (!looked.ok) return looked;
        trials.push(looked.value.trial);
        outcomes.push(looked.value.outcome);
      }
      isGapless &&= outcomes.every((outcome) => outcome.ok || !isUnknown(outcome.failure));
      if (isGapless) results.push({ value: jobValue(definition.objective, outcomes) });
    }
    if (done || news.length === 0 || !isGapless) return succeed({ trials, complete: done });
  }
}

async function lookAt(
  definition: SweepDefinition,
  options: { readonly store: Store; readonly engine: ChosenEngine; readonly signal: AbortSignal },
  job: Job,
  seed: number,
): Promise<Outcome<{ readonly trial: KnownTrial; readonly outcome: Outcome<TrialOutcome> }>> {
  const { store, engine, signal } = options;
  const spec = trialSpec(definition, job.point, seed);
  if (!spec.ok) {
    const trial = { job, seed, reason: spec.failure.message, isDone: true, epochs: 0, knownEpochs: 0 };
    return succeed({ trial, outcome: spec });
  }
  const epochs = epochsOf(spec.value, job);
  const common = { spec: spec.value, engine, signal, threads: 1, data: { env: {} }, emit: () => undefined };
  const outcome = await runTrial({ ...common, store: knownOnly(store) }, job.epochs);
  if (outcome.ok || !isUnknown(outcome.failure)) {
    const trial = { job, seed, spec: spec.value, isDone: true, epochs, knownEpochs: epochs };
    return succeed({ trial, outcome });
  }
  const steps = await walkPlan(store, spec.value, engine);
  if (!steps.ok) return steps;
  const train = steps.value.find(({ stage }) => stage === 'train');
  const whole = train?.status === 'cached' ? epochs : 0;
  const knownEpochs = Math.min(epochs, train?.status === 'missing' ? (train.knownEpochs ?? 0) : whole);
  return succeed({ trial: { job, seed, spec: spec.value, isDone: false, epochs, knownEpochs }, outcome });
}
