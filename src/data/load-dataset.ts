import { join } from 'node:path';
import type { JsonObject, JsonValue } from '../util/json.js';
import { fail, type Outcome, succeed } from '../util/outcome.js';
import { findDataset } from './catalogue/catalogue.js';
import {
  type CatalogueEntry,
  type DatasetSizes,
  folderOf,
  type Published,
  type PublishedFile,
  publishedFiles,
} from './catalogue/entry.js';
import { isVouchedFor } from './check-content.js';
import type { Dataset } from './dataset.js';
import type { DownloadProgress, Patience } from './download.js';
import { getEntry } from './get-dataset.js';
import { hashFiles } from './hash-files.js';
import { readOwn } from './own/read-own.js';
import { hashSource, type OwnSource, optionsOf, placeOfSource } from './own/source.js';
import { readPublished } from './read-published.js';
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
  /** SHA-256 of a set's files that no published checksum vouches for. */
  readonly sha256?: string;
}

export type LoadProgress =
  | ({ readonly kind: 'download' } & DownloadProgress)
  /** Bytes of uncompressed content. */
  | { readonly kind: 'read'; readonly file: string; readonly bytes: number; readonly total: number }
  /** Images. */
  | { readonly kind: 'generate' | 'decode'; readonly done: number; readonly total: number };

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
 * Loads data of the user's own, or a data set of the catalogue: from `--data-dir`, `HWR_DATA_DIR` or the user's cache folder, else by downloading
 * it into the cache folder; a generated set is made. Every file is checked against its published checksum, where there is
 * one that can be.
 *
 * Failures: kind `spec` for an unknown name, `data` for a set that is missing or damaged, `storage` for a download that
 * cannot be written, `interrupted`.
 */
export async function loadDataset(
  options: LoadOptions & ({ readonly name: string } | { readonly own: OwnSource }),
): Promise<Outcome<Dataset>> {
  if ('own' in options) return loadOwn(options.own, options);
  const entry = findDataset(options.name);
  return entry.ok ? loadEntry(entry.value, options) : entry;
}

async function loadOwn(source: OwnSource, { onProgress, signal }: LoadOptions): Promise<Outcome<Dataset>> {
  const read = await readOwn(source, {
    ...(signal && { signal }),
    ...(onProgress && {
      onProgress: (file, bytes, total) => onProgress({ kind: 'read', file, bytes, total }),
      onPictures: (done, total) => onProgress({ kind: 'decode', done, total }),
    }),
  });
  if (!read.ok) return read;
  const { sha256: expected } = optionsOf(source);
  const actual = expected === undefined ? undefined : await hashSource(source, signal);
  if (actual === undefined || !actual.ok) return actual ?? read;
  if (actual.value === expected) return read;
  const message = `${placeOfSource(source)}: it has just been changed`;
  return fail({ kind: 'data', message, advice: 'run it again when nothing writes to it' });
}

/** `loadDataset` for an entry that need not be in the catalogue. */
export async function loadEntry(entry: CatalogueEntry, options: LoadOptions): Promise<Outcome<Dataset>> {
  const { content } = entry;
  if (content.kind === 'generated') return succeed(generate(content.sizes, options));
  const located = await obtain(entry, content, options);
  if (!located.ok) return located;
  const { onProgress, signal } = options;
  const read = await readPublished(entry, content, located.value.files, {
    ...(signal && { signal }),
    ...(onProgress && {
      onProgress: (file, bytes, total) => onProgress({ kind: 'read', file, bytes, total }),
    }),
  });
  return read.ok ? succeed({ name: entry.name, classes: entry.classes, ...read.value }) : read;
}

/**
 * What determines a data set's content, without reading it: the published checksums, and the hash of files that they do not
 * vouch for; or what a generated set is made from. Part of the load stage's key. Fails with kind `spec` for an unknown name.
 */
export function datasetIdentity(name: string, parameters: DatasetParameters): Outcome<JsonObject> {
  const entry = findDataset(name);
  if (!entry.ok) return entry;
  const { content } = entry.value;
  if (content.kind === 'generated') {
    const { train, test } = parameters.sizes ?? content.sizes;
    return succeed({ dataset: name, seed: parameters.seed, train, test });
  }
  const own: JsonObject = parameters.sha256 === undefined ? {} : { sha256: parameters.sha256 };
  if (content.kind === 'text') return succeed({ dataset: name, ...own });
  const [train, test] = [content.train, content.test].map(({ images, labels }) => ({
    images: identityOf(images),
    labels: identityOf(labels),
  }));
  return succeed({ dataset: name, train: train ?? null, test: test ?? null, ...own });
}

function identityOf({ sha256, compressed }: PublishedFile): JsonValue {
  return sha256 ?? (compressed === undefined ? null : { ...compressed });
}

/**
 * SHA-256 over those files of a set that no published checksum vouches for, as they lie here; nothing where there are none,
 * or the set is not here.
 */
export async function unvouchedSha256(
  entry: CatalogueEntry,
  options: DataPlaceOptions,
): Promise<string | undefined> {
  const { content } = entry;
  if (content.kind === 'generated' || publishedFiles(content).every(({ sha256 }) => sha256 !== undefined))
    return undefined;
  const { found } = await locateDataset(folderOf(entry), content, dataPlaces(options));
  if (found === undefined) return undefined;
  const doubtful = publishedFiles(content).flatMap((file) => {
    const path = found.files.get(file.name);
    return path === undefined || isVouchedFor(file, { gzip: path.endsWith('.gz') }) ? [] : [path];
  });
  const hashed = doubtful.length === 0 ? undefined : await hashFiles(doubtful.map((path) => [path, path]));
  return hashed?.ok === true ? hashed.value : undefined;
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
  content: Published,
  options: LoadOptions,
): Promise<Outcome<LocatedDataset>> {
  const places = dataPlaces(options);
  const { found, missing } = await locateDataset(folderOf(entry), content, places);
  if (found !== undefined) return succeed(found);
  const { dataDir: _, onProgress, ...rest } = options;
  const gotten = await getEntry(entry, {
    ...rest,
    ...(onProgress && { onProgress: (progress) => onProgress({ kind: 'download', ...progress }) }),
  });
  if (!gotten.ok) {
    if (gotten.failure.kind !== 'data') return gotten;
    const looked = missing.map(({ place, reason }) => `${describePlace(place)}: ${reason}`).join('; ');
    const file = publishedFiles(content).at(-1)?.name;
    const ways =
      `give a folder that holds ${folderOf(entry)}/${file}${content.kind === 'idx' ? '.gz' : ''} ` +
      `${publishedFiles(content).length > 1 ? 'and the other files ' : ''}with --data-dir DIR or HWR_DATA_DIR=DIR`;
    return fail({
      kind: 'data',
      message: `data set ${entry.name} is not here (${looked}) and ${gotten.failure.message}`,
      advice:
        content.howToGet === undefined
          ? `${ways}, or ${options.otherwise ?? 'use --set load.dataset=synthetic'}`
          : options.otherwise === undefined
            ? `${ways}; ${content.howToGet}`
            : `${ways}; ${content.howToGet}; or ${options.otherwise}`,
    });
  }
  const now = await locateDataset(folderOf(entry), content, [cachePlace(options.env)]);
  if (now.found !== undefined) return succeed(now.found);
  const gone = join(cachePlace(options.env).directory, folderOf(entry));
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
