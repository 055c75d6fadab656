/** Values of flags, read. */
import { quote } from '../spec/diagnostic.js';
import { fail, type Outcome, succeed } from '../util/outcome.js';

/** Reads a whole number given to a flag; undefined when it was not given. */
export function wholeNumber(
  flag: string,
  text: string | undefined,
  least: number,
  most: number,
): Outcome<number | undefined> {
  if (text === undefined) return succeed(undefined);
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= least && value <= most) return succeed(value);
  return usage(`${flag} ${quote(text)} is not a whole number from ${least} to ${most}`);
}

/** A failure of the command line itself. */
export function usage(message: string, advice?: string): Outcome<never> {
  return fail({ kind: 'usage', message, ...(advice === undefined ? {} : { advice }) });
}
