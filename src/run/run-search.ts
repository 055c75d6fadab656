/**
 * The trials of a sweep: the search says what to try, processes try it, results are handed back in the order of the plan. Which trials
 * there are, and every figure of theirs, is the same for any number of processes.
 */
import pLimit from 'p-limit';
import { checkSpec } from '../plan/check-spec.js';
import { rememberSpeed } from '../plan/speed.js';
import type { ResolvedSpec } from '../spec/load-spec.js';
import { packSpec } from '../spec/pack.js';
import type { ChosenEngine, StageContext } from '../stages/stage.js';
import { openStore } from '../store/folder-store.js';
import type { Store } from '../store/store.js';
import type { Job, JobResult, Search } from '../sweep/job.js';
import type { Point } from '../sweep/space.js';
import { type Failure, fail, type Outcome, succeed } from '../util/outcome.js';
import type { RunEvent } from './events.js';
import { executeUpTo } from './execute.js';
import { type FailureLog, openFailureLog } from './failure-log.js';
import { isUnknown, knownOnly } from './known-store.js';
import { runTrial, type TrialOutcome } from './run-trial.js';
import type { TrialExecutor } from './trial-pool.js';

/** All that decides a search's trials and their results. */
export interface SearchPlan {
  readonly search: Search;
  readonly repeats: number;
  /** Of the first repeat; the others have the seeds after it. */
  readonly seed: number;
  readonly objective: 'validation.accuracy' | 'validation.loss';
  /** Epochs that all jobs together may plan for; null: as many as they want. */
  readonly maxEpochs: number | null;
  trialSpec(point: Point, seed: number): Outcome<ResolvedSpec>;
}

/** Says what happens to a training, by its job and repeat. */
export type SweepEvent =
  | { readonly type: 'training-started'; readonly training: TrainingId; readonly epochs: number }
  | { readonly type: 'training-event'; readonly training: TrainingId; readonly event: RunEvent }
  | { readonly type: 'training-finished'; readonly training: TrainingId; readonly end: TrainingEnd };

export interface TrainingId {
  readonly job: Job;
  /** From 0. */
  readonly repeat: number;
}

/** How a training ended. */
export interface TrainingEnd {
  readonly outcome: Outcome<TrialOutcome>;
  readonly spec?: ResolvedSpec;
  readonly cached: boolean;
}

export interface SearchRunOptions {
  readonly plan: SearchPlan;
  readonly executor: TrialExecutor;
  /** Trainings at once, and the threads of each. */
  readonly jobs: number;
  readonly threads: number;
  readonly engine: ChosenEngine;
  readonly data: StageContext['data'];
  readonly signal: AbortSignal;
  readonly emit: (event: SweepEvent) => void;
  readonly folder: string;
  readonly cacheDir: string;
  /** Milliseconds after which no further training is begun; null: no limit. */
  readonly maxTime: number | null;
}

/** A job with its trainings' ends, one a repeat. */
export interface FinishedJob {
  readonly job: Job;
  readonly ends: readonly TrainingEnd[];
}

export interface FinishedSearch {
  /** In plan order. */
  readonly jobs: readonly FinishedJob[];
  /** False where a budget ended the search before its time. */
  readonly complete: boolean;
}

/** Runs all of a sweep's trainings that are not known yet. Fails only when interrupted, or when the cache cannot be used. */
export async function runSearch(options: SearchRunOptions): Promise<Outcome<FinishedSearch>> {
  const store = await openStore(options.cacheDir);
  if (!store.ok) return store;
  const failures = await openFailureLog(options.folder);
  const search = new RunningSearch(options, store.value, failures);
  const stop = () => options.executor.stop();
  options.signal.addEventListener('abort', stop, { once: true });
  try {
    const finished = await search.run();
    if (options.signal.aborted) return fail({ kind: 'interrupted', message: 'interrupted' });
    return finished;
  } finally {
    options.signal.removeEventListener('abort', stop);
    await failures.close();
  }
}

class RunningSearch {
  readonly #options: SearchRunOptions;
  readonly #store: Store;
  readonly #failures: FailureLog;
  readonly #limit: ReturnType<typeof pLimit>;
  /** One more is looked up while the others train, so that no process waits for that. */
  readonly #ahead: ReturnType<typeof pLimit>;
  readonly #started = performance.now();
  readonly #finished = new Map<number, FinishedJob>();
  /** What ends the search as a whole: no trial could do anything about it. */
  #broken: Failure | undefined;
  #outOfTime = false;
  #remembered: Promise<void> = Promise.resolve();
  /** The stages before training, of the first trial that runs. */
  #common: Promise<unknown> | undefined;

  constructor(options: SearchRunOptions, store: Store, failures: FailureLog) {
    this.#options = options;
    this.#store = store;
    this.#failures = failures;
    this.#limit = pLimit(options.jobs);
    this.#ahead = pLimit(options.jobs + 1);
  }

  async run(): Promise<Outcome<FinishedSearch>> {
    const { plan, signal } = this.#options;
    const results: JobResult[] = [];
    const committed: FinishedJob[] = [];
    const running = new Set<Promise<void>>();
    let [begun, plannedEpochs, withinBudget] = [0, 0, true];
    for (;;) {
      const { jobs } = plan.search.jobs(results);
      for (; begun < jobs.length && withinBudget; begun++) {
        const job = jobs[begun];
        if (job === undefined) break;
        if (plan.maxEpochs !== null) {
          plannedEpochs += this.#epochsOf(job) * plan.repeats;
          withinBudget = plannedEpochs <= plan.maxEpochs;
          if (!withinBudget) break;
        }
        const work: Promise<void> = this.#runJob(job).finally(() => running.delete(work));
        running.add(work);
      }
      if (running.size === 0) break;
      await Promise.race(running);
      if (this.#broken !== undefined || signal.aborted) {
        this.#options.executor.stop();
        await Promise.all([...running, this.#common, this.#remembered]);
        if (this.#broken !== undefined) return fail(this.#broken);
        break;
      }
      for (let next = this.#finished.get(results.length); next; next = this.#finished.get(results.length)) {
        results.push({
          value: jobValue(
            plan.objective,
            next.ends.map(({ outcome }) => outcome),
          ),
        });
        committed.push(next);
      }
    }
    await Promise.all([this.#common, this.#remembered]);
    return succeed({ jobs: committed, complete: withinBudget && !this.#outOfTime });
  }

  async #runJob(job: Job): Promise<void> {
    const repeats = Array.from({ length: this.#options.plan.repeats }, (_, repeat) => repeat);
    const ends = await Promise.all(repeats.map((repeat) => this.#runTraining({ job, repeat })));
    this.#finished.set(job.number, { job, ends });
  }

  async #runTraining(training: TrainingId): Promise<TrainingEnd> {
    const { plan, emit, threads, engine, data, signal } = this.#options;
    const { job, repeat } = training;
    const end = await this.#ahead(async (): Promise<TrainingEnd> => {
      const spec = plan.trialSpec(job.point, plan.seed + repeat);
      if (!spec.ok) return { outcome: spec, cached: false };
      const known = await runTrial(
        {
          spec: spec.value,
          store: knownOnly(this.#store),
          engine,
          threads,
          data,
          signal,
          emit: () => undefined,
        },
        job.epochs,
      );
      if (known.ok || !isUnknown(known.failure))
        return { outcome: known, spec: spec.value, cached: known.ok };
      const identity = `${spec.value.hash} ${engine.code} ${job.epochs}`;
      const failed = this.#failures.find(identity);
      if (failed !== undefined) return { outcome: fail(failed), spec: spec.value, cached: true };
      const outcome = await this.#limit(async () => {
        const mayBegin = this.#mayBegin();
        return mayBegin.ok ? this.#execute(training, spec.value, identity) : mayBegin;
      });
      return { outcome, spec: spec.value, cached: false };
    });
    const { outcome } = end;
    if (!outcome.ok && ['storage', 'data'].includes(outcome.failure.kind)) this.#broken ??= outcome.failure;
    emit({ type: 'training-finished', training, end });
    return end;
  }

  async #execute(training: TrainingId, spec: ResolvedSpec, identity: string): Promise<Outcome<TrialOutcome>> {
    const { executor, emit, threads, engine, data, cacheDir } = this.#options;
    const { job } = training;
    this.#common ??= this.#computeCommon(spec);
    emit({ type: 'training-started', training, epochs: epochsOf(spec, job) });
    const end = await executor.run(
      {
        spec: packSpec(spec),
        until: job.epochs,
        engine: engine.name,
        threads,
        cacheDir,
        ...(data.dataDir === undefined ? {} : { dataDir: data.dataDir }),
      },
      (event) => emit({ type: 'training-event', training, event }),
    );
    const { outcome } = end;
    // One after the other, and no trial waits for that.
    if (outcome.ok) this.#remembered = this.#remembered.then(() => this.#rememberSpeed(spec, outcome.value));
    // The same computation fails in the same way: it need not be tried again.
    if (!end.lost && !end.outcome.ok && end.outcome.failure.kind === 'run')
      await this.#failures.add(identity, end.outcome.failure);
    return end.outcome;
  }

  /** What trials have in common is computed here while the first processes start. What goes wrong, the trial will tell. */
  async #computeCommon(spec: ResolvedSpec): Promise<void> {
    const { engine, threads, data, signal } = this.#options;
    const common = { spec, store: this.#store, engine, threads, data, signal, emit: () => undefined };
    await executeUpTo(common, 'augment').catch(() => undefined);
  }

  /** For forecasts: how fast a training is while others run beside it. */
  async #rememberSpeed(spec: ResolvedSpec, { history }: TrialOutcome): Promise<void> {
    const { cacheDir, engine, threads } = this.#options;
    const analysis = checkSpec(spec);
    const speed = history.at(-1)?.imagesPerSecond;
    if (!analysis.ok || speed === undefined) return;
    await rememberSpeed(cacheDir, engine.name, analysis.value, { imagesPerSecond: speed, threads });
  }

  #mayBegin(): Outcome<undefined> {
    const { signal, maxTime } = this.#options;
    if (signal.aborted) return fail({ kind: 'interrupted', message: 'interrupted' });
    if (maxTime === null || performance.now() - this.#started < maxTime) return succeed(undefined);
    this.#outOfTime = true;
    return fail({ kind: 'run', message: 'the time was up before it began' });
  }

  #epochsOf(job: Job): number {
    const spec = this.#options.plan.trialSpec(job.point, this.#options.plan.seed);
    return spec.ok ? epochsOf(spec.value, job) : 0;
  }
}

/** The epoch that a job trains to. */
export function epochsOf({ spec }: ResolvedSpec, job: Job): number {
  return Math.min(spec.train.epochs, job.epochs ?? Number.POSITIVE_INFINITY);
}

/** A job's result: the mean of the objective over its repeats, larger is better; null where one of them failed. */
export function jobValue(
  objective: SearchPlan['objective'],
  outcomes: readonly Outcome<TrialOutcome>[],
): number | null {
  let sum = 0;
  for (const outcome of outcomes) {
    if (!outcome.ok) return null;
    const { accuracy, loss } = outcome.value.validation;
    sum += objective === 'validation.accuracy' ? accuracy : -loss;
  }
  return sum / outcomes.length;
}
