/** Sweeps as a person runs them: the same bytes for any number of jobs, nothing lost, nothing run twice. */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { finish, Rig, smallSpec } from './rig.js';

const sweepSpec = `${smallSpec}sweep:
  parameters:
    lr: { path: train.optimizer.sgd.learningRate, values: [0.05, 0.01] }
    momentum: { path: train.optimizer.sgd.momentum, values: [0, 0.9] }
`;

const rigs: Rig[] = [];
function newRig(spec = sweepSpec): Rig {
  const rig = new Rig();
  rigs.push(rig);
  rig.write('small.yaml', spec);
  return rig;
}
afterEach(() => {
  for (const rig of rigs.splice(0)) rig.dispose();
});

/** All files of the sweep's folder, and what is in them. */
function filesOf(rig: Rig): Readonly<Record<string, string>> {
  const folder = path.join(rig.dir, 'runs', sweepFolder(rig));
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((file) => file.isFile());
  return Object.fromEntries(
    files
      .map((file) => path.join(file.parentPath, file.name))
      .sort()
      .map((file) => [path.relative(folder, file), readFileSync(file, 'utf8')]),
  );
}

function sweepFolder(rig: Rig): string {
  const folders = readdirSync(path.join(rig.dir, 'runs')).filter((name) => name.includes('-sweep-'));
  expect(folders).toHaveLength(1);
  return folders[0]!;
}

const cachedTrials = (stderr: string) =>
  stderr.split('\n').filter((line) => line.includes(', cached')).length;
const trialLines = (stderr: string) => stderr.split('\n').filter((line) => line.startsWith('trial ')).length;

describe('a sweep', () => {
  it('leaves the same bytes with 1 job and with 3, and the second time it is all cached', async () => {
    const [one, three] = [newRig(), newRig()];
    const alone = await one.run(['small.yaml', '--sweep', '--jobs', '1']);
    const together = await three.run(['small.yaml', '--sweep', '--jobs', '3', '--threads', '3']);
    expect([alone.code, together.code]).toEqual([0, 0]);
    expect(together.stdout).toBe(alone.stdout);
    const files = filesOf(one);
    expect(filesOf(three)).toEqual(files);
    expect(Object.keys(files)).toEqual(
      expect.arrayContaining(['best.yaml', 'leaderboard.csv', 'report.html', 'result.json', 'results.csv']),
    );
    expect(files['results.csv']?.trim().split('\n')).toHaveLength(5);
    const again = await one.run(['small.yaml', '--sweep']);
    expect(cachedTrials(again.stderr)).toBe(4);
    expect(again.stdout).toBe(alone.stdout);
    expect(filesOf(one)).toEqual(files);
  });

  it.each(['tpe', 'asha'])('decides on the same trials with 1 job and with 3: %s', async (strategy) => {
    const [one, three] = [newRig(), newRig()];
    const args = ['small.yaml', '--sweep', 'lr=log:1e-3..0.1', '--strategy', strategy, '--trials', '6'];
    args.push('--set', 'train.epochs=3', '--set', 'load.synthetic.train=200');
    const alone = await one.run([...args, '--jobs', '1']);
    const together = await three.run([...args, '--jobs', '3', '--threads', '3']);
    expect([alone.code, together.code]).toEqual([0, 0]);
    expect(together.stdout).toBe(alone.stdout);
    expect(filesOf(three)).toEqual(filesOf(one));
  });

  it('is planned: its trials, what is cached of them, and how long the rest takes', async () => {
    const rig = newRig();
    const before = await rig.run(['plan', 'small.yaml', '--sweep']);
    expect(before.stdout).toMatch(/^ {4}1 {2}would run {2}lr 0\.05, momentum 0$/m);
    expect(before.stdout).toContain('4 trials, 0 of 4 cached');
    await rig.run(['small.yaml', '--sweep', 'momentum', '--set', 'train.optimizer.sgd.learningRate=0.01']);
    const after = await rig.run(['plan', 'small.yaml', '--sweep', '--set', 'train.epochs=5']);
    expect(after.stdout).toMatch(/^ {4}3 {2}2 of 5 epochs are cached {2}lr 0\.01, momentum 0$/m);
    expect(after.stdout).toMatch(/^16 epochs, about .* \(at the speed measured here\)$/m);
    expect((await rig.run(['plan', 'small.yaml', '--sweep', 'lr=0.01'])).stdout).toContain(
      'nothing is left to train',
    );
  });

  it('of no parameter is the spec as it is with several seeds', async () => {
    const rig = newRig();
    const { code, stdout, stderr } = await rig.run(['small.yaml', '--repeats', '2']);
    expect([code, trialLines(stderr)]).toEqual([0, 2]);
    expect(stdout).toContain('The spec as it is, with 2 seeds: up to 2 epochs each; 2 finished.');
    expect(stdout).toMatch(/^train +\d+\.\d\d ± \d+\.\d\d % .*\nvalidation .* ± .*\ntest +\d+\.\d\d ± /m);
    expect(stdout).not.toMatch(/^ *1 |^Best:|chosen/m);
    const { trials } = await rig.json<{ trials: { seed: number; specHash: string }[] }>([
      ...['small.yaml', '--repeats', '3'],
    ]);
    expect(trials.map(({ seed }) => seed)).toEqual([1, 2, 3]);
    rig.write('repeated.yaml', `${smallSpec}sweep: { parameters: {}, repeats: 2 }\n`);
    expect((await rig.run(['plan', 'repeated.yaml', '--sweep'])).stdout).toContain('2 trials, 2 of 2 cached');
  });

  it('of more than a thousand trials is not begun unasked', async () => {
    const rig = newRig();
    const { code, stderr } = await rig.run([
      'small.yaml',
      '--sweep',
      'lr=0.001..0.1:0.0001',
      '--repeats',
      '2',
    ]);
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /^hwr-run: the sweep has 1.982 trials; narrow it down, or say how many with --trials; --yes begins all the same\n$/,
    );
    const million = ['lr=0.00001..0.1:0.00001', 'momentum=0..0.99:0.01'].flatMap((what) => ['--sweep', what]);
    expect((await rig.run(['small.yaml', ...million])).stderr).toMatch(/^hwr-run: the sweep has .* trials; /);
  });

  it('runs only what is new when a value is added, and only the new epochs when there are more', async () => {
    const rig = newRig();
    await rig.run(['small.yaml', '--sweep', 'lr']);
    const more = await rig.run(['small.yaml', '--sweep', 'lr=0.05,0.01,0.02']);
    expect([trialLines(more.stderr), cachedTrials(more.stderr)]).toEqual([3, 2]);
    const lr = 'train.optimizer.sgd.learningRate=0.01';
    const plan = ['plan', 'small.yaml', '--set', 'train.epochs=5', '--set', lr];
    expect((await rig.json<{ epochs: { known: number } }>(plan)).epochs.known).toBe(2);
  });

  it('writes the best configuration as a spec that runs by itself, trained already', async () => {
    const rig = newRig();
    const { stdout } = await rig.run(['small.yaml', '--sweep']);
    expect(stdout).toContain('looked at once');
    const best = path.join('runs', sweepFolder(rig), 'best.yaml');
    const run = await rig.json<{ stages: { name: string; cached: boolean }[] }>([best]);
    // Only its report, which tells where each value comes from, is another one.
    expect(run.stages.filter(({ cached }) => !cached).map(({ name }) => name)).toEqual(['report']);
  });

  it('goes on when a trial fails, and does not run it again', async () => {
    const rig = newRig();
    const args = ['small.yaml', '--sweep', 'lr=0.05,1e15'];
    const { code, stderr } = await rig.run(args);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^trial 1 of 2: \d/m);
    expect(stderr).toMatch(/^trial 2 of 2: failed: the loss is not a finite number in epoch 1, step \d/m);
    expect(stderr).toContain('hwr-run: 1 of 2 trials failed; trial 2: the loss is not a finite number');
    const files = filesOf(rig);
    expect(files['results.csv']).toMatch(/,failed,/);
    const again = await rig.run([...args, '--debug']);
    expect(again.code).toBe(1);
    expect(filesOf(rig)).toEqual(files);
    expect(files['failures.jsonl']?.trim().split('\n')).toHaveLength(1);
  });

  it('makes of a trial whose process is killed one failed row, and runs it the next time', async () => {
    const [killed, whole] = [newRig(), newRig()];
    const args = ['small.yaml', '--sweep', '--jobs', '1', '--set', 'train.epochs=6'];
    const child = killed.start(args);
    const ending = finish(child);
    let isKilled = false;
    child.stderr?.on('data', (text: string) => {
      // The second trial is under way.
      if (isKilled || !text.includes('trial 1 of 4')) return;
      isKilled = true;
      execFileSync('pkill', ['-KILL', '-P', String(child.pid)]);
    });
    const first = await ending;
    expect(first.code).toBe(1);
    expect(first.stderr).toMatch(/^trial 2 of 4: failed: its process was killed/m);
    expect(trialLines(first.stderr)).toBe(4);
    const second = await killed.run(args);
    expect([second.code, cachedTrials(second.stderr)]).toEqual([0, 3]);
    await whole.run(args);
    expect(filesOf(killed)).toEqual(filesOf(whole));
  });

  it('ends cleanly on Ctrl-C, and goes on from there', async () => {
    const [stopped, whole] = [newRig(), newRig()];
    const args = ['small.yaml', '--sweep', '--jobs', '2', '--set', 'train.epochs=6'];
    const child = stopped.start(args);
    const ending = finish(child);
    // Once: the second Ctrl-C does not ask.
    child.stderr?.once('data', () => child.kill('SIGINT'));
    const first = await ending;
    expect(first.code).toBe(130);
    expect(first.stderr.trim().split('\n').at(-1)).toBe(
      'hwr-run: interrupted; the trials that were done are kept; the same command goes on from there',
    );
    const second = await stopped.run(args);
    expect(second.code).toBe(0);
    expect(cachedTrials(second.stderr)).toBeGreaterThan(0);
    await whole.run(args);
    expect(filesOf(stopped)).toEqual(filesOf(whole));
  });
});
