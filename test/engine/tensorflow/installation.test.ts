import { execFile } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { listEngines } from '#src/engine/index.js';
import { findTensorflow } from '#src/engine/tensorflow/installation.js';
import { findPackage } from '#src/engine/tensorflow/package.js';
import { nodeOf } from '../../e2e/other-nodes.js';
import { FakeTools } from './fake-tools.js';
import { installed } from './installed.js';

let tools: FakeTools;
beforeEach(() => {
  tools = new FakeTools();
});
afterEach(() => tools.dispose());

const manifest = {
  format: 1,
  tensorflow: '2.21.0',
  tfjsNode: '4.22.0',
  entry: 'node_modules/tfjs-node',
  binarySha256: 'a'.repeat(64),
  platform: process.platform,
  arch: process.arch,
  nodeApi: 8,
  files: { 'libtensorflow.so': 5 },
};

function place(changes: Partial<Record<keyof typeof manifest, unknown>> = {}): void {
  tools.write('engines/tensorflow/libtensorflow.so', '12345');
  tools.write('engines/tensorflow/installation.json', JSON.stringify({ ...manifest, ...changes }));
}

describe('an installation of an engine', () => {
  test('is found by its manifest, and told of', async () => {
    place();
    const value = {
      folder: tools.folder,
      entry: path.join(tools.folder, 'node_modules/tfjs-node'),
      tensorflow: '2.21.0',
      tfjsNode: '4.22.0',
      binarySha256: manifest.binarySha256,
    };
    expect(await findTensorflow(tools.env)).toEqual({ ok: true, value });
    const detail = `TensorFlow 2.21.0 (tfjs-node 4.22.0) in ${tools.folder}`;
    expect((await listEngines(tools.env))[1]).toEqual({ name: 'tensorflow', available: true, detail });
  });

  test("is looked for in the user's cache folder where no other is named", async () => {
    place();
    const env = { XDG_CACHE_HOME: path.join(tools.dir, 'xdg') };
    const value = { folder: path.join(tools.dir, 'xdg/hwr-run/engines/tensorflow') };
    expect(await findTensorflow(env)).not.toMatchObject({ value });
    tools.write(
      'xdg/hwr-run/engines/tensorflow/installation.json',
      JSON.stringify({ ...manifest, files: {} }),
    );
    expect(await findTensorflow(env)).toMatchObject({ ok: true, value });
  });

  test.each([
    ['none', undefined, undefined, 'the engine tensorflow is not installed'],
    ['a manifest of another format', { format: 2 }, undefined, 'the engine tensorflow is not installed'],
    [
      'another platform',
      { platform: 'plan9', arch: 'pdp' },
      undefined,
      `it is for plan9 pdp, this is ${process.platform} ${process.arch}`,
    ],
    [
      'a Node that is too old',
      { nodeApi: 99 },
      undefined,
      `it needs Node-API 99, Node ${process.versions.node} has ${process.versions.napi}`,
    ],
    ['a library that is gone', {}, null, 'libtensorflow.so is missing'],
    ['a library cut short', {}, '123', 'libtensorflow.so has 3 bytes instead of 5'],
  ])('does not count with %s', async (_name, changes, library, message) => {
    if (changes !== undefined) place(changes);
    const file = path.join(tools.folder, 'libtensorflow.so');
    if (library === null) rmSync(file);
    else if (library !== undefined) writeFileSync(file, library);
    const found = await findTensorflow(tools.env);
    if (found.ok) throw new Error('it was found');
    expect(found.failure.kind).toBe('run');
    expect(found.failure.message).toMatch(new RegExp(`${message.replaceAll('.', '\\.')}$`));
    expect(found.failure.advice).toMatch(/: hwr-run engine install tensorflow$/);
    const line = `${found.failure.message}; ${found.failure.advice}`;
    expect((await listEngines(tools.env))[1]).toEqual({ name: 'tensorflow', available: false, detail: line });
  });

  test('may be the package that npm installed beside the program, if all of it is there', async () => {
    const from = pathToFileURL(path.join(tools.dir, 'program/dist/index.js')).href;
    const find = () => findPackage(tools.engines, from);
    const put = (file: string, text: string) =>
      tools.write(`program/node_modules/@tensorflow/tfjs-node/${file}`, text);
    expect(await find()).toBeUndefined();
    put('package.json', '{ "version": "4.22.0" }');
    put('lib/napi-v8/tfjs_binding.node', 'binding');
    expect(await find()).toBeUndefined();
    put('deps/lib/libtensorflow.so.2.9.1', 'library');
    const found = await find();
    expect(found?.manifest).toMatchObject({ tensorflow: '2.9.1', tfjsNode: '4.22.0', entry: found?.folder });
    expect(await find()).toEqual(found);
    put('deps/lib/libtensorflow.so.2.9.1', 'another one');
    expect((await find())?.manifest.binarySha256).not.toBe(found?.manifest.binarySha256);
  });
});

test.skipIf(installed === undefined).each([20, 22, 24, 26])(
  'TensorFlow computes in Node %i',
  async (major) => {
    const script = `require('util').isNullOrUndefined = (value) => value == null;
    const tf = require(process.argv[1]);
    const sum = tf.conv2d(tf.ones([1, 5, 5, 1]), tf.ones([3, 3, 1, 2]), 1, 'valid').sum().dataSync()[0];
    console.log(tf.backend().binding.TF_Version + ' ' + sum);`;
    const env = { ...process.env, TF_CPP_MIN_LOG_LEVEL: '2' };
    const node = await promisify(execFile)(nodeOf(major), ['-e', script, installed!.entry], { env });
    expect(node.stdout.trim().split('\n').at(-1)).toBe(`${installed?.tensorflow} 162`);
  },
);
