import { exp } from '../../../util/portable-math.js';
import { ROW_TAPS } from '../layout/augmentation.js';
import { type ImageShape, roundUp } from './scratch.js';

/**
 * How a grid of normal numbers becomes a displacement field with Simard's statistics.
 *
 * Simard's field is α·(g ∗ u), u uniform in ±1 at every pixel and g a Gaussian of sigma pixels. By the central limit
 * theorem it is a normal field of variance α²/3 · Σg² = α²/3 · 1/(4πσ²) and of correlation exp(−d²/4σ²) at distance d.
 * The same comes from far fewer numbers: normal ones on a grid of spacing sigma, spread by the same Gaussian, since a sum of
 * Gaussians at that spacing is constant within 10⁻⁴. Beyond the image the grid goes on, so that all pixels move alike.
 */
export interface ElasticGrid {
  readonly rows: number;
  /** Columns, rounded up to 4. */
  readonly stride: number;
  /** Of each row of pixels: its first grid row, and the weights of ROW_TAPS of them; these hold the amplitude. */
  readonly rowFirst: Int32Array;
  readonly rowWeights: Float32Array;
  /** Of each four columns of pixels: the first grid column, and the weights of `columnTaps` of them for each of the four. */
  readonly columnTaps: number;
  readonly columnFirst: Int32Array;
  readonly columnWeights: Float32Array;
}

/** Grid points between the first and the pixel at 0. */
const BEFORE = ROW_TAPS / 2 - 1;

export function elasticGrid(
  { alpha, sigma }: { readonly alpha: number; readonly sigma: number },
  { height, width }: Omit<ImageShape, 'channels'>,
): ElasticGrid {
  const columns = roundUp(width, 4);
  const cell = (pixel: number) => Math.floor(pixel / sigma);
  const gridColumns = cell(columns - 1) + ROW_TAPS;
  const blocks = columns / 4;
  const amplitude = alpha * Math.sqrt(1 / 3 / (4 * Math.PI * sigma * sigma));
  const rowWeights = new Float32Array(height * ROW_TAPS);
  for (let y = 0; y < height; y++) {
    rowWeights.set(
      tapsOf(y, sigma).map((weight) => weight * amplitude),
      y * ROW_TAPS,
    );
  }
  let columnTaps = ROW_TAPS;
  for (let b = 0; b < blocks; b++)
    columnTaps = Math.max(columnTaps, cell(4 * b + 3) - cell(4 * b) + ROW_TAPS);
  const columnFirst = Int32Array.from({ length: blocks }, (_, b) =>
    Math.min(cell(4 * b), gridColumns - columnTaps),
  );
  const columnWeights = new Float32Array(blocks * columnTaps * 4);
  for (const [b, first] of columnFirst.entries()) {
    for (let i = 0; i < 4; i++) {
      const start = cell(4 * b + i) - first;
      for (const [tap, weight] of tapsOf(4 * b + i, sigma).entries()) {
        columnWeights[(b * columnTaps + start + tap) * 4 + i] = weight;
      }
    }
  }
  return {
    rows: cell(height - 1) + ROW_TAPS,
    stride: roundUp(gridColumns, 4),
    rowFirst: Int32Array.from({ length: height }, (_, y) => cell(y)),
    rowWeights,
    columnTaps,
    columnFirst,
    columnWeights,
  };
}

/** The Gaussian's values at the grid points around a pixel, scaled so that the sum of their squares is 1. */
function tapsOf(pixel: number, sigma: number): number[] {
  const first = Math.floor(pixel / sigma) - BEFORE;
  const weights = Array.from({ length: ROW_TAPS }, (_, tap) => {
    const distance = first + tap - pixel / sigma;
    return exp((-distance * distance) / 2);
  });
  const norm = Math.sqrt(weights.reduce((sum, weight) => sum + weight * weight, 0));
  return weights.map((weight) => weight / norm);
}
