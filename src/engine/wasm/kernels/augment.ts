/**
 * Augmentation of one image: thickness, then affine transform and elastic distortion in one sampling, contrast and
 * brightness and noise, erasing, and mixing with a partner. Every number drawn is a pure function of (key, epoch, index),
 * the partner of (key, epoch, step); the plain version with the same bits is ../augmentation/augment-reference.ts.
 */
import * as layout from '../layout/augmentation';
import {
  AUGMENT_KEY,
  AUGMENT_PARAMETERS,
  AUGMENT_SCRATCH,
  AUGMENT_SCRATCH_BYTES,
  AUGMENT_SCRATCHES_TAKEN,
  BATCH_SIZE,
  CHANNELS,
  CONTROL,
  COUNT,
  EPOCH,
  HEIGHT,
  PIXEL_OFFSET,
  PIXEL_SCALE,
  PIXELS,
  WIDTH,
} from '../layout/control';
import { affineSample } from './affine';
import { batchImages, batchPosition, control, enter, imageNumber, step } from './context';
import { displacementFields } from './elastic';
import { eraseRectangle } from './erasing';
import { scalePixels } from './gather';
import { drawMix, mixImages, partnerPlace } from './mixing';
import { normalField } from './normal';
import { philox, uniformOf } from './philox';
import { changeThickness } from './thickness';
import { changeTone } from './tone';

/** Steps that need the pixels once more after they have been sampled. */
const FLAGS_TONE: i32 = layout.FLAG_CONTRAST | layout.FLAG_BRIGHTNESS | layout.FLAG_NOISE;
const FLAGS_MIXING: i32 = layout.FLAG_MIXUP | layout.FLAG_CUTMIX;
const FLAGS_MOVING: i32 = layout.FLAG_AFFINE | layout.FLAG_ELASTIC;

/** The number of this thread's scratch; which one it is changes no result. */
let scratchNumber: i32 = -1;

function ownScratch(): usize {
  if (scratchNumber < 0) scratchNumber = atomic.add<i32>(CONTROL + AUGMENT_SCRATCHES_TAKEN, 1);
  return <usize>control(AUGMENT_SCRATCH) + <usize>scratchNumber * <usize>control(AUGMENT_SCRATCH_BYTES);
}

/** Writes value·scale + offset of image `image` of the chunk, as training sees it, in rows `rowStep` bytes apart. */
export function gatherAugmented(dst: usize, image: i32, rowStep: usize): void {
  const params = <usize>control(AUGMENT_PARAMETERS);
  const scratch = ownScratch();
  const flags = load<i32>(params, layout.FLAGS);
  const index = imageNumber(image);
  const scale = load<f32>(CONTROL + PIXEL_SCALE);
  const offset = load<f32>(CONTROL + PIXEL_OFFSET);
  if ((flags & (FLAGS_TONE | layout.FLAG_ERASING | FLAGS_MIXING)) == 0) {
    moveImage(index, params, scratch, dst, <i32>(rowStep >> 2), scale, offset);
    return;
  }
  const values = scratch + <usize>load<i32>(params, layout.SCRATCH_VALUES);
  drawImage(index, params, scratch, values);
  if ((flags & FLAGS_MIXING) != 0) {
    const partner = scratch + <usize>load<i32>(params, layout.SCRATCH_PARTNER);
    drawImage(imageNumber(partnerOf(image)), params, scratch, partner);
    drawMixOf(image);
    mixImages(values, partner, control(HEIGHT), control(WIDTH), control(CHANNELS));
  }
  writeScaled(values, dst, rowStep, scale, offset);
}

/** The partner of image `image` of the chunk, counted like `image`: it may lie before or behind the chunk. */
export function partnerOf(image: i32): i32 {
  const place = batchPosition + image;
  const key0 = control(AUGMENT_KEY);
  return partnerPlace(place, batchImages, key0, control(AUGMENT_KEY + 4), control(EPOCH), step) - batchPosition;
}

/** Draws how image `image` of the chunk is mixed with its partner; see `ownShare`. */
export function drawMixOf(image: i32): void {
  drawMix(
    <usize>control(AUGMENT_PARAMETERS),
    control(HEIGHT),
    control(WIDTH),
    control(AUGMENT_KEY),
    control(AUGMENT_KEY + 4),
    control(EPOCH),
    imageNumber(image),
  );
}

/** Whether the augmentation mixes images; only meaningful while the control block says that there is one. */
export function mixesImages(): bool {
  return (load<i32>(<usize>control(AUGMENT_PARAMETERS), layout.FLAGS) & FLAGS_MIXING) != 0;
}

/**
 * Draws the images of the order one after the other into `dst`, without gaps; their batches are those of training, from
 * step `firstStep` on.
 */
export function augmentImages(dst: usize, firstStep: i32): void {
  const count = control(COUNT);
  const batch = control(BATCH_SIZE);
  const rowStep = <usize>(control(WIDTH) * control(CHANNELS)) << 2;
  const imageStep = <usize>control(HEIGHT) * rowStep;
  for (let first = 0, number = firstStep; first < count; first += batch, number++) {
    const size = min(batch, count - first);
    enter(0, 0, false, size, first, 0, size, number);
    for (let image = 0; image < size; image++, dst += imageStep) gatherAugmented(dst, image, rowStep);
  }
}

/** All steps but mixing, in grey levels. */
function drawImage(index: u32, params: usize, scratch: usize, values: usize): void {
  const flags = load<i32>(params, layout.FLAGS);
  const height = control(HEIGHT);
  const width = control(WIDTH);
  const channels = control(CHANNELS);
  const key0: u32 = control(AUGMENT_KEY);
  const key1: u32 = control(AUGMENT_KEY + 4);
  const epoch: u32 = control(EPOCH);
  const random = scratch + <usize>load<i32>(params, layout.SCRATCH_RANDOM);
  moveImage(index, params, scratch, values, width * channels, 1, 0);
  const words = philox(key0, key1, 0, epoch, index, layout.STREAM_AMOUNTS);
  if ((flags & FLAGS_TONE) != 0) {
    const contrast = <f32>within(params, layout.CONTRAST_LOW, i32x4.extract_lane(words, 1));
    const brightness = <f32>within(params, layout.BRIGHTNESS_LOW, i32x4.extract_lane(words, 2));
    const noise = load<f32>(params, layout.NOISE);
    if ((flags & layout.FLAG_NOISE) != 0) {
      normalField(random, (height * width * channels + 15) >> 4, key0, key1, epoch, index, layout.STREAM_NOISE);
    }
    changeTone(values, height * width, channels, contrast, brightness, noise, random);
  }
  const probability: f64 = load<f32>(params, layout.ERASING_PROBABILITY);
  if ((flags & layout.FLAG_ERASING) != 0 && uniformOf(i32x4.extract_lane(words, 3)) < probability) {
    eraseRectangle(values, height, width, channels, params, random, key0, key1, epoch, index);
  }
}

/** A number uniform in the range whose low end is at `low`, its high end behind it. */
// @ts-ignore: decorator
@inline
function within(params: usize, low: usize, word: u32): f64 {
  const from: f64 = load<f32>(params + low);
  return from + (<f64>load<f32>(params + low, 4) - from) * uniformOf(word);
}

/** Thickness, affine transform and elastic distortion: value·scale + offset in rows `stride` floats apart. */
function moveImage(
  index: u32,
  params: usize,
  scratch: usize,
  dst: usize,
  stride: i32,
  scale: f32,
  offset: f32,
): void {
  const flags = load<i32>(params, layout.FLAGS);
  const height = control(HEIGHT);
  const width = control(WIDTH);
  const channels = control(CHANNELS);
  const key0: u32 = control(AUGMENT_KEY);
  const key1: u32 = control(AUGMENT_KEY + 4);
  const epoch: u32 = control(EPOCH);
  let src = <usize>control(PIXELS) + <usize>index * <usize>(height * width * channels);
  if ((flags & layout.FLAG_THICKNESS) != 0) {
    const words = philox(key0, key1, 0, epoch, index, layout.STREAM_AMOUNTS);
    const amount = within(params, layout.THICKNESS_LOW, i32x4.extract_lane(words, 0));
    const pixels = scratch + <usize>load<i32>(params, layout.SCRATCH_PIXELS);
    const strokes = scratch + <usize>load<i32>(params, layout.SCRATCH_STROKES);
    const bytes = <usize>load<i32>(params, layout.SCRATCH_STROKES_BYTES);
    changeThickness(src, pixels, height, width * channels, channels, amount, strokes, bytes);
    src = pixels;
  }
  if ((flags & FLAGS_MOVING) == 0) {
    scalePixels(src, dst, height, width * channels, <usize>stride << 2, scale, offset);
    return;
  }
  let fields: usize = 0;
  if ((flags & layout.FLAG_ELASTIC) != 0) {
    fields = scratch + <usize>load<i32>(params, layout.SCRATCH_DISPLACEMENT);
    const random = scratch + <usize>load<i32>(params, layout.SCRATCH_RANDOM);
    const line = scratch + <usize>load<i32>(params, layout.SCRATCH_LINE);
    displacementFields(fields, height, width, params, random, line, key0, key1, epoch, index);
  }
  affineSample(
    src,
    dst,
    height,
    width,
    channels,
    stride,
    params + layout.AFFINE,
    key0,
    key1,
    epoch,
    index,
    scale,
    offset,
    fields,
    scratch + <usize>load<i32>(params, layout.SCRATCH_SAMPLER),
  );
}

function writeScaled(values: usize, dst: usize, rowStep: usize, scale: f32, offset: f32): void {
  const length = control(WIDTH) * control(CHANNELS);
  for (let y = 0; y < control(HEIGHT); y++) {
    let x = 0;
    for (; x + 4 <= length; x += 4) {
      const at = <usize>x << 2;
      const scaled = f32x4.mul(v128.load(values + at), f32x4.splat(scale));
      v128.store(dst + at, f32x4.add(scaled, f32x4.splat(offset)));
    }
    for (; x < length; x++) {
      const at = <usize>x << 2;
      store<f32>(dst + at, load<f32>(values + at) * scale + offset);
    }
    values += <usize>length << 2;
    dst += rowStep;
  }
}
