/** Failures in words: one line each. */
import type { Failure, Place } from '../util/outcome.js';

/** `experiments/x.yaml:14:5: unknown key "optimiser" in train; did you mean "optimizer"?` */
export function formatFailure({ place, message, advice }: Failure): string {
  const where = place === undefined ? '' : `${formatPlace(place)}: `;
  return oneLine(`${where}${message}${advice === undefined ? '' : `; ${advice}`}`);
}

/** `file:line:col`, as far as it is known. */
export function formatPlace({ file, line, col }: Place): string {
  return [file, line, col].filter((part) => part !== undefined).join(':');
}

/** What came from a user's file must not break the line, nor write to the terminal. */
export function oneLine(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, (c) => {
    return c === '\n' ? '\\n' : `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}

/** Failures of one spec in the order of the places they point at; those on the command line come last. */
export function sortByPlace(failures: readonly Failure[], firstFile: string): readonly Failure[] {
  const rank = ({ place }: Failure): number =>
    place?.file === firstFile ? 0 : place?.line !== undefined ? 1 : 2;
  const order = (a: Failure, b: Failure): number =>
    rank(a) - rank(b) ||
    compare(a.place?.file ?? '', b.place?.file ?? '') ||
    (a.place?.line ?? 0) - (b.place?.line ?? 0) ||
    (a.place?.col ?? 0) - (b.place?.col ?? 0);
  return [...failures].sort(order);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** A value from a spec as an error shows it: YAML's words, and not too much of them. */
export function describeValue(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (typeof value === 'object') return 'a map';
  return typeof value === 'string' ? `the text ${quote(value)}` : String(value);
}

/** A word from a spec in quotes, shortened. */
export function quote(word: string): string {
  return JSON.stringify(word.length > 40 ? `${word.slice(0, 39)}…` : word);
}

/** `a`, `a or b`, `a, b or c`. */
export function either(words: readonly string[]): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}
