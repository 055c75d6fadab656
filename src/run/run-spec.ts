/** One spec, from its resolved form to a filled run folder. */
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { analyzeModel } from '../model/analyze.js';
import { rememberSpeed } from '../plan/speed.js';
import type { Result } from '../report/result-types.generated.js';
import type { ResolvedSpec } from '../spec/load-spec.js';
import type { BuildMeta } from '../stages/artifacts/model.js';
import type { TrainNotes } from '../stages/artifacts/training.js';
import { inputOf } from '../stages/stage.js';
import { openStore } from '../store/folder-store.js';
import { writeFileAtomically } from '../util/atomic-file.js';
import { type Outcome, succeed } from '../util/outcome.js';
import { chainOf, formerChain } from './chain.js';
import type { Emit, RunEvent } from './events.js';
import { type ExecuteOptions, executePipeline, type StageResults } from './execute.js';
import { openJournal } from './journal.js';
import { resultOf } from './result.js';
import { executeEnsemble, inputsOf, prepareEnsemble } from './run-ensemble.js';
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
  const { spec, engine } = options;
  if (spec.members !== undefined) return runEnsembleInto(folder, options, spec.members);
  for (let attempt = 1; ; attempt++) {
    const results = await executePipeline(options);
    if (!results.ok) return results;
    const { report, train } = results.value;
    const filled = await fillRunFolder(folder, spec, { report: report.artifact, train: train.artifact });
    if (!filled.ok) {
      if (filled.failure.kind !== 'damaged') return { ok: false, failure: filled.failure };
      if (attempt < FILLING_ATTEMPTS) continue;
      const message = `blob ${filled.failure.blob.sha256.slice(0, 12)} of the cache stays damaged`;
      return {
        ok: false,
        failure: { kind: 'storage', message, advice: 'run `hwr-run cache verify`, and check the disk' },
      };
    }
    if (!train.cached) await keepSpeed(options, results.value);
    const chain =
      (await chainOf(options, results.value)) ??
      (await formerChain(path.join(folder, 'result.json'), results.value));
    const request = { spec, inputs: inputsOf(results.value) };
    return writeResult(folder, resultOf(request, engine, Object.values(results.value), chain));
  }
}

/** The members first, each into a folder of its own, then what is made of them. */
async function runEnsembleInto(
  folder: string,
  options: RunOptions & ExecuteOptions,
  members: readonly ResolvedSpec[],
): Promise<Outcome<Result>> {
  const prepared = await prepareEnsemble(options, members);
  if (!prepared.ok) return prepared;
  const { store: _, ...common } = options;
  for (const spec of members) {
    const run = await runSpec({ ...common, spec });
    if (!run.ok) return run;
  }
  return executeEnsemble(options, members, async ({ request, stages }) => {
    const filled = await fillRunFolder(folder, options.spec, { report: inputOf(request, 'report') });
    if (!filled.ok) return filled;
    return writeResult(folder, resultOf(request, options.engine, stages));
  });
}

async function writeResult(folder: string, result: Result): Promise<Outcome<Result>> {
  const file = path.join(folder, 'result.json');
  const written = await writeFileAtomically(file, `${JSON.stringify(result, null, 2)}\n`);
  return written.ok ? succeed(result) : written;
}

async function keepSpeed(
  { cacheDir, threads, engine }: RunOptions,
  { build, train }: StageResults,
): Promise<void> {
  const { model } = build.artifact.entry.meta as unknown as BuildMeta;
  const analysis = analyzeModel(model);
  const { epochs } = train.artifact.entry.notes as unknown as TrainNotes;
  const imagesPerSecond = epochs.at(-1)?.imagesPerSecond;
  if (analysis.ok && imagesPerSecond !== undefined)
    await rememberSpeed(cacheDir, engine.name, analysis.value, { imagesPerSecond, threads });
}
