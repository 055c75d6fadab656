/** The package @tensorflow/tfjs-node: what of it is TensorFlow, and the one that npm may have installed beside hwr-run. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { writeFileAtomically } from '../../util/atomic-file.js';
import { findFault, MANIFEST, type Manifest, NODE_API, readManifest } from './manifest.js';

export const TFJS_NODE = '@tensorflow/tfjs-node';
/** Where tfjs-node looks for its binding, and the binding for the libraries. */
export const BINDING = `lib/napi-v${NODE_API}/tfjs_binding.node`;
export const LIBRARIES = 'deps/lib';

/** A package folder that npm installed, with what was found out about it once. */
export interface FoundPackage {
  readonly folder: string;
  readonly manifest: Manifest;
}

/**
 * The package beside hwr-run, where its own installer found all that it needs. Hashing its libraries takes a second, so
 * what was found is kept in `memory`, for as long as the files have the same sizes.
 *
 * @param from the module that would require it
 */
export async function findPackage(
  memory: string,
  from: string = import.meta.url,
): Promise<FoundPackage | undefined> {
  const folder = locatePackage(from);
  if (folder === undefined) return undefined;
  const known = path.join(memory, 'tensorflow-package');
  const manifest = await readManifest(known);
  if (manifest?.entry === folder && (await findFault(folder, manifest)) === undefined)
    return { folder, manifest };
  const tensorflow = await librariesVersion(folder);
  const described = tensorflow === undefined ? undefined : await describePackage(folder, folder, tensorflow);
  if (described === undefined) return undefined;
  // A cache folder that cannot be written costs a second each time, nothing else.
  await writeFileAtomically(path.join(known, MANIFEST), `${JSON.stringify(described, null, 2)}\n`);
  return { folder, manifest: described };
}

function locatePackage(from: string): string | undefined {
  try {
    return path.dirname(createRequire(from).resolve(`${TFJS_NODE}/package.json`));
  } catch {
    return undefined;
  }
}

/**
 * Hashes the binding and the libraries of a package folder.
 *
 * @param root what the manifest's paths are relative to, or the package folder itself for absolute ones
 * @returns undefined when the binding or a library is not there
 */
export async function describePackage(
  root: string,
  folder: string,
  tensorflow: string,
): Promise<Manifest | undefined> {
  const { version } = JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8'));
  const names = await readdir(path.join(folder, LIBRARIES)).catch(() => []);
  const files: Record<string, number> = {};
  const hash = createHash('sha256');
  const seen = new Set<string>();
  for (const name of [BINDING, ...names.sort().map((file) => `${LIBRARIES}/${file}`)]) {
    // Libraries have several names, most of them links.
    const file = await realpath(path.join(folder, name)).catch(() => undefined);
    if (file === undefined || seen.has(file) || !/\.(node|so|dylib|dll)(\.|$)/.test(file)) continue;
    seen.add(file);
    const { size } = await stat(file);
    files[root === folder ? file : path.relative(root, file)] = size;
    hash.update(`${path.basename(file)}\0${size}\0`);
    for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 })) hash.update(chunk);
  }
  const hasBinding = Object.keys(files).some((file) => file.endsWith('.node'));
  if (!hasBinding || seen.size < 2) return undefined;
  return {
    format: 1,
    tensorflow,
    tfjsNode: String(version),
    entry: root === folder ? folder : path.relative(root, folder),
    binarySha256: hash.digest('hex'),
    platform: process.platform,
    arch: process.arch,
    nodeApi: NODE_API,
    files,
  };
}

/** By the full name of the library (`libtensorflow.so.2.9.1`), else by the version that the package's installer asks for. */
async function librariesVersion(folder: string): Promise<string | undefined> {
  const names = await readdir(path.join(folder, LIBRARIES)).catch(() => []);
  for (const name of names) {
    const [, version] = /^libtensorflow\D*\.(\d+\.\d+\.\d+)(\.dylib)?$/.exec(name) ?? [];
    if (version !== undefined) return version;
  }
  const constants = await readFile(path.join(folder, 'scripts/deps-constants.js'), 'utf8').catch(() => '');
  return /LIBTENSORFLOW_VERSION = '([\d.]+)'/.exec(constants)?.[1];
}
