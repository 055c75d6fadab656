/** An ensemble's own part of a run: its members are runs of their own, and what they answer is averaged. */
import { performance } from 'node:perf_hooks';
import type { ResolvedSpec } from '../spec/load-spec.js';
import { evaluate } from '../stages/evaluate.js';
import { report } from '../stages/report.js';
import type { Stage, StageFailure, StageInputs, StageRequest } from '../stages/stage.js';
import { type Outcome, succeed } from '../util/outcome.js';
import {
  type ExecuteOptions,
  executeStage,
  executeUpTo,
  type SomeResults,
  type StageResult,
} from './execute.js';

/** What an ensemble's run leaves behind. */
export interface EnsembleResults {
  /** What the report was made from, the report included. */
  readonly request: StageRequest;
  /** The stages that are the ensemble's own. */
  readonly stages: readonly StageResult[];
}

/** Loads the other data sets that the ensemble is scored on: one that is missing is told before the first member is trained. */
export async function prepareEnsemble(
  options: ExecuteOptions,
  members: readonly ResolvedSpec[],
): Promise<Outcome<undefined>> {
  for (const spec of members.map((member) => scoredAs(options.spec, member))) {
    const normalized = await executeUpTo({ ...options, spec, emit: () => undefined }, 'normalize');
    if (!normalized.ok) return normalized;
  }
  return succeed(undefined);
}

/**
 * Evaluates and reports (up to `last`) an ensemble whose members have been run, so that all of their stages are known; what turns out
 * to be damaged of them is computed again.
 */
export async function executeEnsemble<T>(
  options: ExecuteOptions,
  members: readonly ResolvedSpec[],
  then: (results: EnsembleResults) => Promise<Outcome<T, StageFailure>>,
  last: 'evaluate' | 'report' = 'report',
): Promise<Outcome<T>> {
  const [first, ...others] = members.map((member) => scoredAs(options.spec, member));
  if (first === undefined) throw new Error('an ensemble without members');
  const quiet = { ...options, emit: () => undefined };
  return executeUpTo({ ...quiet, spec: first }, 'train', async (results) => {
    const requests: StageRequest[] = [{ spec: first, inputs: inputsOf(results) }];
    for (const spec of others) {
      const trained = await executeUpTo({ ...quiet, spec }, 'train');
      if (!trained.ok) return trained;
      requests.push({ spec, inputs: inputsOf(trained.value) });
    }
    const stages: StageResult[] = [];
    let request: StageRequest = { spec: options.spec, inputs: inputsOf(results), members: requests };
    for (const stage of last === 'report' ? [evaluate, report] : [evaluate]) {
      const done = await executeOwn(options, stage, request);
      if (!done.ok) return done;
      stages.push(done.value);
      request = { ...request, inputs: { ...request.inputs, [stage.name]: done.value.artifact } };
    }
    return then({ request, stages });
  });
}

async function executeOwn(
  options: ExecuteOptions,
  stage: Stage,
  request: StageRequest,
): Promise<Outcome<StageResult, StageFailure>> {
  options.emit({ type: 'stage-started', stage: stage.name });
  const started = performance.now();
  const result = await executeStage(options, stage, request);
  if (!result.ok) return result;
  const { artifact, cached } = result.value;
  const seconds = (performance.now() - started) / 1000;
  options.emit({ type: 'stage-finished', stage: stage.name, key: artifact.entry.key, cached, seconds });
  return succeed({ stage: stage.name, artifact, cached, seconds });
}

/** A member that is scored on what the ensemble is scored on; its training is what it is. */
function scoredAs(
  { spec: { evaluate: own }, otherDatasets }: ResolvedSpec,
  { otherDatasets: _, ...member }: ResolvedSpec,
): ResolvedSpec {
  const { datasets: __, ...others } = member.spec.evaluate;
  const scored = { ...others, splits: own.splits, ...(own.datasets && { datasets: own.datasets }) };
  return { ...member, spec: { ...member.spec, evaluate: scored }, ...(otherDatasets && { otherDatasets }) };
}

/** What the stages have made, as other stages read it. */
export function inputsOf(results: SomeResults): StageInputs {
  return Object.fromEntries(Object.entries(results).map(([name, { artifact }]) => [name, artifact]));
}
