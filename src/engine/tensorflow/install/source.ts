/** A folder that a person names, for machines without a network: what of TensorFlow it holds. */
import { readdir, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { fail, type Outcome, succeed } from '../../../util/outcome.js';
import { type Manifest, readManifest } from '../manifest.js';
import { TFJS_NODE } from '../package.js';

export type Source =
  /** A whole installation, from another machine for instance. */
  | { readonly kind: 'installation'; readonly folder: string; readonly manifest: Manifest }
  | {
      readonly kind: 'parts';
      readonly libraries: LibrarySource;
      /** Absent: npm is asked. */
      readonly packages?: PackageSource;
    };

export type LibrarySource =
  | { readonly kind: 'wheel'; readonly file: string }
  | { readonly kind: 'folder'; readonly lib: string; readonly include: string };

export type PackageSource =
  | { readonly kind: 'node_modules'; readonly folder: string }
  | { readonly kind: 'tarballs'; readonly files: readonly string[] };

const WHAT_IT_MAY_HOLD =
  'put a copy of another installation there, a tensorflow-cpu wheel (*.whl), or the lib/ and include/ of libtensorflow';

/** Looks into a folder, or at a single wheel. */
export async function readSource(from: string): Promise<Outcome<Source>> {
  const place = path.resolve(from);
  const stats = await stat(place).catch(() => undefined);
  if (stats === undefined)
    return fail({
      kind: 'data',
      message: `--from ${from}: there is no such folder`,
      advice: WHAT_IT_MAY_HOLD,
    });
  if (!stats.isDirectory()) {
    if (place.endsWith('.whl')) return succeed({ kind: 'parts', libraries: { kind: 'wheel', file: place } });
    return fail({
      kind: 'data',
      message: `--from ${from}: neither a folder nor a wheel`,
      advice: WHAT_IT_MAY_HOLD,
    });
  }
  for (const folder of [place, path.join(place, 'tensorflow')]) {
    const manifest = await readManifest(folder);
    if (manifest !== undefined) return succeed({ kind: 'installation', folder, manifest });
  }
  const names = (await readdir(place)).sort();
  const libraries = await findLibraries(place, names);
  if (libraries === undefined)
    return fail({
      kind: 'data',
      message: `--from ${from}: no TensorFlow in there`,
      advice: WHAT_IT_MAY_HOLD,
    });
  const packages = await findPackages(place, names);
  return succeed({ kind: 'parts', libraries, ...(packages === undefined ? {} : { packages }) });
}

async function findLibraries(place: string, names: readonly string[]): Promise<LibrarySource | undefined> {
  const wheel = names.filter((name) => /^tensorflow.*\.whl$/.test(name)).at(-1);
  if (wheel !== undefined) return { kind: 'wheel', file: path.join(place, wheel) };
  for (const [lib, include] of [
    ['lib', 'include'],
    ['tensorflow', 'tensorflow/include'],
    ['.', 'include'],
  ] as const) {
    const found = { lib: path.join(place, lib), include: path.join(place, include) };
    const hasHeaders = await isThere(path.join(found.include, 'tensorflow/c/c_api.h'));
    if (hasHeaders && (await listLibraries(found.lib)).length >= 2) return { kind: 'folder', ...found };
  }
  return undefined;
}

/** The libraries in a folder by the names that programs ask for (`libtensorflow.so.2`), and the files that these are. */
export async function listLibraries(
  folder: string,
): Promise<readonly { readonly name: string; readonly file: string }[]> {
  const names = await readdir(folder).catch(() => []);
  const wanted = names.filter((name) => /^libtensorflow(_cc|_framework)?\.so\.\d+$/.test(name)).sort();
  return Promise.all(wanted.map(async (name) => ({ name, file: await realpath(path.join(folder, name)) })));
}

async function findPackages(place: string, names: readonly string[]): Promise<PackageSource | undefined> {
  const folder = path.join(place, 'node_modules');
  if (await isThere(path.join(folder, TFJS_NODE, 'package.json'))) return { kind: 'node_modules', folder };
  const files = names.filter((name) => name.endsWith('.tgz')).map((name) => path.join(place, name));
  return files.length > 0 ? { kind: 'tarballs', files } : undefined;
}

export async function isThere(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}
