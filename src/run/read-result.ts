/** A run's or a sweep's result.json, read with a reason where it cannot be. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Result } from '../report/result-types.generated.js';
import type { SweepResult } from '../report/sweep-result-types.generated.js';
import { fail, type Outcome, succeed } from '../util/outcome.js';

export type StoredResult =
  | { readonly kind: 'run'; readonly result: Result }
  | { readonly kind: 'sweep'; readonly result: SweepResult };

/** Reads a folder's result.json. Fails with kind `data` when it is missing or no result. */
export async function readStoredResult(folder: string): Promise<Outcome<StoredResult>> {
  const file = path.relative(process.cwd(), path.join(folder, 'result.json'));
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) {
    return fail({ kind: 'data', message: `${file} is missing`, advice: 'run its spec to the end first' });
  }
  const json = parse(text);
  if (isSweep(json)) return succeed({ kind: 'sweep', result: json });
  if (isRun(json)) return succeed({ kind: 'run', result: json });
  return fail({
    kind: 'data',
    message: `${file} is not the result of a run`,
    advice: 'run its spec again: what is cached is put back',
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What every version has written. */
function isRun(json: unknown): json is Result {
  if (!isMap(json) || !isMap(json.splits) || !isMap(json.engine) || !isMap(json.paper)) return false;
  const texts = [json.name, json.dataset, json.specHash, json.weightsSha256, json.version];
  if (!texts.every((text) => typeof text === 'string')) return false;
  if (![json.seed, json.epochs, json.bestEpoch].every(Number.isFinite)) return false;
  if (!Array.isArray(json.warnings)) return false;
  return Object.values(json.splits).every(
    (score) =>
      isMap(score) &&
      [score.accuracy, score.count, score.correct].every(Number.isFinite) &&
      Array.isArray(score.interval) &&
      score.interval.length === 2,
  );
}

function isSweep(json: unknown): json is SweepResult {
  return isMap(json) && typeof json.sweepHash === 'string' && Array.isArray(json.trials);
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
