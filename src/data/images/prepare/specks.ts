/** Dirt: small pieces of ink beside what is written. */
import type { Ink } from './ink.js';

/** Pieces with less than this share of the ink of the largest one are dirt; the bar of a 5 has a tenth. */
const DIRT = 0.03;
/** Written is what has at least this share of the picture's pixels, and at least so many of them. */
const LEAST_SHARE = 1 / 10_000;
const LEAST_PIXELS = 3;

interface Piece {
  pixels: number;
  ink: number;
}

/** The same ink without dirt; undefined where nothing else is left. */
export function dropSpecks(ink: Ink): Ink | undefined {
  const { pieces, numbers } = findPieces(ink);
  const most = pieces.reduce((largest, piece) => Math.max(largest, piece.ink), 0);
  const enough = Math.max(LEAST_PIXELS, LEAST_SHARE * ink.pixels.length);
  const written = pieces.map((piece) => piece.ink >= DIRT * most);
  const area = pieces.reduce((sum, piece, i) => sum + (written[i] === true ? piece.pixels : 0), 0);
  if (area < enough || pieces.every((piece) => piece.pixels < LEAST_PIXELS)) return undefined;
  const pixels = ink.pixels.map((pixel, i) => (written[numbers[i] ?? 0] === true ? pixel : 0));
  return { ...ink, pixels };
}

/** The connected pieces, diagonals included, and the number of each pixel's piece (−1 where there is no ink). */
function findPieces({ height, width, pixels }: Ink): {
  readonly pieces: Piece[];
  readonly numbers: Int32Array;
} {
  const numbers = new Int32Array(pixels.length).fill(-1);
  const pieces: Piece[] = [];
  const waiting = new Int32Array(pixels.length);
  for (let start = 0; start < pixels.length; start++) {
    if (pixels[start] === 0 || numbers[start] !== -1) continue;
    const piece: Piece = { pixels: 0, ink: 0 };
    const number = pieces.push(piece) - 1;
    numbers[start] = number;
    waiting[0] = start;
    let size = 1;
    while (size > 0) {
      const at = waiting[--size] ?? 0;
      piece.pixels++;
      piece.ink += pixels[at] ?? 0;
      const [y, x] = [Math.floor(at / width), at % width];
      for (let row = Math.max(0, y - 1); row <= Math.min(height - 1, y + 1); row++) {
        for (let column = Math.max(0, x - 1); column <= Math.min(width - 1, x + 1); column++) {
          const near = row * width + column;
          if (pixels[near] === 0 || numbers[near] !== -1) continue;
          numbers[near] = number;
          waiting[size++] = near;
        }
      }
    }
  }
  return { pieces, numbers };
}
