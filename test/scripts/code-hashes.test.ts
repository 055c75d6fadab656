import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hashCode } from '../../scripts/build/code-hashes.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));

interface Hashes {
  readonly stages: Readonly<Record<string, string>>;
  readonly engines: Readonly<Record<string, string>>;
}

describe('code hashes', () => {
  const copy = mkdtempSync(path.join(tmpdir(), 'hwr-run-hashes-'));
  let before: Hashes;

  /** Hashes the copy after an edit of one of its modules, then takes the edit back. */
  async function hashesWith(module: string, edit: (code: string) => string): Promise<Hashes> {
    const file = path.join(copy, 'dist', module);
    const original = readFileSync(file);
    writeFileSync(file, edit(original.toString('utf8')));
    await hashCode(copy);
    writeFileSync(file, original);
    return JSON.parse(readFileSync(path.join(copy, 'dist/code-hashes.json'), 'utf8')) as Hashes;
  }

  const changed = (now: Hashes) => [
    ...Object.keys(now.stages).filter((stage) => now.stages[stage] !== before.stages[stage]),
    ...Object.keys(now.engines).filter((engine) => now.engines[engine] !== before.engines[engine]),
  ];

  beforeAll(async () => {
    cpSync(path.join(root, 'dist'), path.join(copy, 'dist'), { recursive: true });
    cpSync(path.join(root, 'package-lock.json'), path.join(copy, 'package-lock.json'));
    before = await hashesWith('cli.js', (code) => code);
  });
  afterAll(() => rmSync(copy, { recursive: true, force: true }));

  it('are those that the build wrote', () => {
    expect(before).toEqual(JSON.parse(readFileSync(path.join(root, 'dist/code-hashes.json'), 'utf8')));
    expect(Object.keys(before.stages).sort()).toEqual(
      ['augment', 'build', 'evaluate', 'load', 'normalize', 'report', 'train'].sort(),
    );
  });

  it('change for the stages that reach the changed code, and for no others', async () => {
    expect(changed(await hashesWith('data/split.js', (code) => `${code}\nexport const extra = 1;`))).toEqual([
      'evaluate', // other data sets are loaded there, and held out of
      'load',
    ]);
    expect(
      changed(await hashesWith('model/initialize.js', (code) => `${code}\nexport const extra = 1;`)),
    ).toEqual(['build']);
    expect(
      changed(await hashesWith('report/markdown.js', (code) => `${code}\nexport const extra = 1;`)),
    ).toEqual(['report']);
    expect(
      changed(await hashesWith('commands/plan.js', (code) => `${code}\nexport const extra = 1;`)),
    ).toEqual([]);
  });

  it('change for the engine when what computes changes', async () => {
    expect(changed(await hashesWith('engine/wasm/kernels.wasm', (binary) => `${binary} `))).toContain('wasm');
    expect(
      changed(await hashesWith('engine/wasm/trainable.js', (code) => `${code}\nexport const extra = 1;`)),
    ).toContain('wasm');
  });

  it('do not change for a comment', async () => {
    expect(changed(await hashesWith('data/split.js', (code) => `// reworded\n${code}`))).toEqual([]);
  });
});
