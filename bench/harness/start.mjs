// The runner's side of the protocol that harness/serve.mjs and competitor.py speak.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { BenchFailure } from './failure.mjs';
import { setupCommand } from './peers.mjs';

/** For Python: the shared modules, no caches beside the sources; for TensorFlow and OpenMP: their thread pools. */
export function environment(threads) {
  const folder = (name) => fileURLToPath(new URL(`../${name}`, import.meta.url));
  return {
    ...process.env,
    PYTHONPATH: [folder('harness'), folder('models')].join(path.delimiter),
    PYTHONDONTWRITEBYTECODE: '1',
    PYTHONWARNINGS: 'ignore',
    TF_NUM_INTRAOP_THREADS: String(threads),
    TF_NUM_INTEROP_THREADS: String(threads),
    OMP_NUM_THREADS: String(threads),
    MKL_NUM_THREADS: String(threads),
    TF_CPP_MIN_LOG_LEVEL: '2',
    CUDA_VISIBLE_DEVICES: '',
    KERAS_BACKEND: 'tensorflow',
  };
}

/**
 * Starts a competitor and waits until it is ready.
 *
 * @param script file below bench/, JavaScript or Python
 * @param folder that of the work
 */
export async function startCompetitor({ name, script, peerFolder }, folder, threads) {
  const file = fileURLToPath(new URL(`../${script}`, import.meta.url));
  const program = script.endsWith('.py') ? pythonOf(name, peerFolder) : process.execPath;
  const child = spawn(program, [file, folder], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: environment(threads),
  });
  // A competitor that has died is noticed by its last line.
  child.stdin.on('error', () => {});
  const closed = new Promise((resolve) => child.once('close', resolve));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async () => {
    const { value, done } = await lines.next();
    if (done) throw new BenchFailure(`${name} ended before it answered`);
    const message = JSON.parse(value);
    if (message.missing !== undefined) {
      throw new BenchFailure(`${name}: ${message.missing}; ${setupCommand(name, peerFolder)}`);
    }
    if (message.failed !== undefined) throw new BenchFailure(`${name}: ${message.failed}`);
    return message;
  };
  const { ready } = await next();
  return {
    name,
    ready,
    call: (call, request = {}) => {
      child.stdin.write(`${JSON.stringify({ call, ...request })}\n`);
      return next();
    },
    close: () => {
      child.stdin.end();
      return closed;
    },
  };
}

/** The interpreter of the virtual environment: DIR/python as setup-peers.mjs makes it, or DIR itself. */
export function pythonOf(name, folder) {
  const places = [path.join(folder, 'python', 'bin', 'python'), path.join(folder, 'bin', 'python')];
  const found = places.find((place) => existsSync(place));
  if (found === undefined) {
    throw new BenchFailure(`${name}: no Python environment in ${folder}; ${setupCommand(name, folder)}`);
  }
  return path.resolve(found);
}
