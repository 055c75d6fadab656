/** Runs the user's own tools (npm, pip, a compiler): what they print is kept to tell why they failed, and never shown as it is. */
import { type ChildProcess, spawn } from 'node:child_process';
import { type Failure, fail, type Outcome, succeed } from '../../../util/outcome.js';

export interface ToolOptions {
  readonly cwd?: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  /** Each line as it comes, from both streams. */
  readonly onLine?: (line: string) => void;
  /** Called twice a second while the tool runs: for progress that it does not tell, or to give up (an Outcome's failure). */
  readonly onTick?: () => Promise<Failure | undefined>;
}

export interface Finished {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  /** Of both streams, in the order of printing. */
  readonly lines: readonly string[];
}

const TICK_MS = 250;
/** Between asking a tool to end and ending it. */
const GRACE_MS = 3000;
const KEPT_LINES = 2000;

/**
 * Runs a command to its end, whatever its exit code.
 *
 * Failures: kind `interrupted` (the tool and all that it started are gone then), `run` when there is no such command.
 */
export async function runTool(
  command: string,
  args: readonly string[],
  options: ToolOptions,
): Promise<Outcome<Finished>> {
  if (options.signal.aborted) return fail(interrupted);
  // A process group of its own: a signal reaches what the tool started, and Ctrl-C in a terminal reaches only this process.
  const detached = process.platform !== 'win32';
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: { ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached,
    // npm is a script there.
    shell: process.platform === 'win32',
  });
  let stopped: Failure | undefined;
  let grace: NodeJS.Timeout | undefined;
  const stop = (failure: Failure) => {
    stopped ??= failure;
    kill(child, 'SIGTERM');
    grace ??= setTimeout(() => kill(child, 'SIGKILL'), GRACE_MS);
  };
  const onAbort = () => stop(interrupted);
  options.signal.addEventListener('abort', onAbort);
  const timer = setInterval(async () => {
    const failure = await options.onTick?.();
    if (failure !== undefined) stop(failure);
  }, TICK_MS);
  try {
    const finished = await gather(child, options.onLine);
    if (stopped !== undefined) return fail(stopped);
    return succeed(finished);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const reason = code === 'ENOENT' ? 'there is no such command' : message;
    return fail({ kind: 'run', message: `${command}: ${reason}` });
  } finally {
    clearInterval(timer);
    clearTimeout(grace);
    options.signal.removeEventListener('abort', onAbort);
  }
}

/** As `runTool`, failing when the tool does: with the line in which it says why. `storage` when that is a full disk. */
export async function runToSuccess(
  command: string,
  args: readonly string[],
  options: ToolOptions,
): Promise<Outcome<Finished>> {
  const ran = await runTool(command, args, options);
  if (!ran.ok || ran.value.code === 0) return ran;
  const { code, signal, lines } = ran.value;
  if (lines.some((line) => /no space left|ENOSPC|disk quota/i.test(line)))
    return fail({ kind: 'storage', message: `${command}: the disk is full`, advice: 'free some space' });
  const reason =
    meaningfulLine(lines) ?? (signal === null ? `ended with exit code ${code}` : `ended by ${signal}`);
  return fail({ kind: 'run', message: `${command}: ${reason}` });
}

/** Whether a command is there and works, asked with arguments that cost nothing. */
export async function works(
  command: string,
  args: readonly string[],
  options: Pick<ToolOptions, 'env' | 'signal'>,
): Promise<boolean> {
  const ran = await runTool(command, args, options);
  return ran.ok && ran.value.code === 0;
}

export const interrupted: Failure = {
  kind: 'interrupted',
  message: 'interrupted',
  advice: 'nothing is left of it; what was installed before is as it was',
};

/** What tools print around the reason, or that helps nobody here. */
const EMPTY_WORDS =
  /complete log of this run|^(code|errno|syscall|path|command)\b|^network (This|In most|'proxy')|^notarget (In most|a package)|^\^|^at |^collect2:/;
const NPM_ERROR = /^npm (error|ERR!)\s*(notarget (?=No))?/;

/** The line in which a tool says what went wrong: the first of its errors, or else its last line. */
export function meaningfulLine(printed: readonly string[]): string | undefined {
  // npm tells of much beside its errors.
  const errors = printed.filter((line) => NPM_ERROR.test(line));
  const lines = (errors.length > 0 ? errors : printed)
    .map((line) => line.replace(NPM_ERROR, '').trim())
    .filter((line) => line !== '' && !EMPTY_WORDS.test(line));
  const offline = lines.find((line) =>
    /connection broken by|NewConnectionError|NameResolutionError/.test(line),
  );
  if (offline !== undefined) return 'no connection to the package index';
  const found =
    lines.find((line) => /^ERROR: No matching distribution/.test(line)) ??
    lines.find((line) => /\berror: /i.test(line)) ??
    lines.find((line) => /failed|denied|not found|refused|timed? ?out|cannot|unable/i.test(line)) ??
    lines.at(-1);
  return found?.replace(/^error: /i, '').slice(0, 200);
}

async function gather(child: ChildProcess, onLine?: (line: string) => void): Promise<Finished> {
  const lines: string[] = [];
  let stdout = '';
  for (const stream of [child.stdout, child.stderr]) {
    let rest = '';
    const take = (line: string) => {
      if (lines.length < KEPT_LINES) lines.push(line);
      onLine?.(line);
    };
    stream?.setEncoding('utf8').on('data', (text: string) => {
      if (stream === child.stdout && stdout.length < 1e6) stdout += text;
      const parts = (rest + text).split(/[\r\n]+/);
      rest = parts.pop() ?? '';
      parts.forEach(take);
    });
    stream?.on('end', () => rest !== '' && take(rest));
  }
  const [code, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (...end) => resolve(end));
  });
  return { code, signal, stdout, lines };
}

function kill({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, signal);
  } catch {
    // It has ended already.
  }
}
