/** A model as safetensors: the weights by name, and in the file's metadata all that it takes to compute with them. */
import type { LayerAnalysis } from '../model/analysis.js';
import { encodeTensors } from '../model/tensors.js';
import {
  describeInput,
  type ExportableModel,
  type ExportedFiles,
  INPUT_NAME,
  metadataOf,
} from './exportable.js';

/** Said to whoever opens the file without knowing hwr-run. */
const LAYOUT =
  'maps are [batch, height, width, channels]; kernels [height, width, in, out], depthwise ones [height, width, channels, 1], ' +
  'those of dense layers [in, out]; flatten keeps that order; names and definitions of layers are those of Keras 3';

/** model.safetensors. Its metadata holds the layers as a flat list, each with the names of those that feed it. */
export function exportSafetensors(model: ExportableModel): ExportedFiles {
  const { scale, offset } = model.pixelScale;
  const bytes = encodeTensors(model.weights, {
    ...metadataOf(model),
    // The libraries' own mark: arrays as NumPy has them, in no framework's own order of axes.
    format: 'np',
    input: `${describeInput(model)}; the first layer takes pixel × pixel_scale + pixel_offset`,
    layers: JSON.stringify(model.analysis.layers.map((layer) => describeLayer(layer, model))),
    layout: LAYOUT,
    model: JSON.stringify(model.analysis.model),
    pixel_offset: String(offset),
    pixel_scale: String(scale),
  });
  return new Map([['model.safetensors', bytes]]);
}

function describeLayer({ name, layer, inputs, padding, outputShape }: LayerAnalysis, model: ExportableModel) {
  const nameOf = (index: number) => model.analysis.layers[index]?.name ?? INPUT_NAME;
  const { top, bottom, left, right } = padding;
  return {
    name,
    inputs: inputs.map(nameOf),
    ...layer,
    outputShape,
    // What `same` and zeroPadding2d come down to: [[top, bottom], [left, right]].
    zeros: [
      [top, bottom],
      [left, right],
    ],
  };
}
