/** A run as its folder has it on record. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Figures, Result } from '../../report/result-types.generated.js';
import { loadSpec, type ResolvedSpec } from '../../spec/load-spec.js';
import { validate } from '../../spec/result-validator.js';
import type { ReadRun } from '../../spec/starting-run.js';
import { fail, type Outcome, succeed } from '../../util/outcome.js';

export interface RecordedRun {
  readonly folder: string;
  readonly result: Result;
  /** What spec.yaml says now. */
  readonly spec: ResolvedSpec;
}

/** All that was scored, by name: splits, and other data sets. */
export function scoresOf({ splits, datasets }: Result): Readonly<Record<string, Figures>> {
  return { ...splits, ...datasets };
}

/** Reads a run's result.json and spec.yaml. Fails with kind `data` when they are none, with `usage` for an ensemble, and as `loadSpec` does. */
export async function readRecordedRun(folder: string, readRun: ReadRun): Promise<Outcome<RecordedRun>> {
  const file = path.join(shownPath(folder), 'result.json');
  const result = await readJson(file);
  if (!result.ok) return result;
  if (!validate(result.value)) {
    const [error] = validate.errors ?? [];
    return broken(
      file,
      `what is at ${error?.instancePath || '/'} does not go with its schema (${error?.keyword})`,
    );
  }
  const spec = await loadSpec({
    path: path.join(shownPath(folder), 'spec.yaml'),
    readRun,
    ignoresSweep: true,
  });
  if (!spec.ok) {
    const [failure] = spec.failure;
    if (failure === undefined) throw new Error('a spec was refused without a reason');
    return fail(failure);
  }
  const { members } = spec.value;
  if (members !== undefined)
    return fail({
      kind: 'usage',
      message: `${shownPath(folder)} is an ensemble, which trains nothing itself`,
      advice: `verify its members: ${members.map((one) => `${one.spec.name}-${one.hash.slice(0, 8)}`).join(', ')}`,
    });
  return succeed({ folder, result: result.value as Result, spec: spec.value });
}

/** A folder as messages name it: from where the command was given. */
export function shownPath(folder: string): string {
  return path.relative(process.cwd(), folder) || '.';
}

/** What a JSON file of a run's folder says. Fails with kind `data`. */
export async function readJson(file: string): Promise<Outcome<unknown>> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined)
    return fail({
      kind: 'data',
      message: `there is no ${file}: nothing is on record that could be verified`,
      advice: 'let the run come to its end first',
    });
  try {
    return succeed(JSON.parse(text));
  } catch {
    return broken(file, 'it is not JSON');
  }
}

function broken(file: string, reason: string): Outcome<never> {
  return fail({
    kind: 'data',
    message: `${file} is no result of a run: ${reason}`,
    advice: 'run the spec beside it again: what is cached is put back',
  });
}
