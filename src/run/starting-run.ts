/** Finds the trained runs that specs start from. */
import path from 'node:path';
import type { ReadRun, RunReference, StartingRun } from '../spec/starting-run.js';
import { readTrainedModel, type TrainedModel } from '../stages/artifacts/trained-model.js';
import { specLayersOf } from '../stages/translate/spec-layers.js';
import type { JsonObject, JsonValue } from '../util/json.js';
import { fail, type Outcome, succeed } from '../util/outcome.js';
import { findRun } from './find-run.js';
import { listRuns } from './list-runs.js';

/** Reads runs of a runs folder, and those that are named by a path. */
export function runReader(runsDir: string): ReadRun {
  return async (reference) => {
    const { run, base, weightsSha256 } = reference;
    const found = await findRun(runsDir, run, base);
    // A run that does not exist is a mistake in the spec that names it.
    const named = found.ok ? await readRun(found.value) : fail({ ...found.failure, kind: 'spec' as const });
    if (weightsSha256 === undefined || (named.ok && named.value.weightsSha256 === weightsSha256))
      return named;
    const same = (await listRuns(runsDir)).find(({ result }) => result?.weightsSha256 === weightsSha256);
    if (same !== undefined) return readRun(same.folder);
    return named.ok ? fail(otherWeights(reference, named.value)) : named;
  };
}

async function readRun(folder: string): Promise<Outcome<StartingRun>> {
  const trained = await readTrainedModel(folder);
  if (!trained.ok) return trained;
  const { model, weights, weightsSha256 } = trained.value;
  return succeed({
    folder: path.resolve(folder),
    weightsSha256,
    inputShape: model.inputShape,
    shapes: Object.fromEntries(weights.map(({ name, shape }) => [name, shape])),
    layers: layersOf(model),
  });
}

function otherWeights({ run, weightsSha256 = '' }: RunReference, found: StartingRun) {
  const [wanted, there] = [weightsSha256.slice(0, 8), found.weightsSha256.slice(0, 8)];
  return {
    kind: 'data' as const,
    message: `run ${run} has the weights ${there}, not ${wanted} as the spec asks for, and no other run has those`,
    advice: 'remove weightsSha256 from the spec to start from what there is',
  };
}

/** The run's layers, the last one with an output for each class of whatever data set there is. */
function layersOf({ layers }: TrainedModel['model']): JsonValue {
  const end = layers.at(-1)?.kind === 'activation' ? layers.length - 2 : layers.length - 1;
  const written = specLayersOf(layers);
  return written.map((layer, i) =>
    i === end && layer.dense !== undefined
      ? { dense: { ...(layer.dense as JsonObject), units: 'classes' } }
      : layer,
  );
}
