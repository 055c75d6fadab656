/** Executes the pipeline for one spec: each stage is looked up, or run and filed. */
import { performance } from 'node:perf_hooks';
import { artifactOf } from '../plan/artifact.js';
import { keyRecord } from '../plan/key-record.js';
import type { ResolvedSpec } from '../spec/load-spec.js';
import { pipeline } from '../stages/pipeline.js';
import type {
  Artifact,
  ChosenEngine,
  PartRequest,
  Stage,
  StageContext,
  StageDescription,
  StageFailure,
  StageName,
  StageRequest,
} from '../stages/stage.js';
import type { Output, Store } from '../store/store.js';
import { fail, type Outcome, succeed } from '../util/outcome.js';
import type { Emit } from './events.js';

export interface ExecuteOptions {
  readonly spec: ResolvedSpec;
  readonly store: Store;
  readonly engine: ChosenEngine;
  readonly threads: number;
  readonly data: StageContext['data'];
  readonly signal: AbortSignal;
  readonly emit: Emit;
}

/** A stage that is done. */
export interface StageResult {
  readonly stage: StageName;
  readonly artifact: Artifact;
  readonly cached: boolean;
  /** What it took in this run. */
  readonly seconds: number;
}

export type StageResults = Readonly<Record<StageName, StageResult>>;

/** The results of the first stages of the pipeline. */
export type SomeResults = Readonly<Partial<Record<StageName, StageResult>>>;

/** How often one blob may turn out to be damaged in a run: more often, and something keeps on damaging it. */
const MENDINGS_OF_A_BLOB = 3;

export async function executePipeline(options: ExecuteOptions): Promise<Outcome<StageResults>> {
  const results = await executeUpTo(options, 'report');
  return results.ok ? succeed(results.value as StageResults) : results;
}

/**
 * Executes the stages up to `last`, and `then` with their artifacts: what it finds damaged is computed again, as what a
 * stage finds damaged is.
 */
export async function executeUpTo(options: ExecuteOptions, last: StageName): Promise<Outcome<SomeResults>>;
export async function executeUpTo<T>(
  options: ExecuteOptions,
  last: StageName,
  then: (results: SomeResults) => Promise<Outcome<T, StageFailure>>,
): Promise<Outcome<T>>;
export async function executeUpTo(
  options: ExecuteOptions,
  last: StageName,
  then: (results: SomeResults) => Promise<Outcome<unknown, StageFailure>> = async (results) =>
    succeed(results),
): Promise<Outcome<unknown>> {
  const mended = new Map<string, number>();
  /** Stages that this run has computed: after a mending the store knows them, but they were not cached. */
  const computed = new Set<StageName>();
  for (;;) {
    const results = await executeOnce(options, computed, last);
    const finished = results.ok ? await then(results.value) : results;
    if (finished.ok) return finished;
    const { failure } = finished;
    if (failure.kind !== 'damaged') return { ok: false, failure };
    const { sha256 } = failure.blob;
    const times = (mended.get(sha256) ?? 0) + 1;
    mended.set(sha256, times);
    // The damaged blob is set aside, so that the next pass misses its entry and computes it again.
    if (times < MENDINGS_OF_A_BLOB) continue;
    const message = `blob ${sha256.slice(0, 12)} of the cache is damaged again after ${times - 1} repairs`;
    return fail({ kind: 'storage', message, advice: 'run `hwr-run cache verify`, and check the disk' });
  }
}

async function executeOnce(
  options: ExecuteOptions,
  computed: Set<StageName>,
  last: StageName,
): Promise<Outcome<SomeResults, StageFailure>> {
  const results: Partial<Record<StageName, StageResult>> = {};
  const artifacts: Partial<Record<StageName, Artifact>> = {};
  for (const stage of pipeline) {
    options.emit({ type: 'stage-started', stage: stage.name });
    const started = performance.now();
    const result = await executeStage(options, stage, { spec: options.spec, inputs: artifacts });
    if (!result.ok) {
      if (result.failure.kind === 'damaged') {
        options.emit({ type: 'damaged', stage: stage.name, blob: result.failure.blob.sha256 });
      }
      return result;
    }
    const { artifact } = result.value;
    if (!result.value.cached) computed.add(stage.name);
    const cached = !computed.has(stage.name);
    const seconds = (performance.now() - started) / 1000;
    results[stage.name] = { stage: stage.name, artifact, cached, seconds };
    artifacts[stage.name] = artifact;
    options.emit({
      type: 'stage-finished',
      stage: stage.name,
      key: artifact.entry.key,
      cached,
      seconds,
    });
    const prepared = await prepareAfter(options, stage, { spec: options.spec, inputs: artifacts });
    if (!prepared.ok) return prepared;
    if (stage.name === last) break;
  }
  return succeed(results);
}

/** Obtains what later stages take from outside the pipeline once `done` is done. */
async function prepareAfter(
  options: ExecuteOptions,
  done: Stage,
  request: StageRequest,
): Promise<Outcome<undefined, StageFailure>> {
  for (const stage of pipeline) {
    if (stage.prepare?.after !== done.name) continue;
    const prepared = await stage.prepare.run(contextOf(options, stage), request);
    if (!prepared.ok) return prepared;
  }
  return succeed(undefined);
}

/** One stage: looked up, or run and filed. */
export async function executeStage(
  options: ExecuteOptions,
  stage: Stage,
  request: StageRequest,
): Promise<Outcome<{ artifact: Artifact; cached: boolean }, StageFailure>> {
  const description = stage.describe(request);
  if (!description.ok) return description;
  return obtain(options, stage.name, description.value, undefined, () =>
    stage.run(contextOf(options, stage), request),
  );
}

async function obtain(
  { store, engine, emit, signal }: ExecuteOptions,
  stage: StageName,
  description: StageDescription,
  part: string | undefined,
  compute: () => Promise<Outcome<Output, StageFailure>>,
): Promise<Outcome<{ artifact: Artifact; cached: boolean }, StageFailure>> {
  const obtained = await store.obtain<StageFailure>({
    record: keyRecord(stage, description, engine, part),
    compute: () => timed(compute),
    onWait: ({ pid, host }) => emit({ type: 'waiting', stage, pid, host }),
    signal,
  });
  if (!obtained.ok) return obtained;
  return succeed({ artifact: artifactOf(store, obtained.value.entry), cached: obtained.value.cached });
}

/** Notes how long a computation took, unless it has measured that itself. */
async function timed(
  compute: () => Promise<Outcome<Output, StageFailure>>,
): Promise<Outcome<Output, StageFailure>> {
  const started = performance.now();
  const output = await compute();
  if (!output.ok) return output;
  const seconds = (performance.now() - started) / 1000;
  return succeed({ ...output.value, notes: { seconds, ...output.value.notes } });
}

/** What a stage may use when it runs with these options. */
export function contextOf(options: ExecuteOptions, stage: Stage): StageContext {
  return {
    engine: options.engine,
    threads: options.threads,
    data: options.data,
    signal: options.signal,
    emit: options.emit,
    obtain: (part: PartRequest) => obtain(options, stage.name, part, part.part, part.compute),
    record: (ledger, member) => options.store.record(ledger, member),
  };
}
