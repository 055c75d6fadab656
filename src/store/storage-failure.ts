/** Errors of the operating system, told in the user's terms. */
import { type Failure, fail, type Outcome, succeed } from '../util/outcome.js';

/** The code of an error that the operating system reported (`ENOSPC`), undefined for any other error. */
export function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error) || !('syscall' in error))
    return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/** Runs what touches the disk: the operating system's refusals become failures, bugs stay exceptions. */
export async function attempt<T>(dir: string, action: () => Promise<T>): Promise<Outcome<T>> {
  try {
    return succeed(await action());
  } catch (error) {
    const code = codeOf(error);
    if (code === undefined) throw error;
    return fail(describe(code, pathOf(error) ?? dir, dir));
  }
}

/** The failure for a cache path that is taken by a file. */
export function notAFolder(path: string): Failure {
  return {
    kind: 'storage',
    message: `${path} cannot be used as a cache folder: it, or a part of its path, is a file`,
    advice: 'move that file away, or choose another folder with --cache-dir',
  };
}

function describe(code: string, path: string, dir: string): Failure {
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return {
        kind: 'storage',
        message: `no space left for the cache in ${dir}`,
        advice: 'free some with hwr-run cache gc, or choose another disk with --cache-dir',
      };
    case 'EACCES':
    case 'EPERM':
      return {
        kind: 'storage',
        message: `no permission to use ${path} in the cache`,
        advice: 'mend its permissions, or choose a folder of your own with --cache-dir',
      };
    case 'EROFS':
      return {
        kind: 'storage',
        message: `the cache folder ${dir} is on a read-only file system`,
        advice: 'choose a folder that can be written to with --cache-dir',
      };
    case 'EMFILE':
    case 'ENFILE':
      return {
        kind: 'storage',
        message: 'too many open files',
        advice: 'raise the limit (ulimit -n), or lower --jobs',
      };
    case 'ENOTDIR':
    case 'EEXIST':
      return notAFolder(path);
    default:
      return {
        kind: 'storage',
        message: `the cache folder ${dir} failed with ${code} at ${path}`,
        advice: 'check the disk, or choose another folder with --cache-dir',
      };
  }
}

function pathOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('path' in error)) return undefined;
  return typeof error.path === 'string' ? error.path : undefined;
}
