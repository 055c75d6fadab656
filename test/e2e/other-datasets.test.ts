/** A trained model scored on data sets that it was not trained on. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ResultFile, Rig, root, smallSpec } from './rig.js';

const other = (seed: number, split = 'test') =>
  `{ dataset: synthetic, split: ${split}, synthetic: { train: 80, test: 40, seed: ${seed} } }`;

interface Scored extends ResultFile {
  readonly testScorings: number;
  readonly datasets?: Readonly<
    Record<string, { readonly accuracy: number; readonly count: number; readonly testScorings?: number }>
  >;
}

describe('evaluate.datasets', () => {
  const rig = new Rig();
  let first: Scored;
  const cachedIn = ({ stages }: ResultFile) => stages.filter(({ cached }) => cached).map(({ name }) => name);
  const rows = (file: string) => rig.read(file).trim().split('\n').slice(1);

  beforeAll(async () => {
    rig.write(
      'small.yaml',
      `${smallSpec}evaluate:\n  datasets:\n    - ${other(5)}\n    - ${other(5, 'train')}\n`,
    );
    first = await rig.json<Scored>(['small.yaml']);
  });
  afterAll(() => rig.dispose());

  it('scores them in the result, the tables and the predictions', () => {
    expect(Object.keys(first.datasets ?? {})).toEqual(['synthetic', 'synthetic-train']);
    expect(first.datasets?.synthetic?.count).toBe(40);
    expect(first.datasets?.['synthetic-train']?.count).toBe(80);
    const predictions = rows(`${first.folder}/predictions-synthetic-train.csv`).map((row) => row.split(','));
    expect(predictions).toHaveLength(80);
    const correct = predictions.filter(([, label, predicted]) => label === predicted).length;
    expect(first.datasets?.['synthetic-train']?.accuracy).toBe(correct / 80);
    expect(rows(`${first.folder}/results.csv`).map((row) => row.split(',')[0])).toEqual([
      'train',
      'validation',
      'test',
      'synthetic',
      'synthetic-train',
    ]);
    expect(rig.read(`${first.folder}/results.md`)).toContain('| synthetic-train |');
    expect(rig.read(`${first.folder}/report.html`)).toContain('<h2>Other data sets</h2>');
  });

  it('gives the figures that the same images have as the test set of their own spec', async () => {
    const own = await rig.json<Scored>([
      'small.yaml',
      '--set',
      `evaluate.datasets=[${other(1).replace('train: 80, test: 40', 'train: 500, test: 100')}]`,
    ]);
    expect(own.datasets?.synthetic).toMatchObject(own.splits.test as object);
  });

  it('neither trains nor scores anything again for another data set, and plan knows', async () => {
    const more = ['small.yaml', '--set', `evaluate.datasets=[${other(5)}, ${other(7, 'all')}]`];
    const plan = await rig.run(['plan', ...more]);
    expect(plan.stdout).toContain('scored already: train, validation, test, synthetic\n');
    expect(plan.stdout).toContain('nothing is left to train\nscoring: 120 images');
    const result = await rig.json<Scored>(more);
    expect(cachedIn(result)).toEqual(['load', 'normalize', 'augment', 'build', 'train']);
    expect(result.datasets?.synthetic).toEqual(first.datasets?.synthetic);
    expect(result.datasets?.['synthetic-all']?.count).toBe(120);
    expect(cachedIn(await rig.json<Scored>(more))).toHaveLength(7);
    // Of what is scored, nothing but the images and the weights counts: not which of the two is asked about.
    const again = await rig.json<Scored>(['small.yaml', '--set', `evaluate.datasets=[${other(5, 'all')}]`]);
    expect(again.datasets?.['synthetic-all']?.count).toBe(120);
  });

  it('counts how many models have seen their test images, however they came to see them', async () => {
    expect(first.datasets?.synthetic?.testScorings).toBe(1);
    expect(first.datasets?.['synthetic-train']?.testScorings).toBeUndefined();
    // The second model to see them was trained on the other half of that very data set.
    const own = await rig.json<Scored>([
      'small.yaml',
      '--set',
      'load.synthetic={ train: 80, test: 40, seed: 5 }',
      '--set',
      'evaluate.datasets=[]',
    ]);
    expect(own.testScorings).toBe(2);
    const third = await rig.json<Scored>(['small.yaml', '--seed', '2']);
    expect(third.datasets?.synthetic?.testScorings).toBe(3);
  });

  it('fits them to a model of another input', async () => {
    const fitted = await rig.json<Scored>(['small.yaml', '--set', 'normalize.fit={ size: 16, box: 12 }']);
    expect(fitted.datasets?.synthetic?.count).toBe(40);
    expect(rig.read(`${fitted.folder}/report.html`)).toContain('synthetic (28×28 pixels)');
  });

  it('tells a missing one before anything is trained, with exit code 3', async () => {
    rig.write(
      'missing.yaml',
      `${smallSpec.replace('name: small', 'name: missing')}evaluate:\n  datasets: [mnist]\n`,
    );
    const { code, stderr } = await rig.run(['missing.yaml', '--cache-dir', 'fresh']);
    expect(code).toBe(3);
    expect(stderr).toMatch(
      /^missing.yaml:\d+:14: data set mnist is not here .* or leave it out of evaluate.datasets$/m,
    );
    expect(stderr).not.toMatch(/epoch|✓ train/);
    const swept = await rig.run([
      'missing.yaml',
      '--sweep',
      'batchSize=8,16',
      '--jobs',
      '1',
      '--cache-dir',
      'fresh',
    ]);
    expect(swept.code).toBe(3);
    expect(swept.stderr).not.toMatch(/epoch/);
  });

  it('scores none of them for the trials of a sweep, only for the chosen configuration', async () => {
    const sweep = ['small.yaml', '--sweep', 'batchSize=10,20', '--jobs', '1', '--cache-dir', 'swept'];
    const { folder } = await rig.json<{ readonly folder: string }>(sweep);
    const best = await rig.json<Scored>([`${folder}/best.yaml`, '--cache-dir', 'swept']);
    // One model of three trainings has been scored on them.
    expect(best.datasets?.synthetic?.testScorings).toBe(1);
    expect(best.testScorings).toBe(1);
    expect(readFileSync(path.join(rig.dir, folder, 'best.yaml'), 'utf8')).toContain('datasets:');
  });
});

const data = path.resolve(root, process.env.HWR_DATA_DIR ?? '../shared');

describe.skipIf(!existsSync(path.join(data, 'mnist')))('evaluate.datasets with real MNIST', () => {
  const rig = new Rig();
  afterAll(() => rig.dispose());

  it('scores a model of drawn digits on both files of MNIST, and one of MNIST on drawn digits', {
    timeout: 300_000,
  }, async () => {
    rig.write('small.yaml', smallSpec);
    const on = (datasets: string) => ['--data-dir', data, '--set', `evaluate.datasets=${datasets}`];
    const drawn = await rig.json<Scored>([
      'small.yaml',
      ...on('[mnist, { dataset: mnist, split: train }, { dataset: mnist, split: all }]'),
    ]);
    const { mnist, 'mnist-train': train, 'mnist-all': all } = drawn.datasets ?? {};
    expect([mnist?.count, train?.count, all?.count]).toEqual([10_000, 60_000, 70_000]);
    for (const { accuracy } of Object.values(drawn.datasets ?? {})) expect(accuracy).toBeGreaterThan(0.2);
    expect(7 * (all?.accuracy ?? 0)).toBeCloseTo((mnist?.accuracy ?? 0) + 6 * (train?.accuracy ?? 0), 9);
    expect(mnist?.testScorings).toBe(1);
    expect(train?.testScorings).toBeUndefined();
    expect(all?.testScorings).toBe(1);

    const limited = ['small.yaml', '--set', 'load={ dataset: mnist, validation: 0.2, limit: 3000 }'];
    const real = await rig.json<Scored>([...limited, ...on(`[${other(5)}, mnist]`)]);
    expect(real.datasets?.synthetic?.accuracy).toBeGreaterThan(0.2);
    // Its own test set is the first 3 000; the whole of it is another data set, which the model of drawn digits has seen.
    expect(real.splits.test?.count).toBe(3000);
    expect(real.datasets?.mnist?.count).toBe(10_000);
    expect(real.testScorings).toBe(1);
    expect(real.datasets?.mnist?.testScorings).toBe(2);
  });
});
