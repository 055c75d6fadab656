/** The rows of a PNG: filters undone (ISO/IEC 15948, clause 9), samples unpacked. */

/**
 * Undoes a row's filter in place.
 *
 * @param filter 0 none, 1 sub, 2 up, 3 average, 4 Paeth
 * @param above the row before, as it came out; zeros for the first one
 * @param pixelBytes distance of the byte to the left that a filter looks at
 */
export function unfilterRow(filter: number, line: Uint8Array, above: Uint8Array, pixelBytes: number): void {
  const { length } = line;
  switch (filter) {
    case 1:
      for (let i = pixelBytes; i < length; i++) line[i] = (line[i] ?? 0) + (line[i - pixelBytes] ?? 0);
      return;
    case 2:
      for (let i = 0; i < length; i++) line[i] = (line[i] ?? 0) + (above[i] ?? 0);
      return;
    case 3:
      for (let i = 0; i < length; i++) {
        const left = i < pixelBytes ? 0 : (line[i - pixelBytes] ?? 0);
        line[i] = (line[i] ?? 0) + ((left + (above[i] ?? 0)) >> 1);
      }
      return;
    case 4:
      for (let i = 0; i < length; i++) {
        const first = i < pixelBytes;
        const left = first ? 0 : (line[i - pixelBytes] ?? 0);
        const corner = first ? 0 : (above[i - pixelBytes] ?? 0);
        line[i] = (line[i] ?? 0) + paeth(left, above[i] ?? 0, corner);
      }
      return;
  }
}

function paeth(left: number, up: number, corner: number): number {
  const estimate = left + up - corner;
  const toLeft = Math.abs(estimate - left);
  const toUp = Math.abs(estimate - up);
  const toCorner = Math.abs(estimate - corner);
  if (toLeft <= toUp && toLeft <= toCorner) return left;
  return toUp <= toCorner ? up : corner;
}

/** A row's samples, 0 to 2^depth − 1; 8-bit rows are their samples, others are unpacked into `target`. */
export function unpackSamples(
  line: Uint8Array,
  depth: number,
  target: Uint16Array,
): Uint8Array | Uint16Array {
  if (depth === 8) return line;
  const { length } = target;
  if (depth === 16) {
    for (let i = 0; i < length; i++) target[i] = (line[2 * i] ?? 0) * 256 + (line[2 * i + 1] ?? 0);
    return target;
  }
  const mask = 2 ** depth - 1;
  const inByte = 8 / depth;
  for (let i = 0; i < length; i++) {
    const shift = 8 - depth * ((i % inByte) + 1);
    target[i] = ((line[Math.floor(i / inByte)] ?? 0) >> shift) & mask;
  }
  return target;
}
