/** The process of a trial: runs one after the other, whatever its parent sends. Started by trial-pool.ts. */
import { findEngine } from '../engine/index.js';
import { loadSpec } from '../spec/load-spec.js';
import { identifyEngine } from '../stages/code.js';
import type { ChosenEngine } from '../stages/stage.js';
import { openStore } from '../store/folder-store.js';
import { fail, type Outcome, succeed } from '../util/outcome.js';
import { rememberAnswers } from './remember-answers.js';
import { runTrial, type TrialOutcome } from './run-trial.js';
import { runReader } from './starting-run.js';
import type { FromTrial, ToTrial, TrialTask } from './trial-messages.js';

let running: AbortController | undefined;
/** Loaded once: compiling the kernels takes a moment. */
let engine: ChosenEngine | undefined;

// Ctrl-C reaches all processes of a terminal; the parent tells this one what to do about it.
process.on('SIGINT', () => undefined);
// Nobody is left to work for.
process.on('disconnect', () => process.exit(1));
process.on('message', (message: ToTrial) => {
  if (message.type === 'stop') running?.abort(new DOMException('interrupted', 'AbortError'));
  else void work(message.task).then((outcome) => tell({ type: 'finished', outcome }));
});
process.on('uncaughtException', (error) => {
  process.stderr.write(`internal error: ${error.stack ?? error.message}\n`, () => process.exit(1));
});

async function work(task: TrialTask): Promise<Outcome<TrialOutcome>> {
  running = new AbortController();
  const { signal } = running;
  const { yaml, name, until, threads, cacheDir, runsDir, dataDir } = task;
  const spec = await loadSpec({ text: yaml, path: name, readRun: runReader(runsDir) });
  if (!spec.ok) return fail(spec.failure[0] ?? { kind: 'spec', message: 'the spec is not valid' });
  const store = await openStore(cacheDir);
  if (!store.ok) return store;
  const chosen = await chooseEngine(task);
  if (!chosen.ok) return chosen;
  return runTrial(
    {
      spec: spec.value,
      store: store.value,
      engine: chosen.value,
      threads,
      data: { env: process.env, ...(dataDir === undefined ? {} : { dataDir }) },
      signal,
      emit: (event) => tell({ type: 'event', event }),
    },
    until,
  );
}

async function chooseEngine({ engine: name }: TrialTask): Promise<Outcome<ChosenEngine>> {
  if (engine?.name === name) return succeed(engine);
  const found = await findEngine(name, process.env);
  if (!found.ok) return found;
  let loading: ReturnType<ChosenEngine['load']> | undefined;
  engine = {
    ...identifyEngine(name, found.value.installedSha256),
    load: () => {
      loading ??= found.value.load().then(rememberAnswers);
      return loading;
    },
  };
  return succeed(engine);
}

function tell(message: FromTrial): void {
  process.send?.(message);
}
