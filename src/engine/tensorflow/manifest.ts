/** What an installation of TensorFlow says of itself: written when all the rest is there, so that half of one does not count. */
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';

export const MANIFEST = 'installation.json';

/** The Node-API that the binding is compiled for; every Node from 20 on has it. */
export const NODE_API = 8;

export interface Manifest {
  readonly format: 1;
  /** TensorFlow's version. */
  readonly tensorflow: string;
  readonly tfjsNode: string;
  /** Folder of @tensorflow/tfjs-node; relative to the installation's, or absolute where it lies elsewhere. */
  readonly entry: string;
  readonly binarySha256: string;
  readonly platform: string;
  readonly arch: string;
  readonly nodeApi: number;
  /** Bytes of the libraries and the binding, by their path as `entry` is given. */
  readonly files: Readonly<Record<string, number>>;
}

/** Reads a folder's manifest; undefined where there is none, or one that this version cannot read. */
export async function readManifest(folder: string): Promise<Manifest | undefined> {
  try {
    const manifest = JSON.parse(await readFile(path.join(folder, MANIFEST), 'utf8')) as Partial<Manifest>;
    return manifest.format === 1 && manifest.files !== undefined ? (manifest as Manifest) : undefined;
  } catch {
    return undefined;
  }
}

/** Says in a few words why what the manifest tells of cannot be used here and now; undefined when it can. */
export async function findFault(folder: string, manifest: Manifest): Promise<string | undefined> {
  const { platform, arch, nodeApi, files } = manifest;
  if (platform !== process.platform || arch !== process.arch)
    return `it is for ${platform} ${arch}, this is ${process.platform} ${process.arch}`;
  if (Number(process.versions.napi) < nodeApi)
    return `it needs Node-API ${nodeApi}, Node ${process.versions.node} has ${process.versions.napi}`;
  for (const [file, bytes] of Object.entries(files)) {
    const stats = await stat(path.resolve(folder, file)).catch(() => undefined);
    if (stats === undefined) return `${file} is missing`;
    if (stats.size !== bytes) return `${file} has ${stats.size} bytes instead of ${bytes}`;
  }
  return undefined;
}
