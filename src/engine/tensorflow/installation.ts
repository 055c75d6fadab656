/** Where TensorFlow is installed for the engine, and whether what is there can be used. Nothing is loaded to tell. */
import path from 'node:path';
import { userCacheFolder } from '../../util/cache-folder.js';
import { fail, type Outcome, succeed } from '../../util/outcome.js';
import { findFault, type Manifest, readManifest } from './manifest.js';
import { findPackage } from './package.js';

export interface TensorflowInstallation {
  /** Root of the installation. */
  readonly folder: string;
  /** What to `require()`: the folder of @tensorflow/tfjs-node. */
  readonly entry: string;
  /** TensorFlow's version: `2.21.0`. */
  readonly tensorflow: string;
  /** The version of @tensorflow/tfjs-node: `4.22.0`. */
  readonly tfjsNode: string;
  /** SHA-256 over TensorFlow's libraries and the compiled binding; a part of cache keys. */
  readonly binarySha256: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** The command that a person without it needs. */
export const INSTALL_COMMAND = 'hwr-run engine install tensorflow';

/** The folder that holds the engines that are installed: `HWR_ENGINE_DIR`, else a part of the user's cache folder. */
export function engineFolder(env: Environment): string {
  const variable = env.HWR_ENGINE_DIR;
  return variable ? path.resolve(variable) : path.join(userCacheFolder(env), 'engines');
}

/** Where TensorFlow is installed, or would be. */
export function tensorflowFolder(env: Environment): string {
  return path.join(engineFolder(env), 'tensorflow');
}

/**
 * The installation that is here, by its manifest; where there is none and HWR_ENGINE_DIR names no folder, the package
 * @tensorflow/tfjs-node if npm installed it beside hwr-run with all that belongs to it. Cheap: looks at sizes, hashes nothing, but for a package that is seen for
 * the first time.
 *
 * Failure: kind `run`, in one line what is missing, and the command that helps.
 */
export async function findTensorflow(env: Environment): Promise<Outcome<TensorflowInstallation>> {
  const folder = tensorflowFolder(env);
  const manifest = await readManifest(folder);
  const fault = manifest && (await findFault(folder, manifest));
  if (manifest !== undefined && fault === undefined) return succeed(describeInstallation(folder, manifest));
  // Who names a folder means that one.
  const found = env.HWR_ENGINE_DIR ? undefined : await findPackage(engineFolder(env));
  if (found !== undefined) return succeed(describeInstallation(found.folder, found.manifest));
  if (fault === undefined) {
    const message = 'the engine tensorflow is not installed';
    return fail({ kind: 'run', message, advice: `install it: ${INSTALL_COMMAND}` });
  }
  const message = `the engine tensorflow in ${folder} cannot be used: ${fault}`;
  return fail({ kind: 'run', message, advice: `install it again: ${INSTALL_COMMAND}` });
}

/** What a manifest in that folder says, with paths that hold everywhere. */
export function describeInstallation(folder: string, manifest: Manifest): TensorflowInstallation {
  const { tensorflow, tfjsNode, binarySha256 } = manifest;
  return { folder, entry: path.resolve(folder, manifest.entry), tensorflow, tfjsNode, binarySha256 };
}
