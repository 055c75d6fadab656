/** Data of one's own beside what is made of other data: scored by a model of other data, averaged, verified. */
import { renameSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { csvOf, drawings, pngOf } from '../data/own/drawings.js';
import { type BadTable, expectRefusal } from './bad-row.js';
import { specOf } from './own-data-spec.js';
import { type ResultFile, Rig, smallSpec } from './rig.js';

interface Result extends ResultFile {
  readonly dataset: string;
  readonly datasets: ResultFile['splits'];
}

const scoring = `evaluate:
  datasets:
    - ../others.csv
    - { dataset: { folder: ../pictures }, split: all, name: pictures-of-all-sizes }
`;

describe('a model of data of one’s own', () => {
  const rig = new Rig();
  let first: Result;

  beforeAll(async () => {
    rig.write('digits.csv', csvOf(drawings(90, 3)));
    rig.write('others.csv', csvOf(drawings(40, 2)));
    for (const [i, drawing] of [...drawings(4, 2), ...drawings(4, 2, 12)].entries())
      rig.write(path.join('pictures', String(drawing.label), `${i}.png`), pngOf(drawing));
    rig.write('specs/own.yaml', specOf('../digits.csv', scoring));
    first = await rig.json<Result>(['specs/own.yaml']);
  });
  afterAll(() => rig.dispose());

  it('is scored on other such data, by the names of the classes, of whatever size', () => {
    expect(first.dataset).toBe('digits.csv');
    expect(Object.keys(first.datasets)).toEqual(['others.csv', 'pictures-of-all-sizes']);
    // A fifth of each class is the test set, which reads as the training set does.
    expect(first.datasets['others.csv']).toMatchObject({ count: 8, accuracy: 1 });
    expect(first.datasets['pictures-of-all-sizes']?.count).toBe(8);
    expect(rig.read(`${first.folder}/predictions-others.csv.csv`).trim().split('\n')).toHaveLength(9);
  });

  it('is planned with the images that there are', async () => {
    const plan = await rig.run(['plan', 'specs/own.yaml', '--cache-dir', 'fresh']);
    // 72 to train, 18 held out as the test set, of which the validation split leaves 58 and 14; 8 and 8 others.
    expect(plan.stdout).toContain('scoring: 106 images');
  });

  it('is identical when it is verified', async () => {
    const { stdout, stderr, code } = await rig.run(['verify', first.folder, '--cache-dir', 'nowhere']);
    expect(stderr).not.toContain('hwr-run:');
    expect(stdout).toContain('figures and predictions of test, train, validation, others.csv');
    expect(code).toBe(0);
  });

  it('starts from its resolved spec, and is the same wherever the other data lies; not with other data', async () => {
    const resolved = await rig.json<Result>([`${first.folder}/spec.yaml`]);
    expect(resolved.specHash).toBe(first.specHash);
    // The report alone says where each value of the spec comes from.
    const computed = resolved.stages.filter(({ cached }) => !cached).map(({ name }) => name);
    expect(computed).toEqual(['report']);
    renameSync(path.join(rig.dir, 'pictures'), path.join(rig.dir, 'moved'));
    const moved = ['specs/own.yaml', '--set', 'evaluate.datasets.1.dataset.folder=moved'];
    expect((await rig.json<Result>(moved)).specHash).toBe(first.specHash);
    rig.write('others.csv', csvOf(drawings(41, 2)));
    const changed = await rig.json<Result>(moved);
    expect(changed.specHash).not.toBe(first.specHash);
    expect(changed.weightsSha256).toBe(first.weightsSha256);
    const { stderr, code } = await rig.run(['verify', first.folder]);
    expect(stderr).toMatch(
      /spec\.yaml:\d+:\d+: others\.csv: it has the content \w{8}, not \w{8} as the spec asks for/,
    );
    expect(code).toBe(3);
  });

  it('is averaged with others of the same data, not of other data', async () => {
    const [digits, same, other] = [drawings(90, 3), drawings(90, 3), drawings(60, 3)].map((list) =>
      csvOf(list),
    );
    rig.write('a/digits.csv', digits ?? '');
    rig.write('b/digits.csv', same ?? '');
    rig.write('c/digits.csv', other ?? '');
    for (const folder of ['a', 'b', 'c'])
      rig.write(
        `${folder}.yaml`,
        specOf(`${folder}/digits.csv`, `seed: ${folder.charCodeAt(0)}\n`).replace('own', folder),
      );
    const datasets = 'evaluate: { datasets: [digits.csv] }\n';
    rig.write('both.yaml', `name: both\nensemble: { of: [a.yaml, b.yaml] }\n${datasets}`);
    const both = await rig.json<Result>(['both.yaml']);
    expect(both.dataset).toBe('digits.csv');
    expect(both.splits.test).toMatchObject({ count: 18, accuracy: 1 });
    expect(both.datasets['digits.csv']).toMatchObject({ count: 18, accuracy: 1 });
    const again = await rig.json<Result>([`${both.folder}/spec.yaml`]);
    expect(again.specHash).toBe(both.specHash);
    const verified = await rig.run(['verify', both.folder]);
    expect(verified.code, verified.stderr).toBe(0);
    expect(verified.stdout).toMatch(/^identical: 8 epochs of 2 members, weights /);
    const member = await rig.json<Result>([`${both.folder}/members/1.yaml`]);
    expect((await rig.run(['verify', member.folder])).code).toBe(0);
    rig.write('odd.yaml', 'name: odd\nensemble: { of: [a.yaml, c.yaml] }\n');
    const { stderr, code } = await rig.run(['check', 'odd.yaml']);
    expect(stderr).toBe(
      'odd.yaml:2:26: c (seed 99) is trained on digits.csv, a (seed 97) on other data of that name; ' +
        'members share one data set, so that they answer the same questions\n',
    );
    expect(code).toBe(2);
  });
});

const scored = (datasets: string): string => `${smallSpec}evaluate:\n  datasets: ${datasets}\n`;
const bad: BadTable = {
  'data of one’s own that is not there': {
    args: ['x.yaml'],
    files: { 'x.yaml': scored('[mine.csv]') },
    code: 3,
    says: 'x.yaml:20:14: mine.csv: there is no such file; check the path',
  },
  'classes that the model does not know': {
    args: ['x.yaml'],
    files: {
      'x.yaml': scored('[./mine]'),
      'mine/a/1.png': pngOf(drawings(1, 1)[0]!),
      'mine/b/1.png': pngOf(drawings(1, 1)[0]!),
    },
    says:
      'x.yaml:20:14: data set mine has classes that the model does not know: a, b; ' +
      "classes are matched by name, and the model's are 0, 1, 2, 3, 4, 5, 6, 7, 8, 9",
  },
  'two of one name': {
    args: ['x.yaml'],
    files: { 'x.yaml': scored('[a/mine.csv, b/mine.csv]') },
    says: 'x.yaml:20:26: two of the data sets to score are called mine.csv in results; keep one of the two, or give one a name of its own',
  },
  'an unknown name': {
    args: ['x.yaml'],
    files: { 'x.yaml': scored('[semeoin]') },
    says: 'x.yaml:20:14: unknown data set "semeoin"; did you mean "semeion"?',
  },
};

describe('other data of one’s own that is wrong', () => {
  it.concurrent.each(Object.entries(bad))('%s', (_, row) => expectRefusal(row));
});
