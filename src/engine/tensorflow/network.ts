/** A whole model: from a batch's images to its logits, and to the loss. */
import type { ModelAnalysis } from '../../model/analysis.js';
import type { Loss } from '../engine.js';
import { applyLayer, type LayerContext } from './layers.js';
import { softmaxCrossentropy } from './operations.js';
import type { Tensor, Tfjs } from './tfjs.js';

/** The last layer's outputs before softmax, [images, classes]. */
export function logitsOf({ layers }: ModelAnalysis, context: LayerContext, images: Tensor): Tensor {
  const outputs: Tensor[] = [];
  for (const [index, layer] of layers.entries()) {
    const inputs = layer.inputs.map((input) => (input < 0 ? images : (outputs[input] ?? images)));
    outputs.push(applyLayer(context, layer, index, inputs));
  }
  return outputs.at(-1) ?? images;
}

/** One loss an image, [images]; `targets` are distributions over the classes. */
export function lossesOf(tfjs: Tfjs, { kind }: Loss, logits: Tensor, targets: Tensor): Tensor {
  const { tf } = tfjs;
  if (kind === 'categoricalCrossentropy') return softmaxCrossentropy(tfjs, logits, targets);
  return tf.mean(tf.squaredDifference(tf.softmax(logits as Parameters<typeof tf.softmax>[0]), targets), 1);
}
