/** What a command works with: the settings, where to print, and the user's wish to stop. */
import type { Failure } from '../util/outcome.js';
import type { Settings } from './settings.js';

export interface Session {
  readonly settings: Settings;
  readonly signal: AbortSignal;
  /** One chunk of the result, on stdout; ends the line. Nothing with --json. */
  print(text: string): void;
  /** The result as one JSON document, on stdout, with --json alone. */
  printJson(value: unknown): void;
  /**
   * A piece of a result that is too long to be held, on stdout as it is; resolves when there is room for the next one. With
   * --json the pieces make up the one document, failures included.
   */
  write(text: string): Promise<void>;
  /** A word beside the result, on stderr; nothing with --quiet. */
  note(text: string): void;
  readonly color: boolean;
  /** Columns of the terminal; 80 where there is none. */
  readonly width: number;
}

/** Nothing when it worked; otherwise what went wrong: the first is told, `check` tells all. */
export type CommandResult = readonly Failure[];

export const done: CommandResult = [];

export type Command<Args extends readonly unknown[] = readonly []> = (
  session: Session,
  ...args: Args
) => Promise<CommandResult>;
