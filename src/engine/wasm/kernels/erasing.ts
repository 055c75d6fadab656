/**
 * Random erasing (Zhong et al., "Random erasing data augmentation", AAAI 2020, algorithm 1): a rectangle of random area
 * and aspect becomes random grey levels, or the fill value. The plain version with the same bits is
 * ../augmentation/erasing-reference.ts.
 */
import * as layout from '../layout/augmentation';
import { philox, philoxField, uniformOf } from './philox';

/**
 * Erases a rectangle of the image that fits into it; none where ERASING_ATTEMPTS of them did not.
 *
 * @param values height × width × channels float32, in grey levels
 * @param random room for as many words, rounded up to 16
 */
export function eraseRectangle(
  values: usize,
  height: i32,
  width: i32,
  channels: i32,
  params: usize,
  random: usize,
  key0: u32,
  key1: u32,
  epoch: u32,
  index: u32,
): void {
  const areaLow: f64 = load<f32>(params, layout.AREA_LOW);
  const areaHigh: f64 = load<f32>(params, layout.AREA_HIGH);
  const aspectLow: f64 = load<f32>(params, layout.ASPECT_LOW);
  const aspectHigh: f64 = load<f32>(params, layout.ASPECT_HIGH);
  for (let attempt = 0; attempt < layout.ERASING_ATTEMPTS; attempt++) {
    const words = philox(key0, key1, attempt, epoch, index, layout.STREAM_ERASING);
    const share = areaLow + (areaHigh - areaLow) * uniformOf(i32x4.extract_lane(words, 0));
    const area = share * <f64>(height * width);
    const aspect = aspectLow + (aspectHigh - aspectLow) * uniformOf(i32x4.extract_lane(words, 1));
    const rows = <i32>Math.floor(Math.sqrt(area * aspect) + 0.5);
    const columns = <i32>Math.floor(Math.sqrt(area / aspect) + 0.5);
    if (rows < 1 || columns < 1 || rows > height || columns > width) continue;
    const top = <i32>(uniformOf(i32x4.extract_lane(words, 2)) * <f64>(height - rows + 1));
    const left = <i32>(uniformOf(i32x4.extract_lane(words, 3)) * <f64>(width - columns + 1));
    const length = columns * channels;
    const isRandom = load<i32>(params, layout.ERASING_RANDOM) != 0;
    if (isRandom) {
      philoxField(random, (rows * length + 15) >> 4, key0, key1, epoch, index, layout.STREAM_ERASED);
    }
    const fillValue = load<f32>(params, layout.AFFINE + 28);
    for (let y = 0; y < rows; y++) {
      const row = values + (<usize>(((top + y) * width + left) * channels) << 2);
      for (let i = 0; i < length; i++) {
        const level = isRandom ? <f32>(load<u32>(random + (<usize>(y * length + i) << 2)) >>> 24) : fillValue;
        store<f32>(row + (<usize>i << 2), level);
      }
    }
    return;
  }
}
