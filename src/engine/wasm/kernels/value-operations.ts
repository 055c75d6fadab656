/** Operations on single values, from the pixels at one end to the loss at the other: their fields, handed to the kernels. */
import {
  AUGMENTS,
  CHANNELS,
  CONTROL,
  DROPOUT_KEY,
  EPOCH,
  HEIGHT,
  HITS,
  LOSSES,
  PIXEL_OFFSET,
  PIXEL_SCALE,
  PIXELS,
  PROBABILITIES,
  SHIFT_DOWN,
  SHIFT_RIGHT,
  WIDTH,
} from '../layout/control';
import { LABEL_SMOOTHING, LEARNING, LOSS_KIND } from '../layout/learning';
import { activate, activateBackward } from './activation';
import { drawMixOf, gatherAugmented, mixesImages, partnerOf } from './augment';
import { batchImages, batchPosition, control, field, imageAt, imageNumber, images, labelOf, position, step } from './context';
import { dropout, dropoutBackward } from './dropout';
import { scalePixels, shiftPixels } from './gather';
import { learning } from './gradient';
import { largestOf, softmaxLoss } from './loss';
import { ownShare } from './mixing';
import { aim } from './target';

export function runGather(op: usize, image: i32): void {
  const dst = imageAt(op, 0, image);
  const rowStep = field(op, 2);
  if (control(AUGMENTS) != 0) {
    gatherAugmented(dst, image, rowStep);
    return;
  }
  const height = control(HEIGHT);
  const rowLength = control(WIDTH) * control(CHANNELS);
  const src = <usize>control(PIXELS) + <usize>imageNumber(image) * <usize>(height * rowLength);
  const scale = load<f32>(CONTROL + PIXEL_SCALE);
  const offset = load<f32>(CONTROL + PIXEL_OFFSET);
  const down = control(SHIFT_DOWN);
  const right = control(SHIFT_RIGHT);
  if (down != 0 || right != 0) {
    shiftPixels(src, dst, height, control(WIDTH), control(CHANNELS), rowStep, scale, offset, down, right);
    return;
  }
  scalePixels(src, dst, height, rowLength, rowStep, scale, offset);
}

export function runActivate(op: usize, image: i32): void {
  const from = imageAt(op, 0, image);
  const to = imageAt(op, 3, image);
  for (let row = 0; row < field(op, 6); row++) {
    activate(field(op, 8), from + <usize>(row * field(op, 2)), to + <usize>(row * field(op, 5)), field(op, 7));
  }
}

/** y and dx may lie in padded rows, dx's pixels apart from each other; dy is without gaps. */
export function runActivateBackward(op: usize, image: i32): void {
  const y = imageAt(op, 0, image);
  let dy = imageAt(op, 3, image);
  const dx = imageAt(op, 5, image);
  const pixels = field(op, 10);
  const length = field(op, 11);
  for (let row = 0; row < field(op, 9); row++) {
    for (let pixel = 0; pixel < pixels; pixel++) {
      const at = y + <usize>(row * field(op, 2)) + (<usize>(pixel * length) << 2);
      const to = dx + <usize>(row * field(op, 7)) + <usize>(pixel * field(op, 8));
      activateBackward(field(op, 12), at, dy, to, length);
      dy += <usize>length << 2;
    }
  }
}

export function runDropout(op: usize, image: i32): void {
  const x = imageAt(op, 0, image);
  const y = imageAt(op, 3, image);
  const mask = imageAt(op, 6, image);
  const length = field(op, 9);
  const first = <u64>(batchPosition + image) * <u64>field(op, 10);
  for (let row = 0; row < field(op, 8); row++) {
    dropout(
      x + <usize>(row * field(op, 2)),
      y + <usize>(row * field(op, 5)),
      mask + (<usize>(row * length) << 2),
      length,
      first + <u64>(row * field(op, 11)),
      reinterpret<f32>(field(op, 12)),
      field(op, 13),
      step,
      control(EPOCH),
      control(DROPOUT_KEY),
      control(DROPOUT_KEY + 4),
    );
  }
}

export function runDropoutBackward(op: usize, image: i32): void {
  dropoutBackward(imageAt(op, 0, image), imageAt(op, 2, image), imageAt(op, 4, image), field(op, 6));
}

export function runLoss(op: usize): void {
  const classes = field(op, 4);
  for (let image = 0; image < images; image++) {
    const logits = imageAt(op, 0, image);
    let label = labelOf(image);
    const at = position + image;
    let partnerLabel = label;
    let share: f64 = 1;
    if (control(AUGMENTS) != 0 && mixesImages()) {
      drawMixOf(image);
      partnerLabel = labelOf(partnerOf(image));
      share = ownShare;
    }
    aim(label, partnerLabel, share, load<f64>(LEARNING + LABEL_SMOOTHING), classes);
    // Of a mixed image, the label that has more of it counts.
    if (share < 0.5) label = partnerLabel;
    const loss = softmaxLoss(learning(LOSS_KIND), logits, classes, 0, imageAt(op, 2, image), batchImages);
    store<f32>(<usize>control(LOSSES) + (<usize>at << 2), loss);
    store<u8>(<usize>control(HITS) + at, largestOf(logits, classes) == label ? 1 : 0);
  }
}

export function runPredict(op: usize, image: i32): void {
  const logits = imageAt(op, 0, image);
  const classes = field(op, 2);
  const at = position + image;
  const label = labelOf(image);
  const probabilities = <usize>control(PROBABILITIES) + (<usize>(at * classes) << 2);
  aim(label, label, 1, load<f64>(LEARNING + LABEL_SMOOTHING), classes);
  const loss = softmaxLoss(learning(LOSS_KIND), logits, classes, probabilities, 0, 1);
  store<f32>(<usize>control(LOSSES) + (<usize>at << 2), loss);
  store<u8>(<usize>control(HITS) + at, largestOf(logits, classes) == label ? 1 : 0);
}
