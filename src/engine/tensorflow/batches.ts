/** What a step is fed: images as the first layer sees them, and targets. The numbers are those of the default engine. */
import type { ImageSet } from '../../data/dataset.js';
import type { Augmentation, CompileOptions, Loss } from '../engine.js';
import { drawMix, mixesImages, partnerPlace } from '../wasm/augmentation/mixing-reference.js';
import type { Augmenter } from '../wasm/augmenter.js';

const f = Math.fround;

export interface Scale {
  readonly scale: number;
  readonly offset: number;
}

/** Images of a set, moved by [down, right] pixels; what comes in repeats the image's edge. */
export function gatherImages(
  { height, width, channels, pixels }: ImageSet,
  indices: Uint32Array,
  pixelScale: Scale,
  [down, right]: readonly [number, number] = [0, 0],
): Float32Array {
  const size = height * width * channels;
  const values = new Float32Array(indices.length * size);
  const levels = Float32Array.from({ length: 256 }, (_, level) => scaled(level, pixelScale));
  for (const [position, index] of indices.entries()) {
    const image = pixels.subarray(index * size, (index + 1) * size);
    const target = values.subarray(position * size, (position + 1) * size);
    if (down === 0 && right === 0) {
      for (let i = 0; i < size; i++) target[i] = levels[image[i] ?? 0] ?? 0;
      continue;
    }
    let at = 0;
    for (let y = 0; y < height; y++) {
      const row = clamp(y - down, height) * width;
      for (let x = 0; x < width; x++) {
        const from = (row + clamp(x - right, width)) * channels;
        for (let c = 0; c < channels; c++) target[at++] = levels[image[from + c] ?? 0] ?? 0;
      }
    }
  }
  return values;
}

/** Images as training sees them in a step. */
export function augmentedImages(
  augmenter: Augmenter,
  augmentation: Augmentation,
  indices: Uint32Array,
  { epoch, step }: { readonly epoch: number; readonly step: number },
  pixelScale: Scale,
): Float32Array {
  const drawn = augmenter.draw(augmentation, indices, epoch, indices.length, step);
  return drawn.map((value) => scaled(value, pixelScale));
}

/** What the network should say: share·onehot(label) + (1 − share)·onehot(partner's label), smoothed; [images, classes]. */
export function targetsOf(
  set: ImageSet,
  indices: Uint32Array,
  classes: number,
  loss: Loss,
  mixing?: {
    readonly augmentation: Augmentation;
    readonly key: CompileOptions['keys']['augmentation'];
    readonly epoch: number;
    readonly step: number;
  },
): Float32Array {
  const smoothing = loss.kind === 'categoricalCrossentropy' ? loss.labelSmoothing : 0;
  const count = indices.length;
  const targets = new Float32Array(count * classes).fill(smoothing / classes);
  const labelOf = (place: number) => set.labels[indices[place] ?? 0] ?? 0;
  const raise = (place: number, label: number, share: number) => {
    const at = place * classes + label;
    targets[at] = (targets[at] ?? 0) + (1 - smoothing) * share;
  };
  const mixes = mixing !== undefined && mixesImages(mixing.augmentation);
  for (const [place, index] of indices.entries()) {
    if (!mixes) {
      raise(place, labelOf(place), 1);
      continue;
    }
    const { augmentation, key, epoch, step } = mixing;
    const { ownShare } = drawMix(augmentation, set, key, epoch, index);
    raise(place, labelOf(place), ownShare);
    raise(place, labelOf(partnerPlace(place, count, key, epoch, step)), 1 - ownShare);
  }
  return targets;
}

function scaled(level: number, { scale, offset }: Scale): number {
  return f(f(level * f(scale)) + f(offset));
}

function clamp(place: number, length: number): number {
  return Math.min(Math.max(place, 0), length - 1);
}
