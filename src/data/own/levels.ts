/** Pixel values as a user has them, 0 to 255 or 0 to 1 or in a range of their own, as 8-bit grey levels. */

/** The values of paper and of full ink. */
export type PixelRange = readonly [paper: number, ink: number];

const UNIT: PixelRange = [0, 1];
const BYTES: PixelRange = [0, 255];

/** A value outside the range. */
export interface OddValue {
  /** Its position in the image. */
  readonly position: number;
  readonly value: number;
  readonly range: PixelRange;
}

/**
 * Collects the images of a set. Where no range is given the set decides: 0 to 1 where nothing in it is above 1, else 0 to
 * 255; both readings are kept until that is known.
 */
export class Levels {
  readonly #range: PixelRange | undefined;
  readonly #images: Uint8Array[] = [];
  readonly #asUnit: Uint8Array[] = [];
  #mayBeUnit: boolean;

  constructor(range: PixelRange | null) {
    this.#range = range ?? undefined;
    this.#mayBeUnit = range === null;
  }

  /** Adds an image; nothing is added where a value of it is outside the range. */
  add(values: ArrayLike<number>): OddValue | undefined {
    const range = this.#range ?? BYTES;
    if (this.#mayBeUnit && isAbove(values, 1)) {
      this.#mayBeUnit = false;
      this.#asUnit.length = 0;
    }
    const image = new Uint8Array(values.length);
    const odd = toLevels(values, range, image);
    if (odd !== undefined) return odd;
    this.#images.push(image);
    if (!this.#mayBeUnit) return undefined;
    const asUnit = new Uint8Array(values.length);
    toLevels(values, UNIT, asUnit);
    this.#asUnit.push(asUnit);
    return undefined;
  }

  /** The range that the set has turned out to have: for its test set. */
  get range(): PixelRange {
    return this.#range ?? (this.#mayBeUnit ? UNIT : BYTES);
  }

  /** The images, one after the other. */
  finish(): Uint8Array {
    const images = this.#mayBeUnit ? this.#asUnit : this.#images;
    const size = images[0]?.length ?? 0;
    const pixels = new Uint8Array(images.length * size);
    for (const [i, image] of images.entries()) pixels.set(image, i * size);
    return pixels;
  }
}

function isAbove(values: ArrayLike<number>, limit: number): boolean {
  for (let i = 0; i < values.length; i++) if ((values[i] ?? 0) > limit) return true;
  return false;
}

function toLevels(values: ArrayLike<number>, range: PixelRange, target: Uint8Array): OddValue | undefined {
  const [paper, ink] = range;
  const scale = 255 / (ink - paper);
  for (let i = 0; i < target.length; i++) {
    const value = values[i] ?? Number.NaN;
    const level = (value - paper) * scale;
    if (!(level >= 0 && level <= 255)) return { position: i, value, range };
    target[i] = Math.round(level);
  }
  return undefined;
}

/** What is wrong with a value, in words. */
export function describeOdd({ value, range }: OddValue): string {
  return `${value}, but pixels go from ${range[0]} to ${range[1]}`;
}

export const RANGE_ADVICE = 'if that is right, say so with range, as in "range: [0, 16]"';
