/**
 * Installs TensorFlow for the engine: into a folder beside the final one, which takes its place when all of it is there and
 * computes. So there is a whole installation or none, whatever happens on the way.
 */
import { randomUUID } from 'node:crypto';
import { lstat, mkdir, readdir, rename, rm, stat, statfs } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import { writeFileAtomically } from '../../../util/atomic-file.js';
import { type Failure, fail, type Outcome, succeed } from '../../../util/outcome.js';
import {
  describeInstallation,
  engineFolder,
  findTensorflow,
  type TensorflowInstallation,
  tensorflowFolder,
} from '../installation.js';
import { MANIFEST, type Manifest } from '../manifest.js';
import { describePackage } from '../package.js';
import { checkThatItWorks } from './check.js';
import type { InstallEvent, Workplace } from './event.js';
import { packageFolder, removeSourceMaps } from './packages.js';
import { readSource } from './source.js';
import { ELSEWHERE, guard } from './step.js';
import { interrupted } from './tool.js';
import { installFromNetwork, installFromSource } from './ways.js';

export type { InstallEvent };

export interface InstallOptions {
  /** HWR_ENGINE_DIR names the folder of the engines; PATH the tools. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** A folder or wheel to install from, instead of the network. */
  readonly from?: string;
  /** TensorFlow's version; by default the one that the engine is tested with. */
  readonly tensorflow?: string;
  /** Also where a sound installation is there. */
  readonly force?: boolean;
  readonly signal: AbortSignal;
  readonly emit: (event: InstallEvent) => void;
}

export interface Installed {
  readonly installation: TensorflowInstallation;
  /** False when it was there already. */
  readonly fresh: boolean;
  readonly bytes: number;
}

/** The wheel, what is unpacked of it, and the packages, all at once. */
const NEEDED_BYTES = 1.6e9;
const LITTER_AGE_MS = 24 * 3600 * 1000;

/**
 * Failures: `run` when no way leads to it, `data` when what was given or downloaded is damaged, `storage`, `interrupted`.
 */
export async function installTensorflow(options: InstallOptions): Promise<Outcome<Installed>> {
  const { env, from, tensorflow, force = false, signal, emit } = options;
  const present = await findTensorflow(env);
  if (!force && present.ok && (tensorflow === undefined || present.value.tensorflow === tensorflow))
    return succeed({
      installation: present.value,
      fresh: false,
      bytes: await sizeOf(present.value.folder),
    });
  const unsupported = explainPlatform();
  if (unsupported !== undefined) return fail(unsupported);
  const source = from === undefined ? undefined : await readSource(from);
  if (source?.ok === false) return source;
  const target = tensorflowFolder(env);
  const folder = `${target}.partial.${hostname()}.${process.pid}.${randomUUID().slice(0, 8)}`;
  const place: Workplace = { folder, env, signal, emit };
  const work = async (): Promise<Outcome<Installed>> => {
    await mkdir(engineFolder(env), { recursive: true });
    await removeLitter(target);
    const { bavail, bsize } = await statfs(engineFolder(env));
    if (bavail * bsize < NEEDED_BYTES) return fail(littleRoom(engineFolder(env), bavail * bsize));
    await mkdir(folder);
    const filled =
      source === undefined
        ? await installFromNetwork(place, tensorflow)
        : await installFromSource(place, source.value);
    return filled.ok ? finish(place, target, tensorflow) : filled;
  };
  try {
    const outcome = await guard({ folder: target, signal }, work);
    // Whatever it looked like to who was at work: it was the user who ended it.
    return outcome.ok || !signal.aborted ? outcome : fail(interrupted);
  } finally {
    // What cannot be removed is litter to the next one.
    await rm(folder, { recursive: true, force: true, maxRetries: 5 }).catch(() => undefined);
  }
}

/** Checks that it computes, leaves only what is needed, and puts it into its place. */
async function finish(place: Workplace, target: string, wanted?: string): Promise<Outcome<Installed>> {
  const { folder, signal } = place;
  for (const name of ['download', 'include', 'package.json', 'package-lock.json'])
    await rm(path.join(folder, name), { recursive: true, force: true });
  await removeSourceMaps(folder);
  const version = await checkThatItWorks(place);
  if (!version.ok) return version;
  if (wanted !== undefined && wanted !== version.value) {
    const message = `it is TensorFlow ${version.value}, not ${wanted}`;
    return fail({ kind: 'data', message, advice: 'name the right folder, or leave --tensorflow out' });
  }
  const manifest = await describePackage(folder, packageFolder(folder), version.value);
  if (manifest === undefined) throw new Error(`an installation that works has no libraries in ${folder}`);
  if (signal.aborted) return fail(interrupted);
  const text = `${JSON.stringify(manifest, null, 2)}\n`;
  const written = await writeFileAtomically(path.join(folder, MANIFEST), text, ELSEWHERE);
  if (!written.ok) return written;
  await takePlace(folder, target);
  return succeed(await describe(target, manifest));
}

async function describe(folder: string, manifest: Manifest): Promise<Installed> {
  return { installation: describeInstallation(folder, manifest), fresh: true, bytes: await sizeOf(folder) };
}

/** A folder cannot be renamed onto another one: what was there steps aside first. */
async function takePlace(folder: string, target: string): Promise<void> {
  const aside = `${folder}.old`;
  try {
    await rename(target, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  await rename(folder, target);
  await rm(aside, { recursive: true, force: true });
}

/** What processes of this host left behind that were killed, and anything a day old. */
async function removeLitter(target: string): Promise<void> {
  const parent = path.dirname(target);
  const prefix = `${path.basename(target)}.partial.`;
  for (const name of await readdir(parent)) {
    if (!name.startsWith(prefix)) continue;
    const file = path.join(parent, name);
    const [pid = ''] = name.slice(prefix.length + hostname().length + 1).split('.');
    const isOurs = name.startsWith(`${prefix}${hostname()}.`);
    const { mtimeMs } = await stat(file);
    if ((isOurs && !isAlive(Number(pid))) || Date.now() - mtimeMs > LITTER_AGE_MS)
      await rm(file, { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function sizeOf(folder: string): Promise<number> {
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  let bytes = 0;
  for (const name of names) {
    const stats = await lstat(path.join(folder, name)).catch(() => undefined);
    if (stats?.isFile()) bytes += stats.size;
  }
  return bytes;
}

/** Why TensorFlow cannot be here at all; undefined where it can. */
function explainPlatform(): Failure | undefined {
  if (process.platform !== 'linux') return undefined;
  const report = process.report.getReport() as { header?: { glibcVersionRuntime?: string } };
  if (report.header?.glibcVersionRuntime !== undefined) return undefined;
  const message = "TensorFlow's libraries need glibc, and this system has another C library (musl)";
  return { kind: 'run', message, advice: 'use --engine wasm, the default, or a system with glibc' };
}

function littleRoom(folder: string, free: number): Failure {
  const message = `${folder} has ${(free / 1e9).toFixed(1)} GB free, and installing TensorFlow takes 1.6 GB`;
  return { kind: 'storage', message, advice: `free some space, or ${ELSEWHERE}` };
}
