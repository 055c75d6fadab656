import type { AffineSource } from '../affine-reference.js';

/**
 * The plain version of kernels/thickness.ts: the image dilated by `amount` pixels, or eroded by −amount, as
 * `scipy.ndimage.grey_dilation` does with a cross, then a square, then a cross, …; fractions mix two steps in 1/256.
 */
export function changeThickness(source: AffineSource, amount: number): AffineSource {
  const flip = amount < 0 ? 255 : 0;
  const size = Math.abs(amount);
  const steps = Math.floor(size);
  const share = Math.floor((size - steps) * 256 + 0.5);
  let image: AffineSource = { ...source, pixels: source.pixels.map((pixel) => pixel ^ flip) };
  for (let step = 0; step < steps; step++) image = dilate(image, step % 2 === 1);
  const next = dilate(image, steps % 2 === 1);
  const pixels = image.pixels.map((pixel, i) => {
    const mixed = (pixel * (256 - share) + (next.pixels[i] ?? 0) * share + 128) >> 8;
    return mixed ^ flip;
  });
  return { ...source, pixels };
}

function dilate(source: AffineSource, square: boolean): AffineSource {
  const { height, width, channels, pixels } = source;
  const result = new Uint8Array(pixels.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let k = 0; k < channels; k++) {
        let most = 0;
        for (let dy = -1; dy <= 1; dy++) {
          for (let dx = -1; dx <= 1; dx++) {
            if (!square && dx !== 0 && dy !== 0) continue;
            const [r, c] = [y + dy, x + dx];
            if (r < 0 || r >= height || c < 0 || c >= width) continue;
            most = Math.max(most, pixels[(r * width + c) * channels + k] ?? 0);
          }
        }
        result[(y * width + x) * channels + k] = most;
      }
    }
  }
  return { ...source, pixels: result };
}
