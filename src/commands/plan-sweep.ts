/** hwr-run plan SPEC --sweep: the trials, what is cached of them, and how long the rest will take. */
import { availableParallelism } from 'node:os';
import { checkSpec } from '../plan/check-spec.js';
import { estimateTimes } from '../plan/estimate.js';
import { countTrials, type SweepDefinition } from '../plan/sweep/definition.js';
import { withNames } from '../report/named-values.js';
import { formatCount } from '../report/numbers.js';
import { settingText } from '../report/sweep-words.js';
import { layoutTable } from '../report/text-table.js';
import { type KnownTrial, knownTrials } from '../run/known-trials.js';
import { sweepFolderName } from '../run/run-sweep.js';
import { otherDatasetsOf } from '../stages/translate/datasets.js';
import { openStore } from '../store/folder-store.js';
import { describeWait } from './progress/duration.js';
import { type CommandResult, done, type Session } from './session.js';
import type { RunnableSpec } from './spec-of.js';

/** Rows that are shown of a long table. */
const MOST_ROWS = 40;
/** Seconds that a training takes beside its epochs, and a sweep beside its trials: start, reading the data, tables and pages. */
const OVERHEAD = { training: 0.1, sweep: 2 } as const;
/** Trials that are looked up one by one: more would take longer than anybody waits for a plan. */
const MOST_LOOKED_AT = 2000;

export async function planSweep(
  session: Session,
  { engine }: RunnableSpec,
  definition: SweepDefinition,
): Promise<CommandResult> {
  const { settings, signal } = session;
  const count = countTrials(definition);
  const folder = sweepFolderName(definition, engine.name);
  const number = `${count.exact ? '' : 'more than '}${formatCount(count.count)} trials`;
  if (count.count > MOST_LOOKED_AT) {
    session.printJson({ name: definition.base.spec.name, folder, trials: count });
    session.print(`${number}: too many to plan one by one; narrow them down, or say how many with --trials`);
    return done;
  }
  const store = await openStore(settings.cacheDir);
  if (!store.ok) return [store.failure];
  const known = await knownTrials(definition, { store: store.value, engine, signal });
  if (!known.ok) return [known.failure];
  const { trials, complete } = known.value;
  const jobs = settings.sweep?.jobs ?? availableParallelism();
  const threads = Math.max(1, Math.floor(settings.threads / jobs));
  const work = await Promise.all(trials.map((trial) => secondsOf(trial, session, engine.name, threads)));
  const isLeft = work.some((one) => one.seconds > 0);
  const ending = isLeft ? await secondsOfChoice(trials, session, engine.name, definition.seeds.length) : 0;
  const trainings = work.map((one) => (one.seconds === 0 ? 0 : one.seconds + OVERHEAD.training));
  const seconds = isLeft ? makespan(trainings, jobs) + ending + OVERHEAD.sweep : 0;
  session.printJson({
    name: definition.base.spec.name,
    folder,
    trials: trials.map(({ job, seed, isDone, epochs, knownEpochs, reason }) => ({
      parameters: job.point,
      seed,
      status: reason !== undefined ? 'invalid' : isDone ? 'cached' : 'missing',
      epochs: { planned: epochs, known: knownEpochs },
    })),
    complete,
    seconds,
    measured: work.every(({ measured }) => measured),
  });
  const columns = (['right', 'left', 'left'] as const).map((align, i) => ({
    title: ['trial', 'state', 'parameters'][i] ?? '',
    align,
  }));
  const rows = trials.map((trial, i) => [
    String(i + 1),
    describe(trial),
    [
      settingText(withNames(definition.parameters, trial.job.point)),
      definition.seeds.length > 1 ? `seed ${trial.seed}` : '',
    ]
      .filter((text) => text !== '')
      .join(', '),
  ]);
  session.print(layoutTable(columns, rows.slice(0, MOST_ROWS)).join('\n'));
  if (rows.length > MOST_ROWS) session.print(`and ${rows.length - MOST_ROWS} more`);
  const cached = trials.filter(({ isDone }) => isDone).length;
  const rest = complete ? '' : '; the others are decided by the results of these';
  session.print(`\n${number}, ${cached} of ${trials.length} cached${rest}; results in ${folder}`);
  const left = trials.reduce((sum, { epochs, knownEpochs }) => sum + epochs - knownEpochs, 0);
  if (left === 0) session.print('nothing is left to train');
  else {
    const basis = work.every(({ measured }) => measured)
      ? 'at the speed measured here'
      : 'guessed, since nothing was trained here yet';
    const how = `${jobs} at once, ${threads} ${threads === 1 ? 'thread' : 'threads'} each`;
    session.print(
      `${formatCount(left)} epochs, about ${describeWait(Math.max(1, seconds))}, ${how} (${basis})`,
    );
  }
  return done;
}

function describe({ isDone, reason, epochs, knownEpochs }: KnownTrial): string {
  if (reason !== undefined) return 'cannot run';
  if (isDone) return 'cached';
  return knownEpochs === 0 ? 'would run' : `${knownEpochs} of ${epochs} epochs are cached`;
}

async function secondsOf(
  { spec, epochs, knownEpochs, isDone }: KnownTrial,
  { settings }: Session,
  engine: RunnableSpec['engine']['name'],
  threads: number,
): Promise<{ readonly seconds: number; readonly measured: boolean }> {
  const model = spec && checkSpec(spec);
  if (isDone || spec === undefined || model?.ok !== true) return { seconds: 0, measured: true };
  // A trial is scored on the validation images alone.
  const scored = ['train', 'test', ...otherDatasetsOf(spec).map(({ name }) => name)];
  const options = { epochs: epochs - knownEpochs, threads, cacheDir: settings.cacheDir, engine, scored };
  const { training, scoring, measured } = await estimateTimes(spec, model.value, options);
  return { seconds: training + scoring, measured };
}

/** Seconds until all are done, each begun in its turn by the first of `jobs` that is free. */
function makespan(trainings: readonly number[], jobs: number): number {
  const busy = new Array<number>(jobs).fill(0);
  for (const seconds of trainings) {
    const first = busy.indexOf(Math.min(...busy));
    busy[first] = (busy[first] ?? 0) + seconds;
  }
  return Math.max(...busy);
}

/** What it takes to score the chosen configuration on all that the spec says, for each of its seeds. */
async function secondsOfChoice(
  trials: readonly KnownTrial[],
  { settings }: Session,
  engine: RunnableSpec['engine']['name'],
  seeds: number,
): Promise<number> {
  const spec = trials.find((trial) => trial.spec !== undefined)?.spec;
  const model = spec && checkSpec(spec);
  if (spec === undefined || model?.ok !== true) return 0;
  const { threads, cacheDir } = settings;
  const options = { epochs: 0, threads, cacheDir, engine, scored: ['validation'] };
  return (await estimateTimes(spec, model.value, options)).scoring * seeds;
}
