/** hwr-run verify on a run that was left alone. */
import { cpSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { finish, type ResultFile } from './rig.js';
import { epochLines, hex, VerifyRig } from './verify-rig.js';

const verifying = new VerifyRig();
const { rig, options, temporary } = verifying;
const verify = verifying.verify.bind(verifying);
let folder: string;
let first: ResultFile;

beforeAll(async () => {
  first = await verifying.runSmall();
  folder = first.folder;
});
afterAll(() => rig.dispose());

describe('a run that was left alone', () => {
  it('is identical, computed again without the cache and leaving nothing behind', async () => {
    const { code, stdout, stderr } = await verify(folder, '--cache-dir', 'nowhere');
    expect(stdout).toBe(
      `identical: 4 epochs, weights ${first.weightsSha256.slice(0, 8)}…\n` +
        'also data, initial weights, figures and predictions of test, train, validation; 10 files agree\n',
    );
    expect(code).toBe(0);
    expect(epochLines(stderr)).toBe(4);
    expect(readdirSync(temporary)).toEqual([]);
    expect(readdirSync(rig.dir)).not.toContain('nowhere');
  });

  it('is found by its spec’s name, and as JSON', async () => {
    const verified = await rig.json(['verify', path.basename(folder)], options);
    const { weightsSha256 } = first;
    const expected = { run: folder, identical: true, differences: [], weightsSha256, otherVersion: null };
    expect(verified).toMatchObject({ ...expected, computedEpochs: [1, 2, 3, 4] });
  });

  it('is identical from its small files alone, in a folder for what is published', async () => {
    const files = ['result.json', 'spec.yaml', 'history.csv', 'results.csv', 'results.md'];
    for (const file of files)
      cpSync(path.join(rig.dir, folder, file), path.join(rig.dir, 'runs/published/tiny', file));
    const { code, stdout } = await verify('tiny');
    expect(stdout).toContain('5 files agree');
    expect(code).toBe(0);
  });

  it('is identical where another version computed it with the same bits, which is said', async () => {
    const copy = verifying.copy(folder).result((result) => {
      Object.assign(result, { version: '0.0.9' });
      for (const stage of result.stages) Object.assign(stage, { key: hex('a') });
    });
    const { code, stdout, stderr } = await verify(copy.name);
    expect(stdout).toMatch(/^identical: 4 epochs/);
    expect(stdout).toMatch(/\nhwr-run 0\.0\.9 computed this run, this is \S+: with the same bits\n$/);
    expect(stderr).toContain('its bits are compared all the same');
    expect(code).toBe(0);
  });

  it('is checked by some of its epochs, each from the state before it that the cache has', async () => {
    const { code, stdout, stderr } = await verify(folder, '--sample', '2');
    expect(stdout).toMatch(/^identical: epochs [1-3], [2-4] of 4, weights /);
    expect(stdout).toContain('the other epochs were taken from the cache');
    expect(epochLines(stderr)).toBe(2);
    expect(code).toBe(0);
    expect((await verify(folder, '--sample', '9')).stdout).toMatch(/^identical: 4 epochs/);
  });

  it('is not checked by some of its epochs where the cache has no states', async () => {
    const { code, stderr } = await verify(folder, '--sample', '1', '--cache-dir', 'nowhere');
    expect(stderr.trim().split('\n').at(-1)).toMatch(
      /^hwr-run: the cache does not have the state after epoch [1-4] any more, .*; leave --sample out/,
    );
    expect(code).toBe(1);
  });

  it('ends at once when it is interrupted, and leaves nothing behind', async () => {
    const long = await rig.json<ResultFile>(['small.yaml', '--set', 'train.epochs=300']);
    const child = rig.start(['verify', long.folder], options);
    child.stderr?.on('data', (text: Buffer) => {
      if (text.toString().includes('epoch   3/300')) child.kill('SIGINT');
    });
    const { code, stdout, stderr } = await finish(child);
    expect([code, stdout]).toEqual([130, '']);
    expect(stderr.trim().split('\n').at(-1)).toMatch(/^hwr-run: interrupted; /);
    expect(readdirSync(temporary)).toEqual([]);
  });
});

describe('the folder of a sweep', () => {
  it('stands for the runs that it chose', async () => {
    const sweep = ['small.yaml', '--sweep', 'momentum=0,0.9', '--set', 'train.epochs=1', '--repeats', '2'];
    const { folder } = await rig.json<{ folder: string }>(sweep);
    const { code, stdout } = await verify(folder);
    expect(stdout.match(/^identical: 1 epoch, weights \w{8}… \(runs\/small-\w{8}\)$/gm)).toHaveLength(2);
    expect(code).toBe(0);
    const { runs } = JSON.parse((await verify(folder, '--json')).stdout);
    const [chosen] = runs as { run: string; identical: boolean }[];
    expect(runs).toHaveLength(2);
    const forged = rig.read(`${folder}/result.json`).replace(/("test": \{\s*"accuracy": )[\d.]+/, '$10.9999');
    rig.write('runs/forged/result.json', forged);
    const changed = await verify('runs/forged');
    expect(changed.stderr).toMatch(
      /^hwr-run: runs\/forged: test\.accuracy of its chosen run runs\/small-\w{8} is 0\.\d+ there, 0\.9999 here; a file was/,
    );
    expect(changed.code).toBe(1);
    rmSync(path.join(rig.dir, chosen!.run), { recursive: true });
    const alone = await verify(folder);
    expect(alone.stderr).toMatch(
      /the run that the sweep chose is not beside it: there is no .*; the sweep, given again/,
    );
    expect(alone.code).toBe(3);
  });
});

describe('what is no finished run', () => {
  it('is refused with a line that says why', async () => {
    const empty = verifying.copy(folder).without('result.json');
    const missing = await verify(empty.name);
    expect(missing.stderr).toMatch(
      /there is no .*result\.json: nothing is on record that could be verified; let the run/,
    );
    expect(missing.code).toBe(3);
    const broken = await verify(
      verifying.copy(folder).result((result) => Object.assign(result, { weightsSha256: 'x' })).name,
    );
    expect(broken.stderr).toMatch(
      /result\.json is no result of a run: what is at \/weightsSha256 does not go/,
    );
    expect(broken.code).toBe(3);
    const chainless = verifying.copy(folder).result((result) => Reflect.deleteProperty(result, 'chain'));
    expect((await verify(chainless.name, '--sample', '1')).stderr).toMatch(
      /no chain of epochs.*; leave --sample out\n/,
    );
    expect((await verify(chainless.name)).stdout).toContain('only their end was compared');
  });
});
