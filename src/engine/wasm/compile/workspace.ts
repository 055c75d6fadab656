/** A place in a thread's work memory, used by some of a program's operations. */
export interface Buffer {
  readonly bytesPerImage: number;
  /** Bytes behind the last image that may be read or written: the kernels' last vectors and tiles reach over the end. */
  readonly slack: number;
}

/** One operation: its kind, the buffers it touches, and its fields once those have places. */
export interface Operation {
  readonly kind: number;
  readonly buffers: readonly Buffer[];
  readonly fields: (at: (buffer: Buffer) => number) => readonly number[];
}

export interface PlacedProgram {
  /** The operations as 32-bit words. */
  readonly words: Int32Array;
  /** Size of the work memory. */
  readonly bytes: number;
}

const ALIGNMENT = 64;

/**
 * Gives every buffer a place such that no two that are in use at the same time overlap: largest first, each at the lowest
 * free offset. A buffer is in use from the first operation that touches it to the last.
 *
 * @param images images that a chunk holds
 */
export function placeProgram(operations: readonly Operation[], images: number): PlacedProgram {
  const lifetimes = new Map<Buffer, { first: number; last: number }>();
  for (const [index, { buffers }] of operations.entries()) {
    for (const buffer of buffers) {
      const lifetime = lifetimes.get(buffer);
      if (lifetime === undefined) lifetimes.set(buffer, { first: index, last: index });
      else lifetime.last = index;
    }
  }
  const sizeOf = (buffer: Buffer) => align(buffer.bytesPerImage * images + buffer.slack);
  const placed: { first: number; last: number; start: number; end: number }[] = [];
  const places = new Map<Buffer, number>();
  let bytes = 0;
  for (const [buffer, { first, last }] of [...lifetimes].sort(([a], [b]) => sizeOf(b) - sizeOf(a))) {
    const size = sizeOf(buffer);
    const neighbours = placed.filter((other) => other.first <= last && first <= other.last);
    let start = 0;
    for (const other of neighbours.sort((a, b) => a.start - b.start)) {
      if (other.start >= start + size) break;
      start = Math.max(start, other.end);
    }
    placed.push({ first, last, start, end: start + size });
    places.set(buffer, start);
    bytes = Math.max(bytes, start + size);
  }
  const at = (buffer: Buffer): number => {
    const place = places.get(buffer);
    if (place === undefined) throw new Error('an operation uses a buffer that it did not name');
    return place;
  };
  return { words: encode(operations, at), bytes };
}

function encode(operations: readonly Operation[], at: (buffer: Buffer) => number): Int32Array {
  const words: number[] = [];
  for (const { kind, fields } of operations) {
    const values = fields(at);
    words.push(kind, values.length + 2, ...values);
  }
  return Int32Array.from(words);
}

/** Rounds bytes up to a cache line. */
export function align(bytes: number): number {
  return Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
}

/** A float32's bits, for a field of an operation. */
export function floatBits(value: number): number {
  return new Int32Array(Float32Array.of(value).buffer)[0] ?? 0;
}
