/** A model as ONNX (operator set 17), for onnxruntime and whatever else reads it. */
import { version } from '../../util/version.js';
import {
  type ExportableModel,
  type ExportedFiles,
  INPUT_NAME,
  metadataOf,
  OUTPUT_NAME,
} from '../exportable.js';
import { Graph } from './graph.js';
import { appendLayer, toChannelsFirst } from './layers.js';
import { encodeModel, FLOAT, type ValueMessage } from './messages.js';

/** The one that brought LayerNormalization, and the format's version of its time. */
const OPERATOR_SET = 17;
const FORMAT_VERSION = 8;

/** model.onnx: images [batch, height, width, channels] in, probabilities [batch, classes] out, any number at a time. */
export function exportOnnx(model: ExportableModel): ExportedFiles {
  const { analysis, classes } = model;
  const graph = graphOf(model);
  const metadata = metadataOf(model);
  const bytes = encodeModel({
    irVersion: FORMAT_VERSION,
    producerName: 'hwr-run',
    producerVersion: version,
    docString: `input: ${metadata.input}; output: ${metadata.output}`,
    opsetImport: [{ domain: '', version: OPERATOR_SET }],
    metadataProps: Object.entries(metadata).map(([key, value]) => ({ key, value })),
    graph: {
      name: 'hwr-run',
      node: graph.nodes,
      initializer: graph.constants,
      input: [declareValue(INPUT_NAME, analysis.model.inputShape)],
      output: [declareValue(OUTPUT_NAME, [classes.length])],
    },
  });
  return new Map([['model.onnx', bytes]]);
}

/** Maps are [batch, channels, height, width] inside, as ONNX's operations want them. */
function graphOf(model: ExportableModel): Graph {
  const { analysis, pixelScale } = model;
  const graph = new Graph();
  const scale = graph.floats('pixel_scale', [], [pixelScale.scale]);
  const offset = graph.floats('pixel_offset', [], [pixelScale.offset]);
  const scaled = graph.operation('Mul', 'scaled', [INPUT_NAME, scale]);
  const moved = graph.operation('Add', 'rescaling', [scaled, offset]);
  const image = toChannelsFirst(graph, 'rescaling_nchw', moved);
  const values: string[] = [];
  for (const layer of analysis.layers) {
    const inputs = layer.inputs.map((index) => values[index] ?? image);
    values.push(appendLayer(graph, model, layer, inputs));
  }
  graph.operation('Identity', OUTPUT_NAME, [values.at(-1) ?? image]);
  return graph;
}

function declareValue(name: string, shape: readonly number[]): ValueMessage {
  const dim = [{ dimParam: 'batch' }, ...shape.map((dimValue) => ({ dimValue }))];
  return { name, type: { tensorType: { elemType: FLOAT, shape: { dim } } } };
}
