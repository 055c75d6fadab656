/** One spec, from its resolved form to a filled run folder. */
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { analyzeModel } from '../model/analyze.js';
import { trainingWork, writeSpeed } from '../plan/estimate.js';
import type { Result } from '../report/result-types.generated.js';
import type { BuildMeta } from '../stages/artifacts/model.js';
import type { TrainNotes } from '../stages/artifacts/training.js';
import { openStore } from '../store/folder-store.js';
import { writeFileAtomically } from '../util/atomic-file.js';
import { type Outcome, succeed } from '../util/outcome.js';
import { chainOf, formerChain } from './chain.js';
import type { Emit, RunEvent } from './events.js';
import { type ExecuteOptions, executePipeline, type StageResults } from './execute.js';
import { openJournal } from './journal.js';
import { resultOf } from './result.js';
import { fillRunFolder, runFolderName } from './run-folder.js';

export interface RunOptions extends Omit<ExecuteOptions, 'store'> {
  readonly runsDir: string;
  readonly cacheDir: string;
}

export interface FinishedRun {
  readonly folder: string;
  readonly result: Result;
  readonly seconds: number;
}

/** Runs what is not known yet, and leaves the run folder complete. */
export async function runSpec(options: RunOptions): Promise<Outcome<FinishedRun>> {
  const started = performance.now();
  const store = await openStore(options.cacheDir);
  if (!store.ok) return store;
  const folder = path.join(options.runsDir, runFolderName(options.spec, options.engine.name));
  const journal = await openJournal(folder);
  if (!journal.ok) return journal;
  const emit: Emit = (event: RunEvent) => {
    journal.value.write(event);
    options.emit(event);
  };
  try {
    emit({
      type: 'run-started',
      name: options.spec.spec.name,
      specHash: options.spec.hash,
      folder,
      engine: options.engine.name,
      threads: options.threads,
    });
    const finished = await runInto(folder, { ...options, store: store.value, emit });
    if (!finished.ok) {
      emit({ type: 'run-failed', kind: finished.failure.kind, message: finished.failure.message });
      return finished;
    }
    const seconds = (performance.now() - started) / 1000;
    emit({ type: 'run-finished', seconds });
    return succeed({ folder, result: finished.value, seconds });
  } finally {
    await journal.value.close();
  }
}

/** How often a run folder is filled anew when a blob for it turns out to be damaged. */
const FILLING_ATTEMPTS = 3;

async function runInto(folder: string, options: RunOptions & ExecuteOptions): Promise<Outcome<Result>> {
  for (let attempt = 1; ; attempt++) {
    const results = await executePipeline(options);
    if (!results.ok) return results;
    const filled = await fillRunFolder(folder, options.spec, results.value);
    if (!filled.ok) {
      if (filled.failure.kind !== 'damaged') return { ok: false, failure: filled.failure };
      if (attempt < FILLING_ATTEMPTS) continue;
      const message = `blob ${filled.failure.blob.sha256.slice(0, 12)} of the cache stays damaged`;
      return {
        ok: false,
        failure: { kind: 'storage', message, advice: 'run `hwr-run cache verify`, and check the disk' },
      };
    }
    if (!results.value.train.cached) await rememberSpeed(options, results.value);
    const file = path.join(folder, 'result.json');
    const chain = (await chainOf(options, results.value)) ?? (await formerChain(file, results.value));
    const result = resultOf(options.spec, options.engine, results.value, chain);
    const written = await writeFileAtomically(file, `${JSON.stringify(result, null, 2)}\n`);
    return written.ok ? succeed(result) : written;
  }
}

async function rememberSpeed(
  { cacheDir, threads, engine }: RunOptions,
  { build, train }: StageResults,
): Promise<void> {
  const { model } = build.artifact.entry.meta as unknown as BuildMeta;
  const analysis = analyzeModel(model);
  const { epochs } = train.artifact.entry.notes as unknown as TrainNotes;
  const imagesPerSecond = epochs.at(-1)?.imagesPerSecond;
  if (analysis.ok && imagesPerSecond !== undefined)
    await writeSpeed(cacheDir, engine.name, {
      workPerSecond: imagesPerSecond * trainingWork(analysis.value),
      threads,
    });
}
