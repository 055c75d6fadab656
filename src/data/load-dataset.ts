import { join } from 'node:path';
import type { JsonObject } from '../util/json.js';
import { type Failure, fail, type Outcome, succeed } from '../util/outcome.js';
import { findDataset } from './catalogue/catalogue.js';
import type { CatalogueEntry, DatasetSizes, PublishedIdx, PublishedPair } from './catalogue/entry.js';
import type { Dataset, ImageSet } from './dataset.js';
import { type DownloadProgress, type Patience, wrongChecksum } from './download.js';
import { getEntry } from './get-dataset.js';
import { readIdxPair } from './idx.js';
import {
  cachePlace,
  type DataPlaceOptions,
  dataPlaces,
  type LocatedDataset,
  locateDataset,
} from './resolve.js';
import { generateSynthetic } from './synthetic/generate.js';

/** What a data set's content depends on, beside its name. */
export interface DatasetParameters {
  /** Seed of a generated set; published sets do not depend on it. */
  readonly seed: number;
  /** Numbers of images of a generated set, where they differ from its catalogue entry's; published sets have their own. */
  readonly sizes?: DatasetSizes;
}

export type LoadProgress =
  | ({ readonly kind: 'download' } & DownloadProgress)
  /** Bytes of uncompressed content. */
  | { readonly kind: 'read'; readonly file: string; readonly bytes: number; readonly total: number }
  /** Images. */
  | { readonly kind: 'generate'; readonly done: number; readonly total: number };

export interface LoadOptions extends DataPlaceOptions, DatasetParameters {
  /** As HWR_OFFLINE=1: nothing is downloaded. */
  readonly offline?: boolean;
  readonly onProgress?: (progress: LoadProgress) => void;
  readonly signal?: AbortSignal;
  readonly patience?: Patience;
  /** What else could be done where the set is missing, in words. */
  readonly otherwise?: string;
}

/**
 * Loads a data set of the catalogue: from `--data-dir`, `HWR_DATA_DIR` or the user's cache folder, else by downloading
 * it into the cache folder; a generated set is made. Every file's content is checked against its published SHA-256.
 *
 * Failures: kind `spec` for an unknown name, `data` for a set that is missing or damaged, `storage` for a download that
 * cannot be written, `interrupted`.
 */
export async function loadDataset(
  options: LoadOptions & { readonly name: string },
): Promise<Outcome<Dataset>> {
  const entry = findDataset(options.name);
  return entry.ok ? loadEntry(entry.value, options) : entry;
}

/** `loadDataset` for an entry that need not be in the catalogue. */
export async function loadEntry(entry: CatalogueEntry, options: LoadOptions): Promise<Outcome<Dataset>> {
  const { content } = entry;
  if (content.kind === 'generated') return succeed(generate(content.sizes, options));
  const located = await obtain(entry, content, options);
  if (!located.ok) return located;
  const test = await readPublished(entry, content.test, located.value, options);
  if (!test.ok) return test;
  const train = await readPublished(entry, content.train, located.value, options);
  if (!train.ok) return train;
  return succeed({ name: entry.name, classes: entry.classes, train: train.value, test: test.value });
}

/**
 * What determines a data set's content, without reading it: the published SHA-256s, or what a generated set is made
 * from. Part of the load stage's key. Fails with kind `spec` for an unknown name.
 */
export function datasetIdentity(name: string, parameters: DatasetParameters): Outcome<JsonObject> {
  const entry = findDataset(name);
  if (!entry.ok) return entry;
  const { content } = entry.value;
  if (content.kind === 'generated') {
    const { train, test } = parameters.sizes ?? content.sizes;
    return succeed({ dataset: name, seed: parameters.seed, train, test });
  }
  const hashes = (pair: PublishedPair) => ({ images: pair.images.sha256, labels: pair.labels.sha256 });
  return succeed({ dataset: name, train: hashes(content.train), test: hashes(content.test) });
}

function generate(defaults: DatasetSizes, options: LoadOptions): Dataset {
  const { train, test } = options.sizes ?? defaults;
  return generateSynthetic({
    seed: options.seed,
    train,
    test,
    onProgress: (done: number, total: number) => options.onProgress?.({ kind: 'generate', done, total }),
  });
}

async function obtain(
  entry: CatalogueEntry,
  content: PublishedIdx,
  options: LoadOptions,
): Promise<Outcome<LocatedDataset>> {
  const places = dataPlaces(options);
  const { found, missing } = await locateDataset(entry.name, content, places);
  if (found !== undefined) return succeed(found);
  const { dataDir: _, onProgress, ...rest } = options;
  const gotten = await getEntry(entry, {
    ...rest,
    ...(onProgress && { onProgress: (progress) => onProgress({ kind: 'download', ...progress }) }),
  });
  if (!gotten.ok) {
    if (gotten.failure.kind !== 'data') return gotten;
    const looked = missing.map(({ place, reason }) => `${describePlace(place)}: ${reason}`).join('; ');
    return fail({
      kind: 'data',
      message: `data set ${entry.name} is not here (${looked}) and ${gotten.failure.message}`,
      advice:
        `give a folder that holds ${entry.name}/${content.train.images.name}.gz and the other files with ` +
        `--data-dir DIR or HWR_DATA_DIR=DIR, or ${options.otherwise ?? 'use --set load.dataset=synthetic'}`,
    });
  }
  const now = await locateDataset(entry.name, content, [cachePlace(options.env)]);
  if (now.found !== undefined) return succeed(now.found);
  const gone = join(cachePlace(options.env).directory, entry.name);
  return fail({
    kind: 'data',
    message: `${gone}: files vanished after they were downloaded`,
    advice: 'run it again',
  });
}

function describePlace({
  origin,
  directory,
}: {
  readonly origin: string;
  readonly directory: string;
}): string {
  return origin === 'cache' ? directory : `${origin} ${directory}`;
}

async function readPublished(
  entry: CatalogueEntry,
  pair: PublishedPair,
  { files }: LocatedDataset,
  options: LoadOptions,
): Promise<Outcome<ImageSet>> {
  const { onProgress, signal } = options;
  const paths = { images: files.get(pair.images.name) ?? '', labels: files.get(pair.labels.name) ?? '' };
  const read = await readIdxPair(paths, {
    classes: entry.classes.length,
    expected: [pair.count, entry.height, entry.width],
    ...(signal && { signal }),
    ...(onProgress && {
      onProgress: (file, bytes, total) => onProgress({ kind: 'read', file, bytes, total }),
    }),
  });
  if (!read.ok) return fail(withRemedy(read.failure, entry));
  for (const role of ['labels', 'images'] as const) {
    const actual = read.value.sha256[role];
    if (actual !== pair[role].sha256) {
      return fail(withRemedy(wrongChecksum(paths[role], pair[role], actual), entry));
    }
  }
  return succeed(read.value.set);
}

function withRemedy(failure: Failure, entry: CatalogueEntry): Failure {
  if (failure.kind !== 'data' || failure.advice !== undefined) return failure;
  return { ...failure, advice: `remove it, "hwr-run data get ${entry.name}" fetches the published file` };
}
