/** A run that starts from another one's weights. */
import { readFileSync, renameSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeTensors } from '#src/model/tensors.js';
import { trainedRun } from '../run/trained-run.js';
import { type BadTable, expectRefusal, good } from './bad-row.js';
import { type ResultFile, Rig, smallSpec } from './rig.js';

const tuneSpec = `name: tune
extends: small.yaml
load: { synthetic: { train: 300, test: 50, seed: 9 } }
build: { from: small, freeze: 2 }
train: { epochs: 1 }
report: { formats: [markdown] }
`;

interface TunedResult extends ResultFile {
  readonly from?: { readonly run: string; readonly weightsSha256: string };
}

describe('fine-tuning', () => {
  const rig = new Rig();
  let source: TunedResult;
  let tuned: TunedResult;
  const weightsIn = (folder: string) => {
    const tensors = decodeTensors(readFileSync(path.join(rig.dir, folder, 'model', 'weights.safetensors')));
    if (!tensors.ok) throw new Error(tensors.failure);
    return new Map(tensors.value.map(({ name, data }) => [name, data]));
  };
  const cachedIn = ({ stages }: ResultFile) => stages.filter(({ cached }) => cached).map(({ name }) => name);

  beforeAll(async () => {
    rig.write('small.yaml', `${smallSpec.replace('epochs: 2', 'epochs: 1')}report: { formats: [] }\n`);
    rig.write('tune.yaml', tuneSpec);
    source = await rig.json<TunedResult>(['small.yaml']);
    tuned = await rig.json<TunedResult>(['tune.yaml']);
  });
  afterAll(() => rig.dispose());

  it('leaves frozen weights as the run has them, to the bit, and moves all others', () => {
    const before = weightsIn(source.folder);
    const after = weightsIn(tuned.folder);
    expect([...after.keys()]).toEqual([...before.keys()]);
    for (const [name, data] of after) {
      if (name.startsWith('conv2d/')) expect(data, name).toEqual(before.get(name));
      else expect(data, name).not.toEqual(before.get(name));
    }
  });

  it('says what it started from, in the result, the reports and the resolved spec', async () => {
    expect(tuned.from).toEqual({ run: 'small', weightsSha256: source.weightsSha256 });
    expect(source.from).toBeUndefined();
    expect(rig.read(`${tuned.folder}/spec.yaml`)).toContain(source.weightsSha256);
    const markdown = rig.read(`${tuned.folder}/results.md`);
    expect(markdown).toContain('1 epoch from the weights of small');
    expect(markdown).toMatch(/\| conv2d .*\| from the run, frozen \|/);
    const checked = await rig.run(['check', 'tune.yaml']);
    expect(checked.stdout).toContain(
      `starts from run small (weights ${source.weightsSha256.slice(0, 8)}): conv2d, dense, dense_1`,
    );
    const why = await rig.run(['why', 'tune.yaml', 'build.from']);
    expect(why.stdout).toContain('build.from.run: "small"  ← tune.yaml:4:16');
  });

  it('runs nothing the second time, nor when the run it starts from has moved', async () => {
    expect(cachedIn(await rig.json(['tune.yaml']))).toHaveLength(7);
    const moved = `${source.folder}-moved`;
    renameSync(path.join(rig.dir, source.folder), path.join(rig.dir, moved));
    const again = await rig.json<TunedResult>(['tune.yaml']);
    expect(cachedIn(again)).toHaveLength(7);
    expect(again.folder).toBe(tuned.folder);
    // Named by its path it is the same experiment; only the report, which says the name, is written anew.
    const byPath = await rig.json<TunedResult>(['tune.yaml', '--set', `build.from=${moved}`]);
    expect(byPath.folder).toBe(tuned.folder);
    expect(cachedIn(byPath)).toEqual(['load', 'normalize', 'augment', 'build', 'train', 'evaluate']);
    renameSync(path.join(rig.dir, moved), path.join(rig.dir, source.folder));
  });

  it('trains one epoch to go from one to two, with the bits of a cold run of two, and with any number of threads', async () => {
    const more = ['tune.yaml', '--set', 'train.epochs=2'];
    const plan = await rig.run(['plan', ...more]);
    expect(plan.stdout).toContain('1 of 2 epochs are cached');
    const continued = await rig.json<TunedResult>([...more, '--threads', '3']);
    const cold = await rig.json<TunedResult>([...more, '--threads', '1', '--cache-dir', 'cold']);
    expect(cachedIn(cold)).toEqual([]);
    expect(cold.weightsSha256).toBe(continued.weightsSha256);
    expect(continued.folder).not.toBe(tuned.folder);
  });

  it('can be computed again from its own folder', async () => {
    const again = await rig.json<TunedResult>([`${tuned.folder}/spec.yaml`, '--cache-dir', 'fresh']);
    expect(again.folder).toBe(tuned.folder);
    expect(again.weightsSha256).toBe(tuned.weightsSha256);
  });

  it('is another experiment when the run that it starts from has other weights', async () => {
    await rig.json(['small.yaml', '--seed', '2']);
    const other = await rig.json<TunedResult>(['tune.yaml']);
    expect(other.folder).not.toBe(tuned.folder);
    expect(other.from?.weightsSha256).not.toBe(source.weightsSha256);
    expect(cachedIn(other)).toEqual(['load', 'normalize', 'augment']);
    // The run before the latest one is named by its folder.
    const why = await rig.run(['why', 'tune.yaml', '--set', `build.from=${path.basename(source.folder)}`]);
    expect(why.stdout).toContain('build      cached');
  });
});

describe('a run that nobody can start from ends with its exit code and one line', async () => {
  const { files, weightsSha256 } = await trainedRun(good.replace('name: x', 'name: there'));
  const inRun = (changed: Readonly<Record<string, string | Uint8Array>> = {}) =>
    Object.fromEntries(
      Object.entries({ ...files, ...changed }).map(([name, content]) => [`runs/there-1/${name}`, content]),
    );
  const start = (build: string) => ({
    'tune.yaml': `name: tune\nextends: good.yaml\nbuild: { ${build} }\n`,
  });
  const rows: BadTable = {
    'no such run': {
      args: ['tune.yaml'],
      files: { ...inRun(), ...start('from: their') },
      says: 'tune.yaml:3:16: there is no run "their" in runs; did you mean "there"?',
      json: true,
    },
    'no such run on the command line': {
      args: ['good.yaml', '--set', 'build.from=baseline'],
      says: 'hwr-run: --set build.from: there is no run "baseline" in runs; hwr-run runs lists what has run',
    },
    'not the name of a run': {
      args: ['tune.yaml'],
      files: start('from: 7'),
      says: 'tune.yaml:3:16: build.from must be text, a map or null, found 7',
    },
    'a map without a run': {
      args: ['tune.yaml'],
      files: start('from: {}'),
      says: 'tune.yaml:3:10: missing key "run" in build.from; add "run: baseline"',
    },
    'a run without a model': {
      args: ['tune.yaml'],
      files: { 'runs/there-1/events.jsonl': '', ...start('from: there-1') },
      code: 3,
      says: 'tune.yaml:3:16: there is no trained model at DIR/runs/there-1/model/model.json; run its spec to the end first',
    },
    'damaged weights': {
      args: ['check', 'tune.yaml'],
      files: { ...inRun({ 'model/weights.safetensors': 'x' }), ...start('from: there') },
      code: 3,
      says:
        'tune.yaml:3:16: DIR/runs/there-1/model/weights.safetensors cannot be used: its SHA-256 is not the one that model.json has; ' +
        'remove the file and run its spec again: what is cached is put back',
    },
    'other weights than the spec asks for': {
      args: ['tune.yaml'],
      files: { ...inRun(), ...start(`from: { run: there, weightsSha256: "${'0'.repeat(64)}" }`) },
      code: 3,
      says: `tune.yaml:3:23: run there has the weights ${weightsSha256.slice(0, 8)}, not 00000000 as the spec asks for, and no other run has those; remove weightsSha256 from the spec to start from what there is`,
    },
    'another shape in the middle': {
      args: ['tune.yaml'],
      files: {
        ...inRun(),
        'good.yaml': good.replace('kernelSize: 3', 'kernelSize: 5'),
        ...start('from: there'),
      },
      says: 'good.yaml:5:7: conv2d has a kernel of 5×5×1×8 here and of 3×3×1×8 in run there; only the last layer, a new head, may differ from the run',
    },
    'nothing in common': {
      args: ['tune.yaml'],
      files: {
        ...inRun(),
        ...start('from: there, layers: [flatten, dense: { units: 10, activation: softmax }]'),
      },
      says: 'tune.yaml:3:16: no layer here has the name and the shape of one in run there, which has conv2d (3×3×1×8), dense (5408×10); leave build.layers out to take the layers of the run',
    },
    'everything frozen': {
      args: ['tune.yaml'],
      files: start('freeze: 3'),
      says: 'tune.yaml:3:18: every layer with weights is frozen: there is nothing to train; freeze fewer: −1 leaves the last one',
    },
    'more frozen than there is': {
      args: ['tune.yaml'],
      files: start('freeze: 4'),
      says: 'tune.yaml:3:18: build.freeze is 4, but there are 3 layers; blocks count as one layer; −1 freezes all but the last',
    },
    'a layer that cannot be frozen': {
      args: ['good.yaml', '--set', 'build.layers.1.flatten.trainable=false'],
      says: 'hwr-run: --set build.layers.1.flatten.trainable: unknown key "trainable" in build.layers.1.flatten; flatten takes no options',
    },
    'neither layers nor a run': {
      args: ['tune.yaml'],
      files: { 'tune.yaml': 'name: tune\nload: { dataset: synthetic }\nbuild: { from: null }\n' },
      says: 'tune.yaml:3:1: missing key "layers" in build; add "layers: [flatten, dense: { units: 10, activation: softmax }]"',
    },
  };
  it.concurrent.each(Object.entries(rows))('%s', (_, row) => expectRefusal(row));
});
