import { cpSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { failureOf, install, withTools } from './rig.js';

describe('engine install --from', () => {
  test('takes a wheel and the packages of a folder, without npm and pip', async () => {
    const tools = withTools();
    await install(tools);
    const source = path.join(tools.dir, 'source');
    cpSync(path.join(tools.folder, 'node_modules'), path.join(source, 'node_modules'), { recursive: true });
    cpSync(path.join(tools.dir, 'index'), source, { recursive: true });
    const other = withTools({ npm: 'absent', python3: 'absent' });
    const { outcome } = await install(other, { from: source });
    expect(outcome).toMatchObject({ ok: true, value: { installation: { tensorflow: '2.21.0' } } });
  });

  test('takes the packages from npm tarballs', async () => {
    const tools = withTools({ python3: 'absent' });
    const tarball = tools.write('index/a-1.0.0.tgz', '');
    expect(await install(tools, { from: path.join(tools.dir, 'index') })).toMatchObject({
      outcome: { ok: true },
    });
    expect(tools.calls()[0]).toMatch(new RegExp(`^npm install .*--offline file:${tarball}$`));
  });

  test.each([
    ['lib and include', 'lib', 'include', 'libtensorflow.so.2.18.1'],
    ['an unpacked wheel', 'tensorflow', 'tensorflow/include', 'libtensorflow_cc.so.2'],
    ['the folder of an unpacked wheel itself', '.', 'include', 'libtensorflow_cc.so.2'],
  ])('takes %s', async (_name, lib, include, library) => {
    const tools = withTools({ python3: 'absent' });
    tools.write(`source/${include}/tensorflow/c/c_api.h`, '');
    tools.write(`source/${lib}/${library}`, 'TensorFlow 2.18.1');
    tools.write(`source/${lib}/libtensorflow_framework.so.2`, 'framework');
    if (library.endsWith('.1'))
      symlinkSync(library, path.join(tools.dir, 'source', lib, 'libtensorflow.so.2'));
    const { outcome } = await install(tools, { from: path.join(tools.dir, 'source') });
    expect(outcome).toMatchObject({ ok: true, value: { installation: { tensorflow: '2.18.1' } } });
  });

  test('takes a copy of another installation as it is, with no tool at all', async () => {
    const tools = withTools();
    const first = await install(tools);
    const other = withTools({ npm: 'absent', python3: 'absent', 'c++': 'absent' });
    for (const from of [tools.folder, tools.engines]) {
      const copied = await install(other, { from, force: true });
      if (!first.outcome.ok || !copied.outcome.ok) throw new Error(JSON.stringify(copied.outcome));
      const { folder: _, entry: __, ...same } = first.outcome.value.installation;
      expect(copied.outcome.value.installation).toMatchObject({ ...same, folder: other.folder });
    }
  });

  test.each([
    ['is changed', 'TensorFlow 2.21.1', /is damaged: its libraries are not those/],
    ['is cut short', 'short', /cannot be used: .*libtensorflow_cc\.so\.2 has 5 bytes instead of 17/],
  ])('refuses a copy in which a library %s', async (_name, content, message) => {
    const tools = withTools();
    await install(tools);
    const libraries = path.join(tools.folder, 'node_modules/@tensorflow/tfjs-node/deps/lib');
    writeFileSync(path.join(libraries, 'libtensorflow_cc.so.2'), content);
    expect(await failureOf(withTools(), { from: tools.folder })).toMatchObject({
      kind: 'data',
      message: expect.stringMatching(message),
      advice: 'copy it again, with all its files',
    });
  });

  test.each([
    ['nowhere', /there is no such folder; put a copy of another installation there/],
    ['calls', /neither a folder nor a wheel; put/],
    ['bin', /no TensorFlow in there; put a copy of another installation there, a tensorflow-cpu wheel/],
  ])('refuses %s', async (name, line) => {
    const tools = withTools();
    const { kind, message, advice } = await failureOf(tools, { from: path.join(tools.dir, name) });
    expect(kind).toBe('data');
    expect(`${message}; ${advice}`).toMatch(line);
  });
});
