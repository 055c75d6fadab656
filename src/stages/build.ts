/** build: the layers of the spec as a model, its summary, and its initial weights. */

import { initializeWeights } from '../model/initialize.js';
import { encodeTensors } from '../model/tensors.js';
import type { JsonObject } from '../util/json.js';
import { succeed } from '../util/outcome.js';
import { imageMeta, loadMeta } from './artifacts/images.js';
import type { Stage, StageRequest } from './stage.js';
import { describeModel } from './translate/describe-model.js';
import { modelOf } from './translate/model.js';

export const build: Stage = {
  name: 'build',
  needs: ['load', 'normalize'],

  describe(request) {
    const checked = modelOf(request.spec, shapeOf(request), loadMeta(request).classes.length);
    if (!checked.ok) return checked;
    return succeed({
      parameters: { model: checked.value.model as unknown as JsonObject, seed: request.spec.spec.seed },
      // The images' size and the number of classes are in the model; nothing else of the data matters here.
      inputs: {},
      engine: false,
    });
  },

  async run(_context, request) {
    const checked = modelOf(request.spec, shapeOf(request), loadMeta(request).classes.length);
    if (!checked.ok) return checked;
    const weights = initializeWeights(checked.value, request.spec.spec.seed);
    return succeed({
      meta: describeModel(checked.value) as unknown as JsonObject,
      blobs: { weights: encodeTensors(weights) },
      notes: {},
    });
  },
};

function shapeOf(request: StageRequest): readonly [number, number, number] {
  const { height, width, channels } = imageMeta(request);
  return [height, width, channels];
}
