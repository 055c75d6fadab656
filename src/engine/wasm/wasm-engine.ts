import { analyzeModel, checkOutput } from '../../model/analyze.js';
import type { Model } from '../../model/layer.js';
import type { CompileOptions, Engine, Trainable } from '../engine.js';
import { checkSet } from './check-set.js';
import { compileModel } from './compile/compile-model.js';
import { LANES } from './layout/operations.js';
import { allocateMemory } from './memory.js';
import { instantiateKernels, type Platform } from './platform.js';
import { WasmTrainable } from './trainable.js';

/** The engine that computes the same bits everywhere, on this platform. */
export async function createWasmEngine(platform: Platform): Promise<Engine> {
  const binary = Uint8Array.from(await platform.readKernels());
  const module = await WebAssembly.compile(binary);
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', binary));
  return {
    name: 'wasm',
    version: 'wasm (SIMD, threads)',
    binarySha256: Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join(''),
    compile: (model, options) => compile(platform, module, model, options),
  };
}

async function compile(
  platform: Platform,
  module: WebAssembly.Module,
  model: Model,
  options: CompileOptions,
): Promise<Trainable> {
  const analyzed = analyzeModel(model);
  if (!analyzed.ok) throw new RangeError(`layer ${analyzed.failure.layer}: ${analyzed.failure.message}`);
  const analysis = analyzed.value;
  const classes = analysis.outputShape[0] ?? 1;
  const checked = checkOutput(analysis, classes);
  if (!checked.ok) throw new RangeError(`layer ${checked.failure.layer}: ${checked.failure.message}`);
  checkSets(model, options, classes);
  // More threads than lanes would find no work.
  const threads = Math.max(1, Math.min(LANES, Math.floor(options.threads)));
  const compiled = compileModel(analysis, options.batchSize, threads, options.convolution);
  const memory = allocateMemory(compiled, { ...options, threads }, classes);
  const kernels = await instantiateKernels(module, memory.memory);
  return new WasmTrainable(
    options,
    memory,
    kernels,
    await platform.startThreads(module, memory.memory, threads),
  );
}

function checkSets({ inputShape }: Model, { sets, batchSize }: CompileOptions, classes: number): void {
  if (!Number.isInteger(batchSize) || batchSize < 1) throw new RangeError(`a batch of ${batchSize} images`);
  for (const [name, images] of Object.entries(sets)) checkSet(name, images, inputShape, classes);
}
