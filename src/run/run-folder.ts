/** A run's folder: what the report stage made, the trained model and the resolved spec, as files. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { EngineName } from '../engine/engine.js';
import { memberFile } from '../spec/ensemble.js';
import type { ResolvedSpec } from '../spec/load-spec.js';
import type { Artifact, StageFailure } from '../stages/stage.js';
import { writeFileAtomically, writeFileIfChanged } from '../util/atomic-file.js';
import { sha256 } from '../util/hash.js';
import { type Outcome, succeed } from '../util/outcome.js';

/** `<name>-<first 8 of the spec hash>`: the same spec always lands in the same folder, with another engine in another one. */
export function runFolderName(spec: ResolvedSpec, engine: EngineName): string {
  const folder = `${spec.spec.name}-${spec.hash.slice(0, 8)}`;
  return engine === 'wasm' ? folder : `${folder}-${engine}`;
}

/**
 * Puts every file in its place; those that are there with the right content are left alone. An ensemble has no weights
 * of its own, but the specs of its members.
 */
export async function fillRunFolder(
  folder: string,
  spec: ResolvedSpec,
  { report, train }: { readonly report: Artifact; readonly train?: Artifact },
): Promise<Outcome<void, StageFailure>> {
  for (const name of Object.keys(report.entry.blobs)) {
    const placed = await place(path.join(folder, name), report, name);
    if (!placed.ok) return placed;
  }
  if (train !== undefined) {
    const weights = await place(path.join(folder, 'model', 'weights.safetensors'), train, 'weights');
    if (!weights.ok) return weights;
  }
  for (const [i, member] of (spec.members ?? []).entries()) {
    const written = await writeFileIfChanged(path.join(folder, memberFile(i)), member.yaml);
    if (!written.ok) return written;
  }
  return writeFileIfChanged(path.join(folder, 'spec.yaml'), spec.yaml);
}

async function place(file: string, artifact: Artifact, blob: string): Promise<Outcome<void, StageFailure>> {
  const present = await readFile(file).catch(() => undefined);
  if (present !== undefined && sha256(present) === artifact.entry.blobs[blob]?.sha256)
    return succeed(undefined);
  const bytes = await artifact.read(blob);
  return bytes.ok ? writeFileAtomically(file, bytes.value) : bytes;
}
