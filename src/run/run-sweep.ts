/** A sweep from its definition to a filled folder: the trials, the choice, and the chosen configuration's own runs. */
import path from 'node:path';
import { paperImagesOf } from '../data/catalogue/paper-images.js';
import { leaderboard } from '../metrics/leaderboard.js';
import { type SweepDefinition, trialSpec } from '../plan/sweep/definition.js';
import type { DrawnPlot } from '../report/plots/sweep-plots.js';
import type { ChosenConfiguration, SweepRecord } from '../report/sweep-record.js';
import { datasetNameOf } from '../stages/translate/dataset.js';
import { openStore } from '../store/folder-store.js';
import { openSearch } from '../sweep/strategy.js';
import { type Outcome, succeed } from '../util/outcome.js';
import type { Emit } from './events.js';
import { executeUpTo } from './execute.js';
import { runSearch, type SearchRunOptions } from './run-search.js';
import { runSpec } from './run-spec.js';
import { fillSweepFolder } from './sweep-folder.js';
import { recordOf } from './sweep-record.js';
import { openTrialPool } from './trial-pool.js';

export interface SweepRunOptions extends Omit<SearchRunOptions, 'plan' | 'executor' | 'folder' | 'threads'> {
  readonly definition: SweepDefinition;
  readonly classes: readonly string[];
  readonly runsDir: string;
  /** That there are for all trainings together. */
  readonly threads: number;
  /** Hears of the chosen configuration's runs. */
  readonly emitRun: Emit;
}

export interface FinishedSweep {
  readonly folder: string;
  readonly record: SweepRecord;
  readonly complete: boolean;
}

/** `<name>-sweep-<first 8 of the sweep's hash>`, with another engine in another one. */
export function sweepFolderName({ base, hash }: SweepDefinition, engine: string): string {
  const folder = `${base.spec.name}-sweep-${hash.slice(0, 8)}`;
  return engine === 'wasm' ? folder : `${folder}-${engine}`;
}

/** Runs what is not known yet, and leaves the sweep's folder complete. */
export async function runSweep(options: SweepRunOptions): Promise<Outcome<FinishedSweep>> {
  const { definition, runsDir, engine, jobs, threads } = options;
  const folder = path.join(runsDir, sweepFolderName(definition, engine.name));
  const prepared = await prepareOtherDatasets(options);
  if (!prepared.ok) return prepared;
  const executor = openTrialPool({ env: options.data.env });
  const searched = await runSearch({
    ...options,
    folder,
    executor,
    threads: Math.max(1, Math.floor(threads / jobs)),
    plan: {
      search: openSearch(definition.space, definition.search),
      repeats: definition.seeds.length,
      seed: definition.base.spec.seed,
      objective: definition.objective,
      maxEpochs: definition.maxEpochs,
      trialSpec: (point, seed) => trialSpec(definition, point, seed),
    },
  }).finally(() => executor.close());
  if (!searched.ok) return searched;
  const record = recordOf(identityOf(options), searched.value);
  // What was trained anew gets new plots: they are drawn while the engine's threads score.
  const isNew = searched.value.jobs.some(({ ends }) => ends.some(({ cached }) => !cached));
  let drawn: ReturnType<typeof drawPlots> | undefined;
  const emitRun: Emit = (event) => {
    if (isNew && event.type === 'progress' && event.stage === 'evaluate') drawn ??= drawPlots(record);
    options.emitRun(event);
  };
  const chosen = await runChosen({ ...options, emitRun }, record);
  if (!chosen.ok) return chosen;
  const complete = chosen.value === undefined ? record : { ...record, chosen: chosen.value };
  const written = await fillSweepFolder(folder, complete, searched.value, definition.base, drawn);
  if (!written.ok) return written;
  return succeed({ folder, record: complete, complete: searched.value.complete });
}

/** The other data sets that the chosen configuration will be scored on: one that is missing is told before the first trial. */
async function prepareOtherDatasets(options: SweepRunOptions): Promise<Outcome<undefined>> {
  const { definition, engine, threads, data, signal, emitRun: emit, cacheDir } = options;
  const spec = definition.base;
  if (spec.spec.evaluate.datasets === undefined) return succeed(undefined);
  const store = await openStore(cacheDir);
  if (!store.ok) return store;
  const common = { engine, threads, data, signal, emit };
  const normalized = await executeUpTo({ ...common, spec, store: store.value }, 'normalize');
  return normalized.ok ? succeed(undefined) : normalized;
}

function identityOf({ definition, classes, engine }: SweepRunOptions) {
  const { base, parameters, search, objective, seeds, hash } = definition;
  const { name, description, train, seed, report } = base.spec;
  return {
    name,
    ...(description === '' ? {} : { description }),
    sweepHash: hash,
    dataset: datasetNameOf(base),
    classes,
    paper: report.paper as Readonly<Record<string, number>>,
    ...paperImagesOf(datasetNameOf(base)),
    strategy: search.strategy,
    objective,
    epochs: train.epochs,
    repeats: seeds.length,
    parameters,
    seed,
    engine: engine.name,
  };
}

/** Scores the best configuration, and no other, on all splits: its training is known already. */
async function runChosen(
  options: SweepRunOptions,
  record: SweepRecord,
): Promise<Outcome<ChosenConfiguration | undefined>> {
  const { definition, engine, threads, data, signal, emitRun, runsDir, cacheDir } = options;
  const [best] = leaderboard(record);
  if (best?.accuracy === undefined || best.done === 0) return succeed(undefined);
  const runs: ChosenConfiguration['runs'][number][] = [];
  for (const { seed, status } of best.trials) {
    if (status !== 'done') continue;
    const spec = trialSpec(definition, best.parameters, seed);
    if (!spec.ok) return spec;
    const run = await runSpec({
      spec: spec.value,
      engine,
      threads,
      data,
      signal,
      emit: emitRun,
      runsDir,
      cacheDir,
    });
    if (!run.ok) return run;
    const { splits } = run.value.result;
    runs.push({
      seed,
      folder: path.basename(run.value.folder),
      splits: Object.fromEntries(
        Object.entries(splits).map(([name, { accuracy, loss, count }]) => [name, { accuracy, loss, count }]),
      ),
    });
  }
  return succeed({ configuration: best.configuration, runs });
}

/** Plots that are wanted soon. Whoever waits for them hears of what goes wrong. */
function drawPlots(record: SweepRecord): Promise<readonly DrawnPlot[]> {
  const drawn = import('../report/export-sweep.js').then((exporter) => exporter.drawPlots(record));
  drawn.catch(() => undefined);
  return drawn;
}
