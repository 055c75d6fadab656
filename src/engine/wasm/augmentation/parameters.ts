import type { Augmentation } from '../../engine.js';
import { affineParameters } from '../affine-reference.js';
import * as layout from '../layout/augmentation.js';
import { elasticGrid } from './elastic-grid.js';
import { type ImageShape, roundUp, scratchLayout } from './scratch.js';

/** Which steps an augmentation has: the FLAG_ values of layout/augmentation.ts. */
export function flagsOf(augmentation: Augmentation): number {
  const { rotation, shift, zoom, shear, elastic, erasing, mixup, cutmix } = augmentation;
  const { thickness = [0, 0], contrast = [1, 1], brightness = [0, 0], noise = 0 } = augmentation;
  const moves =
    [rotation, shear, ...shift].some((range) => range !== 0) || zoom.some((factor) => factor !== 1);
  const steps: readonly (readonly [number, boolean])[] = [
    [layout.FLAG_AFFINE, moves],
    [layout.FLAG_ELASTIC, (elastic?.alpha ?? 0) > 0],
    [layout.FLAG_THICKNESS, thickness.some((amount) => amount !== 0)],
    [layout.FLAG_CONTRAST, contrast.some((factor) => factor !== 1)],
    [layout.FLAG_BRIGHTNESS, brightness.some((share) => share !== 0)],
    [layout.FLAG_NOISE, noise > 0],
    [layout.FLAG_ERASING, (erasing?.probability ?? 0) > 0],
    [layout.FLAG_MIXUP, (mixup?.alpha ?? 0) > 0],
    [layout.FLAG_CUTMIX, (cutmix?.alpha ?? 0) > 0],
  ];
  return steps.reduce((flags, [flag, isOn]) => flags + (isOn ? flag : 0), 0);
}

/** Bytes that the parameters of any augmentation need, the elastic tables with them. */
export function parameterBytes({ height, width }: ImageShape): number {
  const blocks = Math.ceil(width / 4);
  const words = height * (1 + layout.ROW_TAPS) + blocks * (1 + 4 * (layout.ROW_TAPS + 3));
  return roundUp(layout.PARAMETER_BYTES + words * 4 + 3 * 16, 64);
}

/** Writes an augmentation to where the kernels read it: the word AUGMENT_PARAMETERS of the control block says where. */
export function writeAugmentation(
  buffer: ArrayBufferLike,
  address: number,
  augmentation: Augmentation,
  shape: ImageShape,
): void {
  const view = new DataView(buffer, address, parameterBytes(shape));
  const int = (word: number, value: number) => view.setInt32(word, value, true);
  const float = (word: number, value: number) => view.setFloat32(word, value, true);
  const range = (word: number, [low, high]: readonly [number, number]) => {
    float(word, low);
    float(word + 4, high);
  };
  const { elastic, erasing, mixup, cutmix } = augmentation;
  const { thickness = [0, 0], contrast = [1, 1], brightness = [0, 0], noise = 0 } = augmentation;
  for (const [i, value] of affineParameters(augmentation).entries()) float(layout.AFFINE + 4 * i, value);
  int(layout.FLAGS, flagsOf(augmentation));
  range(layout.THICKNESS_LOW, thickness);
  range(layout.CONTRAST_LOW, contrast);
  range(layout.BRIGHTNESS_LOW, [brightness[0] * 255, brightness[1] * 255]);
  float(layout.NOISE, noise * 255);
  float(layout.ERASING_PROBABILITY, erasing?.probability ?? 0);
  range(layout.AREA_LOW, erasing?.area ?? [0, 0]);
  range(layout.ASPECT_LOW, erasing?.aspect ?? [1, 1]);
  int(layout.ERASING_RANDOM, erasing?.fill === 'random' ? 1 : 0);
  float(layout.MIXUP_ALPHA, mixup?.alpha ?? 0);
  float(layout.CUTMIX_ALPHA, cutmix?.alpha ?? 0);
  const scratch = scratchLayout(shape);
  for (const [word, place] of scratch.places) int(word, place);
  int(layout.SCRATCH_STROKES_BYTES, scratch.strokesBytes);
  if (elastic) writeElastic(buffer, address, int, elastic, shape);
}

function writeElastic(
  buffer: ArrayBufferLike,
  address: number,
  int: (word: number, value: number) => void,
  elastic: { readonly alpha: number; readonly sigma: number },
  shape: ImageShape,
): void {
  const grid = elasticGrid(elastic, shape);
  int(layout.GRID_ROWS, grid.rows);
  int(layout.GRID_STRIDE, grid.stride);
  int(layout.COLUMN_TAPS, grid.columnTaps);
  let place = layout.PARAMETER_BYTES;
  const table = (word: number, values: Int32Array | Float32Array) => {
    int(word, place);
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    new Uint8Array(buffer, address + place, bytes.length).set(bytes);
    place = roundUp(place + bytes.length, 16);
  };
  table(layout.ROW_FIRST, grid.rowFirst);
  table(layout.ROW_WEIGHTS, grid.rowWeights);
  table(layout.COLUMN_FIRST, grid.columnFirst);
  table(layout.COLUMN_WEIGHTS, grid.columnWeights);
}
