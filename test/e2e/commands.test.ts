import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ResultFile, Rig, smallSpec } from './rig.js';

describe('the commands around a run', () => {
  const rig = new Rig();
  let result: ResultFile;

  beforeAll(async () => {
    rig.write('small.yaml', smallSpec);
    result = await rig.json<ResultFile>(['small.yaml']);
  });
  afterAll(() => rig.dispose());

  it('plan says what is cached, what would run and after what', async () => {
    interface Plan {
      epochs: { planned: number; known: number };
      stages: { name: string; status: string }[];
    }
    const plan = await rig.json<Plan>(['plan', 'small.yaml', '--set', 'train.epochs=7']);
    expect(plan.epochs).toEqual({ planned: 7, known: 2 });
    expect(plan.stages.map(({ name, status }) => `${name} ${status}`)).toEqual([
      'load cached',
      'normalize cached',
      'augment cached',
      'build cached',
      'train missing',
      'evaluate waiting',
      'report waiting',
    ]);
    const text = await rig.run(['plan', 'small.yaml', '--set', 'train.epochs=7']);
    expect(text.stdout).toContain('2 of 7 epochs are cached');
    expect(text.stdout).toMatch(
      /training: 5 epochs, about .* on \d+ threads? \(at the speed measured here\)/,
    );
    expect(text.stdout).toMatch(/^scoring: 600 images, about /m);
    const views = ['--set', 'evaluate.testTimeAugmentation={ shifts: 1 }'];
    const shifted = await rig.run(['plan', 'small.yaml', ...views]);
    expect(shifted.stdout).toMatch(/^nothing is left to train$/m);
    expect(shifted.stdout).toMatch(
      /^scoring: 600 images in 9 views each, about .* on \d+ threads? \(at the/m,
    );
    expect((await rig.run(['plan', 'small.yaml'])).stdout).not.toContain('scoring');
  });

  it('plan leaves nothing behind', async () => {
    await rig.run(['plan', 'small.yaml', '--cache-dir', 'untouched', '--runs-dir', 'untouched-runs']);
    expect(existsSync(path.join(rig.dir, 'untouched'))).toBe(false);
    expect(existsSync(path.join(rig.dir, 'untouched-runs'))).toBe(false);
  });

  it('why tells what changed since the last run', async () => {
    const { stdout } = await rig.run(['why', 'small.yaml', '--set', 'train.batchSize=8', '--set', 'seed=3']);
    expect(stdout).toMatch(/^load +would run: seed: 1 → 3$/m);
    const batch = await rig.run(['why', 'small.yaml', '--set', 'train.batchSize=8']);
    expect(batch.stdout).toMatch(/^build +cached$/m);
    expect(batch.stdout).toMatch(/^train +would run: batchSize: 16 → 8$/m);
  });

  it('why tells where a value comes from', async () => {
    const { stdout } = await rig.run(['why', 'small.yaml', 'train', '--set', 'train.batchSize=8']);
    expect(stdout).toContain('train.optimizer.sgd.learningRate: 0.05  ← small.yaml:16:37');
    expect(stdout).toContain('train.optimizer.sgd.nesterov: false  ← default');
    expect(stdout).toContain('train.batchSize: 8  ← --set train.batchSize');
  });

  it('runs lists what has run', async () => {
    const { stdout } = await rig.run(['runs']);
    expect(stdout).toContain(path.basename(result.folder));
    expect(stdout).toMatch(/done +synthetic +2/);
  });

  it('cache ls, verify and gc tell what is there and keep what is used', async () => {
    expect((await rig.run(['cache', 'ls'])).stdout).toMatch(/^train +\d+/m);
    expect((await rig.run(['cache', 'verify'])).stdout).toContain('are whole');
    expect((await rig.run(['cache', 'gc', '--older-than', '1'])).stdout).toContain('removed 0 entries');
    const again = await rig.json<ResultFile>(['small.yaml']);
    expect(again.stages.every(({ cached }) => cached)).toBe(true);
  });

  it('cache verify finds a flipped bit, sets it aside, and the next run computes it again', async () => {
    const places = ['--cache-dir', 'flipped', '--runs-dir', 'flipped-runs'];
    await rig.json(['small.yaml', ...places]);
    const blob = `flipped/v1/blobs/${result.weightsSha256.slice(0, 2)}/${result.weightsSha256}`;
    const bytes = readFileSync(path.join(rig.dir, blob));
    bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
    rig.write(blob, bytes);
    const verified = await rig.run(['cache', 'verify', ...places]);
    expect(verified.code).toBe(4);
    expect(verified.stdout).toContain(`blob ${result.weightsSha256.slice(0, 12)}`);
    const again = await rig.json<ResultFile>(['small.yaml', ...places]);
    expect(again.weightsSha256).toBe(result.weightsSha256);
    expect((await rig.run(['cache', 'verify', ...places])).code).toBe(0);
  });

  it('data ls and show work without a network', async () => {
    expect((await rig.run(['data', 'ls'])).stdout).toMatch(/^mnist .*not here: hwr-run data get mnist$/m);
    const shown = await rig.run(['data', 'show', 'synthetic', '--out', 'sheet.png', '--quiet']);
    expect(shown.code).toBe(0);
    expect(rig.read('sheet.png').slice(1, 4)).toBe('PNG');
  });

  it('init makes a folder that works, and never overwrites', async () => {
    expect((await rig.run(['init', 'mine'])).code).toBe(0);
    expect((await rig.run(['-C', 'mine', 'check', 'experiments/quickstart.yaml'])).code).toBe(0);
    const again = await rig.run(['init', 'mine']);
    expect(again.code).toBe(2);
    expect(again.stderr).toContain('is there already');
  });

  it('schema prints the schemas; doctor and engine ls say what is here', async () => {
    expect(JSON.parse((await rig.run(['schema'])).stdout).title).toBe('Spec');
    expect(JSON.parse((await rig.run(['schema', 'result'])).stdout).title).toBe('Result');
    expect((await rig.run(['engine', 'ls'])).stdout).toMatch(/^wasm +ready/m);
    expect((await rig.run(['doctor'])).stdout).toMatch(/^✓ +node/m);
  });

  it('the resolved spec in the run folder runs by itself, and is the same spec', async () => {
    const same = await rig.json<ResultFile>([`${result.folder}/spec.yaml`]);
    expect(same.specHash).toBe(result.specHash);
    expect(same.weightsSha256).toBe(result.weightsSha256);
  });
});
