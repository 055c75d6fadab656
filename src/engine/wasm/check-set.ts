import type { ImageSet } from '../../data/dataset.js';

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
