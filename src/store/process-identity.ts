/** Which process is it, and does it still live? A process id alone does not say: ids are used again. */
import { randomBytes } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { sha256 } from '../util/hash.js';

export interface ProcessIdentity {
  readonly pid: number;
  readonly host: string;
  /** Names the set of processes among which `pid` means something: machine, boot and pid namespace. */
  readonly space: string;
  /** Start time of the process as the kernel counts it (clock ticks since boot); empty where it cannot be known. */
  readonly start: string;
  /** When the process began, in milliseconds since 1970. */
  readonly begun: number;
}

let own: ProcessIdentity | undefined;

/** This process. */
export function currentProcess(): ProcessIdentity {
  own ??= {
    pid: process.pid,
    host: hostname(),
    space: sha256(
      [hostname(), readOr('/proc/sys/kernel/random/boot_id'), linkOr('/proc/self/ns/pid')].join('\n'),
    ).slice(0, 16),
    start: startOf('self') ?? '',
    begun: Math.floor(performance.timeOrigin),
  };
  return own;
}

/** Whether a process lives; `unknown` when it belongs to another machine, boot or container. */
export function livenessOf(identity: Omit<ProcessIdentity, 'host' | 'begun'>): 'alive' | 'dead' | 'unknown' {
  if (identity.space !== currentProcess().space) return 'unknown';
  if (!answersSignals(identity.pid)) return 'dead';
  const start = startOf(String(identity.pid));
  // Without /proc (or hidden in it) the process id has to do.
  if (start === undefined)
    return identity.start === '' || currentProcess().start === '' ? 'alive' : 'unknown';
  return start === identity.start ? 'alive' : 'dead';
}

/** A name for a temporary file that says which process made it. */
export function temporaryName(): string {
  const { space, pid, start } = currentProcess();
  return `${space}-${pid}-${start}-${randomBytes(8).toString('hex')}`;
}

/** Whether the process that a temporary file's name tells of lives; `unknown` for other names too. */
export function livenessOfMaker(name: string): 'alive' | 'dead' | 'unknown' {
  const [, space = '', pid = '', start = ''] = /^([0-9a-f]{16})-(\d+)-(\d*)-[0-9a-f]{16}$/.exec(name) ?? [];
  return space === '' ? 'unknown' : livenessOf({ space, pid: Number(pid), start });
}

function answersSignals(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives, and belongs to somebody else.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** Field 22 of /proc/<pid>/stat; `ended` for a zombie, which answers signals until its parent looks at it. */
function startOf(pid: string): string | undefined {
  const stat = readOr(`/proc/${pid}/stat`);
  // Field 2 is the command's name in parentheses and may hold anything: count from the last parenthesis.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state] = fields;
  return state === 'Z' || state === 'X' ? 'ended' : fields[19];
}

function readOr(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

function linkOr(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}
