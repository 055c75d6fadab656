/**
 * Convolution of each channel with a kernel of its own. Maps are [height, width, channels] in rows `…Row` bytes apart,
 * kernels [kernelHeight, kernelWidth, channels] and, where four channels are worked on at once, readable 3 floats further.
 */
import { put } from './vectors';

/** The window: cells of the kernel, steps, zeros above and to the left. Set by `enterWindow`, read by the passes. */
let kernelHeight: i32 = 0;
let kernelWidth: i32 = 0;
let strideDown: i32 = 0;
let strideAcross: i32 = 0;
let top: i32 = 0;
let left: i32 = 0;

/** Six words: kernel height and width, strides, zeros above and to the left. */
export function enterWindow(words: usize): void {
  kernelHeight = load<i32>(words);
  kernelWidth = load<i32>(words, 4);
  strideDown = load<i32>(words, 8);
  strideAcross = load<i32>(words, 12);
  top = load<i32>(words, 16);
  left = load<i32>(words, 20);
}

/** y = x ∗ kernel + bias (0: none). */
export function depthwise(
  x: usize,
  xRow: usize,
  height: i32,
  width: i32,
  kernel: usize,
  bias: usize,
  y: usize,
  yRow: usize,
  outHeight: i32,
  outWidth: i32,
  channels: i32,
): void {
  const pixel = <usize>channels << 2;
  for (let oy = 0; oy < outHeight; oy++) {
    const y0 = oy * strideDown - top;
    for (let ox = 0; ox < outWidth; ox++) {
      const x0 = ox * strideAcross - left;
      const fromX = max(0, -x0);
      const toX = min(kernelWidth, width - x0);
      const to = y + <usize>oy * yRow + <usize>ox * pixel;
      for (let c = 0; c < channels; c += 4) {
        const at = <usize>c << 2;
        let sum = bias != 0 ? v128.load(bias + at) : f32x4.splat(0);
        for (let ky = max(0, -y0); ky < min(kernelHeight, height - y0); ky++) {
          const line = x + <usize>(y0 + ky) * xRow + at;
          for (let kx = fromX; kx < toX; kx++) {
            const weight = v128.load(kernel + <usize>(ky * kernelWidth + kx) * pixel + at);
            sum = f32x4.add(sum, f32x4.mul(v128.load(line + <usize>(x0 + kx) * pixel), weight));
          }
        }
        put(to + at, sum, channels - c);
      }
    }
  }
}

/** dx += dy ∗ kernel turned; dx, without gaps, is zero before. */
export function depthwiseInputGradient(
  dy: usize,
  dx: usize,
  height: i32,
  width: i32,
  kernel: usize,
  outHeight: i32,
  outWidth: i32,
  channels: i32,
): void {
  const pixel = <usize>channels << 2;
  for (let oy = 0; oy < outHeight; oy++) {
    const y0 = oy * strideDown - top;
    for (let ox = 0; ox < outWidth; ox++) {
      const x0 = ox * strideAcross - left;
      const fromX = max(0, -x0);
      const toX = min(kernelWidth, width - x0);
      for (let ky = max(0, -y0); ky < min(kernelHeight, height - y0); ky++) {
        for (let kx = fromX; kx < toX; kx++) {
          const weights = kernel + <usize>(ky * kernelWidth + kx) * pixel;
          const to = dx + <usize>((y0 + ky) * width + x0 + kx) * pixel;
          for (let c = 0; c < channels; c += 4) {
            const at = <usize>c << 2;
            const share = f32x4.mul(v128.load(dy + at), v128.load(weights + at));
            const sum = f32x4.add(v128.load(to + at), share);
            put(to + at, sum, channels - c);
          }
        }
      }
      dy += pixel;
    }
  }
}

/** dKernel += x·dy over all positions, dBias (0: none) += dy. */
export function depthwiseKernelGradient(
  x: usize,
  xRow: usize,
  height: i32,
  width: i32,
  dy: usize,
  dKernel: usize,
  dBias: usize,
  outHeight: i32,
  outWidth: i32,
  channels: i32,
): void {
  const pixel = <usize>channels << 2;
  for (let oy = 0; oy < outHeight; oy++) {
    const y0 = oy * strideDown - top;
    for (let ox = 0; ox < outWidth; ox++) {
      const x0 = ox * strideAcross - left;
      const fromX = max(0, -x0);
      const toX = min(kernelWidth, width - x0);
      for (let ky = max(0, -y0); ky < min(kernelHeight, height - y0); ky++) {
        const line = x + <usize>(y0 + ky) * xRow;
        for (let kx = fromX; kx < toX; kx++) {
          addProduct(dKernel + <usize>(ky * kernelWidth + kx) * pixel, line + <usize>(x0 + kx) * pixel, dy, channels);
        }
      }
      if (dBias != 0) addProduct(dBias, 0, dy, channels);
      dy += pixel;
    }
  }
}

/** to += a·b for `channels` values; a of 0 stands for ones. */
function addProduct(to: usize, a: usize, b: usize, channels: i32): void {
  for (let c = 0; c < channels; c += 4) {
    const at = <usize>c << 2;
    const factor = a != 0 ? v128.load(a + at) : f32x4.splat(1);
    const sum = f32x4.add(v128.load(to + at), f32x4.mul(factor, v128.load(b + at)));
    put(to + at, sum, channels - c);
  }
}
