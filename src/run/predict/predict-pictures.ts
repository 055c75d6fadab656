/** Pictures in, predictions out, in order and in pieces: the next pictures are decoded while the engine is at work. */
import { decodePng } from '../../data/images/decode/png.js';
import { type PrepareOptions, prepareImage } from '../../data/images/prepare/prepare-image.js';
import { fail, type Outcome, succeed } from '../../util/outcome.js';
import type { Classifier } from './classifier.js';
import { type Found, splitPictures } from './picture-files.js';

export interface Prediction {
  readonly name: string;
  /** In the order of the model's classes. */
  readonly probabilities: Float32Array;
}

/** A picture's prediction, or why there is none. */
export type Predicted = Outcome<Prediction>;

/** Images of a call to the engine: enough to keep it busy, few enough to be seen soon. */
export const CHUNK_IMAGES = 512;

interface Prepared {
  readonly name: string;
  readonly image: Uint8Array;
}

export interface PredictOptions {
  readonly stdin: AsyncIterable<Uint8Array>;
  readonly signal: AbortSignal;
}

/**
 * Predicts the pictures in their order, a piece of them at a time; one that cannot be read does not hold up the others.
 * After an abort no further piece comes.
 */
export async function* predictPictures(
  classifier: Classifier,
  found: Found,
  options: PredictOptions,
): AsyncGenerator<readonly Predicted[]> {
  const { fit } = classifier.trained;
  const prepare: PrepareOptions = {
    size: classifier.size,
    ...(fit === null ? {} : { box: [fit.box, fit.box] as const }),
  };
  const chunks = inChunks(readAll(found, options, prepare), CHUNK_IMAGES);
  let next = chunks.next();
  for (;;) {
    const { done, value: chunk } = await next;
    if (done === true || options.signal.aborted) return;
    const images = chunk.flatMap((prepared) => (prepared.ok ? [prepared.value.image] : []));
    const answers = images.length === 0 ? Promise.resolve([]) : classifier.classify(images);
    next = chunks.next();
    const rows = (await answers)[Symbol.iterator]();
    yield chunk.map((prepared) =>
      prepared.ok
        ? succeed({ name: prepared.value.name, probabilities: rows.next().value ?? new Float32Array() })
        : prepared,
    );
  }
}

async function* readAll(
  found: Found,
  { stdin, signal }: PredictOptions,
  options: PrepareOptions,
): AsyncGenerator<Outcome<Prepared>> {
  for (const entry of found) {
    if (signal.aborted) return;
    if (!entry.ok) yield entry;
    else if (entry.value === 'standard input') {
      try {
        for await (const { name, bytes } of splitPictures(stdin)) yield prepareBytes(name, bytes, options);
      } catch (error) {
        // Whoever interrupts closes the stream as well.
        if (!signal.aborted) throw error;
      }
    } else {
      yield prepareBytes(entry.value.name, await entry.value.bytes(), options);
    }
  }
}

function prepareBytes(name: string, bytes: Outcome<Uint8Array>, options: PrepareOptions): Outcome<Prepared> {
  if (!bytes.ok) return bytes;
  const raster = decodePng(bytes.value);
  const shown = /^-(:|$)/.test(name) ? name.replace('-', 'standard input') : name;
  if (!raster.ok) {
    const { reason, advice } = raster.failure;
    return fail({ kind: 'data', message: `${shown} ${reason}`, advice });
  }
  const image = prepareImage(raster.value, options);
  if (image !== undefined) return succeed({ name, image });
  return fail({
    kind: 'data',
    message: `${shown} is blank: no ink stands out from its paper`,
    advice: 'give a picture with something written on it',
  });
}

async function* inChunks<T>(items: AsyncIterable<T>, size: number): AsyncGenerator<readonly T[]> {
  let chunk: T[] = [];
  for await (const item of items) {
    if (chunk.push(item) < size) continue;
    yield chunk;
    chunk = [];
  }
  if (chunk.length > 0) yield chunk;
}
