/** scripts/publish.mjs in a folder of its own: what it copies, what it refuses, and the README that it makes. */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { machinePathIn } from '../../scripts/publish/copy.mjs';
import { type ResultFile, Rig, root, smallSpec } from '../e2e/rig.js';

const rig = new Rig();
const publish = (...args: string[]) =>
  spawnSync(process.execPath, [path.join(root, 'scripts/publish.mjs'), ...args], {
    cwd: rig.dir,
    encoding: 'utf8',
  });
const names: string[] = [];

beforeAll(async () => {
  const sweep =
    'sweep: { parameters: { momentum: { path: train.optimizer.sgd.momentum, values: [0, 0.9] } } }\n';
  rig.write('experiments/small.yaml', smallSpec + sweep);
  for (const flags of [
    ['--seed', '1'],
    ['--seed', '2'],
    ['--set', 'train.optimizer={ adam: {} }'],
  ]) {
    const { folder } = await rig.json<ResultFile>(['experiments/small.yaml', ...flags]);
    names.push(path.basename(folder));
  }
});
afterAll(() => rig.dispose());

describe('scripts/publish.mjs', () => {
  it('copies the small files, and lists the runs with their means and commands', async () => {
    const [first = '', second = '', adam = ''] = names;
    const { status, stdout, stderr } = publish(...names);
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout.trim().split('\n')).toEqual(names.map((name) => path.join('runs/published', name)));
    for (const name of names)
      expect(readdirSync(path.join(rig.dir, 'runs/published', name)).sort()).toEqual([
        'history.csv',
        'result.json',
        'results.csv',
        'results.md',
        'spec.yaml',
      ]);
    const readme = rig.read('runs/published/README.md');
    const row = (start: string) => readme.split('\n').find((line) => line.startsWith(start)) ?? '';
    const { specHash, weightsSha256 } = JSON.parse(rig.read(`runs/${first}/result.json`));
    expect(row(`| [${first}]`)).toContain(
      `| \`${specHash.slice(0, 8)}\` | \`${weightsSha256.slice(0, 8)}\` |`,
    );
    expect(row(`| [${first}]`)).toMatch(/ \| `hwr-run experiments\/small\.yaml` \|$/);
    expect(row(`| [${second}]`)).toMatch(/ \| `hwr-run experiments\/small\.yaml --seed 2` \|$/);
    expect(row('| **small, mean of 2 seeds**')).toMatch(
      / \| \d+\.\d\d ± \d+\.\d\d % \| \d+\.\d\d ± \d+\.\d\d % \|/,
    );
    const command = /`hwr-run (experiments\/small\.yaml --set '(.*)')` \|$/.exec(row(`| [${adam}]`));
    const again = await rig.json<ResultFile>(['experiments/small.yaml', '--set', command?.[2] ?? '']);
    expect(path.basename(again.folder)).toBe(adam);
    // The report has the origins of the spec's values, and this command wrote one of them differently.
    expect(again.stages.flatMap(({ name, cached }) => (cached ? [] : [name]))).toEqual(['report']);
  });

  it('copies the specs of an ensemble with it, which the experiment makes again', async () => {
    rig.write('experiments/both.yaml', 'name: both\nensemble: { of: small.yaml, seeds: [1, 2] }\n');
    const { folder } = await rig.json<ResultFile>(['experiments/both.yaml']);
    const name = path.basename(folder);
    const { status, stderr } = publish(name);
    expect([status, stderr]).toEqual([0, '']);
    const target = path.join(rig.dir, 'runs/published', name);
    expect(readdirSync(target, { recursive: true, encoding: 'utf8' }).sort()).toEqual([
      'members',
      'members.csv',
      'members/1.yaml',
      'members/2.yaml',
      'result.json',
      'results.csv',
      'results.md',
      'spec.yaml',
    ]);
    const row = rig
      .read('runs/published/README.md')
      .split('\n')
      .find((line) => line.startsWith(`| [${name}]`));
    expect(row).toMatch(/ \| `hwr-run experiments\/both\.yaml` \|$/);
    const { code, stderr: said } = await rig.run(['verify', target]);
    expect(code, said).toBe(0);
  });

  it('says whether the README is up to date', () => {
    expect(publish('--check').status).toBe(0);
    rig.write('runs/published/README.md', 'something else');
    const { status, stderr } = publish('--check');
    expect(stderr).toContain('is not what the folders beside it make');
    expect(status).toBe(1);
    expect(rig.read('runs/published/README.md')).toBe('something else');
    expect(publish().status).toBe(0);
    expect(publish('--check').status).toBe(0);
  });

  it('publishes a sweep with the runs that it chose, which can be verified from there', async () => {
    const { folder } = await rig.json<{ folder: string }>(['experiments/small.yaml', '--sweep']);
    const name = path.basename(folder);
    expect(publish(name)).toMatchObject({ status: 0, stderr: '' });
    expect(rig.read(`runs/published/${name}/best.yaml`)).toContain('momentum:');
    expect(rig.read('runs/published/README.md')).toMatch(
      new RegExp(`\\| \\[${name}\\].* \\| \`hwr-run experiments/small\\.yaml --sweep\` \\|`),
    );
    const verified = await rig.run(['verify', `runs/published/${name}`]);
    expect(verified.stdout).toMatch(/^identical: 2 epochs, weights \w{8}…\n/);
    expect(verified.code).toBe(0);
  });

  it('refuses what names a path of the machine, and what was changed', async () => {
    const spec = path.join(rig.dir, 'experiments/small.yaml');
    const { folder } = await rig.json<ResultFile>([spec, '--seed', '3']);
    const absolute = publish(folder);
    expect(absolute.stderr).toMatch(
      /results\.md names .*small\.yaml, a path of this machine: run it from this folder/,
    );
    expect(absolute.status).toBe(1);
    const { folder: other } = await rig.json<ResultFile>(['experiments/small.yaml', '--seed', '4']);
    rig.write(`${other}/results.md`, rig.read(`${other}/results.md`).replace(/\| test \| \d/, '| test | 9'));
    const changed = publish(other);
    expect(changed.stderr).toMatch(/results\.md: its row of test does not have/);
    expect(changed.status).toBe(1);
    expect(readdirSync(path.join(rig.dir, 'runs/published'))).not.toContain(path.basename(other));
  });
});

describe('a path of a machine', () => {
  it.each([
    ['lr: 0.1 # /home/somebody/experiments/base.yaml:3:4', '/home/somebody/experiments/base.yaml'],
    ['"cwd":"/root/x"', '/root/x'],
    ['lr: 0.1 # ../elsewhere/base.yaml:3:4', '../elsewhere/base.yaml'],
    ['C:\\Users\\somebody', 'C:\\Users\\somebody'],
  ])('is seen in %s', (text, found) => expect(machinePathIn(text)).toBe(found));

  it.each([
    'lr: 0.1 # experiments/base.yaml:3:4',
    '"datasets/semeion/labels": "ab12"',
    'see https://example.org/a/b/c and and/or',
    '| 28×28×8 | 3×3 |',
    '[the run](../small-ba92d877/report.html)',
  ])('is none in %s', (text) => expect(machinePathIn(text)).toBeUndefined());
});
