import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkSpec } from '#src/plan/check-spec.js';
import { dataReader } from '#src/run/data-reader.js';
import { runReader } from '#src/run/starting-run.js';
import { loadSpec } from '#src/spec/load-spec.js';
import { csvOf, drawings, pngOf } from '../data/own/drawings.js';
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

describe('every spec for another data set', () => {
  const files = readdirSync(path.join(experiments, 'datasets'));
  let folder: string;

  // Two of them are about data of one's own, which here are drawn.
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'hwr-datasets-'));
    cpSync(experiments, folder, { recursive: true });
    const digits = drawings(40, 10, 28);
    const own = path.join(folder, 'datasets/my-digits');
    writeFileSync(`${own}.csv`, csvOf(digits));
    for (const [i, digit] of digits.entries()) {
      mkdirSync(path.join(own, String(digit.label)), { recursive: true });
      writeFileSync(path.join(own, String(digit.label), `${i}.png`), pngOf(digit));
    }
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('there are ten', () => expect(files).toHaveLength(10));

  test.each(files)('%s is valid, named after its file, and nothing is to be warned of', async (file) => {
    const spec = path.join(folder, 'datasets', file);
    expect(await mistakesOf(spec)).toEqual([]);
    const loaded = await load(spec);
    expect(loaded.ok && loaded.value.spec.name).toBe(path.basename(file, '.yaml'));
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
