/** hwr-run verify on a run of which something was changed: it says where. */
import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ResultFile } from './rig.js';
import { epochLines, hex, type RecordedResult, type RunCopy, VerifyRig } from './verify-rig.js';

const verifying = new VerifyRig();
const { rig, temporary } = verifying;
const verify = verifying.verify.bind(verifying);
const changedFile = 'a file was changed after the run; the spec, run again, puts it back';
const changedRecord = 'the record was changed after the run, or one of the two computations went wrong';
let folder: string;
let first: ResultFile;
/** A run of the same spec on other images. */
let other: ResultFile;

beforeAll(async () => {
  first = await verifying.runSmall();
  other = await verifying.runSmall('--set', 'load.synthetic.seed=2');
  folder = first.folder;
});
afterAll(() => rig.dispose());

describe('of files that were changed it says which, and computes nothing', () => {
  it.each<[string, (copy: RunCopy) => RunCopy, RegExp]>([
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
        return copy.result(({ chain }) =>
          Object.assign(chain!.at(-1)!, { weightsSha256: first.weightsSha256 }),
        );
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
      (copy) => copy.result((result) => Object.assign(result, { chain: result.chain?.slice(0, -1) })),
      /result\.json: the chain does not have the epochs that were trained/,
    ],
    [
      'an accuracy',
      (copy) => copy.result(({ splits }) => Object.assign(splits.test!, { accuracy: 0.99 })),
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
    const copy = change(verifying.copy(folder));
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

  it.each<[string, number, (result: RecordedResult) => unknown, string]>([
    [
      'the state of an epoch',
      2,
      ({ chain }) => Object.assign(chain![1]!, { content: hex('a'), weightsSha256: hex('b') }),
      'epoch 2: state differs: weights (bbbbbbbb… recorded, HASH… computed)',
    ],
    [
      'an epoch’s weights, its content left as it was',
      2,
      ({ chain }) => Object.assign(chain![1]!, { weightsSha256: hex('b') }),
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
      ({ chain }) => Object.assign(chain![0]!, { content: hex('a') }),
      'epoch 1: figures differ (aaaaaaaa… recorded, HASH… computed)',
    ],
    [
      'a figure of the result',
      4,
      ({ splits }) => Object.assign(splits.test!, { loss: 0.25 }),
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
    const copy = verifying
      .copy(folder)
      .result(change)
      .without(...others);
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
    const forge = (change: (result: RecordedResult) => unknown) =>
      verifying
        .copy(folder)
        .without(...others)
        .result((result) => {
          Object.assign(result.chain![1]!, { content: hex('a'), weightsSha256: hex('b') });
          change(result);
        });
    const version = forge((result) => Object.assign(result, { version: '0.0.9' }));
    expect((await verify(version.name)).stderr).toMatch(
      /epoch 2: .*; hwr-run 0\.0\.9 computed this run, this is /,
    );
    const engine = forge(({ engine }) => Object.assign(engine, { binarySha256: hex('d') }));
    expect((await verify(engine.name)).stderr).toMatch(
      /epoch 2: .*; another wasm engine computed this run: dddddddd…, this one is \w{8}…\n$/,
    );
    const build = forge(({ chain }) => Object.assign(chain![0]!, { key: hex('e') }));
    expect((await verify(build.name)).stderr).toMatch(
      /epoch 2: .*; another build of hwr-run computed this run\n$/,
    );
  });

  it('as one JSON document', async () => {
    const copy = verifying
      .copy(folder)
      .without(...others)
      .result(({ splits }) => Object.assign(splits.test!, { loss: 0.25 }));
    const { code, stdout } = await verify(copy.name, '--json');
    const { identical, differences } = JSON.parse(stdout);
    expect(identical).toBe(false);
    expect(differences).toMatchObject([{ where: 'evaluate', what: 'test.loss differs', recorded: 0.25 }]);
    expect(code).toBe(1);
  });
});
