import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { generateSynthetic } from '#src/data/synthetic/generate.js';
import type { ExportedFiles } from '#src/export/exportable.js';
import { decodeTensors } from '#src/model/tensors.js';
import { scoreWithOnnx, scoreWithTfjs } from '../export/rig.js';
import { filesIn, told } from './bad-row.js';
import { Rig, smallSpec } from './rig.js';

interface ExportDocument {
  readonly path: string;
  readonly written: boolean;
  readonly files: readonly { readonly path: string; readonly bytes: number; readonly sha256: string }[];
  readonly input: { readonly shape: readonly (number | null)[]; readonly description: string };
  readonly classes: readonly string[];
}

const rig = new Rig();
let run = '';

beforeAll(async () => {
  rig.write('small.yaml', smallSpec);
  run = path.basename((await rig.json<{ folder: string }>(['small.yaml'])).folder);
});
afterAll(() => rig.dispose());

const file = (name: string) => path.join(rig.dir, name);
const folderAsFiles = (folder: string): ExportedFiles =>
  new Map(
    readdirSync(file(folder)).map((name) => [name, new Uint8Array(readFileSync(file(`${folder}/${name}`)))]),
  );

/** The classes that the run itself gave its test images. */
function predictedByRun(): readonly number[] {
  const [header = '', ...rows] = rig.read(`runs/${run}/predictions-test.csv`).trim().split('\n');
  const column = header.split(',').indexOf('predicted');
  return rows.map((row) => Number(row.split(',')[column]));
}

function classesOf(probabilities: Float32Array): readonly number[] {
  return Array.from({ length: probabilities.length / 10 }, (_, i) => {
    const row = probabilities.subarray(i * 10, i * 10 + 10);
    return row.indexOf(Math.max(...row));
  });
}

describe('hwr-run export', () => {
  const { test } = generateSynthetic({ seed: 1, train: 0, test: 100 });

  it('writes an ONNX file that answers as the run did', async () => {
    const { code, stdout, stderr } = await rig.run(['export', 'small', '--format', 'onnx']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain(`${run}.onnx: `);
    expect(stdout).toContain('float32 [batch, 28, 28, 1], grey levels from 0 to 255, light ink on black');
    expect(stdout).toContain('10 classes: 0, 1, 2, 3, 4, 5, 6, 7, 8, 9');
    const model = new Map([['model.onnx', new Uint8Array(readFileSync(file(`${run}.onnx`)))]]);
    const predicted = predictedByRun();
    expect(new Set(predicted).size).toBeGreaterThan(3);
    expect(classesOf(await scoreWithOnnx(model, test))).toEqual(predicted);
  });

  it('writes a folder for tfjs that answers as the run did', async () => {
    const document = await rig.json<ExportDocument>(['export', 'small', '--format', 'tfjs']);
    expect(document.path).toBe(file(`${run}-tfjs`));
    expect(document.files.map((one) => path.basename(one.path))).toEqual([
      'model.json',
      'group1-shard1of1.bin',
    ]);
    const files = folderAsFiles(`${run}-tfjs`);
    expect([...files.keys()].sort()).toEqual(['group1-shard1of1.bin', 'model.json']);
    expect(classesOf(await scoreWithTfjs(files, test))).toEqual(predictedByRun());
  });

  it('writes the weights as they are in safetensors, into a folder that is there', async () => {
    mkdirSync(file('weights'));
    const args = ['export', `runs/${run}`, '--format', 'safetensors', '--out', 'weights'];
    const document = await rig.json<ExportDocument>(args);
    expect(document).toMatchObject({ written: true, classes: [...'0123456789'] });
    expect(document.input.shape).toEqual([null, 28, 28, 1]);
    const read = (name: string) => decodeTensors(new Uint8Array(readFileSync(file(name))));
    expect(read(`weights/${run}.safetensors`)).toEqual(read(`runs/${run}/model/weights.safetensors`));
  });

  it.each([
    'onnx',
    'tfjs',
    'safetensors',
  ])('gives the same bytes again as %s, and replaces others only when it is forced to', async (format) => {
    const args = ['export', run, '--format', format, '--out', `forced-${format}`];
    const first = await rig.json<ExportDocument>(args);
    const second = await rig.json<ExportDocument>(args);
    expect([first.written, second.written]).toEqual([true, false]);
    expect(second.files).toEqual(first.files);
    const target = file(format === 'tfjs' ? 'forced-tfjs/model.json' : `forced-${format}`);
    if (format === 'tfjs') writeFileSync(file('forced-tfjs/group1-shard1of9.bin'), 'of a larger model');
    const right = readFileSync(target);
    writeFileSync(target, 'something else');
    const refused = await rig.run(args);
    expect(told(refused, rig)).toEqual({
      code: 2,
      stdout: '',
      stderr: [
        `hwr-run: forced-${format} is there already, and is not the same; --force replaces it, or choose another place with --out`,
      ],
    });
    expect(readFileSync(target, 'utf8')).toBe('something else');
    await rig.json([...args, '--force']);
    expect(readFileSync(target)).toEqual(right);
    if (format === 'tfjs') expect(readdirSync(file('forced-tfjs'))).toHaveLength(2);
    expect(readdirSync(rig.dir).filter((name) => name.startsWith('.'))).toEqual([]);
  });
});

describe('hwr-run export refuses', () => {
  /** A run whose folder `spoil` has changed; `says` is the one line. */
  const bad: Record<string, { args: string; code: number; says: string; spoil?: (model: string) => void }> = {
    'no format': {
      args: 'RUN',
      code: 2,
      says: 'export needs a format; write --format tfjs, onnx or safetensors',
    },
    'a misspelt format': {
      args: 'RUN --format onx',
      code: 2,
      says: 'unknown format "onx"; did you mean "onnx"?',
    },
    'a format that there is not': {
      args: 'RUN --format pickle',
      code: 2,
      says: 'unknown format "pickle"; write --format tfjs, onnx or safetensors',
    },
    'no run': { args: '--format onnx', code: 2, says: 'export is incomplete; write hwr-run export RUN' },
    'a run that there is not': {
      args: 'smal --format onnx',
      code: 2,
      says: 'there is no run "smal" in runs; did you mean "small"?',
    },
    'a misspelt flag': {
      args: 'RUN --fromat onnx',
      code: 2,
      says: 'unknown option "--fromat"; did you mean "--format"?',
    },
    'a file where a folder would be': {
      args: 'RUN --format tfjs --out small.yaml --force',
      code: 2,
      says: 'small.yaml is there already, and is no export of this format; choose another place with --out',
    },
    'a folder with other things in it, even when forced': {
      args: 'RUN --format tfjs --out runs --force',
      code: 2,
      says: 'runs is there already, and is no export of this format; choose another place with --out',
    },
    'a file in a place that is a file': {
      args: 'RUN --format onnx --out small.yaml/x.onnx',
      code: 4,
      says: 'cannot write DIR/small.yaml/x.onnx: a part of the path is a file; move that file away, or choose another place with --out',
    },
    'a folder in a place that is a file': {
      args: 'RUN --format tfjs --out small.yaml/x',
      code: 4,
      says: 'cannot write DIR/small.yaml/x: a part of the path is a file; move that file away, or choose another place with --out',
    },
    'weights that somebody has changed': {
      args: 'runs/spoilt --format onnx',
      code: 3,
      says: 'WEIGHTS cannot be used: its SHA-256 is not the one that model.json has',
      spoil: (model) => {
        const bytes = readFileSync(`${model}/weights.safetensors`);
        bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
        writeFileSync(`${model}/weights.safetensors`, bytes);
      },
    },
    'weights that are gone': {
      args: 'runs/spoilt --format onnx',
      code: 3,
      says: 'WEIGHTS cannot be used: it is missing',
      spoil: (model) => rmSync(`${model}/weights.safetensors`),
    },
    'no model': {
      args: 'runs/spoilt --format onnx',
      code: 3,
      says: 'there is no trained model at MODEL; run its spec to the end first',
      spoil: (model) => {
        rmSync(`${model}/model.json`);
        // A run that was interrupted has this much.
        writeFileSync(`${model}/../events.jsonl`, '');
      },
    },
    'a model that is cut off': {
      args: 'runs/spoilt --format onnx',
      code: 3,
      says: 'MODEL cannot be used: it is not JSON',
      spoil: (model) => edit(model, (text) => text.slice(0, 100)),
    },
    'a layer of another size': {
      args: 'runs/spoilt --format onnx',
      code: 3,
      says: 'MODEL cannot be used: its layers do not go with the weights beside it at conv2d/kernel',
      spoil: (model) => edit(model, (text) => text.replace('"filters": 8', '"filters": 9')),
    },
    'a layer that there is not': {
      args: 'runs/spoilt --format onnx',
      code: 3,
      says: 'MODEL cannot be used: it describes no model that this version can compute',
      spoil: (model) => edit(model, (text) => text.replace('"kind": "flatten"', '"kind": "flaten"')),
    },
    'an activation that there is not': {
      args: 'runs/spoilt --format onnx',
      code: 3,
      says: 'MODEL cannot be used: conv2d has an activation that there is not',
      spoil: (model) => edit(model, (text) => text.replace('"activation": "relu"', '"activation": "relo"')),
    },
    'a class too few': {
      args: 'runs/spoilt --format onnx',
      code: 3,
      says: 'MODEL cannot be used: its classes do not go with the outputs of its layers',
      spoil: (model) => edit(model, (text) => text.replace('"0",', '')),
    },
    'a scale that is no number': {
      args: 'runs/spoilt --format onnx',
      code: 3,
      says: 'MODEL cannot be used: its pixelScale is no scale and offset',
      spoil: (model) => edit(model, (text) => text.replace(/"scale": [\d.]+/, '"scale": "1/255"')),
    },
  };

  function edit(model: string, change: (text: string) => string): void {
    const text = readFileSync(`${model}/model.json`, 'utf8');
    const changed = change(text);
    expect(changed).not.toBe(text);
    writeFileSync(`${model}/model.json`, changed);
  }

  it.each(Object.entries(bad))('%s', async (_name, { args, code, says, spoil }) => {
    const spoilt = file('runs/spoilt/model');
    mkdirSync(spoilt, { recursive: true });
    for (const name of ['model.json', 'weights.safetensors'])
      writeFileSync(`${spoilt}/${name}`, readFileSync(file(`runs/${run}/model/${name}`)));
    spoil?.(spoilt);
    const before = filesIn(rig.dir);
    const finished = await rig.run(['export', ...args.replace('RUN', run).split(' ')]);
    const line = says
      .replace('MODEL', 'DIR/runs/spoilt/model/model.json')
      .replace('WEIGHTS', 'DIR/runs/spoilt/model/weights.safetensors');
    const advice = says.includes('cannot be used')
      ? '; remove the file and run its spec again: what is cached is put back'
      : '';
    expect(told(finished, rig)).toEqual({ code, stdout: '', stderr: [`hwr-run: ${line}${advice}`] });
    expect(filesIn(rig.dir)).toEqual(before);
  });
});
