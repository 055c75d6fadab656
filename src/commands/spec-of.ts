/** The spec that a command is about: loaded with the flags that change it, then checked as a whole. */
import { checkSpec } from '../plan/check-spec.js';
import type { ModelAnalysis } from '../model/analysis.js';
import { loadSpec, type ResolvedSpec } from '../spec/load-spec.js';
import type { Failure, Outcome } from '../util/outcome.js';
import type { Session } from './session.js';

export interface CheckedSpec {
  readonly spec: ResolvedSpec;
  readonly model: ModelAnalysis;
}

/** Loads and checks a spec; all that is wrong with it otherwise. */
export async function specOf({ settings }: Session, path: string): Promise<Outcome<CheckedSpec, readonly Failure[]>> {
  const { seed, sets } = settings;
  const spec = await loadSpec({ path, sets, cwd: process.cwd(), ...(seed === undefined ? {} : { seed }) });
  if (!spec.ok) return spec;
  const model = checkSpec(spec.value);
  if (!model.ok) return { ok: false, failure: [model.failure] };
  return { ok: true, value: { spec: spec.value, model: model.value } };
}

/** The first failure, with the number of the others: a run tells one thing at a time. */
export function firstOf(failures: readonly Failure[], path: string): readonly Failure[] {
  const [first, ...others] = failures;
  if (first === undefined || others.length === 0) return failures;
  const more = `and ${others.length} more (hwr-run check ${path} tells all)`;
  return [{ ...first, advice: first.advice === undefined ? more : `${first.advice}; ${more}` }];
}
