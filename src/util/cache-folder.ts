import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/** hwr-run's part of the user's cache folder, by the XDG base directory specification (which ignores relative paths). */
export function userCacheFolder(env: Readonly<Record<string, string | undefined>>): string {
  const xdg = env.XDG_CACHE_HOME;
  const base = xdg !== undefined && isAbsolute(xdg) ? xdg : join(env.HOME || homedir(), '.cache');
  return join(base, 'hwr-run');
}
