/** Labels as a user writes them, numbers or words, as classes. */
import { fail, type Outcome, succeed } from '../../util/outcome.js';

/** Class numbers are bytes. */
const MOST_CLASSES = 256;

/** A label in the one form of all that mean the same: `3`, `3.0` and `3.000e+00` are the number 3. */
export function labelText(text: string): string {
  const trimmed = text.trim();
  const number = Number(trimmed);
  return trimmed !== '' && Number.isSafeInteger(number) && /^[-+.\deE]+$/.test(trimmed)
    ? String(number)
    : trimmed;
}

/**
 * The classes of a training set: its distinct labels, in the order of numbers where all of them are numbers, else of their
 * characters' codes.
 *
 * @param where what a failure names
 */
export function classesOf(labels: Iterable<string>, where: string): Outcome<readonly string[]> {
  const names = [...new Set(labels)];
  if (names.length < 2) {
    const what = names.length === 0 ? 'no labels' : `only one label, ${JSON.stringify(names[0])}`;
    return fail({
      kind: 'data',
      message: `${where}: there is ${what} in it`,
      advice: 'give at least two classes',
    });
  }
  if (names.length > MOST_CLASSES) {
    const message = `${where}: there are ${names.length} different labels, and at most ${MOST_CLASSES} classes can be told apart`;
    return fail({ kind: 'data', message, advice: 'is this the column of labels?' });
  }
  const areNumbers = names.every((name) => /^-?\d+$/.test(name));
  const byCode = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));
  return succeed(areNumbers ? names.sort((a, b) => Number(a) - Number(b)) : names.sort(byCode));
}

/** The class numbers of labels, or the position of the first one that is no class. */
export function numbersOf(
  labels: readonly string[],
  classes: readonly string[],
): Outcome<Uint8Array, { readonly position: number; readonly label: string }> {
  const numbers = new Map(classes.map((name, i) => [name, i]));
  const result = new Uint8Array(labels.length);
  for (const [position, label] of labels.entries()) {
    const number = numbers.get(label);
    if (number === undefined) return fail({ position, label });
    result[position] = number;
  }
  return succeed(result);
}
