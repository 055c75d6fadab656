/** Processes that run trials, one at a time each: what happens to one of them is its trial's misfortune alone. */
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type Failure, fail, type Outcome } from '../util/outcome.js';
import type { RunEvent } from './events.js';
import type { TrialOutcome } from './run-trial.js';
import type { FromTrial, ToTrial, TrialTask } from './trial-messages.js';

/** A trial that was lost says nothing of its configuration: the next time it may well end. */
export type TrialEnd =
  | { readonly lost: false; readonly outcome: Outcome<TrialOutcome> }
  | { readonly lost: true; readonly outcome: { readonly ok: false; readonly failure: Failure } };

/** Where trials run: processes here, elsewhere one day. */
export interface TrialExecutor {
  run(task: TrialTask, onEvent: (event: RunEvent) => void): Promise<TrialEnd>;
  /** Asks the trials under way to end; they then do with kind `interrupted`. */
  stop(): void;
  close(): Promise<void>;
}

export interface PoolOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Milliseconds without a sign of life after which a trial's process is ended. */
  readonly patience?: number;
}

const PATIENCE = 10 * 60_000;
const WATCH_INTERVAL = 1000;
/** How much of what a process complained about is remembered. */
const REMEMBERED = 4000;

/** Opens a pool; it starts as many processes as trials run at once. */
export function openTrialPool(options: PoolOptions): TrialExecutor {
  const idle: Worker[] = [];
  const all = new Set<Worker>();
  let stopped = false;
  return {
    async run(task, onEvent) {
      let worker = idle.pop();
      // One may have died while it had nothing to do.
      while (worker !== undefined && !worker.isAlive) worker = idle.pop();
      worker ??= new Worker(options);
      all.add(worker);
      const ending = worker.run(task, onEvent);
      // Asked to stop between two trials.
      if (stopped) worker.stop();
      const end = await ending;
      if (worker.isAlive) idle.push(worker);
      else all.delete(worker);
      return end;
    },
    stop() {
      stopped = true;
      for (const worker of all) worker.stop();
    },
    async close() {
      await Promise.all([...all].map((worker) => worker.close()));
    },
  };
}

class Worker {
  readonly #child: ChildProcess;
  readonly #patience: number;
  readonly #exited: Promise<string>;
  #complaints = '';
  #impatient = false;
  isAlive = true;

  constructor({ env, patience = PATIENCE }: PoolOptions) {
    this.#patience = patience;
    // Beside this module, and in the bundle that it is a part of.
    const file = fileURLToPath(new URL('./trial-worker.js', import.meta.url));
    this.#child = fork(file, [], {
      env: { ...env },
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#complaints = (this.#complaints + text).slice(-REMEMBERED);
    });
    this.#exited = new Promise((resolve) => {
      this.#child.on('error', (error) => resolve(`its process could not be started: ${error.message}`));
      // Not `close`, which never comes when it was the parent that disconnected.
      this.#child.on('exit', (code, signal) => {
        const end = () => resolve(this.#describeEnd(code, signal));
        const { stderr } = this.#child;
        if (stderr === null || stderr.readableEnded) end();
        else stderr.once('close', end);
      });
    });
    void this.#exited.then(() => {
      this.isAlive = false;
    });
  }

  async run(task: TrialTask, onEvent: (event: RunEvent) => void): Promise<TrialEnd> {
    let seen = performance.now();
    const watch = setInterval(() => {
      if (performance.now() - seen < this.#patience) return;
      this.#impatient = true;
      this.#child.kill('SIGKILL');
    }, WATCH_INTERVAL);
    let listen: (message: FromTrial) => void = () => undefined;
    try {
      const finished = new Promise<TrialEnd>((resolve) => {
        listen = (message) => {
          seen = performance.now();
          if (message.type === 'event') onEvent(message.event);
          else resolve({ lost: false, outcome: message.outcome });
        };
        this.#child.on('message', listen);
      });
      this.#send({ type: 'run', task });
      return await Promise.race([finished, this.#exited.then(lost)]);
    } finally {
      clearInterval(watch);
      this.#child.off('message', listen);
    }
  }

  stop(): void {
    this.#send({ type: 'stop' });
  }

  async close(): Promise<void> {
    if (this.#child.connected) this.#child.disconnect();
    await this.#exited;
  }

  #send(message: ToTrial): void {
    // A process that has just died is found out by its end.
    if (this.#child.connected) this.#child.send(message, () => undefined);
  }

  #describeEnd(code: number | null, signal: NodeJS.Signals | null): string {
    if (this.#impatient) return `it gave no sign of life for ${Math.round(this.#patience / 1000)} s`;
    const complaint = this.#complaints
      .split('\n')
      .map((line) => line.trim())
      .find((line) => /error/i.test(line));
    const reason = complaint === undefined ? '' : ` (${complaint})`;
    if (signal === 'SIGKILL')
      return `its process was killed${reason}, as the system does when memory runs out`;
    if (signal !== null) return `its process was ended by ${signal}${reason}`;
    return `its process ended with exit code ${code}${reason}`;
  }
}

function lost(message: string): TrialEnd {
  const failure: Failure = { kind: 'run', message, advice: 'the same command runs the trial again' };
  return { lost: true, outcome: fail(failure) };
}
