/** Where the values of one image's map lie in a buffer. Everything in floats. */
export interface Layout {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** Index of value (0, 0, 0). */
  readonly origin: number;
  readonly rowStep: number;
  readonly pixelStep: number;
  /** Floats of one image. */
  readonly size: number;
  /** Whether there is room between or around the values, which must be zero. */
  readonly hasGaps: boolean;
}

/** [height, width, channels] of a map; a vector is a map of one pixel. */
export interface Extents {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/** Values without gaps. */
export function plainLayout({ height, width, channels }: Extents): Layout {
  const rowStep = width * channels;
  const size = height * rowStep;
  return { height, width, channels, origin: 0, rowStep, pixelStep: channels, size, hasGaps: false };
}

/**
 * Values with zeros around them, and `spread` − 1 zeros between neighbours (for the gradient of a strided convolution).
 *
 * @param rows, columns size of the whole, in pixels
 */
export function spacedLayout(
  { height, width, channels }: Extents,
  { top, left, rows, columns }: { top: number; left: number; rows: number; columns: number },
  spread: readonly [number, number] = [1, 1],
): Layout {
  const line = columns * channels;
  return {
    height,
    width,
    channels,
    origin: top * line + left * channels,
    rowStep: spread[0] * line,
    pixelStep: spread[1] * channels,
    size: rows * line,
    hasGaps: rows !== height || columns !== width,
  };
}

/** Positions are handled in groups of this many: the height of the kernels' register tile. */
const TILE = 5;

/** Byte offsets of all values' pixels in `images` images, row by row; what fills the last tile points behind the buffer. */
export function pixelOffsets(layout: Layout, images: number): Int32Array {
  return offsets(
    layout.height,
    layout.width,
    images,
    layout.size,
    layout.origin,
    layout.rowStep,
    layout.pixelStep,
    true,
  );
}

/** Byte offsets of the windows that start at every `strides`-th pixel of a whole, `columns` pixels wide, from its corner. */
export function windowOffsets(
  whole: { readonly columns: number; readonly channels: number; readonly size: number },
  outHeight: number,
  outWidth: number,
  strides: readonly [number, number],
  images: number,
): Int32Array {
  const { columns, channels, size } = whole;
  return offsets(
    outHeight,
    outWidth,
    images,
    size,
    0,
    strides[0] * columns * channels,
    strides[1] * channels,
    false,
  );
}

function offsets(
  height: number,
  width: number,
  images: number,
  size: number,
  origin: number,
  rowStep: number,
  pixelStep: number,
  isTarget: boolean,
): Int32Array {
  const count = height * width * images;
  const result = new Int32Array(Math.ceil(count / TILE) * TILE).fill(isTarget ? size * images * 4 : 0);
  let i = 0;
  for (let image = 0; image < images; image++) {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) result[i++] = (image * size + origin + y * rowStep + x * pixelStep) * 4;
    }
  }
  return result;
}
