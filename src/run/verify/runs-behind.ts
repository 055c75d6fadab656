/** The runs that are verified when a folder is named. */
import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { Result } from '../../report/result-types.generated.js';
import type { ChosenRun, SweepResult } from '../../report/sweep-result-types.generated.js';
import { fail, type Outcome, succeed } from '../../util/outcome.js';
import { readJson, shownPath } from './recorded-run.js';

/** The run itself, or those that a sweep chose. Fails where a sweep has none, or says something else of them. */
export async function runsBehind(folder: string): Promise<Outcome<readonly string[]>> {
  const result = await readJson(path.join(shownPath(folder), 'result.json'));
  if (!result.ok) return result;
  if (!isSweep(result.value)) return succeed([folder]);
  const { chosen } = result.value;
  if (chosen === null || chosen.runs.length === 0)
    return fail({
      kind: 'data',
      message: `the sweep in ${shownPath(folder)} chose no configuration: there is no run to verify`,
      advice: 'let the sweep come to its end',
    });
  const runs: string[] = [];
  for (const run of chosen.runs) {
    const found = await chosenRun(folder, run);
    if (!found.ok) return found;
    runs.push(found.value);
  }
  return succeed(runs);
}

/** The folder of a run that a sweep chose; its figures are those that the sweep gives it. */
async function chosenRun(sweep: string, { folder, splits }: ChosenRun): Promise<Outcome<string>> {
  const run = path.join(path.dirname(sweep), path.basename(folder));
  const there = await stat(path.join(run, 'result.json')).catch(() => undefined);
  if (there?.isFile() !== true)
    return fail({
      kind: 'data',
      message: `the run that the sweep chose is not beside it: there is no ${shownPath(run)}`,
      advice: 'the sweep, given again, puts it back',
    });
  const result = await readJson(path.join(shownPath(run), 'result.json'));
  if (!result.ok) return result;
  const own = (result.value as Result).splits as Readonly<Record<string, Result['splits']['test']>>;
  for (const [name, figures] of Object.entries(splits)) {
    for (const figure of ['accuracy', 'loss', 'count'] as const) {
      const [recorded, found] = [own[name]?.[figure], figures[figure]];
      if (recorded === found) continue;
      return fail({
        kind: 'run',
        message: `${shownPath(sweep)}: ${name}.${figure} of its chosen run ${shownPath(run)} is ${recorded} there, ${found} here`,
        advice: 'a file was changed after the sweep; the sweep, given again, puts it back',
      });
    }
  }
  return succeed(run);
}

function isSweep(value: unknown): value is SweepResult {
  return typeof value === 'object' && value !== null && 'sweepHash' in value;
}
