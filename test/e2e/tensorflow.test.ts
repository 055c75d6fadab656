/** A spec on the engine tensorflow, as a person runs it. */
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { installed } from '../engine/tensorflow/installed.js';
import { type ResultFile, Rig, smallSpec } from './rig.js';

interface Plan {
  readonly folder: string;
  readonly epochs: { readonly planned: number; readonly known: number };
  readonly stages: readonly { readonly name: string; readonly status: string }[];
}

describe.skipIf(installed === undefined)('--engine tensorflow', () => {
  const rig = new Rig();
  const env = { HWR_ENGINE_DIR: path.dirname(installed?.folder ?? '') };
  const command = ['small.yaml', '--engine', 'tensorflow'];
  let ours: ResultFile;
  let theirs: ResultFile;

  beforeAll(async () => {
    rig.write('small.yaml', smallSpec);
    ours = await rig.json<ResultFile>(['small.yaml'], { env });
    theirs = await rig.json<ResultFile>(command, { env });
  }, 60_000);
  afterAll(() => rig.dispose());

  it('gives what the default engine gives, but for rounding, in a folder of its own', () => {
    expect(theirs.engine).toMatchObject({
      name: 'tensorflow',
      version: `tensorflow ${installed?.tensorflow}`,
    });
    expect(theirs.specHash).toBe(ours.specHash);
    expect(theirs.folder).toBe(`${ours.folder}-tensorflow`);
    expect(theirs.weightsSha256).not.toBe(ours.weightsSha256);
    for (const split of ['train', 'validation', 'test'] as const) {
      expect(theirs.splits[split]?.loss).toBeCloseTo(ours.splits[split]?.loss ?? Number.NaN, 2);
    }
  });

  it('shares with the default engine what no engine computes, and is cached itself', async () => {
    const cached = theirs.stages.filter((stage) => stage.cached).map(({ name }) => name);
    expect(cached).toEqual(['load', 'normalize', 'augment', 'build']);
    const again = await rig.json<ResultFile>(command, { env });
    expect(again.stages.every((stage) => stage.cached)).toBe(true);
    expect(again.weightsSha256).toBe(theirs.weightsSha256);
  });

  it('goes on from its own epochs', async () => {
    const plan = await rig.json<Plan>(['plan', ...command, '--set', 'train.epochs=3'], { env });
    expect(plan.epochs).toEqual({ planned: 3, known: 2 });
    expect(plan.folder).toMatch(/-tensorflow$/);
    const longer = await rig.json<ResultFile>([...command, '--set', 'train.epochs=3'], { env });
    expect(longer.epochs).toBe(3);
  });
});

it('an engine that is not installed is said in one line, with the command that installs it', async () => {
  const rig = new Rig();
  rig.write('small.yaml', smallSpec);
  const { code, stdout, stderr } = await rig.run(['small.yaml', '--engine', 'tensorflow'], {
    env: { HWR_ENGINE_DIR: path.join(rig.dir, 'none') },
  });
  rig.dispose();
  expect(code).toBe(1);
  expect(stdout).toBe('');
  expect(stderr).toBe(
    'hwr-run: the engine tensorflow is not installed; install it: hwr-run engine install tensorflow\n',
  );
});
