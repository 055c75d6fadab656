/** One image's map under a sliding window: x is [height, width, channels], y is [outHeight, outWidth, …]. */
export interface WindowGeometry {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly outHeight: number;
  readonly outWidth: number;
  /** [height, width] */
  readonly size: readonly [number, number];
  readonly strides: readonly [number, number];
  /** Zeros above and to the left. */
  readonly before: readonly [number, number];
}

/** Visits every pair of an output position and a cell of its window that lies on the map, in row-major order. */
export function visitWindows(
  { height, width, outHeight, outWidth, size, strides, before }: WindowGeometry,
  visit: (output: number, input: number, cell: number) => void,
): void {
  for (let oy = 0; oy < outHeight; oy++) {
    for (let ox = 0; ox < outWidth; ox++) {
      for (let ky = 0; ky < size[0]; ky++) {
        for (let kx = 0; kx < size[1]; kx++) {
          const y = oy * strides[0] - before[0] + ky;
          const x = ox * strides[1] - before[1] + kx;
          if (y < 0 || y >= height || x < 0 || x >= width) continue;
          visit(oy * outWidth + ox, y * width + x, ky * size[1] + kx);
        }
      }
    }
  }
}
