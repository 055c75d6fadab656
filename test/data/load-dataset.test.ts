import { existsSync } from 'node:fs';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { datasetIdentity, type LoadOptions, loadDataset, loadEntry } from '#src/data/load-dataset.js';
import { idxBytes, temporaryFolder, tiny, tinyEntry, writeTiny } from './idx-files.js';
import { nobody, serve } from './mirror.js';

/** Loads `tiny` with a cache folder of its own; there is no network unless `mirrors` are given. */
async function loadTiny(options: Partial<LoadOptions>, mirrors?: readonly string[]) {
  const cache = await temporaryFolder();
  const env = { XDG_CACHE_HOME: cache, ...options.env };
  const outcome = await loadEntry(tinyEntry(mirrors ?? [await nobody()]), { seed: 1, ...options, env });
  return { outcome, cache: join(cache, 'hwr-run', 'data', 'tiny') };
}

describe('loading a published data set', () => {
  it('gives its images, labels and classes', async () => {
    const dataDir = await temporaryFolder();
    await writeTiny(dataDir);
    const { outcome } = await loadTiny({ dataDir });
    if (!outcome.ok) throw new Error(outcome.failure.message);
    const { name, classes, train, test } = outcome.value;
    expect({ name, classes }).toEqual({ name: 'tiny', classes: ['a', 'b', 'c'] });
    expect(train).toMatchObject({ count: 6, height: 2, width: 3, channels: 1 });
    expect([...train.labels]).toEqual([2, 0, 1, 1, 0, 2]);
    expect([...train.pixels]).toEqual(Array.from({ length: 36 }, (_, i) => i));
    expect([...test.labels]).toEqual([0, 1, 2]);
    expect(test.pixels[0]).toBe(200);
  });

  const images = tiny['train-images'];
  const bad: readonly [string, Record<string, Uint8Array | undefined>, string, RegExp][] = [
    [
      'a truncated file',
      { 'train-images.gz': gzipSync(images).subarray(0, 30) },
      'train-images.gz',
      /: truncated/,
    ],
    [
      'another file',
      { 'train-images.gz': Buffer.from('not found') },
      'train-images.gz',
      /: not an IDX image file/,
    ],
    [
      'images of another size',
      { 'train-images.gz': gzipSync(idxBytes([6, 3, 2], images.subarray(16))) },
      'train-images.gz',
      /: 6 images of 3×2 instead of 6 images of 2×3$/,
    ],
    [
      'fewer images than labels',
      { 'train-images.gz': gzipSync(idxBytes([5, 2, 3], images.subarray(16, 46))) },
      'train-images.gz',
      /: 5 images of 2×3 instead of 6 images of 2×3$/,
    ],
    [
      'a label that is no class',
      { 'test-labels.gz': gzipSync(idxBytes([3], [0, 1, 3])) },
      'test-labels.gz',
      /: label 3 at position 2, labels go from 0 to 2$/,
    ],
    [
      'a changed label',
      { 'train-labels.gz': gzipSync(idxBytes([6], [2, 0, 1, 1, 0, 1])) },
      'train-labels.gz',
      /: wrong checksum, its content has SHA-256 [0-9a-f]{64} instead of [0-9a-f]{64}$/,
    ],
    [
      'a changed pixel',
      {
        'test-images.gz': undefined,
        'test-images': tiny['test-images'].map((byte, i) => (i === 20 ? 0 : byte)),
      },
      'test-images',
      /: wrong checksum/,
    ],
  ];
  for (const [what, changes, file, message] of bad) {
    it(`refuses ${what}, naming the file and the remedy`, async () => {
      const dataDir = await temporaryFolder();
      const directory = await writeTiny(dataDir, changes);
      const { outcome } = await loadTiny({ dataDir });
      if (outcome.ok) throw new Error('should have failed');
      expect(outcome.failure.kind).toBe('data');
      expect(outcome.failure.message).toMatch(message);
      expect(outcome.failure.message.startsWith(`${join(directory, file)}: `)).toBe(true);
      expect(outcome.failure.message).not.toContain('\n');
      expect(outcome.failure.advice).toBe('remove it, "hwr-run data get tiny" fetches the published file');
    });
  }

  it('refuses a folder in place of a file', async () => {
    const dataDir = await temporaryFolder();
    const directory = await writeTiny(dataDir, { 'test-labels.gz': undefined });
    await mkdir(join(directory, 'test-labels'));
    const { outcome } = await loadTiny({ dataDir });
    expect(outcome).toMatchObject({
      ok: false,
      failure: { kind: 'data', message: `${join(directory, 'test-labels')}: a folder, not a file` },
    });
  });

  it('says where it looked, why it could not download, and the ways forward', async () => {
    const dataDir = await temporaryFolder();
    const { outcome, cache } = await loadTiny({ dataDir, env: { HWR_DATA_DIR: join(dataDir, 'none') } });
    if (outcome.ok) throw new Error('should have failed');
    expect(outcome.failure.kind).toBe('data');
    const { message, advice } = outcome.failure;
    expect(message.replace(/127[^ ]*:/, 'MIRROR:')).toBe(
      `data set tiny is not here (--data-dir ${dataDir}: no tiny/ with its files in it; ` +
        `HWR_DATA_DIR ${join(dataDir, 'none')}: no such folder; ${join(cache, '..')}: no such folder) ` +
        'and no mirror could give test-labels (MIRROR: connection refused)',
    );
    expect(advice).toContain('--data-dir DIR');
    expect(advice).toContain('HWR_DATA_DIR=DIR');
    expect(advice).toContain('--set load.dataset=synthetic');
    expect(existsSync(cache)).toBe(false);
  });

  it('downloads what is missing into the cache folder, once', async () => {
    const asked: string[] = [];
    const mirror = await serve((request, response) => {
      const name = (request.url ?? '').replace('/data/', '').replace('.gz', '');
      asked.push(name);
      response.end(gzipSync(tiny[name as keyof typeof tiny]));
    });
    // A folder of the user's own is read, never written to.
    const dataDir = await temporaryFolder();
    const first = await loadTiny({ dataDir, env: { HWR_DATA_DIR: dataDir } }, [mirror]);
    expect(await readdir(dataDir)).toEqual([]);
    expect(first.outcome.ok).toBe(true);
    expect((await readdir(first.cache)).sort()).toEqual(
      ['test-images.gz', 'test-labels.gz', 'train-images.gz', 'train-labels.gz'].sort(),
    );
    expect(asked.sort()).toEqual(['test-images', 'test-labels', 'train-images', 'train-labels']);

    const env = { XDG_CACHE_HOME: join(first.cache, '..', '..', '..') };
    expect((await loadTiny({ env }, [mirror])).outcome.ok).toBe(true);
    expect(asked.length).toBe(4);

    await rm(join(first.cache, 'train-labels.gz'));
    await writeFile(join(first.cache, 'test-labels.gz'), 'damaged');
    expect((await loadTiny({ env }, [mirror])).outcome.ok).toBe(true);
    expect(asked.slice(4)).toEqual(['test-labels', 'train-labels']);
  });

  for (const [how, options] of [
    ['HWR_OFFLINE=1', { env: { HWR_OFFLINE: '1' } }],
    ['the offline option', { offline: true }],
  ] as const) {
    it(`asks no mirror under ${how}`, async () => {
      let asked = 0;
      const mirror = await serve((_, response) => {
        asked++;
        response.end();
      });
      const { outcome } = await loadTiny(options, [mirror]);
      expect(outcome).toMatchObject({ ok: false, failure: { kind: 'data' } });
      if (!outcome.ok) expect(outcome.failure.message).toContain('downloads are off');
      expect(asked).toBe(0);
    });
  }

  it('stops when told to', async () => {
    const dataDir = await temporaryFolder();
    await writeTiny(dataDir);
    const { outcome } = await loadTiny({ dataDir, signal: AbortSignal.abort() });
    expect(outcome).toMatchObject({ ok: false, failure: { kind: 'interrupted' } });
  });
});

describe('loading the synthetic data set', () => {
  it('needs no files, and follows the seed and the sizes', async () => {
    const load = async (seed: number) => {
      const outcome = await loadDataset({ name: 'synthetic', env: {}, seed, sizes: { train: 20, test: 10 } });
      if (!outcome.ok) throw new Error(outcome.failure.message);
      return outcome.value;
    };
    const one = await load(1);
    expect([one.train.count, one.test.count]).toEqual([20, 10]);
    expect(await load(1)).toEqual(one);
    expect((await load(2)).train.pixels).not.toEqual(one.train.pixels);
  });
});

describe('the identity of a data set', () => {
  it('of a published set is its checksums, whatever the seed', () => {
    const identity = datasetIdentity('mnist', { seed: 1 });
    expect(identity).toEqual(datasetIdentity('mnist', { seed: 2, sizes: { train: 1, test: 1 } }));
    expect(identity).toMatchObject({
      ok: true,
      value: { train: { images: 'ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db' } },
    });
  });

  it('of a generated set is what it is made from', () => {
    expect(datasetIdentity('synthetic', { seed: 7 })).toEqual(
      datasetIdentity('synthetic', { seed: 7, sizes: { train: 60_000, test: 10_000 } }),
    );
    expect(datasetIdentity('synthetic', { seed: 7, sizes: { train: 5, test: 4 } })).toEqual({
      ok: true,
      value: { dataset: 'synthetic', seed: 7, train: 5, test: 4 },
    });
  });

  it('does not exist for an unknown name', async () => {
    expect(datasetIdentity('mnits', { seed: 1 })).toMatchObject({ ok: false, failure: { kind: 'spec' } });
    expect(await loadDataset({ name: 'mnits', env: {}, seed: 1 })).toMatchObject({ ok: false });
  });
});

const realData = process.env.HWR_DATA_DIR ?? '../shared';

describe('real MNIST', () => {
  it.skipIf(!existsSync(join(realData, 'mnist')))(
    'has the published number of images of each class',
    async () => {
      const seen = new Set<string>();
      const outcome = await loadDataset({
        name: 'mnist',
        dataDir: realData,
        env: {},
        seed: 1,
        onProgress: (progress) => seen.add(progress.kind),
      });
      if (!outcome.ok) throw new Error(outcome.failure.message);
      const { train, test } = outcome.value;
      const counts = (labels: Uint8Array) => {
        const found = new Array<number>(10).fill(0);
        for (const label of labels) found[label]!++;
        return found;
      };
      expect(counts(train.labels)).toEqual([5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]);
      expect(counts(test.labels)).toEqual([980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]);
      expect([train.labels[0], test.labels[0]]).toEqual([5, 7]);
      expect(train.pixels.length).toBe(60_000 * 784);
      expect([...seen]).toEqual(['read']);
    },
  );
});
