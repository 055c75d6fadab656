/** Images of one size with labels as the user wrote them, on the way to an image set. */
export interface LabelledImages {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** One image after the other, row-major. */
  readonly pixels: Uint8Array;
  /** One label for each image. */
  readonly labels: readonly string[];
  /** What a message calls an image: `digits.csv:17`. */
  readonly placeOf: (index: number) => string;
}
