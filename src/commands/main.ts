/** argv → command → exit code. Everything that a command needs is loaded when it is called, so that `--version` is quick. */
import { once } from 'node:events';
import { chdir } from 'node:process';
import type { Command as Program } from 'commander';
import { formatFailure } from '../spec/diagnostic.js';
import type { Failure, FailureKind } from '../util/outcome.js';
import { version } from '../util/version.js';
import type { CommandResult, Session } from './session.js';
import { type GlobalFlags, resolveSettings } from './settings.js';
import { RefusedCommandLine } from './usage-failure.js';

/** Exit codes are part of the contract. An interruption ends with 128 plus the signal's number. */
const exitCodes: Readonly<Record<FailureKind, number>> = {
  run: 1,
  usage: 2,
  spec: 2,
  data: 3,
  storage: 4,
  interrupted: 130,
};

/** Runs one command line and sets the process's exit code. */
export async function main(argv: readonly string[]): Promise<void> {
  // Asked by scripts, again and again: answered before anything else is loaded.
  if (argv.length === 1 && ['--version', '-V'].includes(argv[0] ?? '')) {
    process.stdout.write(`${version}\n`);
    return;
  }
  const debug = argv.includes('--debug');
  // A reader that has seen enough (`| head`) is no error.
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit(0);
      throw error;
    });
  }
  process.on('uncaughtException', (error) => crash(error, debug));
  const interruption = listenForSignals();
  const { createProgram } = await import('./program.js');
  const program = createProgram(async (flags, command) => {
    const failures = await execute(flags, command, interruption);
    process.exitCode = failures[0] === undefined ? 0 : exitCodeOf(failures[0], interruption.signalNumber());
    // Something that was given up on, such as a slow look-up of a mirror's name, must not hold the process open.
    process.stdout.write('', () => process.exit());
  });
  try {
    await (program as Program).parseAsync(argv, { from: 'user' });
  } catch (error) {
    if (error instanceof RefusedCommandLine) {
      // The flags were not understood as a whole, so --json is looked for among the words.
      report([error.failure], { json: argv.includes('--json') });
      process.exitCode = exitCodes.usage;
    } else if (!isCommanderError(error)) crash(error, debug);
  }
}

async function execute(
  flags: GlobalFlags,
  command: (session: Session) => Promise<CommandResult>,
  interruption: Interruption,
): Promise<CommandResult> {
  if (flags.C !== undefined) {
    try {
      chdir(flags.C);
    } catch (error) {
      return report([noWorkingFolder(flags.C, error as NodeJS.ErrnoException)], flags);
    }
  }
  const settings = resolveSettings(flags, process.env);
  if (!settings.ok) return report([settings.failure], flags);
  const { json, quiet } = settings.value;
  let isStreamed = false;
  const failures = await command({
    settings: settings.value,
    signal: interruption.signal,
    print: (text) => void (json || process.stdout.write(`${text}\n`)),
    printJson: (value) => void (json && process.stdout.write(`${JSON.stringify(value, null, 2)}\n`)),
    async write(text) {
      isStreamed = true;
      if (!process.stdout.write(text)) await once(process.stdout, 'drain');
    },
    note: (text) => void (quiet || process.stderr.write(`${text}\n`)),
    color: Boolean(process.stdout.isTTY) && !process.env.NO_COLOR,
    width: process.stdout.columns || 80,
  });
  return report(failures, isStreamed ? { ...flags, json: false } : flags);
}

/** One line a failure on stderr; with --json also one document on stdout. */
function report(failures: CommandResult, flags: GlobalFlags): CommandResult {
  for (const failure of failures) process.stderr.write(`${withProgramName(failure)}\n`);
  if (flags.json && failures.length > 0) {
    process.stdout.write(`${JSON.stringify({ error: failures[0], errors: failures }, null, 2)}\n`);
  }
  return failures;
}

function withProgramName(failure: Failure): string {
  const text = formatFailure(failure);
  // A place in a file comes first, where editors and people look for it.
  return failure.place?.line === undefined ? `hwr-run: ${text}` : text;
}

function noWorkingFolder(folder: string, { code }: NodeJS.ErrnoException): Failure {
  const reasons: Readonly<Record<string, string>> = {
    ENOENT: 'there is no such folder',
    ENOTDIR: 'it is not a folder',
  };
  const message = `-C ${JSON.stringify(folder)}: ${reasons[code ?? ''] ?? `it cannot be entered (${code})`}`;
  return { kind: 'usage', message, advice: 'name the folder that the other paths start from' };
}

function exitCodeOf(failure: Failure, signalNumber: number): number {
  return failure.kind === 'interrupted' ? 128 + signalNumber : exitCodes[failure.kind];
}

interface Interruption {
  readonly signal: AbortSignal;
  signalNumber(): number;
}

/** The first Ctrl-C asks for a clean end; the second one does not ask. */
function listenForSignals(): Interruption {
  const controller = new AbortController();
  const numbers = { SIGINT: 2, SIGTERM: 15 } as const;
  let received: keyof typeof numbers = 'SIGINT';
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.on(name, () => {
      if (controller.signal.aborted) process.exit(128 + numbers[name]);
      received = name;
      controller.abort(new DOMException('interrupted', 'AbortError'));
    });
  }
  return { signal: controller.signal, signalNumber: () => numbers[received] };
}

/** A bug: one line for the user, the stack for who wants to mend it. */
function crash(error: unknown, debug: boolean): never {
  const message = error instanceof Error ? error.message.split('\n')[0] : String(error);
  process.stderr.write(`hwr-run: internal error: ${message}; --debug shows where; please report it\n`);
  if (debug && error instanceof Error) process.stderr.write(`${error.stack}\n`);
  process.exit(1);
}

function isCommanderError(error: unknown): error is { exitCode: number } {
  return error instanceof Error && 'exitCode' in error && 'code' in error;
}
