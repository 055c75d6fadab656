/** hwr-run SPEC --sweep: many trainings, and the choice among them. */
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { countTrials, MOST_TRIALS, type SweepDefinition } from '../plan/sweep/definition.js';
import { formatCount } from '../report/numbers.js';
import { sweepResult } from '../report/sweep-json.js';
import { terminalSweep } from '../report/sweep-terminal.js';
import { viewOf } from '../report/sweep-words.js';
import { runSweep } from '../run/run-sweep.js';
import { datasetOf } from '../stages/translate/dataset.js';
import { createSweepLogger } from './progress/sweep-logger.js';
import { type CommandResult, done, type Session } from './session.js';
import type { RunnableSpec } from './spec-of.js';

/** Runs the sweep of a checked spec. */
export async function sweep(
  session: Session,
  { spec, engine }: RunnableSpec,
  definition: SweepDefinition,
): Promise<CommandResult> {
  const { settings, signal } = session;
  const trials = countTrials(definition);
  if (trials.count > MOST_TRIALS && settings.sweep?.yes !== true) {
    const count = `${trials.exact ? '' : 'more than '}${formatCount(trials.count)}`;
    const advice = 'narrow it down, or say how many with --trials; --yes begins all the same';
    return [{ kind: 'usage', message: `the sweep has ${count} trials`, advice }];
  }
  const dataset = datasetOf(spec);
  if (!dataset.ok) return [dataset.failure];
  const logger = await createSweepLogger({
    stream: process.stderr,
    quiet: settings.quiet,
    color: Boolean(process.stderr.isTTY) && !settings.env.NO_COLOR,
    objective: definition.objective,
    parameters: definition.parameters,
    repeats: definition.seeds.length,
    ...(trials.exact ? { total: trials.count } : {}),
  });
  const { dataDir, env, threads, runsDir, cacheDir } = settings;
  const finished = await runSweep({
    definition,
    classes: dataset.value.classes,
    engine,
    jobs: settings.sweep?.jobs ?? availableParallelism(),
    threads,
    data: { env, ...(dataDir === undefined ? {} : { dataDir }) },
    signal,
    emit: logger.emit,
    emitRun: () => undefined,
    runsDir,
    cacheDir,
    maxTime: settings.sweep?.maxSeconds === undefined ? null : settings.sweep.maxSeconds * 1000,
  }).finally(() => logger.close());
  if (!finished.ok) {
    const { failure } = finished;
    if (failure.kind !== 'interrupted') return [failure];
    const advice = 'the same command goes on from there';
    return [{ kind: 'interrupted', message: 'interrupted; the trials that were done are kept', advice }];
  }
  const { folder, record, complete } = finished.value;
  const where = path.relative(process.cwd(), folder) || '.';
  session.printJson({ ...sweepResult(viewOf(record)), folder: where });
  session.print(`\n${terminalSweep(record, { color: session.color, width: session.width })}`);
  session.print(`report: ${path.join(where, 'report.html')}`);
  if (record.chosen !== undefined) session.print(`best:   ${path.join(where, 'best.yaml')}`);
  if (!complete) session.note('a budget ended the sweep; the same command without it goes on from there');
  const failed = record.trials.filter(({ status }) => status === 'failed');
  if (failed.length === 0) return done;
  const [first] = failed;
  const message = `${failed.length} of ${record.trials.length} trials failed; trial ${first?.number}: ${first?.reason}`;
  return [{ kind: 'run', message, advice: 'the table has the reasons' }];
}
