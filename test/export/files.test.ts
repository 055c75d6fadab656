import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { describeInput, type ExportableModel, type ExportedFiles } from '#src/export/exportable.js';
import { exportFormats, exportModel } from '#src/export/formats.js';
import { decodeTensors } from '#src/model/tensors.js';
import { analyze, conv, dense, flatten, model, pool, randomSet, randomWeights } from '../engine/wasm/rig.js';
import { expectSameAnswers, exportable, scoreWithTfjs, scoreWithUs } from './rig.js';

const small = model([6, 5, 1], conv(3, [3, 3]), pool('maxPooling2d', [2, 2]), flatten, dense(4, 'softmax'));
const smallModel = exportable(small, randomWeights(analyze(small)));

function textOf(files: ExportedFiles, name: string): string {
  return new TextDecoder().decode(files.get(name));
}

test.each(exportFormats)('the same model gives the same bytes as %s', async (format) => {
  const again: ExportableModel = { ...smallModel, weights: randomWeights(analyze(small)) };
  expect(await exportModel(format, again)).toEqual(await exportModel(format, smallModel));
});

test.each(exportFormats)('a file as %s says what it is', async (format) => {
  const files = await exportModel(format, { ...smallModel, fit: { size: 28, box: 20, invert: 'auto' } });
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  const text = [...files.values()].map((bytes) => new TextDecoder('latin1').decode(bytes)).join('');
  const plain = text.replaceAll('\\"', '"');
  expect(plain).toContain(`hwr-run ${version}`);
  expect(plain).toContain('ab'.repeat(32));
  expect(plain).toContain('["class 0","class 1","class 2","class 3"]');
  expect(plain).toContain('float32 [batch, 6, 5, 1], grey levels from 0 to 255, light ink on black, fitted');
});

test('the input is described with what happened to images of other sizes', () => {
  expect(describeInput({ ...smallModel, fit: { size: 28, box: 20, invert: true } })).toBe(
    'float32 [batch, 6, 5, 1], grey levels from 0 to 255, light ink on black, fitted: cut to the ink, scaled into 20×20, centred by mass in 28×28',
  );
});

test('weights for tfjs lie in shards of 4 MiB, named by relative paths', async () => {
  const large = model([28, 28, 1], flatten, dense(1400, 'relu'), dense(3, 'softmax'));
  const bigModel = exportable(large, randomWeights(analyze(large)));
  const files = await exportModel('tfjs', bigModel);
  const shards = ['group1-shard1of2.bin', 'group1-shard2of2.bin'];
  expect([...files.keys()]).toEqual(['model.json', ...shards]);
  expect(files.get(shards[0]!)).toHaveLength(4 * 1024 * 1024);
  expect(JSON.parse(textOf(files, 'model.json')).weightsManifest[0].paths).toEqual(shards);
  const set = randomSet([28, 28, 1], 20, 3);
  expectSameAnswers(await scoreWithTfjs(files, set), await scoreWithUs(bigModel, set), 3);
});

test('tfjs hands the metadata on', async () => {
  const files = await exportModel('tfjs', smallModel);
  const json = JSON.parse(textOf(files, 'model.json'));
  const handler = tf.io.fromMemory({
    modelTopology: json.modelTopology,
    weightSpecs: json.weightsManifest[0].weights,
    weightData: Uint8Array.from(files.get('group1-shard1of1.bin')!).buffer,
    userDefinedMetadata: json.userDefinedMetadata,
  });
  const loaded = await tf.loadLayersModel(handler);
  expect(JSON.parse((loaded.getUserDefinedMetadata() as { classes: string }).classes)).toEqual(
    smallModel.classes,
  );
  expect(loaded.inputs[0]!.shape).toEqual([null, 6, 5, 1]);
  expect(loaded.countParams()).toBe(smallModel.analysis.parameters);
});

test('safetensors keeps every weight, and lists the layers that use them', async () => {
  const bytes = (await exportModel('safetensors', smallModel)).get('model.safetensors')!;
  expect(decodeTensors(bytes)).toEqual({ ok: true, value: smallModel.weights });
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)));
  const metadata = header.__metadata__;
  expect(Object.values(metadata).every((value) => typeof value === 'string')).toBe(true);
  expect(JSON.parse(metadata.layers)).toMatchObject([
    { name: 'conv2d', kind: 'conv2d', inputs: ['image'], outputShape: [4, 3, 3] },
    { name: 'maxPooling2d', inputs: ['conv2d'] },
    { name: 'flatten', inputs: ['maxPooling2d'] },
    { name: 'dense', inputs: ['flatten'], units: 4, activation: 'softmax' },
  ]);
  expect([metadata.pixel_scale, metadata.pixel_offset]).toEqual([String(1 / 128), '-0.5']);
});
