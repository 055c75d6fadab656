/** Images of one size with one label each. Pixels stay 8-bit in memory; the engine scales them as it reads them. */
export interface ImageSet {
  readonly count: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** count × height × width × channels, row-major, 0 = background. */
  readonly pixels: Uint8Array;
  /** count class numbers, 0-based. */
  readonly labels: Uint8Array;
}

/** A data set as it was published: a training set and a test set. */
export interface Dataset {
  readonly name: string;
  /** One name for each class, by class number. */
  readonly classes: readonly string[];
  readonly train: ImageSet;
  readonly test: ImageSet;
}
