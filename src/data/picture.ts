/** An image to show, 8-bit grey or RGB, 0 = background. */
export interface Picture {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** height × width × channels, row-major. */
  readonly pixels: Uint8Array;
}
