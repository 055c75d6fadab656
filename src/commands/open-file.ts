/** Opens a file with what the system has for it, a page in the browser. */
import { spawn } from 'node:child_process';

/** @returns whether something could be started. */
export function openFile(file: string): Promise<boolean> {
  const [command, ...args] = openerOf(process.platform);
  return new Promise((resolve) => {
    // Nobody waits for the browser: it goes on when the command has ended.
    const child = spawn(command, [...args, file], { detached: true, stdio: 'ignore' });
    child.on('error', () => resolve(false));
    child.on('spawn', () => {
      child.unref();
      resolve(true);
    });
  });
}

function openerOf(platform: NodeJS.Platform): readonly [string, ...string[]] {
  if (platform === 'darwin') return ['open'];
  return platform === 'win32' ? ['explorer'] : ['xdg-open'];
}
