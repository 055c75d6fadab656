/** The spec that a command is about: loaded with the flags that change it, then checked as a whole. */

import type { EngineName } from '../engine/engine.js';
import { findEngine } from '../engine/index.js';
import type { ModelAnalysis } from '../model/analysis.js';
import { checkSpec } from '../plan/check-spec.js';
import { type SweepDefinition, sweepDefinition } from '../plan/sweep/definition.js';
import { checkRunsDir } from '../run/list-runs.js';
import { runReader } from '../run/starting-run.js';
import { loadSpec, type ResolvedSpec } from '../spec/load-spec.js';
import { identifyEngine } from '../stages/code.js';
import type { ChosenEngine } from '../stages/stage.js';
import { type StartingWeights, startingWeightsOf } from '../stages/translate/starting-weights.js';
import { type Failure, fail, type Outcome, succeed } from '../util/outcome.js';
import type { Session } from './session.js';
import type { Settings } from './settings.js';

export interface CheckedSpec {
  readonly spec: ResolvedSpec;
  readonly model: ModelAnalysis;
  /** Which layers start from the run that the spec names. */
  readonly starts?: StartingWeights;
  /** What `--sweep` asks for. */
  readonly sweep?: SweepDefinition;
}

export interface RunnableSpec extends CheckedSpec {
  readonly engine: ChosenEngine;
}

/**
 * Loads and checks a spec; all that is wrong with it otherwise.
 *
 * @param isRun a command that has no business with a sweep nobody asked for.
 */
export async function specOf(
  { settings }: Session,
  path: string,
  isRun = false,
): Promise<Outcome<CheckedSpec, readonly Failure[]>> {
  const { runsDir, seed, sets, sweep } = settings;
  if (path === '') {
    return fail([
      {
        kind: 'usage',
        message: 'the path of the spec is empty',
        advice: 'name one: hwr-run experiments/quickstart.yaml',
      },
    ]);
  }
  const readRun = runReader(runsDir);
  const cwd = process.cwd();
  const spec = await loadSpec({
    path,
    sets,
    cwd,
    readRun,
    ...(seed === undefined ? {} : { seed }),
    ...(sweep ? { sweep: sweep.flags } : { ignoresSweep: isRun }),
  });
  if (!spec.ok) return spec;
  const model = checkSpec(spec.value);
  if (!model.ok) return { ok: false, failure: [model.failure] };
  const starts = startingWeightsOf(spec.value, model.value);
  if (!starts.ok) return { ok: false, failure: [starts.failure] };
  const definition = sweep === undefined ? succeed(undefined) : sweepDefinition(spec.value);
  if (!definition.ok) return definition;
  return succeed({
    spec: spec.value,
    model: model.value,
    ...(starts.value && { starts: starts.value }),
    ...(definition.value && { sweep: definition.value }),
  });
}

/** A checked spec for a command that computes, or asks what would be: its engine and the folder of its results are there, too. */
export async function runnableSpecOf(session: Session, path: string): Promise<Outcome<RunnableSpec>> {
  const checked = await specOf(session, path, true);
  if (!checked.ok) return fail(firstOf(checked.failure, path, session.settings));
  const { engine: name, env, runsDir } = session.settings;
  const engine = await chooseEngine(name, env);
  if (!engine.ok) return engine;
  const usable = await checkRunsDir(runsDir);
  if (!usable.ok) return usable;
  return succeed({ ...checked.value, engine: engine.value });
}

/** The engine of a name, as runs take it; fails where it is not installed. */
export async function chooseEngine(name: EngineName, env: Settings['env']): Promise<Outcome<ChosenEngine>> {
  const found = await findEngine(name, env);
  if (!found.ok) return found;
  const { installedSha256, load } = found.value;
  return succeed({ ...identifyEngine(name, installedSha256), load });
}

/** The first failure, with the number of the others: a run tells one thing at a time. */
function firstOf([first, ...others]: readonly Failure[], path: string, { sets, sweep }: Settings): Failure {
  if (first === undefined) throw new Error('a spec was refused without a reason');
  if (others.length === 0) return first;
  const flags = sweep !== undefined ? ' with the same flags' : sets.length > 0 ? ' with the same --set' : '';
  const command = `hwr-run check ${path}${flags}`;
  const more = `and ${others.length} more (${command} tells all)`;
  return { ...first, advice: first.advice === undefined ? more : `${first.advice}; ${more}` };
}
