// node bench/train/profile.mjs [--workload paper|resnet] [--padding same|valid]
// Microseconds an image of every operation of our training program, on one thread, the best of many tries of each: where
// the time goes, apart from what other work on the machine does to it.
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';

import { compileModel } from '#src/engine/wasm/compile/compile-model.js';
import * as control from '#src/engine/wasm/layout/control.js';
import * as codes from '#src/engine/wasm/layout/operations.js';
import { allocateMemory } from '#src/engine/wasm/memory.js';
import { instantiateKernels } from '#src/engine/wasm/platform.js';
import { analyzeModel } from '#src/model/analyze.js';
import { initializeWeights } from '#src/model/initialize.js';
import { loadImages } from '../harness/work.mjs';
import { workloads } from '../models/workload.mjs';

const IMAGES = 256;
const BATCH = 32;
const TRIES = 300;

const { values } = parseArgs({
  options: {
    workload: { type: 'string', default: 'paper' },
    padding: { type: 'string', default: 'same' },
    width: { type: 'string', default: '1' },
  },
});
const images = await loadImages({ data: 'synthetic' }, IMAGES);
const inputShape = [images.height, images.width, images.channels];
const model = workloads[values.workload].build(inputShape, {
  padding: values.padding,
  width: Number(values.width),
});
const { value: analysis } = analyzeModel(model);
const compiled = compileModel(analysis, BATCH, 1);
const options = {
  sets: { train: images },
  pixelScale: { scale: 1 / 255, offset: 0 },
  batchSize: BATCH,
  loss: { kind: 'categoricalCrossentropy', labelSmoothing: 0 },
  optimizer: { kind: 'sgd', learningRate: 0.01, momentum: 0.9, nesterov: false },
  threads: 1,
  keys: { dropout: [1, 2], augmentation: [3, 4] },
};
const memory = allocateMemory(compiled, options, 10);
const binary = await readFile(new URL('../../dist/engine/wasm/kernels.wasm', import.meta.url));
const kernels = await instantiateKernels(await WebAssembly.compile(binary), memory.memory);
const weights = new Map(initializeWeights(analysis, 1).map(({ name, data }) => [name, data]));
for (const { name, weights: address, length } of compiled.variables)
  new Float32Array(memory.buffer, address, length).set(weights.get(name));
kernels.pack();
const words = new Int32Array(memory.buffer);
const set = memory.sets.get('train');
for (const [word, value] of [
  [control.PIXELS, set.pixels],
  [control.LABELS, set.labels],
  [control.COUNT, IMAGES],
])
  words[(control.CONTROL + word) / 4] = value;
for (let i = 0; i < IMAGES; i++) words[memory.results.order / 4 + i] = i;

const names = new Map(
  Object.entries(codes)
    .filter(([name]) => !/^(LINEAR|RELU|SIGMOID|TANH|LEAKY_RELU|ELU|GELU|SILU|LANES)$/.test(name))
    .map(([name, code]) => [code, name.toLowerCase().replaceAll('_', ' ')]),
);
const operations = [];
for (let at = compiled.train.from; at < compiled.train.to; at += words[at / 4 + 1] * 4) {
  if (!names.get(words[at / 4]).startsWith('settle')) operations.push(at);
}
const { chunkImages, slots, partials } = compiled;
const best = operations.map(() => Number.POSITIVE_INFINITY);
for (let round = 0; round < TRIES; round++) {
  const first = (round * chunkImages) % (IMAGES - chunkImages);
  for (const [i, at] of operations.entries()) {
    const start = performance.now();
    kernels.runProgram(
      at,
      at + words[at / 4 + 1] * 4,
      slots,
      partials,
      false,
      chunkImages,
      first,
      0,
      BATCH,
      0,
    );
    best[i] = Math.min(best[i], performance.now() - start);
  }
}
let packing = Number.POSITIVE_INFINITY;
for (let round = 0; round < TRIES; round++) {
  const start = performance.now();
  kernels.pack();
  packing = Math.min(packing, performance.now() - start);
}
const line = (name, microseconds) =>
  process.stdout.write(`${name.padEnd(26)}${microseconds.toFixed(2).padStart(9)}\n`);
process.stdout.write(`microseconds an image, chunks of ${chunkImages}\n`);
for (const [i, at] of operations.entries()) line(names.get(words[at / 4]), (best[i] * 1000) / chunkImages);
line('packing of weights', (packing * 1000) / BATCH);
const total = best.reduce((sum, time) => sum + time, 0) / chunkImages + packing / BATCH;
line('all', total * 1000);
