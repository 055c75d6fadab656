/** The plain version of kernels/pooling.ts, for one image. */
import { add, read, type Values } from './array.js';
import { visitWindows, type WindowGeometry } from './windows.js';

/** The largest value of each window, and the index into x that it came from: the first one of equals. */
export function maxPooling(
  geometry: WindowGeometry,
  x: Values,
): { readonly y: Values; readonly winners: Int32Array } {
  const { channels, outHeight, outWidth } = geometry;
  const y = new Float64Array(outHeight * outWidth * channels).fill(Number.NEGATIVE_INFINITY);
  const winners = new Int32Array(y.length);
  visitWindows(geometry, (output, input) => {
    for (let c = 0; c < channels; c++) {
      const value = read(x, input * channels + c);
      if (value <= read(y, output * channels + c)) continue;
      y[output * channels + c] = value;
      winners[output * channels + c] = input * channels + c;
    }
  });
  return { y, winners };
}

export function maxPoolingBackward(x: Values, winners: Int32Array, dy: Values): Values {
  const dx = new Float64Array(x.length);
  for (const [i, winner] of winners.entries()) add(dx, winner, read(dy, i));
  return dx;
}

/** The mean of the cells that lie on the map. */
export function averagePooling(geometry: WindowGeometry, x: Values): Values {
  const { channels, outHeight, outWidth } = geometry;
  const y = new Float64Array(outHeight * outWidth * channels);
  const counts = cellCounts(geometry);
  visitWindows(geometry, (output, input) => {
    for (let c = 0; c < channels; c++) {
      add(y, output * channels + c, read(x, input * channels + c) / read(counts, output));
    }
  });
  return y;
}

export function averagePoolingBackward(geometry: WindowGeometry, x: Values, dy: Values): Values {
  const { channels } = geometry;
  const dx = new Float64Array(x.length);
  const counts = cellCounts(geometry);
  visitWindows(geometry, (output, input) => {
    for (let c = 0; c < channels; c++) {
      add(dx, input * channels + c, read(dy, output * channels + c) / read(counts, output));
    }
  });
  return dx;
}

function cellCounts(geometry: WindowGeometry): Values {
  const counts = new Float64Array(geometry.outHeight * geometry.outWidth);
  visitWindows(geometry, (output) => add(counts, output, 1));
  return counts;
}
