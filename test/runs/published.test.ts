/** The results that are committed: valid, runnable, free of paths of the machine they were made on, and true. */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkSpec } from '#src/plan/check-spec.js';
import { loadSpec } from '#src/spec/load-spec.js';
import { validate as validateResult } from '#src/spec/result-validator.js';
import { validate as validateSweep } from '#src/spec/sweep-result-validator.js';
import { machinePathIn } from '../../scripts/publish/copy.mjs';
import { Rig, root } from '../e2e/rig.js';

/** What is computed again here takes some seconds. */
const SMALL_TRAINING = 100_000;

const published = path.join(root, 'runs/published');
const folders = readdirSync(published, { withFileTypes: true }).flatMap((entry) =>
  entry.isDirectory() ? [entry.name] : [],
);
const read = (folder: string, file: string) => readFileSync(path.join(published, folder, file), 'utf8');
const results = folders.map((folder) => ({ folder, result: JSON.parse(read(folder, 'result.json')) }));

describe('published results', () => {
  it.each(results)('$folder goes with its schema, and its spec is the one that it was made from', async ({
    folder,
    result,
  }) => {
    const validate = 'sweepHash' in result ? validateSweep : validateResult;
    expect([validate(result), validate.errors]).toEqual([true, null]);
    // A spec that starts from a run can be read only where that run is.
    if (result.from !== undefined) return;
    const file = path.join('runs/published', folder, 'spec.yaml');
    const spec = await loadSpec({ path: file, cwd: root });
    if (!spec.ok) throw new Error(spec.failure[0]?.message);
    expect(checkSpec(spec.value).ok).toBe(true);
    if ('specHash' in result) expect(spec.value.hash).toBe(result.specHash);
  });

  it.each(folders)('%s has small files only, and no path of a machine in them', (folder) => {
    const files = readdirSync(path.join(published, folder), { recursive: true, encoding: 'utf8' });
    for (const file of files) {
      const found = statSync(path.join(published, folder, file));
      if (found.isDirectory()) continue;
      expect(found.size, file).toBeLessThan(300_000);
      expect(machinePathIn(read(folder, file)), file).toBeUndefined();
    }
  });

  it('have a README that is made from them', () => {
    execFileSync(process.execPath, ['scripts/publish.mjs', '--check'], { cwd: root });
  });

  const small = results.filter(({ result }) => {
    const { dataset, epochs, splits = {} } = result;
    return dataset === 'synthetic' && splits.train?.count * epochs <= SMALL_TRAINING;
  });

  it.each(small)('$folder is what this version computes', async ({ folder, result }) => {
    const rig = new Rig();
    try {
      const { code, stdout, stderr } = await rig.run(['verify', path.join(published, folder)]);
      expect([code, stdout], stderr).toEqual([0, expect.stringMatching(/^identical: \d+ epochs?, weights /)]);
      expect(stdout).toContain(result.weightsSha256.slice(0, 8));
    } finally {
      rig.dispose();
    }
  });

  it('are verified here at least once', () => {
    expect(small.length).toBeGreaterThan(0);
  });
});
