/** A run's folder: what the report stage made, the trained model and the resolved spec, as files. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { EngineName } from '../engine/engine.js';
import type { ResolvedSpec } from '../spec/load-spec.js';
import type { Artifact, StageFailure } from '../stages/stage.js';
import { writeFileAtomically, writeFileIfChanged } from '../util/atomic-file.js';
import { sha256 } from '../util/hash.js';
import { type Outcome, succeed } from '../util/outcome.js';
import type { StageResults } from './execute.js';

/** `<name>-<first 8 of the spec hash>`: the same spec always lands in the same folder, with another engine in another one. */
export function runFolderName(spec: ResolvedSpec, engine: EngineName): string {
  const folder = `${spec.spec.name}-${spec.hash.slice(0, 8)}`;
  return engine === 'wasm' ? folder : `${folder}-${engine}`;
}

/** Puts every file in its place; those that are there with the right content are left alone. */
export async function fillRunFolder(
  folder: string,
  spec: ResolvedSpec,
  results: StageResults,
): Promise<Outcome<void, StageFailure>> {
  const { report, train } = results;
  for (const name of Object.keys(report.artifact.entry.blobs)) {
    const placed = await place(path.join(folder, name), report.artifact, name);
    if (!placed.ok) return placed;
  }
  const weights = await place(path.join(folder, 'model', 'weights.safetensors'), train.artifact, 'weights');
  if (!weights.ok) return weights;
  return writeFileIfChanged(path.join(folder, 'spec.yaml'), spec.yaml);
}

async function place(file: string, artifact: Artifact, blob: string): Promise<Outcome<void, StageFailure>> {
  const present = await readFile(file).catch(() => undefined);
  if (present !== undefined && sha256(present) === artifact.entry.blobs[blob]?.sha256)
    return succeed(undefined);
  const bytes = await artifact.read(blob);
  return bytes.ok ? writeFileAtomically(file, bytes.value) : bytes;
}
