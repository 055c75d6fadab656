/** Hashes of the code that computes, made by the build from the compiled module graphs (scripts/build/code-hashes.mjs). */
import { readFileSync } from 'node:fs';
import type { EngineName } from '../engine/engine.js';
import type { StageName } from './stage.js';

interface CodeHashes {
  readonly stages: Readonly<Record<StageName, string>>;
  readonly engines: Readonly<Partial<Record<EngineName, string>>>;
}

let known: CodeHashes | undefined;

function codeHashes(): CodeHashes {
  known ??= JSON.parse(readFileSync(new URL('../code-hashes.json', import.meta.url), 'utf8')) as CodeHashes;
  return known;
}

/** SHA-256 of a stage's module graph. */
export function stageCode(stage: StageName): string {
  return codeHashes().stages[stage];
}

/** SHA-256 of all that an engine computes with: its modules and its binary. */
export function engineCode(engine: EngineName): string {
  const hash = codeHashes().engines[engine];
  if (hash === undefined) throw new Error(`no code hash for the engine ${engine}`);
  return hash;
}
