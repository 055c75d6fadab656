/** A sweep's record as far as its result.json has it: enough for its table, without histories and answers. */
import type { JsonValue } from '../util/json.js';
import type { SweepRecord, SweptParameter } from './sweep-record.js';
import type { Figures, SweepResult } from './sweep-result-types.generated.js';

export function recordOfResult(result: SweepResult): SweepRecord {
  const { description, parameters, trials, chosen, best: _, ...known } = result;
  return {
    ...known,
    ...(description === '' ? {} : { description }),
    classes: [],
    parameters: parameters.map(({ name, path, scale, names }) => ({
      name,
      path,
      scale,
      ...(names && { names: names as NonNullable<SweptParameter['names']> }),
    })),
    trials: trials.map(({ error, splits, parameters, ...trial }) => ({
      ...trial,
      parameters: parameters as Readonly<Record<string, JsonValue>>,
      ...(error === undefined ? {} : { reason: error }),
      ...(splits.validation && { validation: scoreOf(splits.validation) }),
      history: [],
    })),
    validationLabels: {},
    ...(chosen && {
      chosen: {
        configuration: chosen.configuration,
        runs: chosen.runs.map(({ seed, folder, splits }) => ({
          seed,
          folder,
          splits: Object.fromEntries(Object.entries(splits).map(([name, score]) => [name, scoreOf(score)])),
        })),
      },
    }),
  };
}

/** A loss that is no number is `null` in JSON. */
function scoreOf({ accuracy, loss, count }: Figures) {
  return { accuracy, loss: loss ?? Number.POSITIVE_INFINITY, count };
}
