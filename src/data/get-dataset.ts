import { join } from 'node:path';
import { type Failure, fail, type Outcome, succeed } from '../util/outcome.js';
import { findDataset } from './catalogue/catalogue.js';
import {
  type CatalogueEntry,
  folderOf,
  type Published,
  type PublishedFile,
  publishedFiles,
} from './catalogue/entry.js';
import { checkContent } from './check-content.js';
import { type DownloadProgress, downloadFiles, type Patience } from './download.js';
import { cachePlace, type DataPlaceOptions, type Environment, locateFile } from './resolve.js';

export interface GetDatasetOptions extends DataPlaceOptions {
  /** As HWR_OFFLINE=1: nothing is downloaded. */
  readonly offline?: boolean;
  readonly onProgress?: (progress: DownloadProgress) => void;
  readonly signal?: AbortSignal;
  readonly patience?: Patience;
}

export interface GottenDataset {
  /** The folder that holds the set's files; undefined for a set that the program makes itself. */
  readonly directory: string | undefined;
  /** Files that were there and whole. */
  readonly kept: readonly string[];
  readonly fetched: readonly string[];
}

/**
 * Sees to it that a data set is whole in `--data-dir` where one is given, else in the user's cache folder: files that
 * are there are checked, missing and damaged ones are downloaded.
 *
 * Failures: kind `spec` for an unknown name, those of `downloadFiles`, `data` when offline.
 */
export async function getDataset(name: string, options: GetDatasetOptions): Promise<Outcome<GottenDataset>> {
  const entry = findDataset(name);
  return entry.ok ? getEntry(entry.value, options) : entry;
}

/** `getDataset` for an entry that need not be in the catalogue. */
export async function getEntry(
  entry: CatalogueEntry,
  options: GetDatasetOptions,
): Promise<Outcome<GottenDataset>> {
  if (entry.content.kind === 'generated') return succeed({ directory: undefined, kept: [], fetched: [] });
  const directory = join(options.dataDir ?? cachePlace(options.env).directory, folderOf(entry));
  const kept: string[] = [];
  const wanted: PublishedFile[] = [];
  let damage: string | undefined;
  for (const file of publishedFiles(entry.content)) {
    const path = await locateFile(directory, file.name);
    const checked = path === undefined ? undefined : await checkContent(path, file, options.signal);
    if (checked?.ok === false && checked.failure.kind === 'interrupted') return checked;
    if (path !== undefined && checked?.ok === true) kept.push(path);
    else wanted.push(file);
    if (checked?.ok === false) damage ??= checked.failure.message;
  }
  const { mirrors = [], howToGet } = downloadable(entry.content);
  // Whoever has the files but for a damaged one wants to know that, too.
  const failed = (failure: Failure, way: string): Outcome<never> =>
    fail({
      advice: `${way}, or put the files of ${entry.name} into ${directory} yourself`,
      ...failure,
      message: damage === undefined ? failure.message : `${damage}, and ${failure.message}`,
    });
  if (wanted.length > 0 && howToGet !== undefined) {
    const message = `${wanted[0]?.name} cannot be fetched by itself`;
    const advice = `in ${directory}: ${howToGet}`;
    return fail({
      kind: 'data',
      message: damage === undefined ? message : `${damage}, and ${message}`,
      advice,
    });
  }
  if (wanted.length > 0 && isOffline(options)) {
    const message = `downloads are off, so ${wanted[0]?.name} was not fetched`;
    return failed({ kind: 'data', message }, 'unset HWR_OFFLINE');
  }
  const fetched = await downloadFiles(wanted, downloadOptions(mirrors, directory, options));
  if (fetched.ok) return succeed({ directory, kept, fetched: fetched.value });
  return fetched.failure.kind === 'data' ? failed(fetched.failure, 'try again later') : fetched;
}

function downloadable(content: Published): {
  readonly mirrors?: readonly string[];
  readonly howToGet?: string;
} {
  return content;
}

function downloadOptions(mirrors: readonly string[], directory: string, options: GetDatasetOptions) {
  const { onProgress, signal, patience } = options;
  return { mirrors, directory, onProgress, signal, patience };
}

function isOffline({ offline, env }: { readonly offline?: boolean; readonly env: Environment }): boolean {
  return offline ?? !['', '0', undefined].includes(env.HWR_OFFLINE);
}
