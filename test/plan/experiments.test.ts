import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkSpec } from '#src/plan/check-spec.js';
import { dataReader } from '#src/run/data-reader.js';
import { runReader } from '#src/run/starting-run.js';
import { loadSpec } from '#src/spec/load-spec.js';
import { trainedRun } from '../run/trained-run.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const experiments = path.join(root, 'experiments');

/** A folder with a run of quickstart.yaml, which others start from. */
const runs = mkdtempSync(path.join(tmpdir(), 'hwr-runs-'));
beforeAll(async () => {
  const { files } = await trainedRun(readFileSync(path.join(experiments, 'quickstart.yaml'), 'utf8'));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(runs, 'quickstart-1', name)), { recursive: true });
    writeFileSync(path.join(runs, 'quickstart-1', name), content);
  }
});
afterAll(() => rmSync(runs, { recursive: true, force: true }));

function load(file: string) {
  return loadSpec({
    path: file,
    sets: [],
    cwd: root,
    readRun: runReader(runs),
    readData: dataReader({ env: {} }),
  });
}

/** All that is wrong with a spec, its model's warnings included. */
async function mistakesOf(file: string): Promise<unknown> {
  const spec = await load(file);
  if (!spec.ok) return spec.failure;
  const model = checkSpec(spec.value);
  return model.ok ? model.value.warnings : model.failure;
}

describe('every spec that comes with hwr-run', () => {
  const files = readdirSync(experiments).filter((file) => file.endsWith('.yaml'));

  test.each(files)('%s is valid, and nothing is to be warned of', async (file) => {
    expect(await mistakesOf(path.join(experiments, file))).toEqual([]);
  });

  test.each(files)('%s is named after its file', async (file) => {
    const spec = await load(path.join(experiments, file));
    expect(spec.ok && spec.value.spec.name).toBe(path.basename(file, '.yaml'));
  });
});

describe("every spec of the README, in experiments/'s place", () => {
  const specs = [
    ...readFileSync(path.join(root, 'README.md'), 'utf8').matchAll(/^```yaml\n(.*?)^```$/gms),
  ].map(([, text = '']) => [/^name: (.*)$/m.exec(text)?.[1], text] as const);
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'hwr-readme-'));
    cpSync(experiments, folder, { recursive: true });
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('there are some', () => expect(specs.length).toBeGreaterThanOrEqual(3));

  test.each(specs)('%s is valid, and nothing is to be warned of', async (_name, text) => {
    const file = path.join(folder, 'readme.yaml');
    writeFileSync(file, text);
    expect(await mistakesOf(file)).toEqual([]);
  });
});
