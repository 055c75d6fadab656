import { existsSync, readdirSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FakeTools } from '../engine/tensorflow/fake-tools.js';
import { finish, Rig } from './rig.js';

describe('hwr-run engine install', () => {
  const command = ['engine', 'install', 'tensorflow'];
  let rig: Rig;
  let tools: FakeTools;
  beforeEach(() => {
    rig = new Rig();
    tools = new FakeTools();
  });
  afterEach(() => {
    rig.dispose();
    tools.dispose();
  });

  test('tells each step on stderr and what is there on stdout, and nothing that the tools print', async () => {
    const { code, stdout, stderr } = await rig.run(command, tools);
    expect(code).toBe(0);
    expect(stdout).toBe(`TensorFlow 2.21.0 (tfjs-node 4.22.0) in ${tools.folder}, 0 MB\n`);
    expect(
      stderr
        .replace(/\d+\.\d+ s/g, 'TIME s')
        .replace(/[0-9a-f]{64}/, 'HASH')
        .split('\n'),
    ).toEqual([
      'TensorFlow 2.21.0 from its Python wheel by python3 -m pip, compiled with c++',
      '✓ packages   TIME s  @tensorflow/tfjs-node 4.22.0 by npm',
      '✓ download   TIME s  tensorflow_cpu-2.21.0-cp312-cp312-manylinux_2_27_x86_64.whl, 0.0 MB, SHA-256 HASH',
      '✓ unpack     TIME s  0.0 MB of libraries',
      '✓ compile    TIME s  the binding, with c++',
      '✓ load       TIME s  TensorFlow 2.21.0 computes',
      '',
    ]);
    const again = await rig.run(command, tools);
    expect(again).toMatchObject({
      code: 0,
      stdout: `TensorFlow 2.21.0 (tfjs-node 4.22.0) is already in ${tools.folder}\n`,
      stderr: '',
    });
    const { stdout: engines } = await rig.run(['engine', 'ls'], tools);
    expect(engines).toContain(`tensorflow  ready  TensorFlow 2.21.0 (tfjs-node 4.22.0) in ${tools.folder}\n`);
  });

  test('prints the installation as JSON, and says where it must be looked for', async () => {
    const { code, stdout, stderr } = await rig.run([...command, '--to', 'here', '--json'], tools);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      folder: `${rig.dir}/here/tensorflow`,
      tensorflow: '2.21.0',
      fresh: true,
    });
    expect(stderr.trim().split('\n').at(-1)).toBe(
      `set HWR_ENGINE_DIR=${rig.dir}/here so that it is found there`,
    );
  });

  test('prints no progress with --quiet', async () => {
    const { code, stderr } = await rig.run([...command, '--quiet'], tools);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });

  test('fails in one line, and engine ls and doctor tell the command that helps', async () => {
    tools.setModes({
      npm: { fails: 'npm error code E404\nnpm error 404 Not Found - GET https://r.example/a' },
    });
    const { code, stdout, stderr } = await rig.run([...command, '--quiet'], tools);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(
      /^hwr-run: npm: 404 Not Found - GET https:\/\/r\.example\/a; check the network, or name .*\n$/,
    );
    const line = 'the engine tensorflow is not installed; install it: hwr-run engine install tensorflow\n';
    expect((await rig.run(['engine', 'ls'], tools)).stdout).toContain(`tensorflow  not ready  ${line}`);
    expect((await rig.run(['doctor'], tools)).stdout).toContain(`–  engine tensorflow     ${line}`);
  });

  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('ends cleanly on %s with exit code %i', async (signal, code) => {
    tools.setModes({ python3: 'hangs' });
    const hang = tools.nextHang();
    const child = rig.start(command, tools);
    const ending = finish(child);
    const { ended } = await hang;
    child.kill(signal);
    await ended;
    const finished = await ending;
    expect(finished.code).toBe(code);
    expect(finished.stderr.trim().split('\n').at(-1)).toBe(
      'hwr-run: interrupted; nothing is left of it; what was installed before is as it was',
    );
    expect(existsSync(tools.folder)).toBe(false);
    expect(readdirSync(tools.engines)).toEqual([]);
  });
});
