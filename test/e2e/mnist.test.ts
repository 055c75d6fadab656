import { existsSync } from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type ResultFile, Rig, root } from './rig.js';

const data = path.resolve(root, process.env.HWR_DATA_DIR ?? '../shared');

describe.skipIf(!existsSync(path.join(data, 'mnist')))('the baseline on real MNIST', () => {
  const rig = new Rig();
  afterAll(() => rig.dispose());

  // A sixth of the data and three epochs, so that it takes seconds; the README has the figures of the whole.
  it('reaches 92 % on MNIST within three epochs on 10 000 images, with no network', {
    timeout: 300_000,
  }, async () => {
    const spec = path.join(root, 'experiments/baseline.yaml');
    const args = [spec, '--set', 'train.epochs=3', '--set', 'load.limit=10000', '--data-dir', data];
    const result = await rig.json<ResultFile & { paper: Record<string, { verdict: string }> }>(args);
    expect(result.splits.train?.count).toBe(9000);
    expect(result.splits.validation?.count).toBe(1000);
    expect(result.splits.test?.count).toBe(10_000);
    expect(result.splits.test?.accuracy).toBeGreaterThan(0.92);
    expect(result.paper['test.accuracy']?.verdict).toBe('below the paper');
  });
});
