/** Several trained models, averaged. */
import { createHash } from 'node:crypto';
import { cpSync, existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BadTable, expectRefusal } from './bad-row.js';
import { type ResultFile, Rig, smallSpec } from './rig.js';

const ensembleSpec = `name: three
ensemble: { of: small.yaml, seeds: [1, 2, 3] }
evaluate:
  datasets: [{ dataset: synthetic, synthetic: { train: 10, test: 80, seed: 9 } }]
`;

interface EnsembleResult extends ResultFile {
  readonly testScorings: number;
  readonly datasets: ResultFile['splits'];
  readonly members: readonly (Pick<ResultFile, 'specHash' | 'epochs' | 'weightsSha256' | 'splits'> & {
    readonly name: string;
    readonly seed: number;
    readonly datasets: ResultFile['splits'];
  })[];
}

describe('an ensemble', () => {
  const rig = new Rig();
  let first: EnsembleResult;
  const cachedIn = ({ stages }: ResultFile) => stages.map(({ name, cached }) => `${name} ${cached}`);

  beforeAll(async () => {
    rig.write('small.yaml', smallSpec);
    rig.write('three.yaml', ensembleSpec);
    first = await rig.json<EnsembleResult>(['three.yaml']);
  });
  afterAll(() => rig.dispose());

  it('has members that are the ordinary runs of their spec', async () => {
    expect(first.members.map(({ name, seed }) => [name, seed])).toEqual([
      ['small', 1],
      ['small', 2],
      ['small', 3],
    ]);
    for (const member of first.members) {
      const alone = await rig.json<ResultFile>(['small.yaml', '--seed', String(member.seed)]);
      expect(alone.stages.every(({ cached }) => cached)).toBe(true);
      expect(alone.specHash).toBe(member.specHash);
      expect(alone.weightsSha256).toBe(member.weightsSha256);
      expect(member.splits.test).toEqual(alone.splits.test);
    }
    expect(first.epochs).toBe(6);
    const lines = first.members.map(({ weightsSha256 }) => `${weightsSha256}\n`).join('');
    expect(first.weightsSha256).toBe(createHash('sha256').update(lines).digest('hex'));
  });

  it('answers with the class of the highest mean probability', () => {
    const answersIn = (folder: string) =>
      rig
        .read(`${folder}/predictions-test.csv`)
        .trim()
        .split('\n')
        .slice(1)
        .map((row) => row.split(','));
    const ensemble = answersIn(first.folder);
    const members = first.members.map(({ specHash }) => answersIn(`runs/small-${specHash.slice(0, 8)}`));
    expect(ensemble).toHaveLength(100);
    let agreed = 0;
    for (const [i, [index, label, predicted, , truth]] of ensemble.entries()) {
      const own = members.map((rows) => rows[i]!);
      expect(own.map((row) => row.slice(0, 2))).toEqual(Array(3).fill([index, label]));
      const mean = own.reduce((sum, row) => sum + Number(row[4]), 0) / 3;
      expect(Number(truth)).toBeCloseTo(mean, 6);
      if (new Set(own.map((row) => row[2])).size > 1) continue;
      agreed++;
      expect(predicted).toBe(own[0]![2]);
    }
    expect(agreed).toBeGreaterThan(10);
    const correct = ensemble.filter(([, label, predicted]) => label === predicted).length;
    expect(first.splits.test?.accuracy).toBe(correct / 100);
  });

  it('is scored on what is new to all of its members, and on other data sets', () => {
    expect(Object.keys(first.splits)).toEqual(['test']);
    expect(first.datasets.synthetic?.count).toBe(80);
    expect(first.members[2]?.datasets.synthetic?.count).toBe(80);
    // Three members and their mean have seen the test set.
    expect(first.testScorings).toBe(4);
  });

  it('reports as a run does, with the members beside the average', async () => {
    for (const file of [
      'results.csv',
      'results.md',
      'report.html',
      'members.csv',
      'spec.yaml',
      'members/3.yaml',
    ])
      expect(existsSync(path.join(rig.dir, first.folder, file)), file).toBe(true);
    const { stdout } = await rig.run(['three.yaml', '--quiet']);
    expect(stdout).toContain('three · synthetic · seeds 1, 2, 3 · the mean of 3 models, 6 epochs in all\n');
    expect(stdout).toMatch(/^member +seed +test +synthetic +weights$/m);
    expect(stdout).toMatch(/^small +2 +\d+\.\d\d % +\d+\.\d\d % +[0-9a-f]{8}$/m);
    expect(stdout).toMatch(/^average +\d+\.\d\d % +\d+\.\d\d %$/m);
    expect(rig.read(`${first.folder}/members.csv`).trim().split('\n')).toHaveLength(1 + 3 * 2);
    expect(rig.read(`${first.folder}/results.md`)).toContain('## Members');
    expect(rig.read(`${first.folder}/report.html`)).toContain('<h2>Members</h2>');
  });

  it('computes nothing twice, and can be computed again from its own folder', async () => {
    const again = await rig.json<EnsembleResult>(['three.yaml']);
    expect(cachedIn(again)).toEqual(['evaluate true', 'report true']);
    const moved = await rig.json<EnsembleResult>([
      `${first.folder}/spec.yaml`,
      '--cache-dir',
      'fresh',
      '--runs-dir',
      'again',
    ]);
    expect(path.basename(moved.folder)).toBe(path.basename(first.folder));
    expect(moved.weightsSha256).toBe(first.weightsSha256);
    expect(moved.splits).toEqual(first.splits);
  });

  it('has its report put back, and is compared with one of its members', async () => {
    const file = path.join(rig.dir, first.folder, 'report.html');
    const bytes = readFileSync(file);
    rmSync(file);
    const restored = await rig.run(['report', 'three', '--open', 'no']);
    expect(restored.code, restored.stderr).toBe(0);
    expect(restored.stderr).toContain(`made again: ${first.folder}/report.html`);
    expect(readFileSync(file).equals(bytes)).toBe(true);
    const member = `small-${first.members[1]?.specHash.slice(0, 8)}`;
    const compared = await rig.run(['compare', 'three', member]);
    expect(compared.code, compared.stderr).toBe(0);
    expect(compared.stdout).toMatch(/^test +accuracy +95 % interval +difference .* loss\b/m);
  });

  it('is computed again with its members, and compared with what is on record', async () => {
    const { code, stdout, stderr } = await rig.run(['verify', 'three']);
    expect(code, stderr).toBe(0);
    expect(stdout).toMatch(
      /^identical: 6 epochs of 3 members, weights [0-9a-f]{8}…\nalso data, initial weights, figures and predictions of test, synthetic; \d files agree\n$/,
    );
    expect(stderr.match(/epoch [12]\/2/g)).toHaveLength(6);
    const sampled = await rig.run(['verify', 'three', '--sample', '1']);
    expect(sampled.stderr).toContain(
      'an ensemble has no chain of epochs of its own, of which some could be computed; leave --sample out, or verify the runs of its members',
    );
    expect(sampled.code).toBe(3);
  });

  it.each<[string, (result: EnsembleResult) => unknown, string]>([
    [
      'a member with other weights',
      (result) => {
        Object.assign(result.members[1]!, { weightsSha256: 'a'.repeat(64) });
        const lines = result.members.map(({ weightsSha256 }) => `${weightsSha256}\n`).join('');
        Object.assign(result, { weightsSha256: createHash('sha256').update(lines).digest('hex') });
      },
      'member 2 (small, seed 2): weights differ (aaaaaaaa… recorded, ',
    ],
    [
      'other predictions',
      ({ stages }) =>
        Object.assign(stages.find(({ name }) => name === 'evaluate')!, { content: 'b'.repeat(64) }),
      'evaluate: figures differ (bbbbbbbb… recorded, ',
    ],
    [
      'weights that are not those of its members',
      (result) => Object.assign(result, { weightsSha256: 'c'.repeat(64) }),
      'result.json: the weights are not those of its members (',
    ],
  ])('is found out when its record has %s', async (_, forge, says) => {
    const copy = path.join(rig.dir, 'forged');
    cpSync(path.join(rig.dir, first.folder), copy, { recursive: true });
    const result = JSON.parse(rig.read('forged/result.json')) as EnsembleResult;
    forge(result);
    rig.write('forged/result.json', JSON.stringify(result));
    const md = rig.read('forged/results.md').replaceAll(first.weightsSha256, result.weightsSha256);
    rig.write('forged/results.md', md);
    const { code, stderr } = await rig.run(['verify', 'forged', '--quiet']);
    rmSync(copy, { recursive: true });
    expect(code).toBe(1);
    expect(stderr).toContain(`hwr-run: forged: ${says}`);
  });

  it('goes on with the members that it has, and plan knows', async () => {
    const plan = await rig.run([
      'plan',
      'three.yaml',
      '--set',
      'ensemble.seeds=[1, 2, 4]',
      '--set',
      'train.epochs=3',
    ]);
    expect(plan.stdout).toMatch(/^small +1 +would run +2 of 3 epochs are cached +small-[0-9a-f]{8}$/m);
    expect(plan.stdout).toMatch(
      /^small +4 +would run +after load, normalize, augment, build +small-[0-9a-f]{8}$/m,
    );
    expect(plan.stdout).toContain('training: at most 5 epochs');
    const { stderr } = await rig.run(['three.yaml', '--set', 'ensemble.seeds=[1, 2, 4]']);
    expect(stderr.match(/epoch 1\/2/g)).toHaveLength(1);
  });

  it('averages different networks, on a split that they share', async () => {
    rig.write(
      'wide.yaml',
      'name: wide\nextends: small.yaml\nnormalize: { fit: { size: 20, box: 16 } }\nbuild:\n  layers: [flatten, dense: { units: 10, activation: softmax }]\n',
    );
    rig.write('two.yaml', 'name: two\nensemble: { of: [small.yaml, wide.yaml] }\n');
    const result = await rig.json<EnsembleResult>(['two.yaml']);
    expect(Object.keys(result.splits).sort()).toEqual(['test', 'train', 'validation']);
    expect(result.splits.validation?.count).toBe(100);
    expect(result.members.map(({ name }) => name)).toEqual(['small', 'wide']);
  });

  it('mends what is damaged of a member', async () => {
    const { members } = first;
    const hash = members[1]!.weightsSha256;
    const blob = `runs/.cache/v1/blobs/${hash.slice(0, 2)}/${hash}`;
    const found = [blob, `runs/.cache/v1/blobs/${hash.slice(0, 2)}/${hash.slice(2)}`].find((file) =>
      existsSync(path.join(rig.dir, file)),
    );
    expect(found).toBeDefined();
    const size = rig.read(found!).length;
    rig.write(found!, new Uint8Array(size).fill(7));
    const more = [
      'three.yaml',
      '--set',
      'evaluate.datasets=[{ dataset: synthetic, synthetic: { train: 10, test: 30, seed: 4 } }]',
    ];
    const result = await rig.json<EnsembleResult>(more);
    expect(result.weightsSha256).toBe(first.weightsSha256);
  });

  it('has no model of its own to read digits with', async () => {
    const { code, stderr } = await rig.run(['export', 'three', '--format', 'onnx']);
    expect(code).toBe(3);
    expect(stderr).toContain(
      'is an ensemble: it has no model of its own; name the run of one of its members',
    );
  });
});

describe('an ensemble that cannot be ends with its exit code and one line', () => {
  const ensemble = (text: string, files: Readonly<Record<string, string>> = {}) => ({
    args: ['e.yaml'],
    files: { 'e.yaml': `name: e\n${text}`, ...files },
  });
  const rows: BadTable = {
    'other data': {
      ...ensemble('ensemble:\n  of:\n    - good.yaml\n    - other.yaml\n', {
        'other.yaml': 'name: other\nextends: good.yaml\nload: { dataset: mnist }\n',
      }),
      says: 'e.yaml:5:7: other (seed 1) is trained on mnist, x (seed 1) on synthetic; members share one data set, so that they answer the same questions',
    },
    'other sizes of the generated digits': {
      ...ensemble('ensemble: { of: [good.yaml, other.yaml], seeds: [1, 2] }\n', {
        'other.yaml': 'name: other\nextends: good.yaml\nload: { synthetic: { test: 50 } }\n',
      }),
      says: 'e.yaml:2:29: other (seed 1) and x (seed 1) are trained on different generated digits; members share one data set, so that they answer the same questions',
    },
    'a split that is another one for each member': {
      ...ensemble('ensemble: { of: good.yaml, seeds: [1, 2] }\nevaluate: { splits: [test, validation] }\n'),
      says: 'e.yaml:3:28: the members hold out different images, so the ensemble has no validation split: one member was trained on what another has not seen; write "splits: [test]", or leave it out',
    },
    'views of its own': {
      ...ensemble(
        'ensemble: { of: good.yaml, seeds: [1, 2] }\nevaluate: { testTimeAugmentation: { shifts: 1 } }\n',
      ),
      says: 'e.yaml:3:13: an ensemble has no test-time augmentation of its own, its members have; write it in their specs',
    },
    'a member that does not fit': {
      ...ensemble('ensemble: { of: [good.yaml, other.yaml] }\n', {
        'other.yaml':
          'name: other\nextends: good.yaml\nbuild: { layers: [flatten, dense: { units: 9, activation: softmax }] }\n',
      }),
      says: 'other.yaml:3:44: the output layer has 9 units, but the data set has 10 classes; use units: 10',
    },
    'a missing data set': {
      ...ensemble('ensemble: { of: good.yaml, seeds: [1, 2] }\nevaluate: { datasets: [mnits] }\n'),
      says: 'e.yaml:3:24: unknown data set "mnits"; did you mean "mnist"?',
    },
    'a sweep': {
      ...ensemble('ensemble: { of: good.yaml, seeds: [1, 2] }\n'),
      args: ['e.yaml', '--sweep', 'batchSize=8,16'],
      says: 'hwr-run: an ensemble cannot be swept; sweep the spec of its members',
    },
    'a seed': {
      ...ensemble('ensemble: { of: good.yaml, seeds: [1, 2] }\n'),
      args: ['e.yaml', '--seed', '3'],
      says: 'hwr-run: an ensemble has no seed of its own; give its members others with --set ensemble.seeds=[4,5,6]',
    },
    'why, without a path': {
      ...ensemble('ensemble: { of: good.yaml, seeds: [1, 2] }\n'),
      args: ['why', 'e.yaml'],
      says: 'hwr-run: e.yaml is an ensemble: why its stages would run is a matter of its members; hwr-run plan shows them; ask about one with its spec and --seed',
    },
  };
  it.concurrent.each(Object.entries(rows))('%s', (_, row) => expectRefusal(row));
});
