/** The process of a trial: runs one after the other, whatever its parent sends. Started by trial-pool.ts. */
import { findEngine } from '../engine/index.js';
import { unpackSpec } from '../spec/pack.js';
import { identifyEngine } from '../stages/code.js';
import type { ChosenEngine } from '../stages/stage.js';
import { openStore } from '../store/folder-store.js';
import { type Outcome, succeed } from '../util/outcome.js';
import { rememberAnswers } from './remember-answers.js';
import { type BlobMemory, rememberBlobs } from './remember-blobs.js';
import { reuseModel } from './reuse-model.js';
import { runTrial, type TrialOutcome } from './run-trial.js';
import type { FromTrial, ToTrial, TrialTask } from './trial-messages.js';

let running: AbortController | undefined;
/** Loaded once: compiling the kernels takes a moment. */
let engine: ChosenEngine | undefined;
const blobs: BlobMemory = new Map();

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
  const { spec, until, threads, cacheDir, dataDir } = task;
  const store = await openStore(cacheDir, { writesBehind: true });
  if (!store.ok) return store;
  const chosen = await chooseEngine(task);
  if (!chosen.ok) return chosen;
  const outcome = await runTrial(
    {
      spec: unpackSpec(spec),
      store: rememberBlobs(store.value, blobs),
      engine: chosen.value,
      threads,
      data: { env: process.env, ...(dataDir === undefined ? {} : { dataDir }) },
      signal,
      emit: (event) => tell({ type: 'event', event }),
    },
    until,
  );
  // What is told as finished is on the disk.
  const settled = await store.value.settled();
  return outcome.ok && !settled.ok ? settled : outcome;
}

async function chooseEngine({ engine: name }: TrialTask): Promise<Outcome<ChosenEngine>> {
  if (engine?.name === name) return succeed(engine);
  const found = await findEngine(name, process.env);
  if (!found.ok) return found;
  let loading: ReturnType<ChosenEngine['load']> | undefined;
  engine = {
    ...identifyEngine(name, found.value.installedSha256),
    load: () => {
      loading ??= found.value.load().then((own) => rememberAnswers(reuseModel(own)));
      return loading;
    },
  };
  return succeed(engine);
}

function tell(message: FromTrial): void {
  process.send?.(message);
}
