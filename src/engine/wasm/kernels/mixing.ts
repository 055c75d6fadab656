/**
 * Mixup (Zhang et al., ICLR 2018) and CutMix (Yun et al., ICCV 2019): an image and its target are mixed with those of a
 * partner from the same batch. The plain version with the same bits is ../augmentation/mixing-reference.ts.
 */
import * as layout from '../layout/augmentation';
import { symmetricBeta } from './beta';
import { philox, uniformOf } from './philox';

/** What `drawMix` has drawn. Globals belong to the instance, so each thread has its own. */
/** The image's own share of the target, λ; its partner has 1 − λ. */
export let ownShare: f32 = 1;
/** Whether a rectangle is pasted (CutMix) or the pixels are averaged (mixup). */
export let pastes: bool = false;
let top: i32 = 0;
let bottom: i32 = 0;
let left: i32 = 0;
let right: i32 = 0;

/** The place in a batch of `count` images of the partner of the image at `place`: all are turned by one random distance. */
export function partnerPlace(place: i32, count: i32, key0: u32, key1: u32, epoch: u32, step: u32): i32 {
  if (count < 2) return place;
  const words = philox(key0, key1, 0, epoch, step, layout.STREAM_PARTNER);
  const distance = 1 + <i32>(uniformOf(i32x4.extract_lane(words, 0)) * <f64>(count - 1));
  const partner = place + distance;
  return partner < count ? partner : partner - count;
}

/**
 * Draws how image `index` is mixed: λ from Beta(α, α) and, for CutMix, a rectangle of the share 1 − λ about a uniform
 * centre, cut off at the image's border; λ is then what it leaves. Where both are on, each is as likely as the other.
 */
export function drawMix(
  params: usize,
  height: i32,
  width: i32,
  key0: u32,
  key1: u32,
  epoch: u32,
  index: u32,
): void {
  const flags = load<i32>(params, layout.FLAGS);
  const words = philox(key0, key1, 0, epoch, index, layout.STREAM_MIXING);
  pastes = (flags & layout.FLAG_CUTMIX) != 0;
  if (pastes && (flags & layout.FLAG_MIXUP) != 0) pastes = i32x4.extract_lane(words, 0) < 0;
  const alpha: f64 = pastes ? load<f32>(params, layout.CUTMIX_ALPHA) : load<f32>(params, layout.MIXUP_ALPHA);
  const share = symmetricBeta(alpha, key0, key1, epoch, index, layout.STREAM_MIXING);
  ownShare = <f32>share;
  if (!pastes) return;
  const side = Math.sqrt(1 - share);
  const rows = <i32>(<f64>height * side) >> 1;
  const columns = <i32>(<f64>width * side) >> 1;
  const row = <i32>(uniformOf(i32x4.extract_lane(words, 1)) * <f64>height);
  const column = <i32>(uniformOf(i32x4.extract_lane(words, 2)) * <f64>width);
  top = max(0, row - rows);
  bottom = min(height, row + rows);
  left = max(0, column - columns);
  right = min(width, column + columns);
  ownShare = <f32>(1 - <f64>((bottom - top) * (right - left)) / <f64>(height * width));
}

/** Mixes `partner` into `values` as drawn; both height × width × channels float32, and 3 floats more are touched. */
export function mixImages(values: usize, partner: usize, height: i32, width: i32, channels: i32): void {
  if (pastes) {
    const length = <usize>((right - left) * channels) << 2;
    for (let y = top; y < bottom; y++) {
      const at = <usize>((y * width + left) * channels) << 2;
      memory.copy(values + at, partner + at, length);
    }
    return;
  }
  const own = f32x4.splat(ownShare);
  const other = f32x4.splat(<f32>1 - ownShare);
  const bytes = <usize>(height * width * channels) << 2;
  for (let at: usize = 0; at < bytes; at += 16) {
    const mixed = f32x4.add(f32x4.mul(v128.load(values + at), own), f32x4.mul(v128.load(partner + at), other));
    v128.store(values + at, mixed);
  }
}
