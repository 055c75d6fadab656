import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ResultFile, Rig, smallSpec } from './rig.js';

interface EpochEvent {
  readonly type: string;
  readonly cached: boolean;
  readonly row: {
    readonly learningRate: number;
    readonly train: { readonly loss: number };
    readonly validation: { readonly loss: number };
  };
}

describe('a spec’s optimizer, schedule, average and views', () => {
  const rig = new Rig();
  const run = (...sets: string[]) =>
    rig.json<ResultFile>(['small.yaml', ...sets.flatMap((set) => ['--set', set])]);
  /** The epochs of the last run in a folder. */
  const epochsOf = ({ folder }: ResultFile) =>
    rig
      .read(`${folder}/events.jsonl`)
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as EpochEvent)
      .filter(({ type }) => type === 'epoch');
  const adam = 'train.optimizer={ adamw: { globalClipNorm: 1 } }';
  const step = 'train.schedule={ step: { every: 1, factor: 0.5 } }';
  let two: ResultFile;

  beforeAll(async () => {
    rig.write('small.yaml', smallSpec);
    two = await run(adam, step, 'train.ema=0.9', 'train.warmup=0.5');
  });
  afterAll(() => rig.dispose());

  it('go on from two epochs to three with the bits of a cold run', async () => {
    const sets = [adam, step, 'train.ema=0.9', 'train.warmup=0.5', 'train.epochs=3'];
    const warm = await run(...sets);
    expect(epochsOf(warm).map(({ cached }) => cached)).toEqual([true, true, false]);
    const cold = await rig.json<ResultFile>([
      ...['small.yaml', '--cache-dir', 'cold', '--runs-dir', 'cold-runs', '--threads', '1'],
      ...sets.flatMap((set) => ['--set', set]),
    ]);
    expect(cold.weightsSha256).toBe(warm.weightsSha256);
    expect(cold.weightsSha256).not.toBe(two.weightsSha256);
  });

  it('train all epochs anew where the schedule depends on how many there are', async () => {
    await run('train.schedule=cosine');
    const three = await run('train.schedule=cosine', 'train.epochs=3');
    expect(epochsOf(three).map(({ cached }) => cached)).toEqual([false, false, false]);
  });

  it('show the learning rate of each epoch’s last step', async () => {
    // 25 steps an epoch, 13 of warm-up, then half the rate every 25 steps.
    expect(epochsOf(two).map(({ row }) => row.learningRate)).toEqual([0.001, 0.0005]);
    const column = rig.read(`${two.folder}/history.csv`).split('\n')[2]?.split(',')[3];
    expect(column).toBe('0.0005');
  });

  it('keep and score the average, and train as without it', async () => {
    const plain = await run(adam, step, 'train.warmup=0.5');
    const rows = epochsOf(two).map(({ row }) => row);
    const plainRows = epochsOf(plain).map(({ row }) => row);
    expect(rows.map(({ train }) => train)).toEqual(plainRows.map(({ train }) => train));
    for (const [i, { validation }] of rows.entries())
      expect(validation.loss).not.toBe(plainRows[i]?.validation.loss);
    expect(two.weightsSha256).not.toBe(plain.weightsSha256);
    // What evaluation scores is what the last epoch's validation scored.
    expect(two.splits.validation?.loss).toBeCloseTo(rows.at(-1)?.validation.loss ?? Number.NaN, 6);
  });

  it('score shifted views of the same weights', async () => {
    const plain = await run('evaluate.splits=[test]');
    const views = await run('evaluate.splits=[test]', 'evaluate.testTimeAugmentation={ shifts: 1 }');
    expect(views.stages.find(({ name }) => name === 'train')?.cached).toBe(true);
    expect(views.weightsSha256).toBe(plain.weightsSha256);
    expect(views.splits.test?.loss).not.toBe(plain.splits.test?.loss);
    expect(views.splits.test?.count).toBe(100);
  });

  it('name the learning rate that diverged', async () => {
    const { code, stderr } = await rig.run([
      ...['small.yaml', '--quiet', '--set', 'train.optimizer={ rmsprop: { learningRate: 1e15 } }'],
    ]);
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /not a finite number in epoch 1, step \d+; lower train.optimizer.rmsprop.learningRate/,
    );
  });
});
