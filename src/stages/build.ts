/** build: the layers of the spec as a model, its summary, and its initial weights: drawn, or those of a trained run. */

import { initializeWeights } from '../model/initialize.js';
import type { NamedTensor } from '../model/layer.js';
import { encodeTensors } from '../model/tensors.js';
import type { ResolvedSpec } from '../spec/load-spec.js';
import type { JsonObject } from '../util/json.js';
import { fail, type Outcome, succeed } from '../util/outcome.js';
import { imageMeta, loadMeta } from './artifacts/images.js';
import { readTrainedModel } from './artifacts/trained-model.js';
import type { Stage, StageRequest } from './stage.js';
import { describeModel } from './translate/describe-model.js';
import { modelOf } from './translate/model.js';
import { type StartingWeights, startingWeightsOf } from './translate/starting-weights.js';

export const build: Stage = {
  name: 'build',
  needs: ['load', 'normalize'],

  describe(request) {
    const checked = modelOf(request.spec, shapeOf(request), loadMeta(request).classes.length);
    if (!checked.ok) return checked;
    const { startingRun } = request.spec;
    return succeed({
      parameters: { model: checked.value.model as unknown as JsonObject, seed: request.spec.spec.seed },
      // The images' size and the number of classes are in the model; nothing else of the data matters here. Of a run that
      // it starts from the weights do, with their names and shapes, wherever they lie.
      inputs: startingRun === undefined ? {} : { startingWeights: startingRun.weightsSha256 },
      engine: false,
    });
  },

  async run(_context, request) {
    const checked = modelOf(request.spec, shapeOf(request), loadMeta(request).classes.length);
    if (!checked.ok) return checked;
    const starts = startingWeightsOf(request.spec, checked.value);
    if (!starts.ok) return starts;
    const trained = await readStartingWeights(request.spec, starts.value);
    if (!trained.ok) return trained;
    const drawn = initializeWeights(checked.value, request.spec.spec.seed);
    const weights = drawn.map((tensor) => trained.value.get(tensor.name) ?? tensor);
    return succeed({
      meta: describeModel(checked.value, starts.value) as unknown as JsonObject,
      blobs: { weights: encodeTensors(weights) },
      notes: {},
    });
  },
};

/** The tensors that are taken from a run, by their names. */
async function readStartingWeights(
  { startingRun }: ResolvedSpec,
  starts: StartingWeights | undefined,
): Promise<Outcome<ReadonlyMap<string, NamedTensor>>> {
  if (startingRun === undefined || starts === undefined) return succeed(new Map());
  const trained = await readTrainedModel(startingRun.folder);
  if (!trained.ok) return trained;
  if (trained.value.weightsSha256 !== starts.weightsSha256)
    return fail({
      kind: 'data',
      message: `the weights of run ${starts.run} have just changed`,
      advice: 'try again',
    });
  const tensors = trained.value.weights.filter(({ name }) => starts.taken.includes(name.split('/')[0] ?? ''));
  return succeed(new Map(tensors.map((tensor) => [tensor.name, tensor])));
}

function shapeOf(request: StageRequest): readonly [number, number, number] {
  const { height, width, channels } = imageMeta(request);
  return [height, width, channels];
}
