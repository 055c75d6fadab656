/** Runs compared, and reports looked up again, as a person does it. */
import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ResultFile, Rig, smallSpec } from './rig.js';

interface Compared {
  readonly folder: string;
  readonly contestants: readonly {
    readonly label: string;
    readonly runs: readonly { readonly seed: number }[];
  }[];
  readonly splits: Readonly<
    Record<
      string,
      readonly {
        readonly accuracy: { readonly runs: number; readonly mean: number };
        readonly difference: number | null;
        readonly paired: Readonly<Record<string, number | string>> | null;
      }[]
    >
  >;
  readonly differences: readonly { readonly path: string; readonly values: object }[];
  readonly verdict: readonly string[];
}

const few = ['--set', 'train.epochs=1', '--set', 'load.synthetic={ train: 300, test: 100 }'];

describe('compare and report', () => {
  const rig = new Rig();
  let [small, wide] = [] as unknown as [ResultFile, ResultFile];
  beforeAll(async () => {
    rig.write('small.yaml', smallSpec);
    small = await rig.json(['small.yaml', ...few]);
    const wider = ['--set', 'name=wide', '--set', 'build.layers.0.conv2d.filters=12'];
    wide = await rig.json(['small.yaml', ...few, ...wider]);
  });
  afterAll(() => rig.dispose());

  /** The numbers of images that only one of two runs got right, counted from their own files. */
  function discordant(split: string): [onlySmall: number, onlyWide: number] {
    const rows = (folder: string) =>
      rig
        .read(`${folder}/predictions-${split}.csv`)
        .trim()
        .split('\n')
        .slice(1)
        .map((line) => line.split(',').slice(1, 3));
    const [a, b] = [rows(small.folder), rows(wide.folder)];
    const right = ([label, predicted]: readonly string[]) => label === predicted;
    const only = (ours: typeof a, theirs: typeof a) =>
      ours.filter((row, i) => right(row) && !right(theirs[i]!)).length;
    return [only(a, b), only(b, a)];
  }

  it('says who is right where the other is wrong, as their own predictions have it', async () => {
    const { splits, differences, folder } = await rig.json<Compared>(['compare', 'small', wide.folder]);
    const [onlySmall, onlyWide] = discordant('test');
    const [first, second] = splits.test!;
    expect(first!.accuracy.mean).toBe(small.splits.test!.accuracy);
    expect(second!.difference).toBe(wide.splits.test!.accuracy - small.splits.test!.accuracy);
    expect(second!.paired).toMatchObject({
      images: 100,
      moreReference: onlySmall,
      moreThis: onlyWide,
      sameImagesBy: 'content',
    });
    expect(splits.train![1]!.paired).toBeNull();
    expect(differences).toEqual([{ path: 'build.layers.0.conv2d.filters', values: { A: 8, B: 12 } }]);
    expect(readdirSync(path.join(rig.dir, folder)).sort()).toEqual([
      'compare.csv',
      'compare.html',
      'compare.json',
      'compare.md',
    ]);
  });

  it('writes the same files again, to where --out says too, and is no run', async () => {
    const { folder } = await rig.json<Compared>(['compare', 'small', 'wide']);
    const page = rig.read(`${folder}/compare.html`);
    const again = await rig.run(['compare', 'small', 'wide', '--out', 'mine']);
    expect(again.code).toBe(0);
    expect(rig.read('mine/compare.html')).toBe(page);
    expect(again.stdout).toContain(`report: ${path.join('mine', 'compare.html')}`);
    expect((await rig.run(['runs'])).stdout).not.toContain('compare');
  });

  it('goes by the runs’ own files where the cache is gone, and then says so', async () => {
    const nowhere = ['--cache-dir', 'empty'];
    const { splits } = await rig.json<Compared>(['compare', 'small', 'wide', ...nowhere]);
    const [onlySmall, onlyWide] = discordant('test');
    expect(splits.test![1]!.paired).toMatchObject({
      moreReference: onlySmall,
      moreThis: onlyWide,
      sameImagesBy: 'labels',
    });
    const { stdout } = await rig.run(['compare', 'small', 'wide', ...nowhere, '--out', 'from-files']);
    expect(stdout).toContain('points; of 100 images');
    expect(rig.read('from-files/compare.html')).toContain('The images are no longer in the cache');
  });

  it('makes no paired test of other images', async () => {
    const other = ['--set', 'name=other', '--set', 'load.limit=80'];
    await rig.json(['small.yaml', ...few, ...other]);
    const { splits, verdict } = await rig.json<Compared>(['compare', 'small', 'other']);
    expect(splits.test![1]!.paired).toEqual({ reason: 'not the same test images (their numbers differ)' });
    expect(verdict[0]).toContain('No paired test is possible');
  });

  it('takes the runs of the configuration that a sweep chose', async () => {
    const args = ['small.yaml', ...few, '--sweep', 'learningRate=0.05,0.01', '--repeats', '2'];
    const swept = await rig.json<{ folder: string }>(args);
    const { contestants, splits } = await rig.json<Compared>(['compare', 'small', swept.folder]);
    expect(contestants[1]!.runs.map(({ seed }) => seed)).toEqual([1, 2]);
    expect(splits.test![1]!.accuracy.runs).toBe(2);
    expect(splits.test![1]!.paired).toMatchObject({ images: 100 });
    // Another seed holds out other images.
    expect(splits.validation![1]!.paired).toHaveProperty('reason');
    const report = await rig.run(['report', swept.folder]);
    expect(report.stdout).toContain('Test accuracy of the chosen configuration');
    expect(report.stdout).toContain(`report: ${path.join(swept.folder, 'report.html')}`);
    rmSync(path.join(rig.dir, swept.folder, 'report.html'));
    const missing = await rig.run(['report', swept.folder]);
    expect([missing.code, missing.stderr]).toEqual([
      3,
      `hwr-run: ${path.join(swept.folder, 'report.html')} is missing; hwr-run ${path.join(swept.folder, 'spec.yaml')} --sweep makes a sweep's files again\n`,
    ]);
  });

  it('report prints the run’s own table, and makes again what is missing, to the byte', async () => {
    const first = await rig.run(['small.yaml', ...few, '--quiet']);
    const file = path.join(rig.dir, small.folder, 'report.html');
    const page = readFileSync(file);
    rmSync(file);
    rmSync(path.join(rig.dir, small.folder, 'plots'), { recursive: true });
    const again = await rig.run(['report', 'small']);
    expect([again.code, again.stdout]).toEqual([0, first.stdout]);
    expect(again.stderr).toContain(`made again: ${path.join(small.folder, 'report.html')}\n`);
    expect(readFileSync(file)).toEqual(page);
    expect(existsSync(path.join(rig.dir, small.folder, 'plots', 'learning-curves.svg'))).toBe(true);
    expect((await rig.run(['report', 'small'])).stderr).toBe('');
  });

  it('report makes a format that the spec does not ask for', async () => {
    const bare = ['--set', 'name=bare', '--set', 'report.formats=[csv]'];
    const { folder } = await rig.json<ResultFile>(['small.yaml', ...few, ...bare]);
    expect(existsSync(path.join(rig.dir, folder, 'report.html'))).toBe(false);
    const made = await rig.json<{ restored: string[] }>(['report', 'bare', '--format', 'html,markdown']);
    expect(made.restored).toContain('report.html');
    expect(rig.read(`${folder}/results.md`)).toContain('# bare');
    expect(rig.read(`${folder}/report.html`)).toContain('<h1>bare</h1>');
  });

  it('report without the cache shows what there is, and says how to have what there is not', async () => {
    rmSync(path.join(rig.dir, wide.folder, 'results.md'));
    const there = await rig.run(['report', 'wide', '--format', 'html', '--cache-dir', 'empty']);
    expect([there.code, there.stderr]).toEqual([0, '']);
    const missing = await rig.run(['report', 'wide', '--format', 'markdown', '--cache-dir', 'empty']);
    expect([missing.code, missing.stderr]).toEqual([
      3,
      `hwr-run: ${path.join(wide.folder, 'results.md')} is missing, and what it is made from is not in the cache; hwr-run ${path.join(wide.folder, 'spec.yaml')} computes it again\n`,
    ]);
    const file = path.join(rig.dir, wide.folder, 'result.json');
    const result = readFileSync(file, 'utf8');
    writeFileSync(file, '{}');
    const damaged = await rig.run(['report', wide.folder]);
    writeFileSync(file, result);
    expect([damaged.code, damaged.stderr]).toEqual([
      3,
      `hwr-run: ${path.join(wide.folder, 'result.json')} is not the result of a run; run its spec again: what is cached is put back\n`,
    ]);
  });

  it('report opens the page with what the system has for it', async () => {
    rig.write('bin/xdg-open', '#!/bin/sh\nprintf %s "$1" > "$OPENED"\n');
    const opener = path.join(rig.dir, 'bin', 'xdg-open');
    chmodSync(opener, 0o755);
    const opened = path.join(rig.dir, 'opened');
    const env = { PATH: `${path.dirname(opener)}:${process.env.PATH}`, OPENED: opened, DISPLAY: ':0' };
    await rig.run(['report', 'small', '--open', 'no'], { env });
    await rig.run(['report', 'small'], { env });
    // Neither of the two: nobody is at a terminal.
    expect(existsSync(opened)).toBe(false);
    await rig.run(['report', 'small', '--open', 'yes'], { env });
    await expect
      .poll(() => (existsSync(opened) ? readFileSync(opened, 'utf8') : ''))
      .toBe(path.join(rig.dir, small.folder, 'report.html'));
  });
});
