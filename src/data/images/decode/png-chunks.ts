/** The chunks of a PNG file (ISO/IEC 15948, clause 5): where they are, and whether their checksums hold. */
import { fail, type Outcome, succeed } from '../../../util/outcome.js';
import { crc32 } from '../../crc32.js';

/** Why some bytes are no picture, and what to do about it. */
export interface PictureProblem {
  /** What follows the file's name: `is truncated: …`. */
  readonly reason: string;
  readonly advice: string;
}

export interface Chunk {
  readonly type: string;
  readonly data: Uint8Array;
}

export const SIGNATURE: readonly number[] = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const EXPORT_AGAIN = 'copy it or export it again';

/** Length, type and checksum. */
const FRAME_BYTES = 12;

export function hasSignature(bytes: Uint8Array): boolean {
  return SIGNATURE.every((byte, i) => bytes[i] === byte);
}

export function damaged(reason: string): { readonly ok: false; readonly failure: PictureProblem } {
  return fail({ reason: `is damaged: ${reason}`, advice: EXPORT_AGAIN });
}

/** All chunks up to IEND; what comes after that is none of the picture's. The bytes begin with the signature. */
export function readChunks(bytes: Uint8Array): Outcome<readonly Chunk[], PictureProblem> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const chunks: Chunk[] = [];
  let at = SIGNATURE.length;
  for (;;) {
    if (at + FRAME_BYTES > bytes.length) return truncated(chunks.at(-1)?.type);
    const length = view.getUint32(at);
    const type = chunkType(bytes, at + 4);
    if (!/^[A-Za-z]{4}$/.test(type)) return damaged(`there is no chunk where one should begin (byte ${at})`);
    const end = at + FRAME_BYTES + length;
    if (end > bytes.length) return truncated(type);
    if (crc32(bytes, at + 4, end - 4) !== view.getUint32(end - 4))
      return damaged(`its chunk ${type} has a wrong checksum`);
    chunks.push({ type, data: bytes.subarray(at + 8, end - 4) });
    if (type === 'IEND') return succeed(chunks);
    at = end;
  }
}

/**
 * Where the PNG that begins with these bytes ends; undefined when more bytes are needed to tell. Checksums are not looked
 * at.
 */
export function endOfPng(bytes: Uint8Array): number | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = SIGNATURE.length;
  while (at + FRAME_BYTES <= bytes.length) {
    const end = at + FRAME_BYTES + view.getUint32(at);
    if (chunkType(bytes, at + 4) === 'IEND') return end <= bytes.length ? end : undefined;
    at = end;
  }
  return undefined;
}

function chunkType(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + 4));
}

function truncated(type: string | undefined): Outcome<never, PictureProblem> {
  const where = type === undefined ? 'after its signature' : `in or after its chunk ${type}`;
  return fail({ reason: `is truncated: it ends ${where}`, advice: EXPORT_AGAIN });
}
