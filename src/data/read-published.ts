/** The files of a published data set, located and whole, as image sets. */
import { type Failure, fail, type Outcome, succeed } from '../util/outcome.js';
import type {
  CatalogueEntry,
  Published,
  PublishedIdx,
  PublishedPair,
  PublishedText,
} from './catalogue/entry.js';
import { wrongContent } from './check-content.js';
import type { ImageSet } from './dataset.js';
import type { ContentOptions } from './gzip.js';
import { readIdxPair } from './idx.js';
import { transposeImages } from './images/transpose.js';
import { readLibsvm } from './text/libsvm.js';
import { readSemeion } from './text/semeion.js';

export interface ReadOptions extends ContentOptions {
  readonly onProgress?: (file: string, bytes: number, total: number) => void;
}

export interface TrainAndTest {
  readonly train: ImageSet;
  readonly test: ImageSet;
}

/**
 * Reads the files of an entry, each of which `files` has by its published name. Every failure of kind `data` says what to
 * do about it.
 */
export async function readPublished(
  entry: CatalogueEntry,
  content: Published,
  files: ReadonlyMap<string, string>,
  options: ReadOptions,
): Promise<Outcome<TrainAndTest>> {
  const read =
    content.kind === 'idx'
      ? await readBothPairs(entry, content, files, options)
      : await readText(entry, content, files, options);
  return read.ok ? read : fail(withRemedy(read.failure, entry, content));
}

async function readBothPairs(
  entry: CatalogueEntry,
  content: PublishedIdx,
  files: ReadonlyMap<string, string>,
  options: ReadOptions,
): Promise<Outcome<TrainAndTest>> {
  const test = await readPair(entry, content, content.test, files, options);
  if (!test.ok) return test;
  const train = await readPair(entry, content, content.train, files, options);
  return train.ok ? succeed({ train: train.value, test: test.value }) : train;
}

async function readPair(
  { classes, height, width }: CatalogueEntry,
  { firstLabel, labelColumns, transposed }: PublishedIdx,
  pair: PublishedPair,
  files: ReadonlyMap<string, string>,
  options: ReadOptions,
): Promise<Outcome<ImageSet>> {
  const paths = { images: files.get(pair.images.name) ?? '', labels: files.get(pair.labels.name) ?? '' };
  const read = await readIdxPair(paths, {
    ...options,
    classes: classes.length,
    expected: [pair.count, height, width],
    ...(pair.formerCount !== undefined && { formerCount: pair.formerCount }),
    ...(firstLabel !== undefined && { firstLabel }),
    ...(labelColumns !== undefined && { labelColumns }),
  });
  if (!read.ok) return read;
  for (const role of ['labels', 'images'] as const) {
    const file = read.value.read[role];
    const wrong = await wrongContent(paths[role], pair[role], file, file.sha256, options.signal);
    if (wrong !== undefined) return fail(wrong);
  }
  return succeed(transposed === true ? transposeImages(read.value.set) : read.value.set);
}

async function readText(
  { classes, height, width }: CatalogueEntry,
  { format, files: [trainFile, testFile], counts }: PublishedText,
  files: ReadonlyMap<string, string>,
  options: ReadOptions,
): Promise<Outcome<TrainAndTest>> {
  const train = files.get(trainFile.name) ?? '';
  if (format === 'semeion') {
    const read = await readSemeion(train, options);
    return read.ok
      ? countedText(train, read.value.train.count + read.value.test.count, counts, read.value)
      : read;
  }
  const shape = { height, width, classes: classes.length };
  const trainSet = await readLibsvm(train, shape, options);
  if (!trainSet.ok) return trainSet;
  const test = files.get(testFile?.name ?? '') ?? '';
  const testSet = await readLibsvm(test, shape, options);
  if (!testSet.ok) return testSet;
  const sets = { train: trainSet.value, test: testSet.value };
  if (sets.train.count !== counts.train) return fail(wrongCount(train, sets.train.count, counts.train));
  if (sets.test.count !== counts.test) return fail(wrongCount(test, sets.test.count, counts.test));
  return succeed(sets);
}

function countedText(
  file: string,
  count: number,
  { train, test }: PublishedText['counts'],
  sets: TrainAndTest,
): Outcome<TrainAndTest> {
  return count === train + test ? succeed(sets) : fail(wrongCount(file, count, train + test));
}

function wrongCount(file: string, count: number, wanted: number): Failure {
  return { kind: 'data', message: `${file}: ${count} images instead of ${wanted}` };
}

function withRemedy(failure: Failure, entry: CatalogueEntry, content: Published): Failure {
  if (failure.kind !== 'data' || failure.advice !== undefined) return failure;
  const { howToGet } = content;
  const advice =
    howToGet === undefined
      ? `remove it, "hwr-run data get ${entry.name}" fetches the published file`
      : `replace it: ${howToGet}`;
  return { ...failure, advice };
}
