/** The engine on Node: reading its binary and starting threads. The only module of the engine that imports Node. */
import { readFile } from 'node:fs/promises';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { instantiateKernels, type Platform, type Threads, type ThreadTask } from './platform.js';

interface ThreadStart {
  readonly engineThread: number;
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
}

export const nodePlatform: Platform = {
  readKernels: () => readFile(new URL('./kernels.wasm', import.meta.url)),

  async startThreads(module, memory, count) {
    const workers = Array.from({ length: count }, (_, engineThread) => {
      const workerData: ThreadStart = { engineThread, module, memory };
      return new Worker(new URL(import.meta.url), { workerData, execArgv: [] });
    });
    const threads = new NodeThreads(workers);
    await threads.ready;
    return threads;
  },
};

interface Call {
  left: number;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

class NodeThreads implements Threads {
  readonly ready: Promise<void>;
  readonly #workers: readonly Worker[];
  #call: Call | undefined;
  #death: Error | undefined;

  constructor(workers: readonly Worker[]) {
    this.#workers = workers;
    for (const worker of workers) {
      worker.on('message', () => this.#finishOne());
      worker.on('error', (error) => this.#die(error instanceof Error ? error : new Error(String(error))));
      worker.on('exit', () => this.#die(new Error('a thread of the engine has ended')));
    }
    // Each thread reports once when it has its kernels.
    this.ready = this.#expectAll();
  }

  async run(task: ThreadTask): Promise<void> {
    if (this.#death !== undefined) throw this.#death;
    for (const worker of this.#workers) {
      worker.ref();
      worker.postMessage(task);
    }
    await this.#expectAll();
  }

  async end(): Promise<void> {
    this.#death ??= new Error('the engine has been disposed of');
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }

  #expectAll(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#call = { left: this.#workers.length, resolve, reject };
    });
  }

  #finishOne(): void {
    const call = this.#call;
    if (call === undefined || --call.left > 0) return;
    this.#call = undefined;
    // Idle threads must not keep the process alive.
    for (const worker of this.#workers) worker.unref();
    call.resolve();
  }

  /** One thread's death would leave the others waiting at a barrier for ever. */
  #die(error: Error): void {
    this.#death ??= error;
    const call = this.#call;
    this.#call = undefined;
    for (const worker of this.#workers) void worker.terminate();
    call?.reject(this.#death);
  }
}

if (!isMainThread && parentPort !== null && isThreadStart(workerData)) {
  const { engineThread, module, memory } = workerData;
  const port = parentPort;
  const kernels = await instantiateKernels(module, memory);
  port.on('message', (task: ThreadTask) => {
    kernels[task](engineThread);
    port.postMessage('done');
  });
  port.postMessage('ready');
}

function isThreadStart(data: unknown): data is ThreadStart {
  return typeof data === 'object' && data !== null && 'engineThread' in data;
}
