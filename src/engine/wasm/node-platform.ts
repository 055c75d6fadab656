/** The engine on Node: reading its binary and starting threads. The only module of the engine that imports Node. */
import { readFile } from 'node:fs/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import {
  instantiateKernels,
  type Kernels,
  type Platform,
  type Threads,
  type ThreadTask,
} from './platform.js';

/** What a thread is told: the kernels and memory to work with, a task, or that it is free again. */
type ThreadMessage =
  | {
      readonly type: 'attach';
      readonly engineThread: number;
      readonly module: WebAssembly.Module;
      readonly memory: WebAssembly.Memory;
    }
  | { readonly type: 'run'; readonly task: ThreadTask }
  | { readonly type: 'detach' };

/** Threads that have nothing to do: to start one takes longer than to train on many an image, and a sweep compiles often. */
const idle: Worker[] = [];
/** More would only keep their stacks. */
const MOST_IDLE = 16;

export const nodePlatform: Platform = {
  readKernels: () => readFile(new URL('./kernels.wasm', import.meta.url)),

  async startThreads(module, memory, count) {
    const workers = Array.from({ length: count }, () => idle.pop() ?? startThread());
    const threads = new NodeThreads(workers, memory.buffer.byteLength);
    await threads.tell((engineThread) => ({ type: 'attach', engineThread, module, memory }));
    return threads;
  },
};

function startThread(): Worker {
  const worker = new Worker(new URL(import.meta.url), { workerData: THREAD, execArgv: [] });
  // One that dies with nothing to do is nobody's trouble, as long as nobody gets it.
  worker.on('error', () => undefined);
  worker.on('exit', () => {
    const place = idle.indexOf(worker);
    if (place >= 0) idle.splice(place, 1);
  });
  return worker;
}

/** V8 does not count a shared memory against those who hold on to it, so that nothing else would make it collect them. */
function garbageCollector(): () => void {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as () => void;
}

/** Bytes of models that are no longer in use and may still be there. */
let unused = 0;
const MOST_UNUSED = 256 * 2 ** 20;

function letGo(bytes: number): void {
  unused += bytes;
  if (unused < MOST_UNUSED) return;
  garbageCollector()();
  unused = 0;
}

/** Tells a thread of the engine from any other that loads this module. */
const THREAD = 'hwr-run engine thread';

interface Call {
  left: number;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

class NodeThreads implements Threads {
  readonly #workers: readonly Worker[];
  readonly #bytes: number;
  #call: Call | undefined;
  #death: Error | undefined;

  constructor(workers: readonly Worker[], bytes: number) {
    this.#workers = workers;
    this.#bytes = bytes;
    for (const worker of workers) {
      worker.on('message', this.#finishOne);
      worker.on('error', this.#die);
      worker.on('exit', this.#dieOfExit);
    }
  }

  run(task: ThreadTask): Promise<void> {
    return this.tell(() => ({ type: 'run', task }));
  }

  /** Tells each thread something, and waits until all have done it. */
  async tell(message: (engineThread: number) => ThreadMessage): Promise<void> {
    if (this.#death !== undefined) throw this.#death;
    for (const [engineThread, worker] of this.#workers.entries()) {
      worker.ref();
      worker.postMessage(message(engineThread));
    }
    await this.#expectAll();
  }

  /** Threads that have come to an orderly end serve the next model; others, which may be in the middle of something, are ended. */
  async end(): Promise<void> {
    const isOrderly = this.#death === undefined && this.#call === undefined;
    if (isOrderly) await this.tell(() => ({ type: 'detach' })).catch(() => undefined);
    const isAlive = isOrderly && this.#death === undefined;
    this.#death ??= new Error('the engine has been disposed of');
    for (const worker of this.#workers) {
      worker.off('message', this.#finishOne);
      worker.off('error', this.#die);
      worker.off('exit', this.#dieOfExit);
      if (isAlive && idle.length < MOST_IDLE) idle.push(worker);
      else await worker.terminate();
    }
    letGo(this.#bytes);
  }

  #expectAll(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#call = { left: this.#workers.length, resolve, reject };
    });
  }

  readonly #finishOne = (): void => {
    const call = this.#call;
    if (call === undefined || --call.left > 0) return;
    this.#call = undefined;
    // Idle threads must not keep the process alive.
    for (const worker of this.#workers) worker.unref();
    call.resolve();
  };

  /** One thread's death would leave the others waiting at a barrier for ever. */
  readonly #die = (error: unknown): void => {
    this.#death ??= error instanceof Error ? error : new Error(String(error));
    const call = this.#call;
    this.#call = undefined;
    for (const worker of this.#workers) void worker.terminate();
    call?.reject(this.#death);
  };

  readonly #dieOfExit = (): void => this.#die(new Error('a thread of the engine has ended'));
}

if (!isMainThread && parentPort !== null && workerData === THREAD) {
  const port = parentPort;
  const collectGarbage = garbageCollector();
  let kernels: Kernels | undefined;
  let thread = 0;
  port.on('message', async (message: ThreadMessage) => {
    if (message.type === 'attach') {
      thread = message.engineThread;
      kernels = await instantiateKernels(message.module, message.memory);
    } else if (message.type === 'run') {
      kernels?.[message.task](thread);
    } else {
      kernels = undefined;
      collectGarbage();
    }
    port.postMessage('done');
  });
}
