/** The JavaScript part: @tensorflow/tfjs-node and what it needs, into node_modules of the installation. */
import { cp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fail, type Outcome, succeed } from '../../../util/outcome.js';
import { LIBRARIES, TFJS_NODE } from '../package.js';
import type { Workplace } from './event.js';
import { doStep } from './step.js';
import { runToSuccess, works } from './tool.js';

/** The version whose behaviour the engine relies on. */
const TFJS_NODE_VERSION = '4.22.0';
/** Node-API as headers, the same for every Node: the binding is compiled with them. */
const HEADERS_PACKAGE = 'node-api-headers';
const HEADERS_VERSION = '1';

const FLAGS = ['--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock', '--loglevel', 'http'];

export function packageFolder(folder: string): string {
  return path.join(folder, 'node_modules', TFJS_NODE);
}

export function headersFolder(folder: string): string {
  return path.join(folder, 'node_modules', HEADERS_PACKAGE, 'include');
}

export function hasNpm(place: Pick<Workplace, 'env' | 'signal'>): Promise<boolean> {
  return works('npm', ['--version'], place);
}

/** By npm, without running anything of what it installs. `tarballs`: from these files alone, without a network. */
export async function installPackages(
  place: Workplace,
  tarballs: readonly string[] = [],
): Promise<Outcome<void>> {
  const wanted =
    tarballs.length > 0
      ? ['--offline', ...tarballs.map((file) => `file:${file}`)]
      : [`${TFJS_NODE}@${TFJS_NODE_VERSION}`, `${HEADERS_PACKAGE}@${HEADERS_VERSION}`];
  let count = 0;
  const onLine = (line: string) => {
    if (/http fetch GET 200 .*\.tgz\b/.test(line))
      place.emit({ type: 'progress', done: ++count, unit: 'packages' });
  };
  const work = async (): Promise<Outcome<string>> => {
    await writeFile(path.join(place.folder, 'package.json'), '{ "private": true }\n');
    const { env, signal, folder: cwd } = place;
    const ran = await runToSuccess('npm', ['install', ...FLAGS, ...wanted], { cwd, env, signal, onLine });
    if (!ran.ok) return ran;
    return succeed(`@tensorflow/tfjs-node ${await versionIn(place.folder)} by npm`);
  };
  const done = await doStep(place, 'packages', work, (detail) => detail);
  return done.ok ? succeed(undefined) : done;
}

/** From a node_modules folder that somebody has already; libraries and bindings that lie in it are left out. */
export async function copyPackages(place: Workplace, nodeModules: string): Promise<Outcome<void>> {
  const work = async (): Promise<Outcome<string>> => {
    const target = path.join(place.folder, 'node_modules');
    const from = path.join(nodeModules, TFJS_NODE);
    const unwanted = [LIBRARIES.split('/')[0] ?? LIBRARIES, 'lib', 'build'].map((name) =>
      path.join(from, name),
    );
    await cp(nodeModules, target, {
      recursive: true,
      verbatimSymlinks: true,
      filter: (source) => !place.signal.aborted && !unwanted.includes(source),
    });
    const version = await versionIn(place.folder);
    if (version === TFJS_NODE_VERSION) return succeed(`@tensorflow/tfjs-node ${version} of ${nodeModules}`);
    const message = `${from} is version ${version}`;
    return fail({ kind: 'data', message, advice: `version ${TFJS_NODE_VERSION} is needed` });
  };
  const done = await doStep(place, 'packages', work, (detail) => detail);
  return done.ok ? succeed(undefined) : done;
}

/** Removes what only debuggers read: two thirds of the packages' bytes. */
export async function removeSourceMaps(folder: string): Promise<void> {
  const root = path.join(folder, 'node_modules');
  const names = await readdir(root, { recursive: true });
  for (const name of names)
    if (name.endsWith('.map')) await rm(path.join(root, name), { force: true, recursive: true });
}

async function versionIn(folder: string): Promise<string> {
  const text = await readFile(path.join(packageFolder(folder), 'package.json'), 'utf8');
  return String(JSON.parse(text).version);
}
