/** What the readers of text formats have in common: rows of pixels that become an image set. */
import type { Failure } from '../../util/outcome.js';
import type { ImageSet } from '../dataset.js';

/** Something is wrong with a line of a file. */
export function wrongLine(file: string, line: number, what: string, advice?: string): Failure {
  return { kind: 'data', message: `${file}:${line}: ${what}`, ...(advice !== undefined && { advice }) };
}

/** Grey images that come one after the other. */
export class ImageList {
  readonly #height: number;
  readonly #width: number;
  readonly #rows: Uint8Array[] = [];
  readonly #labels: number[] = [];

  constructor(height: number, width: number) {
    this.#height = height;
    this.#width = width;
  }

  get count(): number {
    return this.#rows.length;
  }

  add(pixels: Uint8Array, label: number): void {
    this.#rows.push(pixels);
    this.#labels.push(label);
  }

  /** Those images whose index is chosen, in order. */
  select(isChosen: (index: number) => boolean = () => true): ImageSet {
    const size = this.#height * this.#width;
    const chosen = [...this.#rows.keys()].filter(isChosen);
    const pixels = new Uint8Array(chosen.length * size);
    for (const [i, index] of chosen.entries()) pixels.set(this.#rows[index] ?? [], i * size);
    const labels = Uint8Array.from(chosen, (index) => this.#labels[index] ?? 0);
    return { count: chosen.length, height: this.#height, width: this.#width, channels: 1, pixels, labels };
  }
}
