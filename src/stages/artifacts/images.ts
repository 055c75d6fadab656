/** How image sets lie in artifacts: read by every stage that looks at pixels. */
import type { ImageSet } from '../../data/dataset.js';
import type { JsonObject } from '../../util/json.js';
import { type Outcome, succeed } from '../../util/outcome.js';
import { type Artifact, blobHash, inputOf, type StageFailure, type StageRequest } from '../stage.js';

/** Which of the two published files of a data set. */
export type Half = 'train' | 'test';
export type Split = 'train' | 'validation' | 'test';

/** Size of the images and number of each half, as `load` or `normalize` has them in its meta. */
export interface ImageMeta extends JsonObject {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly counts: { readonly train: number; readonly test: number };
}

/** The load stage's meta. */
export interface LoadMeta extends ImageMeta {
  readonly dataset: string;
  readonly classes: readonly string[];
  readonly splits: { readonly train: number; readonly validation: number; readonly test: number };
}

/** The normalize stage's meta: `images` is there when the stage changed the pixels. */
export interface NormalizeMeta extends JsonObject {
  readonly pixelScale: { readonly scale: number; readonly offset: number };
  readonly images: ImageMeta | null;
}

export function loadMeta(request: StageRequest): LoadMeta {
  return inputOf(request, 'load').entry.meta as LoadMeta;
}

export function normalizeMeta(request: StageRequest): NormalizeMeta {
  return inputOf(request, 'normalize').entry.meta as NormalizeMeta;
}

/** The size of the images after normalization. */
export function imageMeta(request: StageRequest): ImageMeta {
  return normalizeMeta(request).images ?? loadMeta(request);
}

/** Hashes of what defines a half: its pixels after normalization and its labels. */
export function halfHashes(request: StageRequest, half: Half): Record<string, string> {
  return {
    [`${half}Pixels`]: blobHash(pixelArtifact(request), `${half}Pixels`),
    [`${half}Labels`]: blobHash(inputOf(request, 'load'), `${half}Labels`),
  };
}

/** Reads a half's images after normalization. */
export function readHalf(request: StageRequest, half: Half): Promise<Outcome<ImageSet, StageFailure>> {
  return readImages(request, half, pixelArtifact(request), imageMeta(request));
}

/** Reads a half's images as they were loaded. */
export function readLoadedHalf(request: StageRequest, half: Half): Promise<Outcome<ImageSet, StageFailure>> {
  return readImages(request, half, inputOf(request, 'load'), loadMeta(request));
}

async function readImages(
  request: StageRequest,
  half: Half,
  pixelsFrom: Artifact,
  { height, width, channels, counts }: ImageMeta,
): Promise<Outcome<ImageSet, StageFailure>> {
  const pixels = await pixelsFrom.read(`${half}Pixels`);
  if (!pixels.ok) return pixels;
  const labels = await inputOf(request, 'load').read(`${half}Labels`);
  if (!labels.ok) return labels;
  return succeed({
    count: counts[half],
    height,
    width,
    channels,
    pixels: pixels.value,
    labels: labels.value,
  });
}

/** Indices of a split's images in its half: all of the test file, and what `load` decided for the training file. */
export async function readIndices(
  request: StageRequest,
  split: Split,
): Promise<Outcome<Uint32Array, StageFailure>> {
  if (split === 'test')
    return succeed(Uint32Array.from({ length: loadMeta(request).counts.test }, (_, i) => i));
  const bytes = await inputOf(request, 'load').read(`${split}Indices`);
  return bytes.ok ? succeed(decodeIndices(bytes.value)) : bytes;
}

/** The half that a split's images are in. */
export function halfOf(split: Split): Half {
  return split === 'test' ? 'test' : 'train';
}

/** Little-endian 32-bit words, on every machine. */
export function encodeIndices(indices: Uint32Array): Uint8Array {
  const bytes = new Uint8Array(indices.length * 4);
  const view = new DataView(bytes.buffer);
  for (const [i, index] of indices.entries()) view.setUint32(i * 4, index, true);
  return bytes;
}

export function decodeIndices(bytes: Uint8Array): Uint32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Uint32Array.from({ length: bytes.byteLength / 4 }, (_, i) => view.getUint32(i * 4, true));
}

function pixelArtifact(request: StageRequest): Artifact {
  return inputOf(request, normalizeMeta(request).images === null ? 'load' : 'normalize');
}
