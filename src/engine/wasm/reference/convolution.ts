/** The plain version of kernels/product.ts and kernels/weight-gradient.ts as convolutions use them, for one image. */
import { add, addScaled, dot, read, type Values } from './array.js';
import { visitWindows, type WindowGeometry } from './windows.js';

/** y[p, k] = bias[k] + Σ x[window of p, c]·kernel[cell, c, k] */
export function convolution(geometry: WindowGeometry, x: Values, kernel: Values, bias: Values): Values {
  const { channels, outHeight, outWidth } = geometry;
  const filters = bias.length;
  const y = new Float64Array(outHeight * outWidth * filters).map((_, i) => read(bias, i % filters));
  visitWindows(geometry, (output, input, cell) => {
    for (let c = 0; c < channels; c++) {
      const weights = (cell * channels + c) * filters;
      addScaled(y, output * filters, kernel, weights, filters, read(x, input * channels + c));
    }
  });
  return y;
}

/** Adds this image's share to dKernel and dBias, and returns dx. */
export function convolutionBackward(
  geometry: WindowGeometry,
  x: Values,
  kernel: Values,
  dy: Values,
  dKernel: Values,
  dBias: Values,
): Values {
  const { channels } = geometry;
  const filters = dBias.length;
  const dx = new Float64Array(x.length);
  visitWindows(geometry, (output, input, cell) => {
    for (let c = 0; c < channels; c++) {
      const weights = (cell * channels + c) * filters;
      addScaled(dKernel, weights, dy, output * filters, filters, read(x, input * channels + c));
      add(dx, input * channels + c, dot(kernel, weights, dy, output * filters, filters));
    }
  });
  for (let i = 0; i < dy.length; i++) add(dBias, i % filters, read(dy, i));
  return dx;
}

/** y[p, c] = bias[c] + Σ x[window of p, c]·kernel[cell, c] */
export function depthwiseConvolution(
  geometry: WindowGeometry,
  x: Values,
  kernel: Values,
  bias: Values,
): Values {
  const { channels, outHeight, outWidth } = geometry;
  const y = new Float64Array(outHeight * outWidth * channels).map((_, i) => read(bias, i % channels));
  visitWindows(geometry, (output, input, cell) => {
    for (let c = 0; c < channels; c++) {
      add(y, output * channels + c, read(x, input * channels + c) * read(kernel, cell * channels + c));
    }
  });
  return y;
}

/** Adds this image's share to dKernel and dBias, and returns dx. */
export function depthwiseConvolutionBackward(
  geometry: WindowGeometry,
  x: Values,
  kernel: Values,
  dy: Values,
  dKernel: Values,
  dBias: Values,
): Values {
  const { channels } = geometry;
  const dx = new Float64Array(x.length);
  visitWindows(geometry, (output, input, cell) => {
    for (let c = 0; c < channels; c++) {
      const gradient = read(dy, output * channels + c);
      add(dKernel, cell * channels + c, gradient * read(x, input * channels + c));
      add(dx, input * channels + c, gradient * read(kernel, cell * channels + c));
    }
  });
  for (let i = 0; i < dy.length; i++) add(dBias, i % channels, read(dy, i));
  return dx;
}
