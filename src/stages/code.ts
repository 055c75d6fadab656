/** Hashes of the code that computes, made by the build from the compiled module graphs (scripts/build/code-hashes.mjs). */
import { readFileSync } from 'node:fs';
import type { EngineName } from '../engine/engine.js';
import { sha256 } from '../util/hash.js';
import type { StageName } from './stage.js';

interface CodeHashes {
  readonly stages: Readonly<Record<StageName, string>>;
  readonly engines: Readonly<Record<EngineName, string>>;
  readonly sweepReport: string;
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

/** SHA-256 of what a sweep's files are made by. */
export function sweepReportCode(): string {
  return codeHashes().sweepReport;
}

/** What an engine's results are filed under: they differ from another engine's by rounding. */
export interface EngineIdentity {
  readonly name: EngineName;
  /** SHA-256 of all that it computes with: its modules, and its binaries. */
  readonly code: string;
}

/** The identity of an engine, with the hash of what is installed apart from this program. */
export function identifyEngine(name: EngineName, installedSha256?: string): EngineIdentity {
  const code = codeHashes().engines[name];
  return { name, code: installedSha256 === undefined ? code : sha256(`${code} ${installedSha256}`) };
}
