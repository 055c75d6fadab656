// A Python with NumPy, for tests that compute something a second time in it.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * HWR_PYTHON, or python3 where it has NumPy, or a virtual environment made from python3 (once, in node_modules/.cache).
 * Undefined where there is no python3, or where it can make none and pip reaches nothing.
 */
export function findPython() {
  if (process.env.HWR_PYTHON) return process.env.HWR_PYTHON;
  if (hasNumpy('python3')) return 'python3';
  const folder = path.join(root, 'node_modules/.cache/hwr-run-python');
  const python = path.join(folder, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
  const complete = path.join(folder, 'complete');
  if (existsSync(complete) && hasNumpy(python)) return python;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(path.dirname(folder), { recursive: true });
  const install = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', 'numpy', 'safetensors'];
  if (!succeeds('python3', ['-m', 'venv', folder]) || !succeeds(python, install)) return undefined;
  writeFileSync(complete, '');
  return python;
}

function hasNumpy(python) {
  return succeeds(python, ['-c', 'import numpy']);
}

function succeeds(command, args) {
  return spawnSync(command, args, { stdio: 'ignore', timeout: 300_000 }).status === 0;
}
