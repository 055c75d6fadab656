/** NumPy's NPZ files as images: `x_train`, `y_train`, and `x_test`, `y_test` where there is a test set. */
import { type Failure, fail, type Outcome, succeed } from '../../util/outcome.js';
import { luminance } from '../images/grey.js';
import type { LabelledImages } from './labelled-images.js';
import { describeOdd, Levels, type PixelRange, RANGE_ADVICE } from './levels.js';
import { type NpyArray, readNpyHeader, readNpyValues } from './npy.js';
import { readZipEntries } from './zip-entries.js';

export interface NpzOptions {
  readonly channels: 1 | 3;
  readonly range: PixelRange | null;
}

export interface NpzImages {
  readonly train: LabelledImages;
  readonly test?: LabelledImages;
}

const NAMES = ['x_train', 'y_train', 'x_test', 'y_test'] as const;

/** Reads the arrays of a file. Failures of kind `data` name the file and the array. */
export async function readNpz(file: string, options: NpzOptions): Promise<Outcome<NpzImages>> {
  const entries = await readZipEntries(file, new Set(NAMES.map((name) => `${name}.npy`)));
  if (!entries.ok) return entries;
  const arrays = new Map<string, NpyArray>();
  for (const [name, bytes] of entries.value.files) {
    const array = readArray(bytes);
    if (!array.ok) return fail(wrongArray(file, name.replace('.npy', ''), array.failure));
    arrays.set(name.replace('.npy', ''), array.value);
  }
  const has = entries.value.names.map((name) => name.replace(/\.npy$/, '')).join(', ') || 'nothing';
  const missing = NAMES.filter((name) => !arrays.has(name));
  const [first] = missing.filter((name) => name.endsWith('_train') || missing.length === 1);
  if (first !== undefined) {
    const advice =
      'write it with numpy.savez(file, x_train=…, y_train=…, x_test=…, y_test=…), or without a test set';
    return fail({
      kind: 'data',
      message: `${file}: there is no array ${first} in it; it has ${has}`,
      advice,
    });
  }
  const train = imagesOf(file, 'train', arrays, options);
  if (!train.ok || missing.length > 0) return train.ok ? succeed({ train: train.value }) : train;
  const test = imagesOf(file, 'test', arrays, { ...options, range: train.value.range });
  return test.ok ? succeed({ train: train.value, test: test.value }) : test;
}

function readArray(bytes: Uint8Array): Outcome<NpyArray, string> {
  const header = readNpyHeader(bytes);
  return header.ok ? readNpyValues(header.value, bytes) : header;
}

function imagesOf(
  file: string,
  set: 'train' | 'test',
  arrays: ReadonlyMap<string, NpyArray>,
  options: NpzOptions,
): Outcome<LabelledImages & { readonly range: PixelRange }> {
  const [x, y] = [arrays.get(`x_${set}`), arrays.get(`y_${set}`)];
  if (x === undefined || y === undefined) throw new Error('an array that was there is gone');
  const labels = labelsOf(y);
  if (!labels.ok) return fail(wrongArray(file, `y_${set}`, labels.failure));
  const shape = shapeOf(x.shape);
  if (!shape.ok) return fail(wrongArray(file, `x_${set}`, shape.failure));
  const { count, height, width, channels } = shape.value;
  if (count !== labels.value.length) {
    const message = `${file}: ${count} images in x_${set}, but ${labels.value.length} labels in y_${set}`;
    return fail({ kind: 'data', message, advice: 'give one label for each image' });
  }
  const levels = new Levels(options.range);
  const size = height * width * channels;
  for (let i = 0; i < count; i++) {
    const odd = levels.add(x.values.subarray(i * size, (i + 1) * size));
    if (odd === undefined) continue;
    return fail({
      ...wrongArray(file, `x_${set}[${i}]`, `has a pixel of ${describeOdd(odd)}`),
      advice: RANGE_ADVICE,
    });
  }
  const pixels = withChannels(levels.finish(), channels, options.channels);
  return succeed({
    height,
    width,
    channels: options.channels,
    pixels,
    labels: labels.value,
    range: levels.range,
    placeOf: (index) => `${file}: y_${set}[${index}]`,
  });
}

function labelsOf({ shape, type, values }: NpyArray): Outcome<readonly string[], string> {
  const isColumn = shape.length === 1 || (shape.length === 2 && shape[1] === 1);
  if (!isColumn) return fail(`has the shape (${shape.join(', ')}), not one label for each image`);
  if (type.kind !== 'int' && type.kind !== 'uint') return fail('does not hold whole numbers');
  return succeed(Array.from(values, String));
}

interface ImageShape {
  readonly count: number;
  readonly height: number;
  readonly width: number;
  readonly channels: 1 | 3;
}

function shapeOf(shape: readonly number[]): Outcome<ImageShape, string> {
  const [count = 0, second = 0, third = 0, fourth = 1] = shape;
  const side = Math.sqrt(second);
  if (shape.length === 2 && Number.isInteger(side) && side > 0 && count > 0)
    return succeed({ count, height: side, width: side, channels: 1 });
  const isImages = shape.length === 3 || (shape.length === 4 && (fourth === 1 || fourth === 3));
  if (isImages && count > 0 && second > 0 && third > 0)
    return succeed({ count, height: second, width: third, channels: fourth === 3 ? 3 : 1 });
  return fail(
    `has the shape (${shape.join(', ')}), which is neither images × height × width (× 1 or 3 channels) nor images × pixels of squares`,
  );
}

/** Grey from colour, and colour from grey. */
function withChannels(pixels: Uint8Array, has: 1 | 3, wanted: 1 | 3): Uint8Array {
  if (has === wanted) return pixels;
  const count = pixels.length / has;
  const result = new Uint8Array(count * wanted);
  for (let i = 0; i < count; i++) {
    if (wanted === 3) result.fill(pixels[i] ?? 0, 3 * i, 3 * i + 3);
    else result[i] = luminance(pixels[3 * i] ?? 0, pixels[3 * i + 1] ?? 0, pixels[3 * i + 2] ?? 0);
  }
  return result;
}

function wrongArray(file: string, name: string, what: string): Failure {
  return { kind: 'data', message: `${file}: ${name} ${what}`, advice: 'write it again as plain numbers' };
}
