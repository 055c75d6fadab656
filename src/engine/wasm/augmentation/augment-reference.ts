import type { ImageSet } from '../../../data/dataset.js';
import { philox, type RandomKey, uniformOf } from '../../../util/random.js';
import type { Augmentation } from '../../engine.js';
import { type AffineSource, drawTransform, sampleAffine } from '../affine-reference.js';
import * as layout from '../layout/augmentation.js';
import { displacementFields } from './elastic-reference.js';
import { eraseRectangle } from './erasing-reference.js';
import { drawMix, mixesImages, mixImages, partnerPlace } from './mixing-reference.js';
import { flagsOf } from './parameters.js';
import { normalField } from './random-reference.js';
import { changeThickness } from './thickness-reference.js';
import { changeTone } from './tone-reference.js';

/** The plain version of kernels/augment.ts, with the same bits. */

const f = Math.fround;

/** One batch of images as training sees it, in grey levels, each height × width × channels. */
export function augmentBatch(
  set: ImageSet,
  indices: readonly number[],
  augmentation: Augmentation,
  key: RandomKey,
  epoch: number,
  step: number,
): readonly Float32Array[] {
  const drawn = indices.map((index) => drawImage(set, augmentation, key, epoch, index));
  if (!mixesImages(augmentation)) return drawn;
  return drawn.map((values, place) => {
    const partner = drawn[partnerPlace(place, indices.length, key, epoch, step)] ?? values;
    return mixImages(values, partner, set, drawMix(augmentation, set, key, epoch, indices[place] ?? 0));
  });
}

/** All steps but mixing. */
function drawImage(
  set: ImageSet,
  augmentation: Augmentation,
  key: RandomKey,
  epoch: number,
  index: number,
): Float32Array {
  const { height, width, channels } = set;
  const { thickness = [0, 0], contrast = [1, 1], brightness = [0, 0], noise = 0, erasing } = augmentation;
  const flags = flagsOf(augmentation);
  const has = (flag: number) => (flags & flag) !== 0;
  const words = philox(key, 0, epoch, index, layout.STREAM_AMOUNTS, new Uint32Array(4));
  const within = (low: number, high: number, lane: number) =>
    f(low) + (f(high) - f(low)) * uniformOf(words[lane] ?? 0);

  const size = height * width * channels;
  const pixels = set.pixels.slice(index * size, (index + 1) * size);
  let source: AffineSource = { height, width, channels, pixels };
  if (has(layout.FLAG_THICKNESS)) source = changeThickness(source, within(...thickness, 0));
  const elastic = has(layout.FLAG_ELASTIC) ? augmentation.elastic : null;
  const displacement = elastic ? displacementFields(elastic, set, key, epoch, index) : undefined;
  const transform = drawTransform(augmentation, height, width, key, epoch, index);
  let values = sampleAffine(source, transform, augmentation, 1, 0, displacement);

  if (has(layout.FLAG_CONTRAST) || has(layout.FLAG_BRIGHTNESS) || has(layout.FLAG_NOISE)) {
    const tone = {
      contrast: f(within(...contrast, 1)),
      brightness: f(within(brightness[0] * 255, brightness[1] * 255, 2)),
      noise: f(noise * 255),
    };
    const normals = normalField(key, [epoch, index, layout.STREAM_NOISE], size);
    values = changeTone(values, set, tone, normals);
  }
  if (erasing && uniformOf(words[3] ?? 0) < f(erasing.probability)) {
    eraseRectangle(values, set, erasing, augmentation.fillValue, key, epoch, index);
  }
  return values;
}
