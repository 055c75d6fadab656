/** Data of the user's own, of whatever kind, as a data set. */
import { nameOf } from '../../spec/dataset-name.js';
import { fail, type Outcome, succeed } from '../../util/outcome.js';
import type { Dataset, ImageSet } from '../dataset.js';
import { isDarkOnLight } from '../images/fit.js';
import { transposeImages } from '../images/transpose.js';
import type { ReadOptions } from '../read-published.js';
import { splitDataset } from '../split.js';
import type { LabelledImages } from './labelled-images.js';
import { classesOf, numbersOf } from './labels.js';
import { listSets } from './list-folder.js';
import { readCsv } from './read-csv.js';
import { readFolder } from './read-folder.js';
import { readNpz } from './read-npz.js';
import { readOwnIdx } from './read-own-idx.js';
import { type KindOfSource, type OwnSource, optionsOf, placeOfSource, withAdvice } from './source.js';

export interface OwnOptions extends ReadOptions {
  /** Pictures read so far. */
  readonly onPictures?: (done: number, total: number) => void;
}

export interface OwnDataset extends Dataset {
  /** Why the images have to be fitted into one size, where they have to. */
  readonly needsFit?: string;
}

/** A training set, and a test set or how much of the training set is to be one. */
interface Halves {
  readonly train: LabelledImages & { readonly needsFit?: string };
  readonly test: (LabelledImages & { readonly needsFit?: string }) | number;
}

/**
 * Reads data of the user's own. What has no test set gives up a part of its training set, stratified by class.
 *
 * Failures: kind `data` for files that are missing or wrong, named with the line where there are lines; `spec` for a test
 * share that leaves nothing to train on; `interrupted`.
 */
export async function readOwn(source: OwnSource, options: OwnOptions): Promise<Outcome<OwnDataset>> {
  const halves = await readHalves(source, options);
  if (!halves.ok) return fail(withAdvice(halves.failure));
  const { train, test } = halves.value;
  const kind = Object.keys(source)[0] as KindOfSource;
  const { invert, seed, transposed } = optionsOf(source);
  const classes = classesOf(train.labels, placeOfSource(source));
  if (!classes.ok) return classes;
  const trainSet = imageSet(train, classes.value);
  if (!trainSet.ok) return trainSet;
  const isDark = invert === 'auto' ? train.channels === 1 && isDarkOnLight(trainSet.value) : invert;
  const finish = (set: ImageSet): ImageSet => {
    const upright = transposed ? transposeImages(set) : set;
    return isDark ? { ...upright, pixels: upright.pixels.map((pixel) => 255 - pixel) } : upright;
  };
  const own = { name: nameOf(source), classes: classes.value };
  if (typeof test === 'number') {
    const split = splitDataset({
      labels: trainSet.value.labels,
      classes: classes.value.length,
      validation: test,
      seed,
      for: {
        setting: `load.dataset.${kind}.test`,
        purpose: 'test split',
        advice: 'give a smaller share, or a test set of its own',
      },
    });
    if (!split.ok) return split;
    const whole = finish(trainSet.value);
    return succeed({
      ...own,
      ...needsFitOf(train.needsFit),
      train: select(whole, split.value.train),
      test: select(whole, split.value.validation),
    });
  }
  const testSet = imageSet(test, classes.value);
  if (!testSet.ok) return testSet;
  const differs = sizeDifference(source, train, test);
  const needsFit = train.needsFit ?? test.needsFit ?? differs;
  if (differs !== undefined && kind !== 'folder')
    return fail({
      kind: 'data',
      message: differs,
      advice: 'give test images of the size of the training images',
    });
  return succeed({
    ...own,
    ...needsFitOf(needsFit),
    train: finish(trainSet.value),
    test: finish(testSet.value),
  });
}

async function readHalves(source: OwnSource, options: OwnOptions): Promise<Outcome<Halves>> {
  if ('csv' in source) {
    const { train, test, ...csv } = source.csv;
    const trainSet = await readCsv(train, csv, options);
    if (!trainSet.ok) return trainSet;
    if (typeof test === 'number') return succeed({ train: trainSet.value, test });
    const testSet = await readCsv(test, { ...csv, range: trainSet.value.range }, options);
    return testSet.ok ? succeed({ train: trainSet.value, test: testSet.value }) : testSet;
  }
  if ('npz' in source) {
    const { train, test, ...npz } = source.npz;
    const read = await readNpz(train, npz);
    return read.ok ? succeed({ train: read.value.train, test: read.value.test ?? test }) : read;
  }
  if ('idx' in source) {
    const { train, test } = source.idx;
    const trainSet = await readOwnIdx(train, options);
    if (!trainSet.ok) return trainSet;
    if (typeof test === 'number') return succeed({ train: trainSet.value, test });
    const testSet = await readOwnIdx(test, options);
    return testSet.ok ? succeed({ train: trainSet.value, test: testSet.value }) : testSet;
  }
  return readFolders(source.folder, options);
}

async function readFolders(
  { train, test, channels }: Extract<OwnSource, { readonly folder: unknown }>['folder'],
  { onPictures, signal }: OwnOptions,
): Promise<Outcome<Halves>> {
  const reading = { channels, ...(signal && { signal }), ...(onPictures && { onProgress: onPictures }) };
  const listed = listSets(train, test);
  if (!listed.ok) return listed;
  const trainSet = await readFolder(listed.value.train, reading);
  if (!trainSet.ok) return trainSet;
  const testClasses = listed.value.test;
  if (typeof testClasses === 'number') return succeed({ train: trainSet.value, test: testClasses });
  const testSet = await readFolder(testClasses, reading);
  return testSet.ok ? succeed({ train: trainSet.value, test: testSet.value }) : testSet;
}

function imageSet(images: LabelledImages, classes: readonly string[]): Outcome<ImageSet> {
  const labels = numbersOf(images.labels, classes);
  if (!labels.ok) {
    const { position, label } = labels.failure;
    return fail({
      kind: 'data',
      message: `${images.placeOf(position)}: no training image has the label ${JSON.stringify(label)}`,
      advice: 'mend the label, or add images of that class to the training set',
    });
  }
  const { height, width, channels, pixels } = images;
  return succeed({ count: images.labels.length, height, width, channels, pixels, labels: labels.value });
}

function select(set: ImageSet, indices: Uint32Array): ImageSet {
  const size = set.height * set.width * set.channels;
  const pixels = new Uint8Array(indices.length * size);
  for (const [i, index] of indices.entries()) {
    pixels.set(set.pixels.subarray(index * size, (index + 1) * size), i * size);
  }
  const labels = Uint8Array.from(indices, (index) => set.labels[index] ?? 0);
  return { ...set, count: indices.length, pixels, labels };
}

function sizeDifference(source: OwnSource, train: LabelledImages, test: LabelledImages): string | undefined {
  if (train.height === test.height && train.width === test.width) return undefined;
  const size = ({ width, height }: LabelledImages): string => `${width}×${height} pixels`;
  return `${placeOfSource(source)}: its training images have ${size(train)}, its test images ${size(test)}`;
}

function needsFitOf(needsFit: string | undefined): { readonly needsFit?: string } {
  return needsFit === undefined ? {} : { needsFit };
}
