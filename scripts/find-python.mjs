// A Python with NumPy, for tests that compute something a second time in it.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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
  // Processes that get here at once each make one of their own; the note on the last of them stays.
  const cache = path.join(root, 'node_modules/.cache');
  const note = path.join(cache, 'hwr-run-python');
  if (existsSync(note)) {
    const known = readFileSync(note, 'utf8');
    if (hasNumpy(known)) return known;
  }
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(path.join(cache, 'hwr-run-python-'));
  const python = path.join(folder, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
  const install = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', 'numpy', 'safetensors'];
  if (!succeeds('python3', ['-m', 'venv', folder]) || !succeeds(python, install)) {
    rmSync(folder, { recursive: true, force: true });
    return undefined;
  }
  writeFileSync(note, python);
  return python;
}

function hasNumpy(python) {
  return succeeds(python, ['-c', 'import numpy']);
}

function succeeds(command, args) {
  return spawnSync(command, args, { stdio: 'ignore', timeout: 300_000 }).status === 0;
}
