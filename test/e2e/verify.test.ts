/** hwr-run verify: a run that was left alone is identical; whoever changes something of it is told where. */
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { finish, type ResultFile, Rig, smallSpec } from './rig.js';

type Writable<T> = { -readonly [K in keyof T]: T[K] extends object ? Writable<T[K]> : T[K] };
type RecordedResult = Writable<ResultFile> & { version: string; engine: { binarySha256: string } };

const rig = new Rig();
/** Where verification computes: nothing may stay there. */
const temporary = path.join(rig.dir, 'tmp');
const options = { env: { TMPDIR: temporary } };
let folder: string;
let first: ResultFile;
/** A run of the same spec on other images. */
let other: ResultFile;
let copies = 0;

beforeAll(async () => {
  mkdirSync(temporary);
  rig.write('small.yaml', smallSpec.replace('epochs: 2', 'epochs: 4'));
  first = await rig.json<ResultFile>(['small.yaml']);
  other = await rig.json<ResultFile>(['small.yaml', '--set', 'load.synthetic.seed=2']);
  folder = first.folder;
});
afterAll(() => rig.dispose());

/** A copy of the run's folder, elsewhere, that may be changed. */
class Copy {
  readonly name = `copies/${++copies}`;
  readonly #dir = path.join(rig.dir, this.name);

  constructor() {
    cpSync(path.join(rig.dir, folder), this.#dir, { recursive: true });
  }

  edit(file: string, change: (text: string) => string): this {
    const target = path.join(this.#dir, file);
    const before = readFileSync(target, 'latin1');
    const after = change(before);
    if (after === before) throw new Error(`${file} is as it was`);
    writeFileSync(target, after, 'latin1');
    return this;
  }

  result(change: (result: RecordedResult) => void): this {
    return this.edit('result.json', (text) => {
      const result = JSON.parse(text) as RecordedResult;
      change(result);
      return JSON.stringify(result);
    });
  }

  without(...files: string[]): this {
    for (const file of files) rmSync(path.join(this.#dir, file), { recursive: true });
    return this;
  }
}

const verify = (name: string, ...flags: string[]) => rig.run(['verify', name, ...flags], options);
const epochLines = (stderr: string) => stderr.split('\n').filter((line) => /^ {2}epoch \d/.test(line)).length;
const changedFile = 'a file was changed after the run; the spec, run again, puts it back';
const changedRecord = 'the record was changed after the run, or one of the two computations went wrong';
const hex = (digit: string) => digit.repeat(64);

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
    const copy = new Copy().result((result) => {
      result.version = '0.0.9';
      for (const stage of result.stages) stage.key = hex('a');
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

describe('of files that were changed it says which, and computes nothing', () => {
  it.each<[string, (copy: Copy) => Copy, RegExp]>([
    [
      'the weights',
      (copy) => copy.edit('model/weights.safetensors', (bytes) => `${bytes.slice(0, -1)}\u0001`),
      /model\/weights\.safetensors: these are not the weights that the run recorded \(\w{8}… recorded, \w{8}… found\)/,
    ],
    [
      'the weights that the result names, everywhere but in the chain',
      (copy) => {
        const forge = (text: string) => text.replaceAll(first.weightsSha256, hex('b'));
        copy.without('model').edit('results.md', forge).edit('result.json', forge);
        return copy.result(({ chain }) => {
          chain!.at(-1)!.weightsSha256 = first.weightsSha256;
        });
      },
      /result\.json: the weights are not those that the training ended with \(\w{8}… recorded, bbbbbbbb… found\)/,
    ],
    [
      'the description of the model',
      (copy) => copy.edit('model/model.json', (text) => text.replace(first.weightsSha256, hex('c'))),
      /model\/model\.json: it is not about the weights that the run recorded/,
    ],
    [
      'one figure of one epoch',
      (copy) => copy.edit('history.csv', (text) => text.replace(/(\n3,.*,0\.05,)\d/, '$19')),
      /history\.csv: the figures of epoch 3 are not those that the run recorded/,
    ],
    [
      'the number of epochs',
      (copy) => copy.edit('history.csv', (text) => text.replace(/\n4,.*/, '')),
      /history\.csv: it has not one row an epoch \(4 recorded, 3 found\)/,
    ],
    [
      'a link of the chain',
      (copy) => copy.result(({ chain }) => void chain!.pop()),
      /result\.json: the chain does not have the epochs that were trained/,
    ],
    [
      'an accuracy',
      (copy) => copy.result(({ splits }) => void (splits.test!.accuracy = 0.99)),
      /result\.json: test\.accuracy is not correct \/ count \(0\.99 recorded, 0\.\d+ found\)/,
    ],
    [
      'a loss in the table',
      (copy) => copy.edit('results.csv', (text) => text.replace(/(\ntest(?:,[^,]*){3}),/, '$1,9')),
      /results\.csv: test\.loss is not that of result\.json/,
    ],
    [
      'a figure in the text',
      (copy) => copy.edit('results.md', (text) => text.replace(/(\| test \| )\d/, '$19')),
      /results\.md: its row of test does not have \d+\.\d\d %, as result\.json does/,
    ],
    [
      'an answer',
      (copy) => copy.edit('predictions-test.csv', (text) => text.replace(/\n0,(\d),\d/, '\n0,$1,x')),
      /predictions-test\.csv: (not as many answers are right|these are not the predictions)/,
    ],
    [
      'a probability',
      (copy) => copy.edit('predictions-test.csv', (text) => text.replace(/\n(\d+,\d,\d),0\.\d+/, '\n$1,0.5')),
      /predictions-test\.csv: these are not the predictions that the run recorded/,
    ],
    [
      'the spec',
      (copy) => copy.edit('spec.yaml', (text) => text.replace('momentum: 0.9', 'momentum: 0.8')),
      /spec\.yaml: it is not the spec of this result, by its hash/,
    ],
  ])('%s', async (_, change, message) => {
    const copy = change(new Copy());
    const { code, stdout, stderr } = await verify(copy.name);
    const lines = stderr.trim().split('\n');
    expect(lines[0]).toMatch(message);
    for (const line of lines) expect(line).toMatch(new RegExp(`^hwr-run: ${copy.name}: .*; ${changedFile}$`));
    expect([stdout, code]).toEqual(['', 1]);
  });
});

describe('of a record that agrees with itself it says where the chain breaks, and goes no further', () => {
  /** All files that would contradict a changed record. */
  const others = ['history.csv', 'results.csv', 'results.md', 'model', 'predictions-test.csv'];

  it.each<[string, number, (result: RecordedResult) => void, string]>([
    [
      'the state of an epoch',
      2,
      ({ chain }) => Object.assign(chain![1]!, { content: hex('a'), weightsSha256: hex('b') }),
      'epoch 2: state differs: weights (bbbbbbbb… recorded, HASH… computed)',
    ],
    [
      'the optimizer’s state',
      3,
      ({ chain }) => Object.assign(chain![2]!, { content: hex('a'), optimizerSha256: hex('b') }),
      'epoch 3: state differs: optimizer (bbbbbbbb… recorded, HASH… computed)',
    ],
    [
      'the figures of an epoch',
      1,
      ({ chain }) => void (chain![0]!.content = hex('a')),
      'epoch 1: figures differ (aaaaaaaa… recorded, HASH… computed)',
    ],
    [
      'a figure of the result',
      4,
      ({ splits }) => void (splits.test!.loss = 0.25),
      'evaluate: test.loss differs (0.25 recorded, NUMBER computed)',
    ],
    [
      'predictions',
      4,
      ({ stages }) => {
        const evaluate = stages.find(({ name }) => name === 'evaluate');
        Object.assign(evaluate!, { content: hex('a') });
        Object.assign(evaluate!.blobs!, { test: hex('b') });
      },
      'evaluate: predictions differ: test (bbbbbbbb… recorded, HASH… computed)',
    ],
    [
      'the data',
      0,
      ({ stages }) => {
        const load = other.stages.find(({ name }) => name === 'load')!;
        Object.assign(stages[0]!, { content: load.content, blobs: load.blobs });
      },
      'load: data differ: train images, train labels, test images, test labels, which images are trained on, which images are held out',
    ],
    [
      'the initial weights',
      0,
      ({ stages }) => Object.assign(stages[3]!, { content: hex('a'), blobs: { weights: hex('b') } }),
      'build: initial weights differ: weights (bbbbbbbb… recorded, HASH… computed)',
    ],
  ])('%s', async (_, epochs, change, message) => {
    const copy = new Copy().result(change).without(...others);
    const { code, stdout, stderr } = await verify(copy.name);
    const line = stderr.trim().split('\n').at(-1);
    const said = line
      ?.replace(/\b(?!a{8}|b{8})\w{8}…/, 'HASH…')
      .replace(/0?\d\.\d+ computed/, 'NUMBER computed');
    expect(said).toBe(`hwr-run: ${copy.name}: ${message}; ${changedRecord}`);
    expect(epochLines(stderr)).toBe(message.startsWith('epoch') ? epochs - 1 : epochs);
    expect([stdout, code]).toEqual(['', 1]);
    expect(readdirSync(temporary)).toEqual([]);
  });

  it('and that another version, engine or build computed it, where one did', async () => {
    const forge = (change: (result: RecordedResult) => void) =>
      new Copy().without(...others).result((result) => {
        Object.assign(result.chain![1]!, { content: hex('a'), weightsSha256: hex('b') });
        change(result);
      });
    const version = forge((result) => void (result.version = '0.0.9'));
    expect((await verify(version.name)).stderr).toMatch(
      /epoch 2: .*; hwr-run 0\.0\.9 computed this run, this is /,
    );
    const engine = forge((result) => void (result.engine.binarySha256 = hex('d')));
    expect((await verify(engine.name)).stderr).toMatch(
      /epoch 2: .*; another wasm engine computed this run: dddddddd…, this one is \w{8}…\n$/,
    );
    const build = forge(({ chain }) => void (chain![0]!.key = hex('e')));
    expect((await verify(build.name)).stderr).toMatch(
      /epoch 2: .*; another build of hwr-run computed this run\n$/,
    );
  });

  it('as one JSON document', async () => {
    const copy = new Copy().without(...others).result(({ splits }) => void (splits.test!.loss = 0.25));
    const { code, stdout } = await verify(copy.name, '--json');
    const { identical, differences } = JSON.parse(stdout);
    expect(identical).toBe(false);
    expect(differences).toMatchObject([{ where: 'evaluate', what: 'test.loss differs', recorded: 0.25 }]);
    expect(code).toBe(1);
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
    const empty = new Copy().without('result.json');
    const missing = await verify(empty.name);
    expect(missing.stderr).toMatch(
      /there is no .*result\.json: nothing is on record that could be verified; let the run/,
    );
    expect(missing.code).toBe(3);
    const broken = await verify(new Copy().result((result) => void (result.weightsSha256 = 'x')).name);
    expect(broken.stderr).toMatch(
      /result\.json is no result of a run: what is at \/weightsSha256 does not go/,
    );
    expect(broken.code).toBe(3);
    const chainless = new Copy().result((result) => Reflect.deleteProperty(result, 'chain'));
    expect((await verify(chainless.name, '--sample', '1')).stderr).toMatch(
      /no chain of epochs.*; leave --sample out\n/,
    );
    expect((await verify(chainless.name)).stdout).toContain('only their end was compared');
  });
});
