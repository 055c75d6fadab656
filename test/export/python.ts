/** Images scored in Python, from a model exported as safetensors. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ImageSet } from '#src/data/dataset.js';
import { exportSafetensors } from '#src/export/export-safetensors.js';
import type { ExportableModel } from '#src/export/exportable.js';
import { findPython } from '../../scripts/find-python.mjs';
import { root } from '../e2e/rig.js';

/** Undefined where this machine has none: tests that need it are skipped, and have `python` in their name. */
export const python = findPython();

/** The probabilities that score.py gives each of these. */
export function scoreWithPython(
  what: readonly (readonly [ExportableModel, ImageSet])[],
): readonly Float32Array[] {
  const folder = mkdtempSync(path.join(tmpdir(), 'hwr-run-export-'));
  try {
    const files = what.map(([model, { pixels }], i) => {
      const names = ['model', 'images', 'out'].map((name) => path.join(folder, `${i}-${name}`));
      const [modelFile = '', images = '', out = ''] = names;
      writeFileSync(modelFile, exportSafetensors(model).get('model.safetensors')!);
      writeFileSync(images, pixels);
      return [modelFile, images, out] as const;
    });
    execFileSync(python ?? 'python3', [path.join(root, 'test/export/score.py'), ...files.flat()]);
    return files.map(([, , out]) => new Float32Array(Uint8Array.from(readFileSync(out)).buffer));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
