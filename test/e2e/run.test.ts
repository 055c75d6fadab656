import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { validate as validateResult } from '#src/spec/result-validator.js';
import { type ResultFile, Rig, smallSpec } from './rig.js';

describe('hwr-run SPEC', () => {
  const rig = new Rig();
  let first: ResultFile;

  beforeAll(async () => {
    rig.write('small.yaml', smallSpec);
    first = await rig.json<ResultFile>(['small.yaml']);
  });
  afterAll(() => rig.dispose());

  it('fills the run folder with the tables, the plots, the report and the model', () => {
    const files = [
      'spec.yaml',
      'result.json',
      'results.csv',
      'results.md',
      'report.html',
      'history.csv',
      'predictions-train.csv',
      'predictions-validation.csv',
      'predictions-test.csv',
      'model/model.json',
      'model/weights.safetensors',
      'events.jsonl',
    ];
    for (const file of files)
      expect(statSync(path.join(rig.dir, first.folder, file)).size, file).toBeGreaterThan(0);
    expect(first.folder).toBe(`runs/small-${first.specHash.slice(0, 8)}`);
    expect(rig.read(`${first.folder}/history.csv`).trim().split('\n')).toHaveLength(1 + 2);
  });

  it('learns something', () => {
    expect(first.splits.train?.count).toBe(400);
    expect(first.splits.validation?.count).toBe(100);
    expect(first.splits.test?.count).toBe(100);
    expect(first.splits.test?.accuracy).toBeGreaterThan(0.3);
  });

  it('runs nothing the second time and prints the same table', async () => {
    const printed = await rig.run(['small.yaml', '--quiet']);
    const again = await rig.run(['small.yaml', '--quiet']);
    const result = await rig.json<ResultFile>(['small.yaml']);
    expect(again.code).toBe(0);
    expect(again.stdout).toBe(printed.stdout);
    expect(again.stdout).toContain('report.html');
    expect(result.stages.map(({ name, cached }) => `${name} ${cached}`)).toEqual(
      ['load', 'normalize', 'augment', 'build', 'train', 'evaluate', 'report'].map((name) => `${name} true`),
    );
    expect(result.weightsSha256).toBe(first.weightsSha256);
  });

  it('puts back a file that was deleted or edited in the run folder', async () => {
    const before = rig.read(`${first.folder}/results.md`);
    rig.write(`${first.folder}/results.md`, 'tampered');
    rmSync(path.join(rig.dir, first.folder, 'history.csv'));
    await rig.json(['small.yaml']);
    expect(rig.read(`${first.folder}/results.md`)).toBe(before);
    expect(existsSync(path.join(rig.dir, first.folder, 'history.csv'))).toBe(true);
  });

  it('trains one epoch to go from two to three, with the bits of a cold run of three', async () => {
    const warm = await rig.run(['small.yaml', '--set', 'train.epochs=3']);
    const trained = warm.stderr.split('\n').filter((line) => line.includes('epoch '));
    expect(trained).toHaveLength(3);
    const continued = await rig.json<ResultFile>(['small.yaml', '--set', 'train.epochs=3']);
    const events = rig
      .read(`${continued.folder}/events.jsonl`)
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const epochs = events.filter(({ type }) => type === 'epoch').slice(0, 3);
    expect(epochs.map(({ cached }) => cached)).toEqual([true, true, false]);
    const cold = await rig.json<ResultFile>([
      'small.yaml',
      '--set',
      'train.epochs=3',
      '--cache-dir',
      'cold',
      '--runs-dir',
      'cold-runs',
    ]);
    expect(cold.stages.every(({ cached }) => !cached)).toBe(true);
    expect(cold.weightsSha256).toBe(continued.weightsSha256);
    expect(cold.weightsSha256).not.toBe(first.weightsSha256);
    expect(cold.chain).toEqual(continued.chain);
    expect(cold.chain?.slice(0, 2)).toEqual(first.chain);
  });

  it('records the hashes of what was computed, epoch by epoch, also when the cache has forgotten the epochs', async () => {
    const sha256 = (file: string) =>
      createHash('sha256')
        .update(readFileSync(path.join(rig.dir, first.folder, file)))
        .digest('hex');
    expect(validateResult(JSON.parse(rig.read(`${first.folder}/result.json`)))).toBe(true);
    const { chain } = first;
    expect(chain?.map(({ epoch }) => epoch)).toEqual([1, 2]);
    expect(chain?.at(-1)?.weightsSha256).toBe(sha256('model/weights.safetensors'));
    expect(chain?.[0]?.weightsSha256).not.toBe(chain?.[1]?.weightsSha256);
    expect(first.stages.flatMap(({ name, content }) => (content === undefined ? [name] : []))).toEqual([
      'report',
    ]);
    const { blobs } = first.stages.find(({ name }) => name === 'load') ?? {};
    expect(new Set(Object.values(blobs ?? {})).size).toBe(6);
    for (const { key } of chain ?? [])
      rmSync(path.join(rig.dir, 'runs/.cache/v1/entries', key.slice(0, 2), `${key}.json`));
    expect((await rig.json<ResultFile>(['small.yaml'])).chain).toEqual(chain);
    rmSync(path.join(rig.dir, first.folder, 'result.json'));
    expect(await rig.json<ResultFile>(['small.yaml'])).not.toHaveProperty('chain');
  });

  it('computes again what was damaged in the cache, with the same bits', async () => {
    const blobs = readdirSync(path.join(rig.dir, 'runs/.cache/v1/blobs'), {
      recursive: true,
      withFileTypes: true,
    });
    for (const blob of blobs.filter((entry) => entry.isFile())) {
      const file = path.join(blob.parentPath, blob.name);
      const size = statSync(file).size;
      if (size > 0) rig.write(path.relative(rig.dir, file), new Uint8Array(size).fill(7));
    }
    // A longer run needs the blobs; the entries that name them are as they were.
    const result = await rig.json<ResultFile>(['small.yaml', '--set', 'train.epochs=4']);
    const cold = await rig.json<ResultFile>([
      'small.yaml',
      '--set',
      'train.epochs=4',
      '--cache-dir',
      'cold',
      '--runs-dir',
      'cold-runs',
    ]);
    expect(result.weightsSha256).toBe(cold.weightsSha256);
  });

  it('gives other weights for another seed, and other results for another network', async () => {
    const seeded = await rig.json<ResultFile>(['small.yaml', '--seed', '2']);
    expect(seeded.weightsSha256).not.toBe(first.weightsSha256);
    const changed = await rig.json<ResultFile>(['small.yaml', '--set', 'build.layers.0.conv2d.filters=4']);
    expect(changed.stages.find(({ name }) => name === 'load')?.cached).toBe(true);
    expect(changed.stages.find(({ name }) => name === 'train')?.cached).toBe(false);
  });

  it('stops early, and keeps the best epoch', async () => {
    const result = await rig.json<ResultFile>([
      'small.yaml',
      '--set',
      'train.epochs=40',
      '--set',
      'train.earlyStopping={monitor: validation.loss, patience: 1, minDelta: 0.2, restoreBest: true}',
    ]);
    expect(result.stoppedEarly).toBe(true);
    expect(result.epochs).toBeLessThan(40);
    expect(result.bestEpoch).toBe(result.epochs - 1);
    const single = await rig.json<ResultFile>(['small.yaml', '--set', `train.epochs=${result.bestEpoch}`]);
    expect(single.weightsSha256).toBe(result.weightsSha256);
  });

  it('ends at a loss that is no number, with the advice to lower the learning rate', async () => {
    const { code, stderr } = await rig.run([
      'small.yaml',
      '--quiet',
      '--set',
      'train.optimizer.sgd.learningRate=1e15',
    ]);
    expect(code).toBe(1);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stderr).toMatch(/not a finite number in epoch 1, step \d+; lower .*learningRate/);
  });
});
