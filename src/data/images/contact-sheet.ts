import type { Picture } from '../picture.js';
import { glyphHasInk, glyphHeight, glyphWidth } from './glyphs.js';
import { pictureToPng } from './png.js';

/** How a contact sheet looks. Lengths are in the sheet's pixels. */
export interface ContactSheetOptions {
  /** Side of the square that each pixel of a picture becomes. */
  readonly scale: number;
  /** Between pictures; twice as much is left around the sheet. */
  readonly gap: number;
  /** One text a row, written to its left in capitals. */
  readonly labels?: readonly string[];
  /** `white` (the default) draws grey pictures as dark ink on white paper, `black` as they are; colour stays as it is. */
  readonly paper?: 'white' | 'black';
}

/**
 * Draws rows of pictures on one sheet, each in the middle of its cell: rows and columns are as large as their largest picture.
 *
 * @returns the bytes of a PNG file, grey if all of the pictures are; the same on every machine
 */
export function contactSheet(
  rows: readonly (readonly Picture[])[],
  options: ContactSheetOptions,
): Uint8Array {
  const { scale, gap, labels = [] } = options;
  const white = (options.paper ?? 'white') === 'white';
  const pictures = rows.flat();
  const columns = Math.max(0, ...rows.map((row) => row.length));
  const columnWidths = Array.from({ length: columns }, (_, c) =>
    Math.max(...rows.map((row) => (row[c]?.width ?? 0) * scale)),
  );
  const textScale = Math.max(1, Math.round(scale * 0.75));
  const rowHeights = rows.map((row, r) =>
    Math.max(labels[r] ? glyphHeight * textScale : 0, ...row.map((picture) => picture.height * scale)),
  );
  const labelWidth = Math.max(0, ...labels.slice(0, rows.length).map((text) => textWidth(text, textScale)));
  const margin = 2 * gap;
  const firstColumn = margin + (labelWidth > 0 ? labelWidth + margin : 0);
  const sheet = new Sheet(
    Math.max(1, margin * 2 + total(rowHeights, gap)),
    Math.max(1, firstColumn + total(columnWidths, gap) + margin),
    pictures.some(({ channels }) => channels === 3) ? 3 : 1,
    white,
  );
  let top = margin;
  for (const [r, row] of rows.entries()) {
    const height = rowHeights[r] ?? 0;
    const label = labels[r] ?? '';
    const textTop = top + Math.floor((height - glyphHeight * textScale) / 2);
    sheet.write(label, textTop, margin + labelWidth - textWidth(label, textScale), textScale);
    let left = firstColumn;
    for (const [c, picture] of row.entries()) {
      const width = columnWidths[c] ?? 0;
      const down = Math.floor((height - picture.height * scale) / 2);
      const right = Math.floor((width - picture.width * scale) / 2);
      sheet.draw(picture, top + down, left + right, scale);
      left += width + gap;
    }
    top += height + gap;
  }
  return pictureToPng(sheet);
}

/** The sum of lengths with `gap` between them. */
function total(lengths: readonly number[], gap: number): number {
  return lengths.reduce((sum, length) => sum + length, 0) + Math.max(0, lengths.length - 1) * gap;
}

function textWidth(text: string, scale: number): number {
  const { length } = [...text];
  return length === 0 ? 0 : (length * (glyphWidth + 1) - 1) * scale;
}

/** A picture that is being drawn. */
class Sheet implements Picture {
  readonly height: number;
  readonly width: number;
  readonly channels: 1 | 3;
  readonly pixels: Uint8Array;
  readonly #white: boolean;

  constructor(height: number, width: number, channels: 1 | 3, white: boolean) {
    this.height = height;
    this.width = width;
    this.channels = channels;
    this.#white = white;
    this.pixels = new Uint8Array(height * width * channels).fill(white ? 255 : 0);
  }

  draw({ height, width, channels, pixels }: Picture, top: number, left: number, scale: number): void {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const place = (y * width + x) * channels;
        if (channels === 3) {
          this.#square(top + y * scale, left + x * scale, scale, (k) => pixels[place + k] ?? 0);
        } else {
          const value = pixels[place] ?? 0;
          this.#square(top + y * scale, left + x * scale, scale, () => (this.#white ? 255 - value : value));
        }
      }
    }
  }

  write(text: string, top: number, left: number, scale: number): void {
    const ink = this.#white ? 96 : 160;
    for (const [i, character] of [...text].entries()) {
      const start = left + i * (glyphWidth + 1) * scale;
      for (let y = 0; y < glyphHeight; y++) {
        for (let x = 0; x < glyphWidth; x++) {
          if (!glyphHasInk(character, y, x)) continue;
          this.#square(top + y * scale, start + x * scale, scale, () => ink);
        }
      }
    }
  }

  #square(top: number, left: number, side: number, valueAt: (channel: number) => number): void {
    for (let k = 0; k < this.channels; k++) {
      const value = valueAt(k);
      for (let y = top; y < top + side; y++) {
        for (let x = left; x < left + side; x++)
          this.pixels[(y * this.width + x) * this.channels + k] = value;
      }
    }
  }
}
