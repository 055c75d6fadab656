import type { Stats } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { userCacheFolder } from '../util/cache-folder.js';
import { type Published, publishedFiles } from './catalogue/entry.js';

/** Environment variables, as in `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

export interface DataPlaceOptions {
  /** `--data-dir`. */
  readonly dataDir?: string;
  readonly env: Environment;
}

/** A folder in which `<data set>/<file>` is looked for. */
export interface DataPlace {
  readonly origin: '--data-dir' | 'HWR_DATA_DIR' | 'cache';
  readonly directory: string;
}

/** Where each file of a set lies, by its published name. */
export interface LocatedDataset {
  readonly place: DataPlace;
  readonly files: ReadonlyMap<string, string>;
}

/** What a place was found to lack: `no such folder`. */
export interface MissingNote {
  readonly place: DataPlace;
  readonly reason: string;
}

/** The folders to look in, the first one that has the set wins: `--data-dir`, `HWR_DATA_DIR`, the user's cache folder. */
export function dataPlaces({ dataDir, env }: DataPlaceOptions): readonly DataPlace[] {
  const places: DataPlace[] = [];
  if (dataDir !== undefined) places.push({ origin: '--data-dir', directory: resolve(dataDir) });
  const variable = env.HWR_DATA_DIR;
  if (variable !== undefined && variable !== '') {
    places.push({ origin: 'HWR_DATA_DIR', directory: resolve(variable) });
  }
  return [...places, cachePlace(env)];
}

/** The data sets' part of the user's cache folder. */
export function cachePlace(env: Environment): DataPlace {
  return { origin: 'cache', directory: join(userCacheFolder(env), 'data') };
}

/** Finds the first place that has every file of a set, compressed or not; else says what each place lacks. */
export async function locateDataset(
  folder: string,
  content: Published,
  places: readonly DataPlace[],
): Promise<{ readonly found: LocatedDataset | undefined; readonly missing: readonly MissingNote[] }> {
  const missing: MissingNote[] = [];
  for (const place of places) {
    const directory = join(place.directory, folder);
    const files = new Map<string, string>();
    const lacking: string[] = [];
    for (const { name: file } of publishedFiles(content)) {
      const path = await locateFile(directory, file);
      if (path === undefined) lacking.push(file);
      else files.set(file, path);
    }
    if (lacking.length === 0) return { found: { place, files }, missing };
    const reason =
      files.size > 0 ? `lacks ${lacking.join(', ')}` : await explainAbsence(place, folder, lacking[0]);
    missing.push({ place, reason });
  }
  return { found: undefined, missing };
}

/**
 * The path of `directory/file.gz` or `directory/file`, whichever is there. Something that is no file counts where there
 * is nothing else, so that reading it says what is wrong.
 */
export async function locateFile(directory: string, file: string): Promise<string | undefined> {
  let other: string | undefined;
  for (const path of [join(directory, `${file}.gz`), join(directory, file)]) {
    const stats = await statIfThere(path);
    if (stats === 'denied') other ??= path;
    else if (stats?.isFile() === true) return path;
    else if (stats !== undefined) other ??= path;
  }
  return other;
}

async function explainAbsence(place: DataPlace, folder: string, file: string | undefined): Promise<string> {
  const top = await statIfThere(place.directory);
  if (top === undefined) return 'no such folder';
  if (top === 'denied') return 'permission to look into it is missing';
  if (!top.isDirectory()) return 'not a folder';
  if (file !== undefined && (await statIfThere(join(place.directory, folder, `${file}.bz2`))) !== undefined)
    return `${folder}/${file}.bz2 has to be decompressed`;
  // A frequent slip: `--data-dir data/mnist` where `--data-dir data` is meant. USPS's file is called as its folder is.
  if (file !== undefined && file !== folder && (await locateFile(place.directory, file)) !== undefined) {
    return `has ${file} itself, give the folder that holds ${folder}/`;
  }
  return `no ${folder}/ with its files in it`;
}

async function statIfThere(path: string): Promise<Stats | 'denied' | undefined> {
  try {
    return await stat(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'EACCES' || code === 'EPERM' ? 'denied' : undefined;
  }
}
