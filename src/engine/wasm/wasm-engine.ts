import type { Model } from '../../model/layer.js';
import { checkCompilation } from '../check-compilation.js';
import type { CompileOptions, Engine, Trainable } from '../engine.js';
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
  const analysis = checkCompilation(model, options);
  // More threads than lanes would find no work.
  const threads = Math.max(1, Math.min(LANES, Math.floor(options.threads)));
  const compiled = compileModel(analysis, options.batchSize, threads, options.convolution);
  const memory = allocateMemory(compiled, { ...options, threads }, analysis.outputShape[0] ?? 1);
  const kernels = await instantiateKernels(module, memory.memory);
  return new WasmTrainable(
    options,
    memory,
    kernels,
    await platform.startThreads(module, memory.memory, threads),
  );
}
