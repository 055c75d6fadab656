/** What the engine needs of the place that it runs in: Node's is node-platform.ts; a browser tab's would be another. */
export interface Platform {
  /** The bytes of kernels.wasm. */
  readKernels(): Promise<Uint8Array>;
  /** Starts `count` threads, each with an instance of the kernels on the shared memory. */
  startThreads(module: WebAssembly.Module, memory: WebAssembly.Memory, count: number): Promise<Threads>;
}

/** What a thread does in one call; the kernels export functions of these names that take the thread's number. */
export type ThreadTask = 'trainEpoch' | 'evaluate';

export interface Threads {
  /** Runs `task` on all threads; rejects, and ends them, when one of them dies. */
  run(task: ThreadTask): Promise<void>;
  end(): Promise<void>;
}

/** Exports of the kernels that are called from JavaScript. Places are byte addresses in the shared memory. */
export interface Kernels {
  trainEpoch(thread: number): void;
  evaluate(thread: number): void;
  /** Refreshes the packed copies of the weights. */
  pack(): void;
  /** Runs operations on `images` images; see kernels/program.ts. */
  runProgram(
    from: number,
    to: number,
    slot: number,
    partial: number,
    adds: boolean,
    images: number,
    position: number,
    batchPosition: number,
    batchImages: number,
    step: number,
  ): void;
  /** See kernels/affine.ts. */
  affineSample(
    src: number,
    dst: number,
    height: number,
    width: number,
    channels: number,
    dstRowStride: number,
    params: number,
    key0: number,
    key1: number,
    epoch: number,
    index: number,
    scale: number,
    offset: number,
    displacement: number,
    work: number,
  ): void;
  /** Augments the images of the order one after the other, float32 without gaps from `dst` on; see kernels/augment.ts. */
  augmentImages(dst: number, firstStep: number): void;
}

/** Instantiates the kernels on `memory`. */
export async function instantiateKernels(
  module: WebAssembly.Module,
  memory: WebAssembly.Memory,
): Promise<Kernels> {
  const instance = await WebAssembly.instantiate(module, { env: { memory } });
  return instance.exports as unknown as Kernels;
}
