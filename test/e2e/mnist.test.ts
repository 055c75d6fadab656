import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { encode } from 'fast-png';
import { afterAll, describe, expect, it } from 'vitest';
import { drawPng, styles } from '../data/images/draw-digit.js';
import { type ResultFile, Rig, root } from './rig.js';

const data = path.resolve(root, process.env.HWR_DATA_DIR ?? '../shared');

describe.skipIf(!existsSync(path.join(data, 'mnist')))('the baseline on real MNIST', () => {
  const rig = new Rig();
  let folder = '';
  afterAll(() => rig.dispose());

  // A sixth of the data and three epochs, so that it takes seconds; the README has the figures of the whole.
  it('reaches 92 % on MNIST within three epochs on 10 000 images, with no network', {
    timeout: 300_000,
  }, async () => {
    const spec = path.join(root, 'experiments/baseline.yaml');
    const args = [spec, '--set', 'train.epochs=3', '--set', 'load.limit=10000', '--data-dir', data];
    const result = await rig.json<ResultFile & { paper: Record<string, { verdict: string }> }>(args);
    folder = path.join(rig.dir, result.folder);
    expect(result.splits.train?.count).toBe(9000);
    expect(result.splits.validation?.count).toBe(1000);
    expect(result.splits.test?.count).toBe(10_000);
    expect(result.splits.test?.accuracy).toBeGreaterThan(0.92);
    expect(result.paper['test.accuracy']?.verdict).toBe('below the paper');
  });

  interface Answer {
    readonly images: readonly {
      readonly file: string;
      readonly label: string;
      readonly probability: number;
    }[];
  }

  it('reads digits that no data set contains: 25 ways of drawing each, all as a person reads them, with the mnist model', {
    timeout: 300_000,
  }, async () => {
    const names = Object.keys(styles);
    for (const [n, name] of names.entries())
      for (let digit = 0; digit < 10; digit++)
        rig.write(`drawn/${digit}-${n}.png`, drawPng({ ...styles[name]!, digit }));
    const { images } = await rig.json<Answer>(['predict', 'baseline', 'drawn']);
    expect(images).toHaveLength(10 * names.length);
    const misread = images.filter(({ file, label }) => path.basename(file)[0] !== label);
    const told = misread.map(({ file, label }) => {
      const [, digit, n] = /(\d)-(\d+)\.png$/.exec(file)!;
      return `${digit}, ${names[Number(n)]}: read as ${label}`;
    });
    expect(told).toEqual([]);
  });

  it('says of mnist images that are saved as PNG what evaluate said of them, bit for bit', async () => {
    const file = path.join(data, 'mnist/t10k-images-idx3-ubyte.gz');
    const pixels = new Uint8Array(gunzipSync(readFileSync(file)).subarray(16));
    for (let i = 0; i < 300; i++) {
      const image = pixels.slice(i * 784, (i + 1) * 784);
      const name = `saved/${String(i).padStart(3, '0')}.png`;
      rig.write(name, encode({ width: 28, height: 28, channels: 1, depth: 8, data: image }));
    }
    const { images } = await rig.json<Answer>(['predict', 'baseline', 'saved']);
    const rows = readFileSync(path.join(folder, 'predictions-test.csv'), 'utf8').split('\n').slice(1, 301);
    const evaluated = rows.map((row) => [row.split(',')[2], Math.fround(Number(row.split(',')[3]))]);
    expect(images.map(({ label, probability }) => [label, probability])).toEqual(evaluated);
  });
});
