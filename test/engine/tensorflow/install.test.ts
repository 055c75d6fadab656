import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { installTensorflow } from '#src/engine/tensorflow/install/install.js';
import { findTensorflow } from '#src/engine/tensorflow/installation.js';
import { type Modes, zip } from './fake-tools.js';
import { failureOf, install, withTools } from './rig.js';

// The names of these tests leave out the engine's name: what has it is counted as a comparison with it.

describe('engine install', () => {
  test('takes the wheel by pip and compiles the binding, and keeps only what is needed', async () => {
    const tools = withTools();
    const { outcome, told } = await install(tools);
    expect(told).toEqual([
      'TensorFlow 2.21.0 from its Python wheel by python3 -m pip, compiled with c++',
      'packages',
      'download',
      'unpack',
      'compile',
      'load',
    ]);
    const found = await findTensorflow(tools.env);
    expect(outcome).toMatchObject({
      ok: true,
      value: { fresh: true, installation: found.ok && found.value },
    });
    expect(found).toMatchObject({
      ok: true,
      value: {
        folder: tools.folder,
        entry: path.join(tools.folder, 'node_modules/@tensorflow/tfjs-node'),
        tensorflow: '2.21.0',
        tfjsNode: '4.22.0',
        binarySha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      },
    });
    expect(readdirSync(tools.folder).sort()).toEqual(['installation.json', 'node_modules']);
    const files = readdirSync(tools.folder, { recursive: true }) as string[];
    expect(files.filter((file) => /\.(map|whl)$|c_api\.h|unused\.h/.test(file))).toEqual([]);
    const [npm, pip, compiler] = tools.calls();
    expect(npm).toMatch(/^npm install --ignore-scripts .*@tensorflow\/tfjs-node@4\.22\.0 node-api-headers@/);
    expect(pip).toMatch(/^python3 -m pip download --no-deps .*tensorflow-cpu==2\.21\.0$/);
    expect(compiler).toContain('-l:libtensorflow_cc.so.2 -l:libtensorflow_framework.so.2');
  });

  test('does nothing where a sound installation is there, unless told to', async () => {
    const tools = withTools();
    const first = await install(tools);
    const again = await install(tools);
    expect(again).toMatchObject({ told: [], outcome: { ok: true, value: { fresh: false } } });
    expect(tools.calls()).toHaveLength(3);
    const forced = await install(tools, { force: true });
    expect(forced.outcome).toEqual(first.outcome);
    expect(tools.calls()).toHaveLength(6);
  });

  test('replaces a damaged installation, and one of another version when that is asked for', async () => {
    const tools = withTools();
    await install(tools);
    rmSync(path.join(tools.folder, 'node_modules/@tensorflow/tfjs-node/deps'), { recursive: true });
    expect(await install(tools)).toMatchObject({ outcome: { value: { fresh: true } } });
    tools.addWheel('2.22.1');
    expect(await install(tools, { tensorflow: '2.22.1' })).toMatchObject({
      outcome: { value: { fresh: true, installation: { tensorflow: '2.22.1' } } },
    });
    expect(await install(tools)).toMatchObject({
      outcome: { value: { fresh: false, installation: { tensorflow: '2.22.1' } } },
    });
  });

  test.each([
    [{ 'c++': 'absent' }, 'not from the wheel: no C++ compiler was found (c++, g++, clang++)'],
    [{ python3: 'absent' }, 'not from the wheel: no Python with pip was found'],
    [{ python3: { fails: 'ERROR: HTTP error 403' } }, 'not from the wheel: python3: HTTP error 403'],
  ] satisfies [Modes, string][])("falls back on the package's own download: %j", async (modes, reason) => {
    const tools = withTools(modes);
    const { outcome, told } = await install(tools);
    expect(told.slice(-4)).toEqual([
      reason,
      "TensorFlow by the package's own download, an older version",
      'download',
      'load',
    ]);
    expect(outcome).toMatchObject({ ok: true, value: { installation: { tensorflow: '2.9.1' } } });
  });

  test('finds a wheel of a Python that is not the one that runs pip', async () => {
    const tools = withTools();
    tools.addWheel('2.30.0');
    await install(tools, { tensorflow: '2.30.0' });
    expect(tools.calls()[1]).toMatch(
      /--implementation cp --python-version 3\.11 --abi cp311 --platform manylinux/,
    );
    // None for any Python: each is asked for, none of the other ways is tried.
    const other = withTools();
    expect(await failureOf(other, { tensorflow: '9.9.9' })).toEqual({
      kind: 'run',
      message: 'python3: No matching distribution found for tensorflow-cpu==9.9.9',
      advice: 'check the network and the version',
    });
    expect(other.calls().filter((call) => call.startsWith('python3'))).toHaveLength(4);
  });

  test.each([
    ['no npm', { npm: 'absent' }, /^there is no npm on the PATH; install Node with npm, or name a folder/],
    [
      'npm without a network',
      {
        npm: {
          fails:
            'npm error code ENOTFOUND\nnpm error errno ENOTFOUND\nnpm error network request to https://r.example/a failed, reason: getaddrinfo\nnpm error network This is a problem related to network connectivity.\nnpm error A complete log of this run can be found in: /x',
        },
      },
      /^npm: network request to https:\/\/r\.example\/a failed, reason: getaddrinfo; check the network, or name a folder/,
    ],
    [
      'neither way leads anywhere',
      {
        'c++': 'absent',
        npm: {
          only: 'rebuild',
          fails:
            'npm error code 1\nnpm error command sh -c node scripts/install.js\nnpm error Error: getaddrinfo ENOTFOUND',
        },
      },
      /^TensorFlow could not be installed: no C\+\+ compiler .*; and by the package's own download: npm: getaddrinfo ENOTFOUND; install one, or name a folder/,
    ],
    [
      'a compiler that fails',
      {
        'c++': { fails: 'In file included from a.cc:\na.h:3:1: error: unknown type\ncompilation terminated' },
        npm: { only: 'rebuild', fails: 'x' },
      },
      /c\+\+: a\.h:3:1: error: unknown type; and by/,
    ],
  ] satisfies [string, Modes, RegExp][])('fails in one line: %s', async (_name, modes, line) => {
    const { kind, message, advice } = await failureOf(withTools(modes));
    expect(kind).toBe('run');
    expect(`${message}; ${advice}`).toMatch(line);
  });

  test.each([
    'npm',
    'python3',
    'c++',
  ] as const)('a full disk is a failure of storage, told by %s', async (tool) => {
    const fails = 'OSError: [Errno 28] No space left on device';
    expect(await failureOf(withTools({ [tool]: { fails } }))).toMatchObject({
      kind: 'storage',
      message: `${tool}: the disk is full`,
    });
  });

  test('a folder that cannot be made is a failure of storage', async () => {
    const tools = withTools();
    const env = { ...tools.env, HWR_ENGINE_DIR: path.join(tools.write('file', ''), 'engines') };
    expect(await failureOf(tools, { env })).toMatchObject({
      kind: 'storage',
      message: expect.stringContaining('a part of the path is a file'),
      advice: expect.stringContaining('--to DIR'),
    });
  });

  test.each([
    [
      'a wheel that ends too early',
      (wheel: Buffer) => wheel.subarray(0, -40),
      /is damaged: it is no zip archive, or its end is missing$/,
    ],
    [
      'a wheel with a byte changed',
      (wheel: Buffer) => withByteChanged(wheel, 'framework'),
      /tensorflow_framework\.so\.2 is damaged$/,
    ],
    ['no wheel', () => Buffer.from('<html>'), /is no zip archive|is damaged/],
    ['a wheel of something else', () => zip({ 'keras/__init__.py': '' }), /holds no libtensorflow/],
  ])('says what is wrong with %s', async (_name, damage, message) => {
    const tools = withTools();
    const wheel = tools.addWheel('2.22.0');
    writeFileSync(wheel, damage(readFileSync(wheel)));
    expect(await failureOf(tools, { from: wheel })).toMatchObject({
      kind: 'data',
      message: expect.stringMatching(message),
    });
  });

  test('a wheel of a known name must be the published one', async () => {
    const tools = withTools();
    const wheel = tools.addWheel('2.21.0', { python: 'cp311' });
    expect(await failureOf(tools, { from: wheel })).toMatchObject({
      kind: 'data',
      message: expect.stringMatching(/is damaged: its SHA-256 is [0-9a-f]{64} instead of 2b847d21/),
    });
  });

  test.each([
    [
      'does not load',
      'broken 2.21.0',
      'what was installed does not work: libtensorflow_cc.so.2: undefined symbol: TF_Version',
    ],
    [
      'computes something else',
      'wrong 2.21.0',
      'what was installed does not work: it computes 0,0 instead of 17,39',
    ],
    ['is another version', 'TensorFlow 2.20.0', 'it is TensorFlow 2.20.0, not 2.21.0'],
  ])('a library that %s is not kept', async (_name, library, message) => {
    const tools = withTools();
    tools.addWheel('2.21.0', { library });
    expect((await failureOf(tools, { tensorflow: '2.21.0' })).message).toContain(message);
  });

  test('an interruption ends the tools and what they started, and keeps the previous installation', async () => {
    const tools = withTools();
    await install(tools);
    const before = filesWithContent(tools.engines);
    for (const tool of ['npm', 'python3', 'c++'] as const) {
      tools.setModes({ [tool]: 'hangs' });
      const controller = new AbortController();
      const hang = tools.nextHang();
      const installing = install(tools, { force: true, signal: controller.signal });
      const { ended } = await hang;
      controller.abort();
      await ended;
      expect((await installing).outcome).toMatchObject({ ok: false, failure: { kind: 'interrupted' } });
      expect(filesWithContent(tools.engines), tool).toEqual(before);
    }
  });

  test('removes what killed processes left behind, and nothing of one that lives', async () => {
    const tools = withTools();
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    const place = (id: number) => path.join(tools.engines, `tensorflow.partial.${hostname()}.${id}.0123abcd`);
    for (const id of [pid, process.ppid])
      mkdirSync(path.join(place(id), 'node_modules'), { recursive: true });
    const signal = new AbortController().signal;
    const outcome = await installTensorflow({ env: tools.env, signal, emit: () => {} });
    expect(outcome.ok).toBe(true);
    expect([pid, process.ppid].map((id) => existsSync(place(id)))).toEqual([false, true]);
  });
});

function withByteChanged(wheel: Buffer, content: string): Buffer {
  const changed = Buffer.from(wheel);
  changed[wheel.lastIndexOf(content, wheel.indexOf('PK\x01\x02')) + 1]! ^= 1;
  return changed;
}

function filesWithContent(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  const paths = files.map((entry) => path.join(entry.parentPath ?? entry.path, entry.name));
  return Object.fromEntries(paths.map((file) => [file, readFileSync(file, 'utf8')]));
}
