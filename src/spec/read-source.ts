/** A spec's file → its text, with everything that is not a small UTF-8 text file refused before it is read whole. */
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import type { Outcome, Place } from '../util/outcome.js';
import { fail, succeed } from '../util/outcome.js';

const MAX_BYTES = 1024 * 1024;

/** Why a file could not be read as text: the caller knows which place to blame, the file itself or who named it. */
export interface Unreadable {
  readonly reason: 'missing' | 'unusable' | 'not text';
  readonly message: string;
  readonly advice?: string;
  /** Where in the file the text ends to be text. */
  readonly place?: Place;
}

/** Gives the bytes of a file, or fails as `fs` does. */
export type ReadFile = (path: string) => Promise<Uint8Array>;

/**
 * Reads `file`.
 *
 * @param name how the file is called in messages: the path as it was typed.
 */
export async function readSource(
  file: string,
  name: string,
  readFile: ReadFile = readSmallFile,
): Promise<Outcome<string, Unreadable>> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(file);
  } catch (error) {
    return fail(explainReadError(error, name));
  }
  if (bytes.length > MAX_BYTES) return fail(tooLarge(name));
  return decodeText(bytes, name);
}

/** Reads no more than the limit allows, and nothing but regular files: opening a pipe would wait forever. */
async function readSmallFile(file: string): Promise<Uint8Array> {
  const handle: FileHandle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const stat = await handle.stat();
    if (stat.isDirectory()) throw Object.assign(new Error('directory'), { code: 'EISDIR' });
    if (!stat.isFile()) throw Object.assign(new Error('not a regular file'), { code: 'NOT_A_FILE' });
    const buffer = new Uint8Array(MAX_BYTES + 1);
    let length = 0;
    while (length < buffer.length) {
      const { bytesRead } = await handle.read(buffer, length, buffer.length - length);
      if (bytesRead === 0) break;
      length += bytesRead;
    }
    return buffer.subarray(0, length);
  } finally {
    await handle.close();
  }
}

function explainReadError(error: unknown, name: string): Unreadable {
  const code = (error as NodeJS.ErrnoException).code;
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return { reason: 'missing', message: `there is no file ${name}` };
    case 'EISDIR':
      return { reason: 'unusable', message: `${name} is a directory`, advice: 'name a YAML file in it' };
    case 'NOT_A_FILE':
      return {
        reason: 'unusable',
        message: `${name} is not a regular file`,
        advice: 'write the spec to a file first',
      };
    case 'EACCES':
    case 'EPERM':
      return {
        reason: 'unusable',
        message: `${name} cannot be read: permission denied`,
        advice: 'give yourself permission to read it',
      };
    case undefined:
      throw error;
    default:
      return { reason: 'unusable', message: `${name} cannot be read: ${code}` };
  }
}

function tooLarge(name: string): Unreadable {
  return {
    reason: 'unusable',
    message: `${name} is longer than 1 MiB`,
    advice: 'a spec is a small text file; is this one?',
  };
}

/** Decodes UTF-8, a byte order mark allowed. What is not text is told with the place of its first bad byte. */
function decodeText(bytes: Uint8Array, name: string): Outcome<string, Unreadable> {
  const bad = firstBadByte(bytes);
  if (bad === undefined) return succeed(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  const before = new TextDecoder().decode(bytes.subarray(0, bad)).split('\n');
  const value = (bytes[bad] ?? 0).toString(16).padStart(2, '0');
  return fail({
    reason: 'not text',
    message: `byte 0x${value} is not UTF-8 text`,
    advice: 'save the spec as plain UTF-8 text',
    place: { file: name, line: before.length, col: (before.at(-1)?.length ?? 0) + 1 },
  });
}

/** The offset of the first NUL, or of the first sequence that is not UTF-8. */
function firstBadByte(bytes: Uint8Array): number | undefined {
  const nul = bytes.indexOf(0);
  const head = nul < 0 ? bytes : bytes.subarray(0, nul);
  if (isUtf8(head)) return nul < 0 ? undefined : nul;
  // The longest prefix that is UTF-8, by bisection; a cut inside a character counts up to that character.
  let good = 0;
  let bad = head.length;
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (isUtf8(head.subarray(0, middle), true)) good = middle;
    else bad = middle;
  }
  let start = bad - 1;
  while (start > 0 && bad - start < 4 && !isUtf8(head.subarray(0, start))) start--;
  return start;
}

/** @param stream accept a last character that is cut short. */
function isUtf8(bytes: Uint8Array, stream = false): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream });
    return true;
  } catch {
    return false;
  }
}
