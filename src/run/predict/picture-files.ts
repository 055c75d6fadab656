/** The pictures that a person names: files, folders of them, standard input. */
import { createReadStream, readFileSync, statSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { endOfPng, hasSignature, SIGNATURE } from '../../data/images/decode/png-chunks.js';
import { type Failure, fail, type Outcome, succeed } from '../../util/outcome.js';

/** A picture not yet read: its name, as it is shown. */
export interface PictureFile {
  readonly name: string;
  readonly bytes: () => Promise<Outcome<Uint8Array>>;
}

/** What the arguments of `predict` stand for, in their order: files to come, or why there are none. */
export type Found = readonly Outcome<PictureFile | 'standard input'>[];

/** No PNG of as many pixels as are read is larger, unless something else is in it. */
const MOST_BYTES = 2 ** 28;

/** Lists the pictures; a folder stands for its PNG files, ordered by code point. Nothing is read yet. */
export async function findPictures(names: readonly string[]): Promise<Found> {
  const found: Outcome<PictureFile | 'standard input'>[] = [];
  for (const name of names) {
    if (name === '-') found.push(succeed('standard input' as const));
    else if ((await isFolder(name)) === true) found.push(...(await listFolder(name)));
    else found.push(succeed(pictureFile(name)));
  }
  return found;
}

async function isFolder(name: string): Promise<boolean> {
  return (await stat(name).catch(() => undefined))?.isDirectory() ?? false;
}

async function listFolder(folder: string): Promise<Outcome<PictureFile>[]> {
  let names: readonly string[];
  try {
    names = await readdir(folder);
  } catch (error) {
    return [fail(unreadable(folder, error))];
  }
  const pictures = names.filter((name) => /\.png$/i.test(name)).sort(byCodePoint);
  if (pictures.length > 0) return pictures.map((name) => succeed(pictureFile(path.join(folder, name))));
  const message = `${folder} ${names.length === 0 ? 'is empty' : 'has no PNG files in it'}`;
  return [fail({ kind: 'data', message, advice: 'name a folder with files that end in .png' })];
}

/** UTF-16 units are ordered as code points but for the surrogates, which stand for the highest ones. */
function byCodePoint(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

function pictureFile(name: string): PictureFile {
  return { name, bytes: () => readPicture(name) };
}

async function readPicture(name: string): Promise<Outcome<Uint8Array>> {
  try {
    const file = statSync(name);
    if (file.size > MOST_BYTES) return fail(tooLarge(name));
    // Small files are read in a fifth of the time that it takes to wait for them.
    return succeed(file.isFile() ? readFileSync(name) : await readPipe(name));
  } catch (error) {
    return fail(error === TOO_LARGE ? tooLarge(name) : unreadable(name, error));
  }
}

const TOO_LARGE = new Error('too large');

/** All that comes out of a pipe, or of a device: nobody knows how much, so no more than is sensible. */
async function readPipe(name: string): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let total = 0;
  for await (const part of createReadStream(name)) {
    parts.push(part as Uint8Array);
    total += (part as Uint8Array).length;
    if (total > MOST_BYTES) throw TOO_LARGE;
  }
  return Buffer.concat(parts);
}

/** The PNGs that follow one another in a stream, named `-`, `-:2`, `-:3` and so on; bytes that are none come as they are. */
export async function* splitPictures(
  stream: AsyncIterable<Uint8Array>,
): AsyncGenerator<{ readonly name: string; readonly bytes: Outcome<Uint8Array> }> {
  let number = 0;
  const named = (bytes: Outcome<Uint8Array>) => ({ name: ++number === 1 ? '-' : `-:${number}`, bytes });
  let held: Uint8Array = new Uint8Array();
  for await (const chunk of stream) {
    held = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
    while (held.length >= SIGNATURE.length && hasSignature(held)) {
      const end = endOfPng(held);
      if (end === undefined) break;
      yield named(succeed(held.subarray(0, end)));
      held = held.subarray(end);
    }
    if (held.length > MOST_BYTES) {
      yield named(fail(tooLarge('-')));
      return;
    }
  }
  // An end that is no picture, or a stream without a single one.
  if (held.length > 0 || number === 0) yield named(succeed(held));
}

function tooLarge(name: string): Failure {
  const message = `${name} is too large: it has more than ${MOST_BYTES / 2 ** 20} MiB`;
  return { kind: 'data', message, advice: 'give a PNG image' };
}

function unreadable(name: string, error: unknown): Failure {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT' || code === 'ENOTDIR')
    return {
      kind: 'data',
      message: `there is no file ${name}`,
      advice: 'name a PNG file, or a folder of them',
    };
  const reasons: Readonly<Record<string, string>> = {
    EACCES: 'permission denied',
    EPERM: 'permission denied',
    EISDIR: 'it is a folder',
  };
  const reason = reasons[code ?? ''] ?? `the system says ${code}`;
  const advice =
    reason === 'permission denied' ? 'give yourself permission to read it' : 'check the disk it is on';
  return { kind: 'data', message: `${name} cannot be read: ${reason}`, advice };
}
