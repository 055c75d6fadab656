/** The ways to TensorFlow: out of a folder, from the wheel by pip and a compiler, by the package's own download. */
import { copyFile, cp, mkdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { type Failure, fail, type Outcome, succeed } from '../../../util/outcome.js';
import { findFault } from '../manifest.js';
import { describePackage, LIBRARIES } from '../package.js';
import { compileBinding, findCompiler } from './compile.js';
import type { Workplace } from './event.js';
import { installByPackage } from './own-download.js';
import { copyPackages, hasNpm, headersFolder, installPackages, packageFolder } from './packages.js';
import { isThere, type LibrarySource, listLibraries, type Source } from './source.js';
import { doStep, guard, megabytes } from './step.js';
import { interrupted } from './tool.js';
import { checkWheel, downloadWheel, findPip, hasWheels, TENSORFLOW_VERSION, unpackWheel } from './wheel.js';

const BY_HAND = 'or name a folder that has it: --from DIR (a copy of another installation will do)';

/** Fills the place from what `readSource` found. */
export async function installFromSource(place: Workplace, source: Source): Promise<Outcome<void>> {
  if (source.kind === 'installation') return copyInstallation(place, source);
  const { libraries, packages } = source;
  const compiler = await findCompiler(place);
  if (compiler === undefined) return fail(noCompiler);
  say(
    place,
    `TensorFlow from ${libraries.kind === 'wheel' ? libraries.file : libraries.lib}, compiled with ${compiler}`,
  );
  if (packages?.kind !== 'node_modules' && !(await hasNpm(place))) return fail(noNpm);
  const installed =
    packages?.kind === 'node_modules'
      ? await copyPackages(place, packages.folder)
      : await installPackages(place, packages?.files);
  if (!installed.ok) return installed;
  if (!(await isThere(headersFolder(place.folder)))) {
    const message = 'the package node-api-headers is not among the packages there';
    return fail({ kind: 'data', message, advice: 'add it, or copy a whole installation of another machine' });
  }
  const include = await placeLibraries(place, libraries);
  return include.ok ? compileBinding(place, compiler, include.value) : include;
}

/** With what the machine has, the newer TensorFlow first. `version`: this one or none. */
export async function installFromNetwork(place: Workplace, version?: string): Promise<Outcome<void>> {
  if (!(await hasNpm(place))) return fail(noNpm);
  const wanted = version ?? TENSORFLOW_VERSION;
  const byWheel = await prepareWheel(place, wanted);
  if (!byWheel.ok && version !== undefined) return byWheel;
  if (byWheel.ok) say(place, byWheel.value.text);
  const packages = await installPackages(place);
  if (!packages.ok)
    return worse(packages.failure, `${byWheel.ok ? 'check the network' : 'try again'}, ${BY_HAND}`);
  let first = byWheel.ok ? undefined : byWheel.failure;
  if (byWheel.ok) {
    const done = await byWheel.value.install();
    if (done.ok || version !== undefined || !mayTryAnotherWay(done.failure)) return done;
    first = done.failure;
  }
  if (place.signal.aborted) return fail(interrupted);
  place.emit({ type: 'passed-over', text: `not from the wheel: ${first?.message}` });
  say(place, "TensorFlow by the package's own download, an older version");
  const done = await installByPackage(place);
  if (done.ok || done.failure.kind !== 'run') return done;
  const message = `TensorFlow could not be installed: ${first?.message}; and by the package's own download: ${done.failure.message}`;
  return fail({ kind: 'run', message, advice: `${first?.advice ?? 'check the network'}, ${BY_HAND}` });
}

interface WheelWay {
  readonly text: string;
  install(): Promise<Outcome<void>>;
}

async function prepareWheel(place: Workplace, version: string): Promise<Outcome<WheelWay>> {
  if (!hasWheels())
    return fail({
      kind: 'run',
      message: `there is none for ${process.platform} ${process.arch}`,
      advice: 'check the network',
    });
  const pip = await findPip(place);
  if (pip === undefined)
    return fail({
      kind: 'run',
      message: 'no Python with pip was found',
      advice: 'install Python 3 with pip',
    });
  const compiler = await findCompiler(place);
  if (compiler === undefined) return fail(noCompiler);
  return succeed({
    text: `TensorFlow ${version} from its Python wheel by ${pip.join(' ')}, compiled with ${compiler}`,
    install: async () => {
      const wheel = await downloadWheel(place, pip, version);
      if (!wheel.ok) return worse(wheel.failure, 'check the network and the version');
      const unpacked = await unpackWheel(place, wheel.value);
      return unpacked.ok ? compileBinding(place, compiler, unpacked.value.include) : unpacked;
    },
  });
}

async function placeLibraries(place: Workplace, libraries: LibrarySource): Promise<Outcome<string>> {
  if (libraries.kind === 'wheel') {
    const { file } = libraries;
    const checked = await guard(place, () => checkWheel(file));
    if (!checked.ok) return checked;
    say(place, checked.value);
    const unpacked = await unpackWheel(place, file);
    return unpacked.ok ? succeed(unpacked.value.include) : unpacked;
  }
  const target = path.join(packageFolder(place.folder), LIBRARIES);
  const work = async (): Promise<Outcome<number>> => {
    await mkdir(target, { recursive: true });
    let bytes = 0;
    for (const { name, file } of await listLibraries(libraries.lib)) {
      if (place.signal.aborted) break;
      await copyFile(file, path.join(target, name));
      bytes += (await stat(file)).size;
    }
    return succeed(bytes);
  };
  const copied = await doStep(place, 'copy', work, (bytes) => `${megabytes(bytes)} of libraries`);
  return copied.ok ? succeed(libraries.include) : copied;
}

async function copyInstallation(
  place: Workplace,
  { folder, manifest }: Extract<Source, { kind: 'installation' }>,
): Promise<Outcome<void>> {
  say(place, `a copy of the installation ${folder}`);
  const again = 'copy it again, with all its files';
  const fault = await findFault(folder, manifest);
  if (fault !== undefined)
    return fail({ kind: 'data', message: `${folder} cannot be used: ${fault}`, advice: again });
  const work = async (): Promise<Outcome<void>> => {
    const modules = path.join(place.folder, 'node_modules');
    await cp(path.join(folder, 'node_modules'), modules, {
      recursive: true,
      verbatimSymlinks: true,
      filter: () => !place.signal.aborted,
    });
    if (place.signal.aborted) return fail(interrupted);
    const copied = await describePackage(place.folder, packageFolder(place.folder), manifest.tensorflow);
    if (copied?.binarySha256 === manifest.binarySha256) return succeed(undefined);
    const message = `${folder} is damaged: its libraries are not those that were installed there`;
    return fail({ kind: 'data', message, advice: again });
  };
  return doStep(place, 'copy', work, () => 'the libraries are the same bits');
}

/** Another way may help where a tool failed or gave something damaged; not when the disk is full or the user has had enough. */
function mayTryAnotherWay({ kind }: Failure): boolean {
  return kind === 'run' || kind === 'data';
}

function worse(failure: Failure, advice: string): Outcome<never> {
  return fail({ advice, ...failure });
}

function say(place: Workplace, text: string): void {
  place.emit({ type: 'way', text });
}

const noNpm: Failure = {
  kind: 'run',
  message: 'there is no npm on the PATH',
  advice: `install Node with npm, ${BY_HAND}`,
};

const noCompiler: Failure = {
  kind: 'run',
  message: 'no C++ compiler was found (c++, g++, clang++)',
  advice: 'install one',
};
