import { existsSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { ImageSet } from '#src/data/dataset.js';
import { loadDataset } from '#src/data/load-dataset.js';
import { generateSynthetic } from '#src/data/synthetic/generate.js';
import type { ExportableModel } from '#src/export/exportable.js';
import type { Layer, Model } from '#src/model/layer.js';
import { root } from '../e2e/rig.js';
import {
  activation,
  analyze,
  batchNorm,
  compile,
  conv,
  dense,
  dropout,
  everyImage,
  flatten,
  globalPool,
  model,
  pool,
  randomWeights,
  residual,
} from '../engine/wasm/rig.js';
import { python, scoreWithPython } from './python.js';
import { elsewhere, expectSameAnswers, exportable, scoreWithUs } from './rig.js';

const same = { padding: 'same' } as const;
const pool2 = pool('maxPooling2d', [2, 2]);
const block = (filters: number, strides: readonly [number, number]): Layer =>
  residual(
    [
      conv(filters, [3, 3], { strides, useBias: false, ...same }),
      batchNorm(),
      activation('relu'),
      conv(filters, [3, 3], { useBias: false, ...same }),
      batchNorm(),
    ],
    { activation: 'relu' },
  );
const denseBlock: Layer = {
  kind: 'denseBlock',
  growthRate: 8,
  layers: 2,
  bottleneck: true,
  dropout: 0,
  kernelInitializer: 'heNormal',
};

const networks: Record<string, Model> = {
  "the paper's CNN": model(
    [28, 28, 1],
    ...[32, 64, 64].flatMap((filters) => [conv(filters, [3, 3], { activation: 'relu', ...same }), pool2]),
    flatten,
    dense(64, 'relu'),
    dense(64, 'relu'),
    dropout(0.5),
    dense(10, 'softmax'),
  ),
  'a residual network': model(
    [28, 28, 1],
    conv(8, [3, 3], { useBias: false, ...same }),
    batchNorm(),
    activation('relu'),
    block(8, [1, 1]),
    block(16, [2, 2]),
    globalPool,
    dense(10, 'softmax'),
  ),
  'a dense network': model(
    [28, 28, 1],
    conv(8, [3, 3], { useBias: false, ...same }),
    pool2,
    denseBlock,
    { kind: 'transition', compression: 0.5, kernelInitializer: 'heNormal' },
    denseBlock,
    batchNorm(),
    activation('relu'),
    globalPool,
    dense(10, 'softmax'),
  ),
};

const COUNT = 1000;
const drawn = generateSynthetic({ seed: 7, train: 900, test: COUNT });
const data = path.resolve(root, process.env.HWR_DATA_DIR ?? '../shared');
const hasMnist = existsSync(path.join(data, 'mnist'));

/** A network after four epochs on drawn digits: one that is sure of some and not of others. */
async function train(of: Model): Promise<ExportableModel> {
  const adam = { kind: 'adam', learningRate: 0.005, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 } as const;
  const trainable = await compile(of, drawn.train, { batchSize: 20, optimizer: adam, threads: 2 });
  trainable.load({ weights: randomWeights(analyze(of)) });
  for (const epoch of [1, 2, 3, 4])
    await trainable.trainEpoch({ set: 'train', order: everyImage(drawn.train), epoch });
  const { weights } = trainable.state();
  await trainable.dispose();
  return exportable(of, weights);
}

const known = new Map<Model, Promise<ExportableModel>>();

function trainedOnce(of: Model): Promise<ExportableModel> {
  const training = known.get(of) ?? train(of);
  known.set(of, training);
  return training;
}

async function firstOfMnist(): Promise<ImageSet> {
  const loaded = await loadDataset({ name: 'mnist', seed: 1, env: {}, dataDir: data });
  if (!loaded.ok) throw new Error(loaded.failure.message);
  const { test } = loaded.value;
  const pixels = test.pixels.subarray(0, COUNT * test.height * test.width * test.channels);
  return { ...test, count: COUNT, pixels, labels: test.labels.subarray(0, COUNT) };
}

describe.each(Object.entries(networks))('%s gives the same answers elsewhere', (_name, of) => {
  let trained: ExportableModel;
  let expected: Float32Array;
  beforeAll(async () => {
    trained = await trainedOnce(of);
    expected = await scoreWithUs(trained, drawn.test);
    const sure = Array.from({ length: COUNT }, (_, i) => Math.max(...expected.subarray(i * 10, i * 10 + 10)));
    expect(Math.min(...sure)).toBeLessThan(0.6);
    expect(Math.max(...sure)).toBeGreaterThan(0.75);
  });

  test.each(Object.entries(elsewhere))('in %s, for 1 000 drawn digits', async (_place, score) => {
    expectSameAnswers(await score(trained, drawn.test), expected, 10);
  });

  test.skipIf(python === undefined)('in Python with NumPy, for 1 000 drawn digits', () => {
    expectSameAnswers(scoreWithPython([[trained, drawn.test]])[0]!, expected, 10);
  });
});

describe.skipIf(!hasMnist)(
  "the paper's CNN gives the same answers elsewhere for 1 000 digits of MNIST",
  () => {
    let trained: ExportableModel;
    let set: ImageSet;
    let expected: Float32Array;
    beforeAll(async () => {
      trained = await trainedOnce(networks["the paper's CNN"]!);
      set = await firstOfMnist();
      expected = await scoreWithUs(trained, set);
    });

    test.each(Object.entries(elsewhere))('in %s', async (_place, score) => {
      expectSameAnswers(await score(trained, set), expected, 10);
    });

    test.skipIf(python === undefined)('in Python with NumPy', () => {
      expectSameAnswers(scoreWithPython([[trained, set]])[0]!, expected, 10);
    });
  },
);
