/** What the package's own installer does: it downloads an older libtensorflow and a compiled binding. */
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { type Failure, fail, type Outcome, succeed } from '../../../util/outcome.js';
import { BINDING, LIBRARIES, TFJS_NODE } from '../package.js';
import type { Workplace } from './event.js';
import { packageFolder } from './packages.js';
import { isThere } from './source.js';
import { doStep } from './step.js';
import { runToSuccess } from './tool.js';
import { largestFile } from './wheel.js';

/** Its installer waits for ever for a host that does not answer. */
const SILENCE_MS = 30_000;

export function installByPackage(place: Workplace): Promise<Outcome<void>> {
  const root = packageFolder(place.folder);
  const work = async (): Promise<Outcome<void>> => {
    await rm(path.join(root, LIBRARIES), { recursive: true, force: true });
    const watch = watchGrowth(place, path.join(root, path.dirname(LIBRARIES)));
    const { env, signal, folder: cwd } = place;
    const ran = await runToSuccess('npm', ['rebuild', TFJS_NODE], { cwd, env, signal, onTick: watch });
    if (!ran.ok) return ran;
    // It reports success whatever became of the binding.
    if (await isThere(path.join(root, BINDING))) return succeed(undefined);
    return fail({ kind: 'run', message: 'npm: the package left no binding behind' });
  };
  return doStep(place, 'download', work, () => "libtensorflow and binding by the package's own installer");
}

/** Tells how much has come, and gives up when nothing more does. */
function watchGrowth(place: Workplace, folder: string): () => Promise<Failure | undefined> {
  let bytes = 0;
  let grown = performance.now();
  return async () => {
    const now = await largestFile(folder);
    if (now !== bytes) {
      bytes = now;
      grown = performance.now();
      place.emit({ type: 'progress', done: bytes, unit: 'bytes' });
    }
    if (bytes > 0 || performance.now() - grown < SILENCE_MS) return undefined;
    return { kind: 'run', message: 'npm: no answer from where the package downloads from' };
  };
}
