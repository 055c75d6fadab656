import type { ImageSet } from '../data/dataset.js';
import type { ModelAnalysis } from '../model/analysis.js';
import { analyzeModel, checkOutput } from '../model/analyze.js';
import type { Model } from '../model/layer.js';
import type { CompileOptions } from './engine.js';

/**
 * The analysis of a model that fits its image sets.
 *
 * @throws RangeError where it does not: whoever compiles has checked a user's spec before
 */
export function checkCompilation(model: Model, options: CompileOptions): ModelAnalysis {
  const analyzed = analyzeModel(model);
  if (!analyzed.ok) throw new RangeError(`layer ${analyzed.failure.layer}: ${analyzed.failure.message}`);
  const analysis = analyzed.value;
  const classes = analysis.outputShape[0] ?? 1;
  const checked = checkOutput(analysis, classes);
  if (!checked.ok) throw new RangeError(`layer ${checked.failure.layer}: ${checked.failure.message}`);
  checkSets(model, options, classes);
  return analysis;
}

function checkSets({ inputShape }: Model, { sets, batchSize }: CompileOptions, classes: number): void {
  if (!Number.isInteger(batchSize) || batchSize < 1) throw new RangeError(`a batch of ${batchSize} images`);
  for (const [name, images] of Object.entries(sets)) checkSet(name, images, inputShape, classes);
}

/**
 * Checks that images can be what a model of this input shape and so many classes reads.
 *
 * @throws RangeError
 */
export function checkSet(
  name: string,
  { height, width, channels, count, pixels, labels }: ImageSet,
  inputShape: readonly number[],
  classes: number,
): void {
  const shape = [height, width, channels];
  if (shape.join() !== inputShape.join()) {
    throw new RangeError(
      `images of "${name}" are [${shape.join(', ')}], the model's input is [${inputShape.join(', ')}]`,
    );
  }
  if (pixels.length !== count * height * width * channels || labels.length !== count) {
    throw new RangeError(`the set "${name}" does not hold ${count} images and labels`);
  }
  const outside = labels.find((label) => label >= classes);
  if (outside !== undefined)
    throw new RangeError(`label ${outside} in "${name}", but the model has ${classes} classes`);
}
