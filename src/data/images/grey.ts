import type { ImageSet } from '../dataset.js';

/** The luminance of a colour (Rec. 601), rounded, from 0 to 255 as its parts are. */
export function luminance(red: number, green: number, blue: number): number {
  return Math.floor((299 * red + 587 * green + 114 * blue + 500) / 1000);
}

/** Colour images as their luminance; grey images as they are. */
export function toGrey(set: ImageSet): ImageSet {
  if (set.channels === 1) return set;
  if (set.channels !== 3) throw new RangeError(`images of ${set.channels} channels are neither grey nor RGB`);
  const { pixels } = set;
  const grey = new Uint8Array(pixels.length / 3);
  for (let i = 0; i < grey.length; i++) {
    grey[i] = luminance(pixels[3 * i] ?? 0, pixels[3 * i + 1] ?? 0, pixels[3 * i + 2] ?? 0);
  }
  return { ...set, channels: 1, pixels: grey };
}
