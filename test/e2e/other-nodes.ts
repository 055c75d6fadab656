/** Other versions of Node, from npm's packages that carry the binary; kept in the user's temporary folder between runs. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** The path of a Node of that major version. */
export function nodeOf(major: number): string {
  if (Number(process.versions.node.split('.')[0]) === major) return process.execPath;
  const folder = path.join(tmpdir(), `hwr-run-node-${major}`);
  const name = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
  const binary = path.join(folder, 'node_modules', name, 'bin', 'node');
  if (existsSync(binary)) return binary;
  // Installed beside and renamed, so that two test runs at once do not see half of it.
  const fresh = `${folder}.${process.pid}`;
  mkdirSync(fresh, { recursive: true });
  const args = [
    'install',
    '--prefix',
    fresh,
    '--no-save',
    '--no-package-lock',
    '--no-audit',
    '--no-fund',
    `${name}@${major}`,
  ];
  const { status, stderr } = spawnSync('npm', args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`Node ${major} could not be installed: ${stderr}`);
  if (!existsSync(folder)) renameSync(fresh, folder);
  return binary;
}
