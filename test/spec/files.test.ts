import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { formatFailure } from '#src/spec/diagnostic.js';
import { loadSpec } from '#src/spec/load-spec.js';

const good =
  'name: x\nload: { dataset: mnist }\nbuild: { layers: [flatten, dense: { units: 10, activation: softmax }] }\n';
let cwd: string;

beforeAll(async () => {
  cwd = await mkdtemp(path.join(tmpdir(), 'hwr-spec-'));
});
afterAll(() => rm(cwd, { recursive: true, force: true }));

test('a spec that is not there: bad usage, and the near name', async () => {
  await write('near/baseline.yaml', good);
  expect(await load('near/basline.yaml')).toEqual([
    'usage',
    'there is no file near/basline.yaml; did you mean "near/baseline.yaml"?',
  ]);
  expect(await load('far/away.yaml')).toEqual(['usage', 'there is no file far/away.yaml; check the path']);
});

test('a directory in the place of a spec', async () => {
  await mkdir(path.join(cwd, 'experiments'), { recursive: true });
  expect(await load('experiments')).toEqual(['spec', 'experiments is a directory; name a YAML file in it']);
});

test('bytes that are no text', async () => {
  await write('zip.yaml', Uint8Array.of(0x50, 0x4b, 0x03, 0x04, 0x00, 0x01));
  await write('latin1.yaml', Buffer.from(`${good}description: café\n`, 'latin1'));
  await write('utf16.yaml', Buffer.from(`\ufeff${good}`, 'utf16le'));
  await write('cut.yaml', Buffer.from(`${good}description: €`, 'utf8').subarray(0, -1));
  const advice = 'save the spec as plain UTF-8 text';
  expect(await load('zip.yaml')).toEqual(['spec', `zip.yaml:1:5: byte 0x00 is not UTF-8 text; ${advice}`]);
  expect(await load('latin1.yaml')).toEqual([
    'spec',
    `latin1.yaml:4:17: byte 0xe9 is not UTF-8 text; ${advice}`,
  ]);
  expect(await load('utf16.yaml')).toEqual([
    'spec',
    `utf16.yaml:1:1: byte 0xff is not UTF-8 text; ${advice}`,
  ]);
  expect(await load('cut.yaml')).toEqual(['spec', `cut.yaml:4:14: byte 0xe2 is not UTF-8 text; ${advice}`]);
});

test('a file of 10 MB is not read whole', async () => {
  await write('large.yaml', `# ${'x'.repeat(10_000_000)}\n${good}`);
  expect(await load('large.yaml')).toEqual([
    'spec',
    'large.yaml is longer than 1 MiB; a spec is a small text file; is this one?',
  ]);
});

test.skipIf(process.platform === 'win32')('a pipe is refused at once', async () => {
  execFileSync('mkfifo', [path.join(cwd, 'pipe.yaml')]);
  expect(await load('pipe.yaml')).toEqual([
    'spec',
    'pipe.yaml is not a regular file; write the spec to a file first',
  ]);
});

test('a file without permission', async () => {
  // As the system says it; a real file would not do, because the superuser reads everything.
  const readFile = () => Promise.reject(Object.assign(new Error('denied'), { code: 'EACCES' }));
  const result = await loadSpec({ path: 'secret.yaml', cwd, readFile });
  const said = 'secret.yaml cannot be read: permission denied; give yourself permission to read it';
  expect(result.ok ? [] : result.failure.map(formatFailure)).toEqual([said]);
});

test('a missing file to extend is told at the line that names it', async () => {
  await write('base.yaml', good);
  await write('child.yaml', 'name: y\nextends:\n  - base.yaml\n  - bsae.yaml\n');
  expect(await load('child.yaml')).toEqual([
    'spec',
    'child.yaml:4:5: there is no file bsae.yaml; did you mean "base.yaml"?',
  ]);
});

test('a byte order mark and carriage returns do no harm', async () => {
  await write('windows.yaml', `\ufeff${good.replaceAll('\n', '\r\n')}`);
  await write('unix.yaml', good);
  const [windows, unix] = await Promise.all(
    ['windows.yaml', 'unix.yaml'].map((name) => loadSpec({ path: name, cwd })),
  );
  expect(windows?.ok && windows.value.hash).toBe(unix?.ok && unix.value.hash);
});

async function write(name: string, content: string | Uint8Array): Promise<void> {
  await mkdir(path.dirname(path.join(cwd, name)), { recursive: true });
  await writeFile(path.join(cwd, name), content);
}

async function load(name: string): Promise<readonly string[]> {
  const result = await loadSpec({ path: name, cwd });
  return result.ok ? [] : [result.failure[0]?.kind ?? '', ...result.failure.map(formatFailure)];
}
