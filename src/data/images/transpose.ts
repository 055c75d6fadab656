import type { ImageSet } from '../dataset.js';

/** The images with rows and columns swapped: of files that store them column by column. */
export function transposeImages(set: ImageSet): ImageSet {
  const { count, height, width, channels, pixels } = set;
  const turned = new Uint8Array(pixels.length);
  const size = height * width * channels;
  for (let i = 0; i < count; i++) {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const from = i * size + (y * width + x) * channels;
        const to = i * size + (x * height + y) * channels;
        for (let c = 0; c < channels; c++) turned[to + c] = pixels[from + c] ?? 0;
      }
    }
  }
  return { ...set, height: width, width: height, pixels: turned };
}
