/** A finished run's artifacts, as far as the store still has them: nothing is computed. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { findEngine } from '../engine/index.js';
import type { Result } from '../report/result-types.generated.js';
import { loadSpec, type ResolvedSpec } from '../spec/load-spec.js';
import { identifyEngine } from '../stages/code.js';
import type { ChosenEngine, StageFailure, StageName, StageRequest } from '../stages/stage.js';
import { openStore } from '../store/folder-store.js';
import type { Store } from '../store/store.js';
import { type Failure, fail, type Outcome, succeed } from '../util/outcome.js';
import { executeUpTo } from './execute.js';
import { isUnknown, knownOnly } from './known-store.js';
import { executeEnsemble, inputsOf } from './run-ensemble.js';
import { runReader } from './starting-run.js';

export interface StoredRunOptions {
  readonly runsDir: string;
  readonly cacheDir: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
}

export interface StoredRun {
  readonly spec: ResolvedSpec;
  readonly engine: ChosenEngine;
  readonly store: Store;
}

/** The spec of a run's folder, its engine and the store. Fails when one of them cannot be used. */
export async function openStoredRun(
  folder: string,
  { engine: { name }, specHash }: Result,
  { runsDir, cacheDir, env }: StoredRunOptions,
): Promise<Outcome<StoredRun>> {
  const file = path.relative(process.cwd(), path.join(folder, 'spec.yaml'));
  const spec = await loadSpec({ path: file, readRun: runReader(runsDir), ignoresSweep: true });
  if (!spec.ok) return fail(firstOf(spec.failure));
  if (spec.value.hash !== specHash) {
    return fail({
      kind: 'data',
      message: `${file} is not the spec that ${path.dirname(file)}/result.json is of`,
      advice: 'run it again to have both',
    });
  }
  if (name !== 'wasm' && name !== 'tensorflow')
    return fail({ kind: 'data', message: `there is no engine ${name}` });
  const engine = await findEngine(name, env);
  if (!engine.ok) return engine;
  const { installedSha256, load } = engine.value;
  const store = await openStore(cacheDir);
  if (!store.ok) return store;
  return succeed({
    // As the run has written it, with the places in its own files: the report that it made shows that.
    spec: { ...spec.value, yaml: await readFile(file, 'utf8') },
    engine: { ...identifyEngine(name, installedSha256), load },
    store: store.value,
  });
}

/**
 * Hands the stages up to `last` to `then`, all of them from the store. Undefined where one is not there: removed from the
 * cache, or computed by another version.
 *
 * @param computes a stage that may be computed all the same.
 */
export async function withStored<T>(
  { spec, engine, store }: StoredRun,
  last: StageName,
  { env, signal }: StoredRunOptions,
  then: (request: StageRequest) => Promise<Outcome<T, StageFailure>>,
  computes?: StageName,
): Promise<Outcome<T | undefined>> {
  const known = {
    spec,
    engine,
    store: knownOnly(store, computes),
    threads: 1,
    data: { env },
    signal,
    emit: () => undefined,
  };
  const found =
    spec.members !== undefined && (last === 'evaluate' || last === 'report')
      ? await executeEnsemble(known, spec.members, ({ request }) => then(request), last)
      : await executeUpTo(known, last, (results) => then({ spec, inputs: inputsOf(results) }));
  return !found.ok && isUnknown(found.failure) ? succeed(undefined) : found;
}

function firstOf([first]: readonly Failure[]): Failure {
  if (first === undefined) throw new Error('a spec was refused without a reason');
  return first;
}
