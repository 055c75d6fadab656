import { expect, test } from 'vitest';
import * as control from '#src/engine/wasm/layout/control.js';
import { nodePlatform } from '#src/engine/wasm/node-platform.js';
import type { Platform } from '#src/engine/wasm/platform.js';
import { createWasmEngine } from '#src/engine/wasm/wasm-engine.js';
import {
  analyze,
  compile,
  crossentropy,
  dense,
  everyImage,
  flatten,
  keys,
  model,
  plainSgd,
  randomSet,
  randomWeights,
  scale,
} from './rig.js';

test('a thread that dies ends the call with its error, and the other threads with it', async () => {
  let shared: { readonly buffer: SharedArrayBuffer } | undefined;
  const platform: Platform = {
    ...nodePlatform,
    startThreads(module, memory, count) {
      shared = memory;
      return nodePlatform.startThreads(module, memory, count);
    },
  };
  const of = model([3, 3, 1], flatten, dense(5, 'softmax'));
  const set = randomSet(of.inputShape, 4, 5);
  const engine = await createWasmEngine(platform);
  const trainable = await engine.compile(of, {
    sets: { train: set },
    pixelScale: scale,
    batchSize: 4,
    loss: crossentropy,
    optimizer: plainSgd,
    threads: 2,
    keys,
  });
  trainable.load({ weights: randomWeights(analyze(of)) });
  // An operation that no kernel knows: the thread that meets it traps, the other one waits at the barrier.
  const words = new Int32Array(shared!.buffer);
  words[words[(control.CONTROL + control.TRAIN_FROM) / 4]! / 4] = 999;
  const call = () => trainable.trainEpoch({ set: 'train', order: everyImage(set), epoch: 1 });
  await expect(call()).rejects.toThrow('unreachable');
  await expect(call()).rejects.toThrow('unreachable');
  await trainable.dispose();
});

test('threads that one model has finished with serve the next, and hold on to none of the memory', async () => {
  const images = randomSet([28, 28, 1], 20_000, 3);
  const tiny = model([28, 28, 1], flatten, dense(3, 'softmax'));
  const before = process.memoryUsage().rss;
  const losses = new Set<number>();
  for (let i = 0; i < 60; i++) {
    const trainable = await compile(tiny, images, { threads: 1 + (i % 3) });
    trainable.load({ weights: randomWeights(analyze(tiny)) });
    losses.add((await trainable.evaluate({ set: 'train', indices: Uint32Array.of(0, 1, 2) })).loss);
    await trainable.dispose();
  }
  expect(losses.size).toBe(1);
  // Each of the 60 has 16 MB of pixels; up to 256 MB may wait to be collected.
  expect(process.memoryUsage().rss - before).toBeLessThan(400e6);
});
