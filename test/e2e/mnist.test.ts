import { existsSync } from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type ResultFile, Rig, root } from './rig.js';

const data = path.resolve(root, process.env.HWR_DATA_DIR ?? '../shared');

describe.skipIf(!existsSync(path.join(data, 'mnist')))('the baseline on real MNIST', () => {
  const rig = new Rig();
  afterAll(() => rig.dispose());

  // A tenth of the data and two epochs, so that it takes seconds; the README has the figures of the whole.
  it('reaches 90 % on MNIST within two epochs on 6 000 images, with no network', {
    timeout: 300_000,
  }, async () => {
    const spec = path.join(root, 'experiments/baseline.yaml');
    const args = [spec, '--set', 'train.epochs=2', '--set', 'load.limit=6000', '--data-dir', data];
    const result = await rig.json<ResultFile & { paper: Record<string, { verdict: string }> }>(args);
    expect(result.splits.train?.count).toBe(5400);
    expect(result.splits.validation?.count).toBe(600);
    expect(result.splits.test?.count).toBe(6000);
    expect(result.splits.test?.accuracy).toBeGreaterThan(0.9);
    expect(result.paper['test.accuracy']?.verdict).toBe('below the paper');
  });
});
